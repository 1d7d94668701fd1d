"""The working calendar on the pages: a year at a glance, a day changed, a year published."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts.actions import add_user
from services.clocks.queries import clocks_of, named_days_of, notice_of, working_calendar
from services.clocks.rules.year import FIRST_YEAR, LAST_YEAR, months_of
from services.core.access import SYSTEM, Role
from services.core.calendar import WorkingCalendar
from services.core.database import write_transaction
from services.core.time import from_local
from tests.fixtures import MONDAY, PASSWORD, House
from tests.house.answers import send, words_of

NOTICE = "国办发明电〔2030〕9号"


def shown(house: House, year: int, *, by: str = "city.admin") -> str:
    answer = house.client(by).get(f"/calendar/{year}")
    assert answer.status_code == 200
    return words_of(answer)


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_a_year_on_the_wall_has_each_of_its_days_once_in_whole_weeks(year: int) -> None:
    months = months_of(year, WorkingCalendar({}, frozenset()))
    cells = [cell for month in months for week in month.weeks for cell in week]
    days = [cell.on for cell in cells if cell]
    first, last = date(year, 1, 1), date(year, 12, 31)
    assert (days[0], days[-1], len(days)) == (first, last, (last - first).days + 1)
    assert all(len(week) == 7 for month in months for week in month.weeks)
    assert all(cell is None or cell.on.weekday() == place % 7 for place, cell in enumerate(cells))


def test_working_days_of_a_year_are_those_that_the_calendar_counts(small_house: House) -> None:
    calendar = working_calendar()
    counted = calendar.working_days_between(date(2025, 12, 31), date(2026, 12, 31))
    assert sum(month.working_days for month in months_of(2026, calendar)) == counted
    assert f"全年 {counted} 个工作日" in shown(small_house, 2026)


def test_days_of_the_notice_are_marked_and_listed(small_house: House) -> None:
    page = shown(small_house, 2026)
    assert re.search(r'class="day-holiday"[^>]*>1<span class="day-mark">休', page)
    assert page.count("day-make_up") == sum(day.kind.value == "make_up" for day in named_days_of(2026)) > 0
    assert "国庆节" in page


def test_a_year_without_a_notice_is_said_to_be_provisional(small_house: House) -> None:
    assert notice_of(2031) is None
    assert "日期均为暂定" in shown(small_house, 2031)
    assert "日期均为暂定" not in shown(small_house, 2026)


def test_a_changed_day_moves_the_deadlines_and_the_page_says_how_many(house: House) -> None:
    case, admin = house.make_case(), house.client("city.admin")
    typed = {"on": "2026-03-04", "kind": "holiday", "name": "临时放假", "source": NOTICE}
    answer = send(admin, "/calendar/2026/days", follow=True, **typed)
    assert "1 个期限有变化" in words_of(answer)
    assert case.next_due_on == date(2026, 3, 6)
    known = words_of(admin.get("/calendar/2026/days?day=2026-03-04"))
    assert "临时放假" in known
    assert NOTICE in known
    back = send(admin, "/calendar/2026/days?day=2026-03-04", follow=True, kind="ordinary")
    assert "1 个期限有变化" in words_of(back)
    assert case.next_due_on == date(2026, 3, 5)


def test_a_published_year_is_provisional_no_longer(house: House) -> None:
    case = house.make_case(at=from_local(MONDAY.replace(tzinfo=None, year=2026, month=12, day=30, hour=9)))
    admin = house.client("city.admin")
    answer = send(admin, "/calendar/2027/publication", follow=True, source=NOTICE)
    assert "1 个期限有变化" in words_of(answer)
    assert "日期均为暂定" not in words_of(answer)
    assert not clocks_of(case.id)[0].provisional
    again = send(admin, "/calendar/2027/publication", source=NOTICE)
    assert (again.status_code, "已经公布" in words_of(again)) == (422, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on": "2026-03-04", "kind": "make_up"}, "调休上班日应是星期六或星期日"),
        ({"on": "1999-12-31", "kind": "holiday"}, "年份应在 2000 至 2100 之间"),
        ({"on": "2101-01-01", "kind": "holiday"}, "年份应在 2000 至 2100 之间"),
        ({"on": "", "kind": "holiday"}, "请选择日期"),
        ({"on": "2026-03-04"}, "请选择这一天是什么日子"),
        ({"on": "2026-03-04", "kind": "holiday", "source": ""}, "请写明依据哪份通知"),
        ({"on": "2026-03-04", "kind": "holiday", "name": "节" * 61}, "最多 60 个字"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(
    small_house: House, typed: dict[str, str], sentence: str
) -> None:
    before = len(named_days_of(2026))
    answer = send(small_house.client("city.admin"), "/calendar/2026/days", **{"source": NOTICE, **typed})
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert len(named_days_of(2026)) == before


def test_a_make_up_day_may_be_the_saturday_and_the_sunday(small_house: House) -> None:
    for day in ("2026-03-07", "2026-03-08"):
        typed = {"on": day, "kind": "make_up", "source": NOTICE}
        assert send(small_house.client("city.admin"), "/calendar/2026/days", **typed).status_code == 303


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1, 0, 99999])
def test_no_calendar_is_kept_for_absurd_years(small_house: House, year: int) -> None:
    admin = small_house.client("city.admin")
    for page in ("", "/days", "/publication"):
        assert admin.get(f"/calendar/{year}{page}").status_code == 404
    assert admin.get(f"/calendar/{FIRST_YEAR}").status_code == admin.get(f"/calendar/{LAST_YEAR}").status_code == 200


def test_others_look_and_the_administrator_of_a_district_does_too(small_house: House) -> None:
    add_user(small_house.unit("DA"), "da.admin", "区管理", [Role.ADMINISTRATOR], secret=PASSWORD, by=SYSTEM, at=MONDAY)
    user = small_house.user("da.admin")
    with write_transaction():
        user.must_change = False
    for login in ("lin", "da.lead", "city.audit", "da.admin"):
        client = small_house.client(login)
        assert "修改一天" not in words_of(client.get("/calendar/2026"))
        assert client.get("/calendar/2026/days").status_code == 403
        assert client.post("/calendar/2026/publication", data={"source": NOTICE}).status_code == 403


def test_the_calendar_stands_in_the_navigation_of_administrators_alone(small_house: House) -> None:
    assert 'href="/calendar"' in words_of(small_house.client("city.admin").get("/account"))
    for login in ("lin", "da.lead", "city.audit", "da.money"):
        assert 'href="/calendar"' not in words_of(small_house.client(login).get("/account"))
