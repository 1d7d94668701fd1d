"""A profile: how one old table is read. Written in YAML, checked whole before the table is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from services.cases.importing.checking import Keys, wrong
from services.cases.kinds import Family
from services.core.errors import Problem
from services.core.money import parse_yuan
from services.core.words import N_, Labelled, _l

LARGEST_PROFILE = 200_000
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class Others(Labelled):
    """What becomes of a category that the profile does not name."""

    ADD = "add", N_("增加为历史类别")
    REPORT = "report", N_("留空并报告")


class Check(Labelled):
    """What a cell that goes into the text should be; it is kept as it stands either way."""

    DATE = "date", N_("日期")
    AMOUNT = "amount", N_("金额")


@dataclass(frozen=True)
class EmployerColumns:
    """Where the employer stands: a name, a number in some register, or both. `none`: words that mean nobody."""

    name: str | None
    code: str | None
    code_prefix: str = ""
    none: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CategoryColumn:
    """Where the category stands. `values`: words of the table → codes of the union's trees."""

    column: str
    values: Mapping[str, str] = field(default_factory=dict)
    others: Others = Others.ADD


@dataclass(frozen=True)
class TextLine:
    """A column that is kept in the case's text, as a line `label: value`, or one line for each part."""

    column: str
    label: str
    split: str | None = None
    check: Check | None = None


@dataclass(frozen=True)
class Columns:
    """Which column says what."""

    number: str
    received: str
    closed: str | None = None
    claim: str | None = None
    employer: EmployerColumns | None = None
    category: CategoryColumn | None = None


@dataclass(frozen=True)
class Profile:
    """Everything the import has to know. Amounts are hundredths of `currency`, never converted."""

    name: str
    unit: str | None
    encoding: str
    delimiter: str
    day_form: str
    currency: str
    lenient_amounts: bool
    unusual_over: int | None
    family: Family
    columns: Columns
    text: tuple[TextLine, ...]

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that the table must have, each once, in the order of the profile."""
        has = self.columns
        wanted = [has.number, has.received, has.closed, has.claim]
        wanted += [has.employer.name, has.employer.code] if has.employer else []
        wanted += [has.category.column] if has.category else []
        wanted += [line.column for line in self.text]
        return tuple(dict.fromkeys(column for column in wanted if column))


def load_profile(file: Path) -> Profile:
    """Reads and checks a profile. Raises Problem(invalid) with one sentence that names the key."""
    try:
        if file.stat().st_size > LARGEST_PROFILE:
            raise wrong(_l("配置文件“%(file)s”过大，不像是导入配置。", file=file.name))
        told = yaml.safe_load(file.read_bytes().decode("utf-8-sig"))
    except OSError as problem:
        raise wrong(_l("打不开配置文件“%(file)s”。请核对路径。", file=str(file))) from problem
    except UnicodeDecodeError as problem:
        raise wrong(_l("配置文件“%(file)s”不是 UTF-8 编码。请另存为 UTF-8。", file=file.name)) from problem
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise wrong(
            _l("配置文件“%(file)s”第 %(line)d 行不是有效的 YAML。请核对缩进和引号。", file=file.name, line=line)
        ) from problem
    return read_profile(told)


def read_profile(told: object) -> Profile:
    """A profile out of plain YAML values. Raises Problem(invalid) with one sentence that names the key."""
    keys = Keys(told, "")
    profile = Profile(
        name=keys.text("name", longest=60),
        unit=keys.maybe_text("unit", longest=32),
        encoding=keys.choice("encoding", ENCODINGS, "utf-8"),
        delimiter=DELIMITERS[keys.choice("delimiter", tuple(DELIMITERS), "comma")],
        day_form=_day_form(keys),
        currency=keys.maybe_text("currency", longest=3) or "CNY",
        lenient_amounts=keys.flag("lenient_amounts"),
        unusual_over=_amount(keys, "unusual_over"),
        family=Family(keys.choice("family", tuple(Family), Family.RIGHTS.value)),
        columns=_columns(keys.inner("columns")),
        text=tuple(_text_line(inner) for inner in keys.list_of_keys("text")),
    )
    keys.nothing_else()
    return profile


def _columns(keys: Keys) -> Columns:
    found = Columns(
        number=keys.text("number"),
        received=keys.text("received"),
        closed=keys.maybe_text("closed"),
        claim=keys.maybe_text("claim"),
        employer=_employer(keys.inner("employer")) if keys.has("employer") else None,
        category=_category(keys.inner("category")) if keys.has("category") else None,
    )
    keys.nothing_else()
    return found


def _employer(keys: Keys) -> EmployerColumns:
    found = EmployerColumns(
        name=keys.maybe_text("name"),
        code=keys.maybe_text("code"),
        code_prefix=keys.maybe_text("code_prefix", longest=20) or "",
        none=frozenset(word.casefold() for word in keys.texts("none")),
    )
    if not (found.name or found.code):
        raise wrong(_l("配置里的 %(key)s 至少要写 name 或 code 之一。", key=keys.path))
    keys.nothing_else()
    return found


def _category(keys: Keys) -> CategoryColumn:
    found = CategoryColumn(
        column=keys.text("column"),
        values=keys.mapping("values"),
        others=Others(keys.choice("others", tuple(Others), Others.ADD.value)),
    )
    keys.nothing_else()
    return found


def _text_line(keys: Keys) -> TextLine:
    column = keys.text("column")
    check = keys.choice("check", ("", *Check), "")
    found = TextLine(
        column=column,
        label=keys.maybe_text("label", longest=60) or column,
        split=keys.separator("split"),
        check=Check(check) if check else None,
    )
    keys.nothing_else()
    return found


def _day_form(keys: Keys) -> str:
    form = keys.maybe_text("dates", longest=30) or "%Y-%m-%d"
    if not ({"%Y", "%m", "%d"} <= {form[at : at + 2] for at in range(len(form))}) or form.count("%") != 3:
        raise wrong(_l("配置里的 dates 应由年、月、日各一次组成，例如 %(example)s。", example="%Y-%m-%d"))
    return form


def _amount(keys: Keys, name: str) -> int | None:
    told = keys.maybe_text(name, longest=30)
    if told is None:
        return None
    try:
        return parse_yuan(told)
    except Problem as problem:
        raise wrong(_l('配置里的 %(key)s 应是金额，例如 "1000000.00"。', key=name)) from problem
