"""The working calendar: a table of real days, and what holds for every calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.calendar import DayKind, DayReason, WorkingCalendar
from services.core.calendar_seed import NamedDay, named_days, seed_from_library, years_known

CHINA = seed_from_library()
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    named = draw(st.dictionaries(days, st.sampled_from(DayKind), max_size=40))
    return WorkingCalendar(named, frozenset({2026}))


@pytest.mark.parametrize(
    ("day", "reason", "works"),
    [
        ("2026-02-13", DayReason.WEEKDAY, True),
        ("2026-02-14", DayReason.MAKE_UP, True),  # a Saturday, worked for the Spring Festival
        ("2026-02-15", DayReason.HOLIDAY, False),  # a Sunday inside the festival
        ("2026-02-23", DayReason.HOLIDAY, False),  # a Monday
        ("2026-02-28", DayReason.MAKE_UP, True),
        ("2026-03-01", DayReason.WEEKEND, False),
        ("2026-04-06", DayReason.HOLIDAY, False),
        ("2018-12-29", DayReason.MAKE_UP, True),  # moved by the notice of the year after
        ("2018-12-31", DayReason.HOLIDAY, False),
        ("2027-01-01", DayReason.WEEKDAY, True),  # not published yet: the week alone decides
    ],
)
def test_a_day_works_or_rests_for_a_reason(day: str, reason: DayReason, works: bool) -> None:
    that_day = date.fromisoformat(day)
    assert CHINA.reason(that_day) is reason
    assert CHINA.is_working_day(that_day) is works
    assert CHINA.is_rest_day(that_day) is not works


def test_a_year_without_a_notice_is_provisional() -> None:
    assert not CHINA.is_provisional(date(2026, 12, 31))
    assert CHINA.is_provisional(date(2027, 1, 1))
    assert CHINA.is_provisional(date(2003, 12, 31))


def test_the_next_working_day_may_be_the_day_itself() -> None:
    assert CHINA.next_working_day(date(2026, 2, 14)) == date(2026, 2, 14)
    assert CHINA.next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-09", 5, "2026-02-14"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-02-20", -1, "2026-02-14"),
        ("2026-02-20", 0, "2026-02-20"),
        ("2024-02-28", 1, "2024-02-29"),
    ],
)
def test_working_days_are_added_without_the_first_day(start: str, count: int, end: str) -> None:
    assert CHINA.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-03-03", 1),
        ("2026-03-06", "2026-03-09", 1),
        ("2026-02-13", "2026-02-24", 2),  # the make-up Saturday and the day after the festival
        ("2026-03-09", "2026-03-02", 0),
    ],
)
def test_working_days_between_leave_out_the_start_and_hold_the_end(start: str, end: str, count: int) -> None:
    assert CHINA.working_days_between(date.fromisoformat(start), date.fromisoformat(end)) == count


@given(calendars(), DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(calendar: WorkingCalendar, start: date, count: int) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start, end) == count
    assert calendar.add_working_days(end + timedelta(days=1), -count) > start


@given(calendars(), DAYS, DAYS, DAYS)
def test_counts_add_up_where_stretches_meet(calendar: WorkingCalendar, a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    halves = calendar.working_days_between(first, middle) + calendar.working_days_between(middle, last)
    assert halves == calendar.working_days_between(first, last)


@given(calendars(), DAYS)
def test_the_reason_and_the_answer_agree(calendar: WorkingCalendar, day: date) -> None:
    works = calendar.reason(day) in {DayReason.WEEKDAY, DayReason.MAKE_UP}
    assert calendar.is_working_day(day) is works
    assert (calendar.next_working_day(day) == day) is works


def test_a_calendar_keeps_its_days() -> None:
    days = {date(2026, 3, 2): DayKind.HOLIDAY}
    calendar = WorkingCalendar(days, frozenset({2026}))
    days.clear()
    assert calendar.is_rest_day(date(2026, 3, 2))
    with pytest.raises(TypeError):
        calendar.days[date(2026, 3, 3)] = DayKind.HOLIDAY  # type: ignore[index]


def test_the_seed_is_what_the_notices_say() -> None:
    assert years_known() == frozenset(range(2004, 2027))
    only_2026 = seed_from_library([2026])
    make_up = [day.isoformat() for day, kind in only_2026.days.items() if kind is DayKind.MAKE_UP]
    assert make_up == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert len(only_2026.days) == 33 + 6
    assert only_2026.published_years == {2026}
    assert NamedDay(date(2026, 2, 14), DayKind.MAKE_UP, "春节") in named_days([2026])


def test_a_year_that_is_not_published_can_not_be_seeded() -> None:
    with pytest.raises(ValueError, match="2027"):
        seed_from_library([2026, 2027])
