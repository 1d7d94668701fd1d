"""Time: instants in UTC, days in China, a month ends before its last midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.database import Instant, LocalDay
from services.core.errors import ErrorCode, Problem
from services.core.time import Month, from_local, local_date, local_midnight

SECOND = timedelta(microseconds=1)
months = st.builds(lambda year, month: Month(date(year, month, 1)), st.integers(1950, 2150), st.integers(1, 12))
instants = st.datetimes(datetime(1995, 1, 1), datetime(2150, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def test_last_instant_of_a_month_is_in_it_and_the_next_is_not() -> None:
    march = Month.parse("2026-03")
    assert march.start == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert march.end == datetime(2026, 3, 31, 16, tzinfo=UTC)
    last_minute = from_local(datetime(2026, 3, 31, 23, 59, 59, 999_999))  # noqa: DTZ001
    assert march.start <= last_minute < march.end
    assert last_minute + SECOND == march.end == march.next().start
    assert local_date(last_minute) == march.last == date(2026, 3, 31)
    assert local_date(march.end) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2024-02", date(2024, 2, 29)),
        ("2026-02", date(2026, 2, 28)),
        ("2000-02", date(2000, 2, 29)),
        ("2100-02", date(2100, 2, 28)),
        ("2026-12", date(2026, 12, 31)),
    ],
)
def test_february_ends_as_its_year_says(month: str, last: date) -> None:
    assert Month.parse(month).last == last
    assert Month.of(last) == Month.parse(month)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-3",
        "2026-00",
        "2026-13",
        "26-03",
        "2026-03-01",
        "2026/03",
        " 2026-03",
        "2026-03\n",
        "２０２６-０３",
    ]
    + ["1899-12", "2200-01", "0000-01", "9999-12", "2026-1e", "-2026-03", "١٩٩٩-٠١"],
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refusal:
        Month.parse(text)
    assert (refusal.value.code, refusal.value.field) == (ErrorCode.INVALID, "month")


@given(months, st.integers(0, 600))
def test_months_follow_one_another_without_gap(month: Month, back: int) -> None:
    assert month.end == month.next().start
    assert month.next().previous() == month == month.back(0)
    assert Month.parse(str(month)) == month
    earlier = month.back(back)
    for _each in range(back):
        earlier = earlier.next()
    assert earlier == month


@given(instants)
def test_every_instant_lies_in_the_month_of_its_local_day(at: datetime) -> None:
    month = Month.of(local_date(at))
    assert month.start <= at < month.end
    assert local_midnight(local_date(at)) <= at


def test_a_naive_instant_is_refused_by_its_column() -> None:
    with pytest.raises(TypeError):
        Instant().process_bind_param(datetime(2026, 3, 1), _Dialect())  # type: ignore[arg-type]  # noqa: DTZ001


def test_an_instant_is_refused_where_a_day_is_kept() -> None:
    with pytest.raises(TypeError):
        LocalDay().process_bind_param(datetime(2026, 3, 1, tzinfo=UTC), _Dialect())  # type: ignore[arg-type]


class _Dialect:
    name = "sqlite"
