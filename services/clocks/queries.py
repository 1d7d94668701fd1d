"""The working calendar as the database has it, and the clocks of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from services.clocks.models import CalendarDay, CalendarYear, Clock
from services.clocks.rules import Bands
from services.core.access import unscoped
from services.core.calendar import DayKind, WorkingCalendar
from services.core.database import db

_KEPT: WeakKeyDictionary[Engine, tuple[tuple[object, ...], WorkingCalendar]] = WeakKeyDictionary()


def working_calendar() -> WorkingCalendar:
    """The calendar in force. Read anew only when a row was added or taken away since the last look."""
    state = db.session.execute(
        select(
            select(func.count(CalendarDay.id)).scalar_subquery(),
            select(func.max(CalendarDay.id)).scalar_subquery(),
            select(func.max(CalendarYear.id)).scalar_subquery(),
        )
    ).one()
    kept = _KEPT.get(db.engine)
    if kept and kept[0] == tuple(state):
        return kept[1]
    days = {day: DayKind(kind.value) for day, kind in db.session.execute(select(CalendarDay.on, CalendarDay.kind))}
    fresh = WorkingCalendar(days, frozenset(db.session.scalars(select(CalendarYear.year))))
    _KEPT[db.engine] = (tuple(state), fresh)
    return fresh


def bands_on(today: date) -> Bands:
    """The borders between the lights on a local day."""
    return Bands.of(today, working_calendar())


def clocks_of(case_id: int) -> Sequence[Clock]:
    """All clocks of a case that the caller has already loaded as its viewer may, running ones first by due date."""
    ordered = select(Clock).where(Clock.case_id == case_id).order_by(Clock.started_at, Clock.id)
    found = db.session.scalars(unscoped(ordered, because="the case was loaded for its viewer"))
    return sorted(
        found, key=lambda clock: (clock.met_at is not None or clock.cancelled_at is not None, clock.due_on or date.max)
    )
