"""The first contents of the working calendar, from the published holiday notices that a library carries."""

from __future__ import annotations

from collections.abc import Iterable

import chinese_calendar

from services.core.calendar import DayKind, WorkingCalendar


def years_known() -> frozenset[int]:
    """The years whose holiday notice the installed library carries (2004 to 2026 in release 1.11)."""
    return frozenset(day.year for day in chinese_calendar.holidays)


def seed_from_library(years: Iterable[int] | None = None) -> WorkingCalendar:
    """Holidays and make-up days of these years, all published; without years, of every year known.

    Raises ValueError, naming the years, where the library knows no notice.
    """
    known = years_known()
    wanted = known if years is None else frozenset(years)
    if unknown := wanted - known:
        raise ValueError(f"no holiday notice known for {', '.join(map(str, sorted(unknown)))}")
    named = dict.fromkeys(chinese_calendar.holidays, DayKind.HOLIDAY)
    named |= dict.fromkeys(chinese_calendar.workdays, DayKind.MAKE_UP)
    return WorkingCalendar({day: kind for day, kind in sorted(named.items()) if day.year in wanted}, wanted)
