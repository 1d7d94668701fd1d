"""Starting, meeting and moving clocks as facts come in; and keeping the calendar they count by."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from services.clocks.models import Clock, ClockDue
from services.clocks.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.clocks.queries import working_calendar
from services.clocks.rules import ClockRule, FactKind, due
from services.clocks.table import RULES, in_force
from services.core.access import unscoped
from services.core.database import db
from services.core.time import local_date


def tell(
    subject: Any, fact: FactKind, *, case_id: int | None, at: datetime, leave_out: Container[str] = ()
) -> list[Clock]:
    """Tells the clocks of a subject that something happened: some are met, some run again, some start.

    Called inside an action. `leave_out` names rules that this fact does not start here (the handling
    clocks of the other difficulties). Gives all clocks of the case or, without one, of the subject, as they are now.
    """
    rules = {rule.code: rule for rule in RULES}
    clocks = _clocks_about(subject, case_id)
    for clock in clocks:
        rule = rules[clock.rule]
        if fact in rule.cancelled_by and clock.met_at is not None:
            clock.met_at = None
        elif fact in rule.met_by and clock.met_at is None and clock.cancelled_at is None:
            clock.met_at = at
    for code in dict.fromkeys(rule.code for rule in RULES if rule.starts_at is fact):
        if code not in leave_out:
            clocks.append(_start(in_force(code, local_date(at)), subject, case_id, at))
    return clocks


def _start(rule: ClockRule, subject: Any, case_id: int | None, at: datetime) -> Clock:
    answer = due(rule, local_date(at), working_calendar())
    clock = Clock(
        org_path=subject.org_path,
        case_id=case_id,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        rule=rule.code,
        rule_version=rule.version,
        started_at=at,
        due_on=answer.due,
        provisional=answer.provisional,
    )
    db.session.add(
        ClockDue(clock=clock, due_on=answer.due, provisional=answer.provisional, from_at=at, why=rule.starts_at)
    )
    return clock


OF_A_CASE = unscoped(select(Clock).where(Clock.case_id == bindparam("case")), because="inside an action on the subject")
OF_A_SUBJECT = unscoped(
    select(Clock).where(Clock.subject_type == bindparam("type"), Clock.subject_id == bindparam("subject")),
    because="inside an action on the subject",
)


def _clocks_about(subject: Any, case_id: int | None) -> list[Clock]:
    if case_id is not None:
        return list(db.session.scalars(OF_A_CASE, {"case": case_id}))
    return list(db.session.scalars(OF_A_SUBJECT, {"type": subject.__tablename__, "subject": subject.id}))


def stop_running(case_id: int, at: datetime, *, rule: str | None = None) -> None:
    """Cancels the running clocks of a case, or those of one rule: what they waited for will not come."""
    running = select(Clock).where(Clock.case_id == case_id, Clock.met_at.is_(None), Clock.cancelled_at.is_(None))
    wanted = running.where(Clock.rule == rule) if rule else running
    for clock in db.session.scalars(unscoped(wanted, because="inside an action on the case")):
        clock.cancelled_at = at


def nearest(case_id: int) -> Clock | None:
    """The running clock of a case that is due first; None where none runs."""
    running = select(Clock).where(Clock.case_id == case_id, Clock.met_at.is_(None), Clock.cancelled_at.is_(None))
    first = running.where(Clock.due_on.is_not(None)).order_by(Clock.due_on, Clock.id).limit(1)
    found: Clock | None = db.session.scalar(unscoped(first, because="inside an action on the case"))
    return found


def first_due(clocks: Iterable[Clock]) -> Clock | None:
    """The same, of clocks that the caller holds: no look at the database."""
    running = (clock for clock in clocks if clock.met_at is None and clock.cancelled_at is None)
    dated = [(clock.due_on, clock.id, clock) for clock in running if clock.due_on is not None]
    return min(dated)[2] if dated else None
