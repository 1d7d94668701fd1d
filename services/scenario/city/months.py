"""When how many requests of which category come in: arrears in winter, next to nothing at weekends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from services.core.calendar import SATURDAY, WorkingCalendar
from services.core.time import Month, from_local, local_date

T = TypeVar("T")

MONTHS = 14
ARREARS = "A1"
ARREARS_SHARE = 0.27
WINTER = frozenset({11, 12, 1, 2})
WINTER_WEIGHT = 2.0
"""A month of November to February brings so many times the arrears of another month."""
OFTEN = {"A2": 6, "A3": 5, "A4": 5, "A5": 4, "B1": 3, "B3": 4, "B4": 3, "B6": 3, "B8": 3, "C1": 3, "D1": 4, "D2": 4}
"""How often other categories come; the rest counts once."""
REST_DAY = 0.06
"""What comes in on a weekend or holiday, beside a working day."""


@dataclass(frozen=True)
class Arrival:
    """One request on its way: when, and its main category."""

    at: datetime
    category: str


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the weights, adding up to the total; the largest remainders round up."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    given = [int(each) for each in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: given[place] - exact[place])
    for place in by_rest[: total - sum(given)]:
        given[place] += 1
    return given


def arrivals(
    cases: int, until: Month, end: datetime, categories: Sequence[str], calendar: WorkingCalendar, draw: Random
) -> list[Arrival]:
    """So many requests of the fourteen months up to `end` (not included), in their order."""
    months = [until.back(back) for back in range(MONTHS - 1, -1, -1)]
    length = [_days(month, end) for month in months]
    winter = [
        days * (WINTER_WEIGHT if month.first.month in WINTER else 1) for days, month in zip(length, months, strict=True)
    ]
    arrears = round(cases * ARREARS_SHARE)
    others = _others(cases - arrears, categories, draw)
    counted = zip(months, shares(arrears, winter), shares(len(others), length), strict=True)
    found = []
    for month, due, further in counted:
        mine = [ARREARS] * due + [others.pop() for _other in range(further)]
        days, weights = _weighed(month, end, calendar)
        chosen = draw.choices(days, weights, k=len(mine))
        found += [Arrival(_moment(day, end, draw), category) for day, category in zip(chosen, mine, strict=True)]
    return sorted(found, key=lambda arrival: arrival.at)


def _others(count: int, categories: Sequence[str], draw: Random) -> list[str]:
    rest = [code for code in categories if code != ARREARS]
    counts = shares(count - len(rest), [OFTEN.get(code, 1) for code in rest])
    mixed = [code for code, more in zip(rest, counts, strict=True) for _time in range(more + 1)]
    draw.shuffle(mixed)
    return mixed


def _days(month: Month, end: datetime) -> int:
    return min((month.last - month.first).days + 1, (local_date(end) - month.first).days)


def _weighed(month: Month, end: datetime, calendar: WorkingCalendar) -> tuple[list[date], list[float]]:
    days = [month.first + timedelta(days=ahead) for ahead in range(_days(month, end))]
    return days, [REST_DAY if _is_quiet(day, calendar) else 1.0 for day in days]


def _is_quiet(day: date, calendar: WorkingCalendar) -> bool:
    return day.weekday() >= SATURDAY or calendar.is_rest_day(day)


def _moment(day: date, end: datetime, draw: Random) -> datetime:
    return from_local(datetime.combine(day, time(8, 30)) + timedelta(minutes=draw.randrange(9 * 60)))


def spread_evenly(kinds: Mapping[T, int], count: int, draw: Random) -> list[T]:
    """Each kind in its proportion, every one at least once, in a drawn order."""
    given = shares(count - len(kinds), list(kinds.values()))
    mixed = [kind for kind, more in zip(kinds, given, strict=True) for _time in range(more + 1)]
    draw.shuffle(mixed)
    return mixed
