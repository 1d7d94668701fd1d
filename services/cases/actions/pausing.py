"""Time: a later date granted once from above, and the service clocks standing still while others decide."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from services.cases.actions.closing import someone_else
from services.cases.actions.moving import mark_changed, move, said, tell_clocks, write
from services.cases.kinds import CaseEvent
from services.cases.models import Case
from services.cases.rules import HANDLE_RULES, Move, must
from services.clocks.models import Clock
from services.clocks.queries import facts_of, working_calendar
from services.clocks.rules import FactKind, Refusal, refuse_extension
from services.clocks.table import in_force
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l

ABOUT_THE_DATE = frozenset({Refusal.NOT_LATER, Refusal.TOO_FAR})
"""Refusals that another date would mend; the others say that it is no longer possible at all."""


@action("case.extend")
def extend(case: Case, until: date, reason: str, *, by: Actor, at: datetime) -> Case:
    """Grants the handling until a later local day, itself included; once, before the due date, by one level up.

    The member reads the reason. Raises Problem: not_allowed, same_person (who handles it), illegal_move (too late, or
    a second time), invalid (the date, no reason).
    """
    must(case.status, Move.EXTEND)
    someone_else(case, by, _l("经办人不能批准自己案件的延期，请由另一位负责人批准。"))
    clock = _handling_clock(case)
    if clock is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("没有正在计算的办理期限，不能延期。"))
    started = local_date(clock.started_at)
    rule = in_force(clock.rule, started)
    refusal = refuse_extension(rule, started, working_calendar(), facts_of(case.id), on=local_date(at), until=until)
    if refusal in ABOUT_THE_DATE:
        raise Problem(ErrorCode.INVALID, _l(refusal.msgid), field="until")
    if refusal is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l(refusal.msgid))
    told = said(reason, _l("请写明延期的理由，职工会看到。"))
    entry = write(case, told, public=True, by=by, at=at)
    mark_changed(case)
    record(CaseEvent.EXTENDED, case, {"until": until, "note": entry.id}, by=by, at=at)
    tell_clocks(case, FactKind.EXTENDED, at, until=until)
    return case


def _handling_clock(case: Case) -> Clock | None:
    running = select(Clock).where(
        Clock.case_id == case.id,
        Clock.rule.in_(HANDLE_RULES.values()),
        Clock.met_at.is_(None),
        Clock.cancelled_at.is_(None),
    )
    found: Clock | None = db.session.scalar(unscoped(running, because="inside an action on the case"))
    return found


@action("case.suspend")
def suspend(case: Case, reason: str, *, by: Actor, at: datetime) -> Case:
    """Waits for somebody else's decision: the service clocks stand still, those of the law run on."""
    must(case.status, Move.SUSPEND)
    told = said(reason, _l("请写明在等什么，职工会看到。"))
    move(case, Move.SUSPEND, at)
    entry = write(case, told, public=True, by=by, at=at)
    record(CaseEvent.SUSPENDED, case, {"note": entry.id}, by=by, at=at)
    tell_clocks(case, FactKind.SUSPENDED, at)
    return case


@action("case.resume")
def resume(case: Case, reason: str = "", *, by: Actor, at: datetime) -> Case:
    """Goes on where it stood: the service clocks run on from this day, itself counted."""
    move(case, Move.RESUME, at)
    facts = {"note": write(case, reason, public=False, by=by, at=at).id} if reason.strip() else {}
    record(CaseEvent.RESUMED, case, facts, by=by, at=at)
    tell_clocks(case, FactKind.RESUMED, at)
    return case
