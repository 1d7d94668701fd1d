"""Starting, meeting and moving clocks as facts come in; and keeping the calendar they count by."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.clocks.models import Clock, ClockDue
from services.clocks.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.clocks.queries import working_calendar
from services.clocks.rules import ClockRule, FactKind, due
from services.clocks.table import RULES, in_force
from services.core.access import unscoped
from services.core.database import db
from services.core.time import local_date


def tell(subject: Any, fact: FactKind, *, case_id: int | None, at: datetime, leave_out: Container[str] = ()) -> None:
    """Tells the clocks of a subject that something happened: some are met, some run again, some start.

    Called inside an action. `leave_out` names rules that this fact does not start here (the handling
    clocks of the other difficulties).
    """
    rules = {rule.code: rule for rule in RULES}
    for clock in _clocks_about(subject, case_id):
        rule = rules[clock.rule]
        if fact in rule.cancelled_by and clock.met_at is not None:
            clock.met_at = None
        elif fact in rule.met_by and clock.met_at is None and clock.cancelled_at is None:
            clock.met_at = at
    for code in dict.fromkeys(rule.code for rule in RULES if rule.starts_at is fact):
        if code not in leave_out:
            _start(in_force(code, local_date(at)), subject, case_id, at)


def _start(rule: ClockRule, subject: Any, case_id: int | None, at: datetime) -> None:
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
    db.session.add(clock)
    db.session.flush()
    db.session.add(
        ClockDue(clock_id=clock.id, due_on=answer.due, provisional=answer.provisional, from_at=at, why=rule.starts_at)
    )


def _clocks_about(subject: Any, case_id: int | None) -> list[Clock]:
    if case_id is not None:
        about = Clock.case_id == case_id
    else:
        about = (Clock.subject_type == subject.__tablename__) & (Clock.subject_id == subject.id)
    return list(db.session.scalars(unscoped(select(Clock).where(about), because="inside an action on the subject")))


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
