"""The tree as it is read: by code, upward, downward, and the standards that hold there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select

from services.core.access import Post, below, below_any
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.units.models import Standard, StandardKind, Unit
from services.units.rules import Planned, codes_on

PAGE = 100


class NamedUnit(NamedTuple):
    """As much of a unit as a choice shows."""

    code: str
    name: str
    org_path: str


def find_unit(code: str) -> Unit | None:
    """The unit with this code, in capitals or not; None where there is none."""
    return db.session.scalar(select(Unit).where(Unit.code == code.strip().upper()))


def unit_named(code: str) -> Unit:
    """The unit with this code. Raises Problem(not_found), which names the code."""
    unit = find_unit(code)
    if unit is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有代码为“%(code)s”的单位。", code=code[:40]), field="unit")
    return unit


def unit_of(post: Post) -> Unit:
    """The unit in which a post is held."""
    return db.session.get_one(Unit, post.unit_id)


def all_units() -> Sequence[Unit]:
    """Every unit, each before the units below it."""
    return db.session.scalars(select(Unit).order_by(Unit.org_path)).all()


def subtree(unit: Unit) -> Sequence[Unit]:
    """The unit and everything below it, from the top down."""
    return db.session.scalars(select(Unit).where(below(Unit.org_path, unit.org_path)).order_by(Unit.org_path)).all()


def line_of(unit: Unit) -> Sequence[Unit]:
    """The units from the root down to the unit, itself last."""
    codes = codes_on(unit.org_path)
    return db.session.scalars(select(Unit).where(Unit.code.in_(codes)).order_by(func.length(Unit.org_path))).all()


def ancestors(unit: Unit) -> Sequence[Unit]:
    """The units above, from the root down, without the unit itself."""
    return line_of(unit)[:-1]


def known_units() -> dict[str, Planned]:
    """code → every unit as a table would describe it."""
    above = select(Unit.id, Unit.code).subquery()
    rows = db.session.execute(
        select(Unit.code, Unit.name, Unit.level, above.c.code).outerjoin(above, above.c.id == Unit.parent_id)
    )
    return {code: Planned(code, name, level, parent) for code, name, level, parent in rows}


def standard_on(unit: Unit, kind: StandardKind, day: date) -> Standard | None:
    """The standard that holds for the unit on a local day: the newest begun by then at the nearest unit above."""
    return db.session.scalar(
        select(Standard)
        .join(Unit, Unit.id == Standard.unit_id)
        .where(Unit.code.in_(codes_on(unit.org_path)), Standard.kind == kind, Standard.valid_from <= day)
        .order_by(func.length(Unit.org_path).desc(), Standard.valid_from.desc())
        .limit(1)
    )


def units_to_send_to(path: str) -> Sequence[NamedUnit]:
    """The active units to which a case of the unit at the path may be handed: all but that unit."""
    active = select(Unit.code, Unit.name, Unit.org_path).where(Unit.active, Unit.org_path != path)
    return [NamedUnit(*row) for row in db.session.execute(active.order_by(Unit.org_path))]


@dataclass(frozen=True)
class TreePage:
    """A stretch of the tree, each unit before those below it, and the path after which the next one begins."""

    units: Sequence[Unit]
    after: str | None


def tree_page(paths: Iterable[str], text: str = "", after: str = "") -> TreePage:
    """Units at and below these paths; with a text, those whose name has it or whose code begins with it."""
    wanted = select(Unit).where(below_any(Unit.org_path, paths), Unit.org_path > after)
    if text:
        code_begins = Unit.code.startswith(text.upper(), autoescape=True)
        wanted = wanted.where(or_(Unit.name.contains(text, autoescape=True), code_begins))
    found = db.session.scalars(wanted.order_by(Unit.org_path).limit(PAGE + 1)).all()
    return TreePage(found[:PAGE], found[PAGE - 1].org_path if len(found) > PAGE else None)


def standards_of(unit: Unit) -> Sequence[Standard]:
    """The amounts that were set for the unit itself, the newest first."""
    own = select(Standard).where(Standard.unit_id == unit.id)
    return db.session.scalars(own.order_by(Standard.kind, Standard.valid_from.desc())).all()


def standards_on(units: Iterable[Unit], day: date) -> dict[str, dict[StandardKind, Standard]]:
    """code → the standards that hold for the unit on a local day, its own or those of the nearest unit above."""
    paths = {unit.code: unit.org_path for unit in units}
    codes = {code for path in paths.values() for code in codes_on(path)}
    begun = select(Unit.code, Standard).join(Unit, Unit.id == Standard.unit_id)
    begun = begun.where(Unit.code.in_(codes), Standard.valid_from <= day).order_by(Standard.valid_from)
    newest = {(code, standard.kind): standard for code, standard in db.session.execute(begun)}
    return {code: _nearest(path, newest) for code, path in paths.items()}


def _nearest(path: str, newest: Mapping[tuple[str, StandardKind], Standard]) -> dict[StandardKind, Standard]:
    return {kind: newest[code, kind] for code in codes_on(path) for kind in StandardKind if (code, kind) in newest}


def units_below(paths: Iterable[str]) -> Sequence[NamedUnit]:
    """The active units at and below these paths, from the top down."""
    return [NamedUnit(*row) for row in db.session.execute(_active_below(tuple(paths)))]


@lru_cache(maxsize=256)
def _active_below(paths: tuple[str, ...]) -> Select[Any]:
    shown: list[Any] = [Unit.code, Unit.name, Unit.org_path]
    active = select(*shown).where(Unit.active, below_any(Unit.org_path, paths))
    return active.order_by(Unit.org_path)
