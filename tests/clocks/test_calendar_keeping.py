"""A changed calendar moves the clocks that run, and the log says so."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from services.clocks.calendar_keeping import publish_year, set_day
from services.clocks.models import CalendarKind, ClockDue
from services.clocks.queries import clocks_of
from services.core.access import SYSTEM
from services.core.audit import verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import from_local
from tests.fixtures import MONDAY, House

NOTICE = "示例通知"


def test_new_holiday_moves_the_running_clock_and_keeps_what_was_due_before(house: House) -> None:
    case = house.make_case()
    assert case.next_due_on == date(2026, 3, 5)
    moved = set_day(
        house.unit("CITY"), date(2026, 3, 4), CalendarKind.HOLIDAY, "临时放假", NOTICE, by=SYSTEM, at=MONDAY
    )
    assert moved == 1
    assert case.next_due_on == date(2026, 3, 6)
    clock = clocks_of(case.id)[0]
    dues = db.session.scalars(select(ClockDue).where(ClockDue.clock_id == clock.id).order_by(ClockDue.id)).all()
    assert [due.due_on for due in dues] == [date(2026, 3, 5), date(2026, 3, 6)]
    assert (dues[0].until_at, dues[1].from_at) == (MONDAY, MONDAY)
    assert verify()[1] == []


def test_make_up_saturday_brings_the_date_earlier(house: House) -> None:
    friday = from_local(MONDAY.replace(tzinfo=None, day=6, hour=9))
    case = house.make_case(at=friday)
    assert case.next_due_on == date(2026, 3, 11)
    set_day(house.unit("CITY"), date(2026, 3, 7), CalendarKind.MAKE_UP, "调休", NOTICE, by=SYSTEM, at=friday)
    assert case.next_due_on == date(2026, 3, 10)


def test_met_clock_stays_as_it_was(house: House) -> None:
    case = house.closed(house.make_case())
    before = [clock.due_on for clock in clocks_of(case.id)]
    moved = set_day(
        house.unit("CITY"), date(2026, 3, 4), CalendarKind.HOLIDAY, "临时放假", NOTICE, by=SYSTEM, at=MONDAY
    )
    assert (moved, [clock.due_on for clock in clocks_of(case.id)]) == (0, before)


def test_published_year_is_no_longer_provisional(house: House) -> None:
    case = house.make_case(at=from_local(MONDAY.replace(tzinfo=None, year=2026, month=12, day=30, hour=9)))
    assert clocks_of(case.id)[0].provisional
    publish_year(house.unit("CITY"), 2027, NOTICE, by=SYSTEM, at=MONDAY)
    assert not clocks_of(case.id)[0].provisional
    with pytest.raises(Problem) as refused:
        publish_year(house.unit("CITY"), 2027, NOTICE, by=SYSTEM, at=MONDAY)
    assert refused.value.code is ErrorCode.DUPLICATE
