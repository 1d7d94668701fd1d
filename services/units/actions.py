"""What changes the tree: a new unit, a table of units, a standard in force from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from services.core.access import Actor, Level
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.tables import BadLines, Line
from services.core.words import N_, Labelled, _l
from services.units import permissions  # noqa: F401  (declares the rules of these verbs)
from services.units.models import Standard, StandardKind, Unit
from services.units.queries import find_unit, known_units, unit_named
from services.units.rules import Planned, must_stand_under, path_below, plan, sentence_about, tidy_code, tidy_name


class EventKind(Labelled):
    """What happens to the tree."""

    UNIT_ADDED = "unit.added", N_("设立单位")
    UNIT_RENAMED = "unit.renamed", N_("单位更名")
    UNIT_CLOSED = "unit.closed", N_("停用单位")
    UNIT_REOPENED = "unit.reopened", N_("恢复单位")
    STANDARD_SET = "unit.standard_set", N_("登记标准")


declare_events(EventKind)


@action("unit.add", makes=True)
def add_unit(parent: Unit | None, code: str, name: str, level: Level, *, by: Actor, at: datetime) -> Unit:
    """Sets up a unit under the parent, or a root where there is none (the system alone may).

    Raises Problem: illegal_move (the parent is closed), invalid (code, name, level not below the parent's),
    duplicate (the code is taken).
    """
    if parent is not None and not parent.active:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("“%(unit)s”已停用，不能在它下面设立单位。", unit=parent.name))
    tidy, named = tidy_code(code), tidy_name(name)
    if parent is not None:
        must_stand_under(level, parent.level)
    if find_unit(tidy) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("代码“%(code)s”已有单位使用。", code=tidy), field="code")
    unit = Unit(
        code=tidy,
        name=named,
        level=level,
        parent_id=parent.id if parent else None,
        org_path=path_below(parent.org_path if parent else "/", tidy),
    )
    db.session.add(unit)
    db.session.flush()
    facts = {"code": tidy, "name": named, "level": level, "parent": parent.code if parent else None}
    record(EventKind.UNIT_ADDED, unit, facts, by=by, at=at)
    return unit


@action("unit.import", makes=True)
def import_units(top: Unit | None, lines: Sequence[Line], *, by: Actor, at: datetime) -> list[Unit]:
    """Sets up the units of a table (code, name, level, parent), all or none; gives the new ones, parents first.

    `top` is the unit under which lines without a parent are hung, None for new roots. Lines that describe
    an existing unit exactly change nothing. Raises BadLines with every fault found.
    """
    planned = plan((_under(top, line) for line in lines), known_units())
    if planned.faults:
        raise BadLines(sentence_about(len(planned.faults)), planned.faults)
    return [_add_planned(unit, by, at) for unit in planned.new]


@action("unit.rename")
def rename_unit(unit: Unit, name: str, *, by: Actor, at: datetime) -> Unit:
    """Gives the unit another name; its code, its place and its history stay. Raises Problem(invalid)."""
    named, before = tidy_name(name), unit.name
    if named == before:
        raise Problem(ErrorCode.INVALID, _l("名称没有变化。"), field="name")
    unit.name = named
    record(EventKind.UNIT_RENAMED, unit, {"before": before, "after": named}, by=by, at=at)
    return unit


@action("unit.close")
def close_unit(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Takes the unit out of every choice: nothing new arises there. What is open there is worked on to its end.

    Raises Problem(illegal_move): closed already, a topmost unit, or one with units in use below it.
    """
    if not unit.active:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个单位已经停用。"))
    if unit.parent_id is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("最上级的单位不能停用。"))
    if any(below.active for below in unit.children):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("下面还有在用的单位，请先停用下级单位。"))
    unit.active = False
    record(EventKind.UNIT_CLOSED, unit, by=by, at=at)
    return unit


@action("unit.reopen")
def reopen_unit(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Brings a closed unit back into use. Raises Problem(illegal_move): in use already, or closed above."""
    if unit.active:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个单位没有停用。"))
    if unit.parent is not None and not unit.parent.active:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("上级单位已停用，请先恢复上级单位。"))
    unit.active = True
    record(EventKind.UNIT_REOPENED, unit, by=by, at=at)
    return unit


def _under(top: Unit | None, line: Line) -> Line:
    if top is None or line.cells["parent"].strip():
        return line
    return Line(line.number, line.cells | {"parent": top.code})


def _add_planned(unit: Planned, by: Actor, at: datetime) -> Unit:
    parent = unit_named(unit.parent) if unit.parent else None
    return add_unit(parent, unit.code, unit.name, unit.level, by=by, at=at)


@action("standard.set")
def set_standard(
    unit: Unit, kind: StandardKind, monthly: int, valid_from: date, *, by: Actor, at: datetime
) -> Standard:
    """Puts down the amount (fen a month) that holds in the unit's area from a local day on.

    The same kind and day again corrects the amount; the event keeps both. Raises Problem(invalid) below zero.
    """
    if monthly < 0:
        raise Problem(ErrorCode.INVALID, _l("标准不能是负数。"), field="monthly")
    same_day = (Standard.unit_id == unit.id, Standard.kind == kind, Standard.valid_from == valid_from)
    standard = db.session.scalar(select(Standard).where(*same_day))
    before = standard.monthly_fen if standard else None
    if standard is None:
        standard = Standard(unit_id=unit.id, kind=kind, valid_from=valid_from, monthly_fen=monthly)
        db.session.add(standard)
    standard.monthly_fen = monthly
    facts = {"kind": kind, "from": valid_from, "monthly_fen": monthly, "before_fen": before}
    record(EventKind.STANDARD_SET, unit, facts, by=by, at=at)
    return standard
