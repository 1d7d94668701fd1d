"""Ends and after: withdrawn, archived, opened again, and the review of a member's objection."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from services.cases.actions.closing import someone_else
from services.cases.actions.moving import cancel_reply, end, mark_changed, move, said, write
from services.cases.kinds import CaseEvent
from services.cases.models import Case, Objection
from services.cases.rules import Move, must
from services.clocks.rules import FactKind
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@action("case.withdraw")
def withdraw(case: Case, reason: str = "", *, by: Actor, at: datetime) -> Case:
    """The member takes the request back, or a colleague notes that they did."""
    must(case.status, Move.WITHDRAW)
    end(case, Move.WITHDRAW, at)
    facts = {"note": write(case, reason, public=True, by=by, at=at).id} if reason.strip() else {}
    record(CaseEvent.WITHDRAWN, case, facts, by=by, at=at)
    return case


@action("case.reopen")
def reopen(case: Case, reason: str = "", *, by: Actor, at: datetime) -> Case:
    """Handles a closed case again: the reply no longer counts, the due date stays. Grants a waiting objection."""
    if case.closed_at is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("只有已办结的案件才能重办。"))
    move(case, Move.REOPEN, at)
    objection = waiting_objection(case)
    if objection is not None:
        objection.decided_at, objection.upheld, objection.by_id = at, True, by.user_id
    facts = {"note": write(case, reason, public=True, by=by, at=at).id} if reason.strip() else {}
    record(CaseEvent.REOPENED, case, facts, by=by, at=at)
    cancel_reply(case, FactKind.REOPENED, at)
    return case


@action("case.refuse_objection")
def refuse_objection(case: Case, reason: str, *, by: Actor, at: datetime) -> Case:
    """After review a closing stands; the member reads why. Never by the handler.

    Raises Problem: illegal_move (nothing waits), same_person, invalid (no reason).
    """
    objection = waiting_objection(case)
    if objection is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("没有等待答复的异议。"))
    someone_else(case, by, _l("经办人不能复核对自己案件的异议，请由另一位负责人复核。"))
    told = said(reason, _l("请写明理由，职工会看到。"))
    objection.decided_at, objection.upheld, objection.by_id = at, False, by.user_id
    entry = write(case, told, public=True, by=by, at=at)
    mark_changed(case)
    record(CaseEvent.OBJECTION_REFUSED, case, {"note": entry.id}, by=by, at=at)
    return case


@action("case.archive")
def archive(case: Case, *, by: Actor, at: datetime) -> Case:
    """Puts a closed case away. Problem(illegal_move): it is not closed, or an objection waits for an answer."""
    must(case.status, Move.ARCHIVE)
    if waiting_objection(case) is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("职工的异议还没有答复，不能归档。"))
    move(case, Move.ARCHIVE, at)
    record(CaseEvent.ARCHIVED, case, {}, by=by, at=at)
    return case


def waiting_objection(case: Case) -> Objection | None:
    """The objection that nobody has decided yet."""
    waiting = select(Objection).where(Objection.case_id == case.id, Objection.decided_at.is_(None))
    found: Objection | None = db.session.scalar(unscoped(waiting, because="inside an action on the case"))
    return found
