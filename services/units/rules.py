"""What makes a tree of units: codes, levels in order, and a table of units checked before anything is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from services.core.access import Level
from services.core.errors import ErrorCode, Problem
from services.core.tables import Fault, Line
from services.core.words import Words, _l

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,30}", re.ASCII)
NAME_LENGTH = 120
PATH_LENGTH = 255
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""Between these days, both included, a standard may come into force."""
COLUMNS = ("code", "name", "level", "parent")

T = TypeVar("T")
_ORDER = {level: place for place, level in enumerate(Level)}


def tidy_code(text: str) -> str:
    """The code in the one form in which it is kept: half-width capitals, no blanks around it.

    Raises Problem(invalid) for anything but 1 to 31 letters, digits and inner hyphens.
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if not CODE.fullmatch(code):
        raise Problem(
            ErrorCode.INVALID,
            _l("单位代码由字母、数字和连字符组成，以字母或数字开头，最多31位；收到的是“%(text)s”。", text=text[:40]),
            field="code",
        )
    return code


def tidy_name(text: str) -> str:
    """The name on one line. Raises Problem(invalid) when it is empty or longer than 120 characters."""
    name = " ".join(text.split())
    if not name or len(name) > NAME_LENGTH:
        sentence = _l("单位名称应有1至%(most)s个字。", most=NAME_LENGTH)
        raise Problem(ErrorCode.INVALID, sentence, field="name")
    return name


def read_level(text: str) -> Level:
    """`district` or 区县 → Level.DISTRICT. Raises Problem(invalid) and names what is known."""
    wanted = text.strip()
    for level in Level:
        if wanted.lower() == level.value or wanted == level.msgid:
            return level
    known = "、".join(level.value for level in Level)
    sentence = _l("没有“%(text)s”这个层级，可用的有：%(known)s。", text=wanted[:40], known=known)
    raise Problem(ErrorCode.INVALID, sentence, field="level")


def may_stand_under(child: Level, parent: Level) -> bool:
    """Whether a unit of the one level may stand directly under one of the other.

    A child's level is below its parent's; levels may be left out. Basic-level unions alone may stand under
    one another (分工会 of a group company), so that the tree may be of any depth.
    """
    return _ORDER[child] > _ORDER[parent] or child is parent is Level.ENTERPRISE


def must_stand_under(child: Level, parent: Level) -> None:
    """Raises Problem(invalid) where a unit of the level may not stand under the other."""
    if not may_stand_under(child, parent):
        raise Problem(
            ErrorCode.INVALID,
            _l("下级单位的层级应低于上级：%(parent)s之下不能设%(child)s。", parent=Said(parent), child=Said(child)),
            field="level",
        )


@dataclass(frozen=True)
class Said:
    """A level inside a sentence, in the language in which the sentence is shown."""

    level: Level

    def __str__(self) -> str:
        return self.level.label


def path_below(parent_path: str, code: str) -> str:
    """`/CITY/` and `DA` → `/CITY/DA/`; a root stands under `/`. Raises Problem(invalid) past 255 characters."""
    path = f"{parent_path}{code}/"
    if len(path) > PATH_LENGTH:
        raise Problem(ErrorCode.INVALID, _l("上下级层次过多，无法再往下设单位。"), field="parent")
    return path


def codes_on(path: str) -> list[str]:
    """`/CITY/DA/` → CITY, DA: the unit itself last."""
    return path.strip("/").split("/")


@dataclass(frozen=True)
class Planned:
    """One unit as a table describes it; `parent` is the code of the unit above, None for a root."""

    code: str
    name: str
    level: Level
    parent: str | None


@dataclass
class Plan:
    """What a table of units comes to: the new units, parents first, or what is wrong with it."""

    new: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def plan(lines: Iterable[Line], known: Mapping[str, Planned]) -> Plan:
    """Checks every line of a table (code, name, level, parent) against itself and the units that exist.

    Lines may come in any order. A line that describes an existing unit exactly is passed over.
    """
    made, lines = Plan(), list(lines)
    told = _read(lines, known, made.faults)
    named = {line.cells["code"].strip().upper() for line in lines} | known.keys()
    for code, (line, planned) in told.items():
        above = told[planned.parent][1] if planned.parent in told else known.get(planned.parent or "")
        if planned.parent is not None and planned.parent not in named:
            made.faults.append(line.fault("parent", _l("表中和系统里都没有这个上级单位。")))
        elif above is not None and not may_stand_under(planned.level, above.level):
            made.faults.append(line.fault("level", _l("下级单位的层级应低于上级。")))
        if _goes_in_a_circle(code, told):
            made.faults.append(line.fault("parent", _l("上级关系绕成了一圈。")))
    if not made.faults:
        made.new = sorted(
            (planned for code, (_line, planned) in told.items() if code not in known),
            key=lambda planned: (_depth(planned.code, told), planned.code),
        )
    return made


_Told = dict[str, tuple[Line, Planned]]


def _read(lines: Iterable[Line], known: Mapping[str, Planned], faults: list[Fault]) -> _Told:
    told: _Told = {}
    for line in lines:
        planned = _read_line(line, faults)
        if planned is None:
            continue
        if planned.code in told:
            faults.append(line.fault("code", _l("同一代码在表中出现了两次。")))
        elif known.get(planned.code, planned) != planned:
            faults.append(line.fault("code", _l("这个代码已有单位，名称、层级或上级与表中不同。")))
        else:
            told[planned.code] = (line, planned)
    return told


def _read_line(line: Line, faults: list[Fault]) -> Planned | None:
    """The line as a unit, or None after noting what is wrong with each cell."""
    before = len(faults)
    code = _cell(line, "code", tidy_code, faults)
    name = _cell(line, "name", tidy_name, faults)
    level = _cell(line, "level", read_level, faults)
    parent = _cell(line, "parent", tidy_code, faults) if line.cells["parent"].strip() else None
    if len(faults) > before or code is None or name is None or level is None:
        return None
    return Planned(code, name, level, parent)


def _cell(line: Line, column: str, read: Callable[[str], T], faults: list[Fault]) -> T | None:
    try:
        return read(line.cells[column])
    except Problem as problem:
        faults.append(line.fault(column, problem.sentence))
        return None


def _goes_in_a_circle(code: str, told: _Told) -> bool:
    seen, at = set[str](), told[code][1].parent
    while at in told and at not in seen:
        if at == code:
            return True
        seen.add(at)
        at = told[at][1].parent
    return False


def _depth(code: str, told: _Told) -> int:
    depth, at = 0, told[code][1].parent
    while at in told:
        depth, at = depth + 1, told[at][1].parent
    return depth


def sentence_about(faults: int) -> Words:
    """What is said above a list of bad lines."""
    return _l("表中有 %(count)s 处不对，没有导入任何单位。", count=faults)
