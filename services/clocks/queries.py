"""The working calendar as the database has it, and the clocks of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, String, bindparam, cast, func, select

from services.clocks.models import CalendarDay, CalendarYear, Clock, ClockFact
from services.clocks.rules import Bands, Due, Fact, FactKind, due
from services.clocks.table import in_force
from services.core.access import unscoped
from services.core.calendar import DayKind, WorkingCalendar
from services.core.database import db
from services.core.kept import Kept
from services.core.time import local_date


def _read_calendar() -> WorkingCalendar:
    days = {day: DayKind(kind.value) for day, kind in db.session.execute(select(CalendarDay.on, CalendarDay.kind))}
    return WorkingCalendar(days, frozenset(db.session.scalars(select(CalendarYear.year))))


def _all_of(text: ColumnElement[str]) -> ColumnElement[str]:
    """Every row in one text: a date may hang on any of them, so that counting them would not do."""
    return func.aggregate_strings(text, " ")


_CALENDAR = Kept(
    (CalendarDay, CalendarYear),
    (
        select(_all_of(cast(CalendarDay.on, String) + cast(CalendarDay.kind, String))).scalar_subquery(),
        select(_all_of(cast(CalendarYear.year, String))).scalar_subquery(),
    ),
    _read_calendar,
)


def working_calendar() -> WorkingCalendar:
    """The calendar in force. Read anew only when a day or a year of it has changed since the last look, whoever did.

    Whoever changes the calendar flushes before looking; everybody else's pending rows are left pending.
    """
    return _CALENDAR()


def named_days_of(year: int) -> Sequence[CalendarDay]:
    """The days of a year that depart from the ordinary week, by day."""
    days = select(CalendarDay).where(CalendarDay.on >= date(year, 1, 1), CalendarDay.on <= date(year, 12, 31))
    return db.session.scalars(days.order_by(CalendarDay.on)).all()


def notice_of(year: int) -> CalendarYear | None:
    """The notice by which a year's holidays are published; None while its dates are provisional."""
    return db.session.scalar(select(CalendarYear).where(CalendarYear.year == year))


def bands_on(today: date) -> Bands:
    """The borders between the lights on a local day."""
    return Bands.of(today, working_calendar())


CLOCKS = unscoped(
    select(Clock).where(Clock.case_id == bindparam("case")).order_by(Clock.started_at, Clock.id),
    because="the case was loaded for its viewer",
)


def clocks_of(case_id: int) -> Sequence[Clock]:
    """All clocks of a case that the caller has already loaded as its viewer may, running ones first by due date."""
    found = db.session.scalars(CLOCKS, {"case": case_id})
    return sorted(
        found, key=lambda clock: (clock.met_at is not None or clock.cancelled_at is not None, clock.due_on or date.max)
    )


TOLD = unscoped(
    select(ClockFact).where(ClockFact.case_id == bindparam("case")).order_by(ClockFact.at, ClockFact.id),
    because="the case was loaded for its viewer",
)


def facts_of(case_id: int) -> tuple[Fact, ...]:
    """What stopped, set going and extended the clocks of a case that the caller has loaded, in its order."""
    return dated(db.session.scalars(TOLD, {"case": case_id}))


def dated(told: Iterable[ClockFact]) -> tuple[Fact, ...]:
    """The facts as the engine takes them: by local day."""
    return tuple(Fact(FactKind(fact.kind), local_date(fact.at), fact.until) for fact in told)


def worked_out(clock: Clock, calendar: WorkingCalendar, facts: Iterable[Fact]) -> Due:
    """Date and trace of a clock, by the version of its rule under which it started."""
    started = local_date(clock.started_at)
    return due(in_force(clock.rule, started), started, calendar, facts)
