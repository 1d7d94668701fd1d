"""Keeping the working calendar: days, published years, and the running clocks that a change moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from services.clocks import permissions  # noqa: F401  (declares the verbs below)
from services.clocks.actions import change_due
from services.clocks.models import CalendarDay, CalendarKind, CalendarYear, Clock, ClockFact
from services.clocks.queries import dated, worked_out, working_calendar
from services.clocks.rules import Fact
from services.clocks.rules.year import FIRST_YEAR, LAST_YEAR
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.calendar import SATURDAY
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import N_, Labelled, _l
from services.units.models import Unit


class CalendarEvent(Labelled):
    """Kinds of events about the calendar."""

    DAY_SET = "calendar.day_set", N_("修改工作日历")
    YEAR_PUBLISHED = "calendar.year_published", N_("公布年度放假安排")
    CLOCK_MOVED = "clock.moved", N_("按新日历重算期限")


declare_events(CalendarEvent)

ON_MOVED: list[Callable[[Clock], None]] = []
"""What other rooms do when the calendar moves a clock: the room of cases keeps its nearest date."""


@action("calendar.set_day", makes=True)
def set_day(unit: Unit, on: date, kind: CalendarKind | None, name: str, source: str, *, by: Actor, at: datetime) -> int:
    """Makes a day a holiday or a make-up day, or (kind None) an ordinary one; gives how many clocks moved.

    Raises Problem(invalid) for a day of an absurd year, and for a make-up day that is no weekend day.
    """
    _check_year(on.year, field="on")
    if kind is CalendarKind.MAKE_UP and on.weekday() < SATURDAY:
        raise Problem(ErrorCode.INVALID, _l("调休上班日应是星期六或星期日。"), field="on")
    for present in db.session.scalars(select(CalendarDay).where(CalendarDay.on == on)):
        db.session.delete(present)
    db.session.flush()
    if kind is not None:
        db.session.add(CalendarDay(on=on, kind=kind, name=name, source=source))
    record(CalendarEvent.DAY_SET, unit, {"on": on, "kind": kind, "name": name, "source": source}, by=by, at=at)
    return recompute(by=by, at=at)


@action("calendar.publish_year", makes=True)
def publish_year(unit: Unit, year: int, source: str, *, by: Actor, at: datetime) -> int:
    """States that a year's holidays are known: its dates are no longer provisional. Gives how many clocks moved.

    Raises Problem(duplicate) where the year is published already, Problem(invalid) for an absurd year.
    """
    _check_year(year, field="year")
    if db.session.scalar(select(CalendarYear.id).where(CalendarYear.year == year)):
        raise Problem(ErrorCode.DUPLICATE, _l("%(year)d 年的放假安排已经公布。", year=year), field="year")
    db.session.add(CalendarYear(year=year, source=source))
    record(CalendarEvent.YEAR_PUBLISHED, unit, {"year": year, "source": source}, by=by, at=at)
    return recompute(by=by, at=at)


def _check_year(year: int, *, field: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Problem(ErrorCode.INVALID, _l("年份应在 2000 至 2100 之间。"), field=field)


def recompute(*, by: Actor, at: datetime) -> int:
    """Works out every running clock by the present calendar; each one that moves is logged. Inside an action."""
    db.session.flush()
    running = select(Clock).where(Clock.met_at.is_(None), Clock.cancelled_at.is_(None), Clock.due_on.is_not(None))
    calendar, facts, moved = working_calendar(), _facts_by_case(), 0
    for clock in db.session.scalars(unscoped(running.order_by(Clock.org_path), because="the calendar holds for all")):
        before = clock.due_on
        if change_due(clock, worked_out(clock, calendar, facts.get(clock.case_id, ())), "calendar", at):
            told = {"rule": clock.rule, "before": before, "after": clock.due_on}
            record(CalendarEvent.CLOCK_MOVED, clock, told, by=by, at=at)
            for listener in ON_MOVED:
                listener(clock)
            moved += 1
    return moved


def _facts_by_case() -> dict[int | None, tuple[Fact, ...]]:
    """case id → what stops or extends its clocks, of all cases of which something is told."""
    told = select(ClockFact).order_by(ClockFact.case_id, ClockFact.at, ClockFact.id)
    everything = db.session.scalars(unscoped(told, because="the calendar holds for all"))
    return {case_id: dated(facts) for case_id, facts in groupby(everything, key=lambda fact: fact.case_id)}
