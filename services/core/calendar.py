"""The working calendar: which days count, given the State Council's holidays and make-up days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    """What a notice says of a day; days it does not name follow the week."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class DayReason(StrEnum):
    """Why a day is a working day (WEEKDAY, MAKE_UP) or a rest day (WEEKEND, HOLIDAY)."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True)
class WorkingCalendar:
    """The named days of all years, and the years whose holiday notice is published.

    `days` is copied and cannot be changed afterwards. All methods take and give local dates.
    """

    days: Mapping[date, DayKind] = field(hash=False)
    published_years: frozenset[int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    def reason(self, day: date) -> DayReason:
        """Why the day counts or does not: its name in a notice, else its place in the week."""
        named = self.days.get(day)
        if named is not None:
            return DayReason(named.value)
        return DayReason.WEEKEND if day.weekday() >= SATURDAY else DayReason.WEEKDAY

    def is_working_day(self, day: date) -> bool:
        """A weekday that is no holiday, or a make-up day at a weekend."""
        named = self.days.get(day)
        return day.weekday() < SATURDAY if named is None else named is DayKind.MAKE_UP

    def is_rest_day(self, day: date) -> bool:
        """A holiday, or a weekend day that is not made up."""
        return not self.is_working_day(day)

    def is_provisional(self, day: date) -> bool:
        """True where the year's notice is not out, so that the answer for this day may still change.

        A notice may also move the last days of the December before it (29-31 December 2018): when one is
        entered, dates in the old year have to be worked out again too.
        """
        return day.year not in self.published_years

    def next_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the first working day after it."""
        while self.is_rest_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The day on which `count` working days are full; the start is never counted.

        A negative count goes back in the same way; 0 gives the start itself, working day or not.
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 if the end is not after the start."""
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=ahead)) for ahead in range(1, span + 1))
