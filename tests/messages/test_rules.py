"""Hours and waits, worked out on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.core.calendar import DayKind, WorkingCalendar
from services.core.errors import NotSetUp
from services.core.posting import Hours
from services.core.time import LOCAL
from services.messages.rules import MOST_TRIES, Nearness, OfficeHours, When, nearness, wait_after

CALENDAR = WorkingCalendar({date(2026, 3, 6): DayKind.HOLIDAY, date(2026, 3, 7): DayKind.MAKE_UP}, frozenset({2026}))
HOURS = OfficeHours(Hours(time(21), time(8)), Hours(time(9), time(17)), CALENDAR)


def at(text: str) -> datetime:
    """`03-02 21:00` of 2026, by the clock on the wall in China, as an instant in UTC."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "asked", "leaves"),
    [
        (When.ANY_TIME, "03-02 03:00", "03-02 03:00"),
        (When.BY_DAY, "03-02 20:59", "03-02 20:59"),
        (When.BY_DAY, "03-02 21:00", "03-03 08:00"),
        (When.BY_DAY, "03-02 23:59", "03-03 08:00"),
        (When.BY_DAY, "03-03 00:00", "03-03 08:00"),
        (When.BY_DAY, "03-03 07:59", "03-03 08:00"),
        (When.BY_DAY, "03-03 08:00", "03-03 08:00"),
        (When.BY_DAY, "03-08 12:00", "03-08 12:00"),
        (When.WORKING_HOURS, "03-05 08:59", "03-05 09:00"),
        (When.WORKING_HOURS, "03-05 16:59", "03-05 16:59"),
        (When.WORKING_HOURS, "03-05 17:00", "03-07 09:00"),
        (When.WORKING_HOURS, "03-06 12:00", "03-07 09:00"),
        (When.WORKING_HOURS, "03-07 17:00", "03-09 09:00"),
    ],
)
def test_a_message_leaves_at_the_first_hour_that_is_right(when: When, asked: str, leaves: str) -> None:
    """6 March is a holiday here, and Saturday the 7th a working day."""
    assert HOURS.earliest(when, at(asked)) == at(leaves)
    assert HOURS.may_leave(when, at(leaves))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-04-05", "2026-10-25", "2026-11-01"])
def test_where_others_change_their_clocks_the_night_is_eleven_hours_long(day: str) -> None:
    """Shanghai has no summer time: from nine in the evening until eight is eleven hours on every day of the year."""
    evening = datetime.fromisoformat(f"{day}T21:00").replace(tzinfo=LOCAL)
    assert HOURS.earliest(When.BY_DAY, evening) - evening == timedelta(hours=11)


@pytest.mark.parametrize("text", ["21-8", "21:00-21:00", "24:00-08:00", "21:00", "", "２１:00-08:00"])
def test_hours_that_are_none_are_refused_by_their_name(text: str) -> None:
    with pytest.raises(NotSetUp, match="QUIET_HOURS"):
        Hours.parse(text, "QUIET_HOURS")


def test_quiet_hours_may_lie_within_one_day() -> None:
    noon = Hours.parse("12:00-14:00", "QUIET_HOURS")
    assert [noon.has(time(hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]


def test_waits_grow_and_add_up_to_more_than_a_day() -> None:
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES + 1)]
    assert waits == sorted(waits)
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert sum(waits, timedelta()) > timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "today", "said"),
    [
        ("2026-03-04", "2026-03-02", None),
        ("2026-03-03", "2026-03-02", Nearness.SOON),
        ("2026-03-02", "2026-03-02", None),
        ("2026-03-07", "2026-03-05", Nearness.SOON),
        ("2026-03-06", "2026-03-05", Nearness.SOON),
        ("2026-03-09", "2026-03-07", Nearness.SOON),
        ("2026-03-02", "2026-03-03", Nearness.LATE),
        ("2026-03-02", "2026-03-04", None),
        ("2026-03-02", "2026-03-05", Nearness.LATE),
        ("2026-03-02", "2026-03-09", Nearness.LATE),
        ("2026-03-02", "2026-03-10", None),
    ],
)
def test_one_is_reminded_the_working_day_before_and_ever_more_rarely_after(
    due: str, today: str, said: Nearness | None
) -> None:
    assert nearness(date.fromisoformat(due), date.fromisoformat(today), CALENDAR) is said
