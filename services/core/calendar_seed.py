"""The first contents of the working calendar, from the published holiday notices that a library carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import chinese_calendar
from chinese_calendar.constants import Holiday

from services.core.calendar import DayKind, WorkingCalendar


@dataclass(frozen=True)
class NamedDay:
    """A day that a notice names, and the festival (in Chinese) for which it is free or made up."""

    on: date
    kind: DayKind
    festival: str


def years_known() -> frozenset[int]:
    """The years whose holiday notice the installed library carries (2004 to 2026 in release 1.11)."""
    return frozenset(day.year for day in chinese_calendar.holidays)


def named_days(years: Iterable[int] | None = None) -> tuple[NamedDay, ...]:
    """Holidays and make-up days of these years, or of every year known, by day.

    Raises ValueError, naming the years, where the library knows no notice.
    """
    known = years_known()
    wanted = known if years is None else frozenset(years)
    if unknown := wanted - known:
        raise ValueError(f"no holiday notice known for {', '.join(map(str, sorted(unknown)))}")
    found = [
        NamedDay(day, kind, Holiday(festival).chinese)
        for kind, days in (
            (DayKind.HOLIDAY, chinese_calendar.holidays),
            (DayKind.MAKE_UP, chinese_calendar.workdays),
        )
        for day, festival in days.items()
        if day.year in wanted
    ]
    return tuple(sorted(found, key=lambda named: named.on))


def seed_from_library(years: Iterable[int] | None = None) -> WorkingCalendar:
    """The calendar of these years, or of every year known, all of them published. Raises as `named_days`."""
    wanted = years_known() if years is None else frozenset(years)
    return WorkingCalendar({named.on: named.kind for named in named_days(wanted)}, wanted)
