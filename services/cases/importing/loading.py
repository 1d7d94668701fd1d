"""Reading a profile out of YAML: checked whole before the table is opened, each fault named by its key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services.cases.importing.cells import is_form
from services.cases.importing.checking import Keys, wrong
from services.cases.importing.loading_course import course_in
from services.cases.importing.profile import (
    OF_A_PERSON,
    Amounts,
    CategoryColumn,
    Check,
    Columns,
    EmployerColumns,
    ListProfile,
    Others,
    PersonColumns,
    Profile,
    Stage,
    TextLine,
    UnitColumn,
    UnitToSetUp,
)
from services.cases.kinds import Family, RecoveryKind
from services.cases.models import TableKind
from services.core.access import Level
from services.core.errors import Problem
from services.core.money import parse_yuan
from services.core.words import _l

FIELDS = {
    TableKind.PEOPLE: ("number", "name", "phone", "id_number", "groups"),
    TableKind.EMPLOYERS: ("number", "name", "code", "credit_code", "kind", "upstream"),
    TableKind.STAFF: ("number", "login", "name", "unit", "roles"),
}
NEEDED = {
    TableKind.PEOPLE: frozenset({"name"}),
    TableKind.EMPLOYERS: frozenset({"name"}),
    TableKind.STAFF: frozenset({"login", "name", "roles"}),
}
AnyProfile = Any
"""Profile or ListProfile; which one, its kind says."""
LARGEST_PROFILE = 200_000
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def load_profile(file: Path) -> AnyProfile:
    """Reads and checks a profile. Raises Problem(invalid) with one sentence that names the key."""
    return profile_in(text_of_profile(file), file.name)


def text_of_profile(file: Path) -> str:
    """What stands in a profile's file. Raises Problem(invalid)."""
    try:
        if file.stat().st_size > LARGEST_PROFILE:
            raise wrong(_l("配置文件“%(file)s”过大，不像是导入配置。", file=file.name))
        return read_text(file.read_bytes(), file.name)
    except OSError as problem:
        raise wrong(_l("打不开配置文件“%(file)s”。请核对路径。", file=str(file))) from problem


