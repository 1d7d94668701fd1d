"""Starting, meeting and moving clocks as facts come in; and keeping the calendar they count by."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.clocks.models import CalendarDay, CalendarKind, CalendarYear, Clock, ClockDue
from services.clocks.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.clocks.queries import working_calendar
from services.clocks.rules import ClockRule, FactKind, due
from services.clocks.table import RULES, in_force
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import N_, Labelled, _l
from services.units.models import Unit


class ClockEvent(Labelled):
    """Kinds of events about the calendar."""

    CALENDAR_DAY_SET = "calendar.day_set", N_("修改工作日历")
    CALENDAR_YEAR_PUBLISHED = "calendar.year_published", N_("公布年度放假安排")


declare_events(ClockEvent)


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


@action("calendar.set_day", makes=True)
def set_day(
    unit: Unit, on: date, kind: CalendarKind | None, name: str, source: str, *, by: Actor, at: datetime
) -> CalendarDay | None:
    """Marks a day as holiday or make-up day, or (kind None) as an ordinary one.

    Running clocks keep their dates until they are recomputed; new ones count by the new calendar.
    """
    for present in db.session.scalars(select(CalendarDay).where(CalendarDay.on == on)):
        db.session.delete(present)
    db.session.flush()
    day = CalendarDay(on=on, kind=kind, name=name, source=source) if kind else None
    if day:
        db.session.add(day)
    record(ClockEvent.CALENDAR_DAY_SET, unit, {"on": on, "kind": kind, "name": name, "source": source}, by=by, at=at)
    return day


@action("calendar.publish_year", makes=True)
def publish_year(unit: Unit, year: int, source: str, *, by: Actor, at: datetime) -> CalendarYear:
    """States that a year's holidays are known, so that its dates are no longer provisional.

    Raises Problem(duplicate) where the year is published already, Problem(invalid) for an absurd year.
    """
    if not 2000 <= year <= 2100:
        raise Problem(ErrorCode.INVALID, _l("年份应在 2000 至 2100 之间。"), field="year")
    if db.session.scalar(select(CalendarYear.id).where(CalendarYear.year == year)):
        raise Problem(ErrorCode.DUPLICATE, _l("%(year)d 年的放假安排已经公布。", year=year), field="year")
    published = CalendarYear(year=year, source=source)
    db.session.add(published)
    record(ClockEvent.CALENDAR_YEAR_PUBLISHED, unit, {"year": year, "source": source}, by=by, at=at)
    return published
