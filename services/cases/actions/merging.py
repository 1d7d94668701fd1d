"""The same matter twice: one case joined with another, and parted from it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from services.cases.actions.moving import end, last_left, present_span, show_nearest
from services.cases.kinds import CaseEvent, Status
from services.cases.models import Case, Dispatch, Merge
from services.cases.rules import OPEN, Move, must
from services.clocks.actions import run_again, running_ids
from services.core.access import Actor, unscoped, visible
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@action("case.merge")
def merge(case: Case, into: Case, *, by: Actor, at: datetime) -> Case:
    """Joins the case with an open one that the actor sees too; from now on that one is handled for both.

    Raises Problem: not_found (the other one), illegal_move, invalid (with itself, with an ended one, or a
    sealed with an unsealed one).
    """
    other = _seen(into, by)
    must(case.status, Move.MERGE)
    if other.id == case.id:
        raise Problem(ErrorCode.INVALID, _l("不能与自身并案。"), field="into")
    if other.status not in OPEN:
        raise Problem(ErrorCode.INVALID, _l("只能并入仍在办理的案件。"), field="into")
    if other.sealed is not case.sealed:
        raise Problem(ErrorCode.INVALID, _l("保密案件只能与保密案件并案。"), field="into")
    stopped = " ".join(str(ident) for ident in running_ids(case.id))
    db.session.add(Merge(case_id=case.id, into_id=other.id, at=at, clocks=stopped, version=case.version))
    end(case, Move.MERGE, at, into=other)
    record(CaseEvent.MERGED, case, {"other": other.id}, by=by, at=at)
    record(CaseEvent.MERGED_IN, other, {"other": case.id}, by=by, at=at)
    return case


def _seen(into: Case, by: Actor) -> Case:
    seen: Case | None = db.session.scalar(visible(Case, by).where(Case.id == into.id))
    if seen is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到要并入的案件。"), field="into")
    return seen


@action("case.undo_merge")
def undo_merge(case: Case, *, by: Actor, at: datetime) -> Case:
    """Parts the case again: every row is as it was before, and only the events tell of it."""
    must(case.status, Move.UNDO_MERGE)
    held = select(Merge).where(Merge.case_id == case.id)
    joined = db.session.scalars(unscoped(held, because="inside an action on the case")).one()
    other, version = db.session.get_one(Case, joined.into_id), joined.version
    _stand_where_it_stood(case, joined)
    run_again(int(ident) for ident in joined.clocks.split())
    db.session.delete(joined)
    db.session.flush()
    show_nearest(case)
    record(CaseEvent.MERGE_UNDONE, case, {"other": other.id}, by=by, at=at)
    record(CaseEvent.MERGED_OUT, other, {"other": case.id}, by=by, at=at)
    db.session.flush()
    db.session.execute(update(Case).where(Case.id == case.id).values(version=version))
    db.session.refresh(case)
    return case


def _stand_where_it_stood(case: Case, joined: Merge) -> None:
    merged, before = present_span(case), last_left(case)
    db.session.delete(merged)
    before.until_at = None
    case.status, case.merged_into_id = before.status, None
    if case.status is Status.DISPATCHED:
        recalled = select(Dispatch).where(Dispatch.case_id == case.id, Dispatch.recalled_at == joined.at)
        sent = db.session.scalars(unscoped(recalled, because="inside an action on the case")).one()
        sent.recalled_at, case.handed_path = None, sent.to_unit.org_path
