"""A year of the calendar laid out in weeks, as it hangs on a wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.core.calendar import ONE_DAY, DayReason, WorkingCalendar

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that the calendar may be kept for, both included."""
Week = tuple["WallDay | None", ...]


@dataclass(frozen=True)
class WallDay:
    """A day and why it counts or not."""

    on: date
    reason: DayReason


@dataclass(frozen=True)
class WallMonth:
    """A month as weeks from Monday to Sunday, empty where another month's days would stand."""

    first: date
    weeks: tuple[Week, ...]
    working_days: int


def months_of(year: int, calendar: WorkingCalendar) -> tuple[WallMonth, ...]:
    """The twelve months of a year."""
    return tuple(_month(date(year, month, 1), calendar) for month in range(1, 13))


def _month(first: date, calendar: WorkingCalendar) -> WallMonth:
    days = [WallDay(day, calendar.reason(day)) for day in _days_from(first)]
    cells: list[WallDay | None] = [None] * first.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    working = sum(day.reason in (DayReason.WEEKDAY, DayReason.MAKE_UP) for day in days)
    return WallMonth(first, weeks, working)


def _days_from(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += ONE_DAY