def read_text(raw: bytes, name: str) -> str:
    """The bytes of a profile as text. Raises Problem(invalid)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise wrong(_l("配置文件“%(file)s”不是 UTF-8 编码。请另存为 UTF-8。", file=name)) from problem


def profile_in(text: str, name: str = "") -> AnyProfile:
    """The profile that is written down in YAML. Raises Problem(invalid)."""
    try:
        told = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise wrong(
            _l("配置文件“%(file)s”第 %(line)d 行不是有效的 YAML。请核对缩进和引号。", file=name, line=line)
        ) from problem
    return read_profile(told)


def read_profile(told: object) -> AnyProfile:
    """A profile out of plain YAML values. Raises Problem(invalid) with one sentence that names the key."""
    keys = Keys(told, "")
    kind = TableKind(keys.choice("kind", tuple(TableKind), TableKind.CASES.value))
    return _of_cases(keys) if kind is TableKind.CASES else _of_a_list(keys, kind)


def _of_a_list(keys: Keys, kind: TableKind) -> AnyProfile:
    inner = keys.inner("columns")
    columns = {name: inner.text(name) if name in NEEDED[kind] else inner.maybe_text(name) for name in FIELDS[kind]}
    inner.nothing_else()
    words = keys.inner("values") if keys.has("values") else Keys({}, "values")
    values = {name: words.mapping(name) for name in FIELDS[kind]}
    words.nothing_else()
    profile = ListProfile(
        name=keys.text("name", longest=60),
        kind=kind,
        unit=keys.maybe_text("unit", longest=32),
        encoding=keys.choice("encoding", ENCODINGS, "utf-8"),
        delimiter=DELIMITERS[keys.choice("delimiter", tuple(DELIMITERS), "comma")],
        day_form=_day_form(keys),
        columns={name: column for name, column in columns.items() if column},
        values=values,
        split=keys.separator("split") or "、",
    )
    keys.nothing_else()
    return profile


def _of_cases(keys: Keys) -> Profile:
    profile = Profile(
        name=keys.text("name", longest=60),
        unit=keys.maybe_text("unit", longest=32),
        encoding=keys.choice("encoding", ENCODINGS, "utf-8"),
        delimiter=DELIMITERS[keys.choice("delimiter", tuple(DELIMITERS), "comma")],
        day_form=_day_form(keys),
        currency=keys.maybe_text("currency", longest=3) or "CNY",
        amounts=_amounts(keys),
        family=Family(keys.choice("family", tuple(Family), Family.RIGHTS.value)),
        columns=_columns(keys.inner("columns")),
        text=tuple(_text_line(inner) for inner in keys.list_of_keys("text")),
        stages=tuple(_stage(inner) for inner in keys.list_of_keys("stages")),
        units=tuple(_unit_to_set_up(inner) for inner in keys.list_of_keys("units")),
        until=_day(keys, "until"),
        number_form=_number_form(keys),
        recovered_kind=RecoveryKind(keys.choice("recovered_kind", tuple(RecoveryKind), RecoveryKind.WAGES.value)),
        course=course_in(keys.inner("course")) if keys.has("course") else None,
    )
    keys.nothing_else()
    _keep_people_out_of_the_text(profile)
    return profile


def _keep_people_out_of_the_text(profile: Profile) -> None:
    """Raises Problem(invalid) where what names a person would stand in the text as well, which is not masked."""
    for line in profile.text:
        if line.column in profile.personal:
            raise wrong(
                _l("配置里的 text 写了“%(column)s”，它已是 columns.person 的一列，不写进案情。", column=line.column)
            )


def _columns(keys: Keys) -> Columns:
    found = Columns(
        number=keys.text("number"),
        received=keys.text("received"),
        closed=keys.maybe_text("closed"),
        claim=keys.maybe_text("claim"),
        recovered=keys.maybe_text("recovered"),
        employer=_employer(keys.inner("employer")) if keys.has("employer") else None,
        person=_person(keys.inner("person")) if keys.has("person") else None,
        category=_category(keys.inner("category")) if keys.has("category") else None,
        unit=_unit(keys.inner("unit")) if keys.has("unit") else None,
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


def _person(keys: Keys) -> PersonColumns:
    told = {name: column for name in OF_A_PERSON if (column := keys.maybe_text(name))}
    if told.keys() <= {"sex"}:
        raise wrong(_l("配置里的 %(key)s 至少要写 name、phone、id_number 之一。", key=keys.path))
    keys.nothing_else()
    return PersonColumns(told)


def _category(keys: Keys) -> CategoryColumn:
    found = CategoryColumn(
        column=keys.text("column"),
        values=keys.mapping("values"),
        others=Others(keys.choice("others", tuple(Others), Others.ADD.value)),
    )
    keys.nothing_else()
    return found


def _unit(keys: Keys) -> UnitColumn:
    found = UnitColumn(column=keys.text("column"), values=keys.mapping("values"))
    keys.nothing_else()
    return found


def _unit_to_set_up(keys: Keys) -> UnitToSetUp:
    found = UnitToSetUp(
        code=keys.text("code", longest=32),
        name=keys.text("name"),
        level=Level(keys.choice("level", tuple(Level), Level.DISTRICT.value)),
        parent=keys.maybe_text("parent", longest=32),
    )
    keys.nothing_else()
    return found


def _stage(keys: Keys) -> Stage:
    column = keys.text("column")
    found = Stage(column, keys.maybe_text("label", longest=60) or column)
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


def _day(keys: Keys, name: str) -> date | None:
    told = keys.maybe_text(name, longest=10)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as problem:
        raise wrong(_l("配置里的 %(key)s 应是日期，例如 2022-10-31。", key=name)) from problem


def _number_form(keys: Keys) -> str | None:
    form = keys.maybe_text("number_form", longest=60)
    if form is not None and not is_form(form):
        raise wrong(
            _l(
                "配置里的 number_form 用 9 代表数字、A 代表字母，其余照写，例如 99-9999，收到的是“%(form)s”。",
                form=form,
            )
        )
    return form


def _amounts(keys: Keys) -> Amounts:
    return Amounts(
        lenient=keys.flag("lenient_amounts"),
        rounded=keys.flag("round_amounts"),
        unknown=frozenset(word.casefold() for word in keys.texts("unknown_amounts")),
        unusual_over=_amount(keys, "unusual_over"),
    )


def _amount(keys: Keys, name: str) -> int | None:
    told = keys.maybe_text(name, longest=30)
    if told is None:
        return None
    try:
        return parse_yuan(told)
    except Problem as problem:
        raise wrong(_l('配置里的 %(key)s 应是金额，例如 "1000000.00"。', key=name)) from problem
