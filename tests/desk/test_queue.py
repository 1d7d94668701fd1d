"""The queue: who finds what in it, in which order and group, and nothing that they may not see."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from services.cases.actions import ask_completion, bounce, check, dispatch, exclude, log_contact, reply, suspend
from services.cases.kinds import Channel, DispatchMode, Outcome
from services.cases.models import Case
from services.clocks.queries import working_calendar
from services.clocks.rules import Bands
from services.core.time import local_date
from services.desk.queries.queue import Key, Queue
from services.desk.queries.reach import answers_for
from services.desk.queries.rows import rows_for
from services.desk.rules import Group, ToDo
from tests.cases.states import called_back, checked, closed, handled, objected_to, registered, replied
from tests.fixtures import MONDAY, House
from tests.house.many import many_cases

AWAY = {"city.audit": "/cases?state=open&order=due", "da.money": "/account", "city.admin": "/account"}


def desk_of(house: House, login: str, on: date | None = None) -> dict[str, tuple[Group, ToDo]]:
    """number (`task` or `contact` before it) → group and what is to be done, in the order of the queue."""
    viewer = house.actor(login)
    bands = Bands.of(on or local_date(MONDAY), working_calendar())
    answers = answers_for(viewer, bands.today)
    places, _after = Queue(viewer, answers, bands).page(None, None)
    rows = rows_for(places, viewer, answers)
    named = (row.title if row.kind == "case" else f"{row.kind} {row.title}".strip() for row in rows)
    return dict(zip(named, ((row.group, row.to_do) for row in rows), strict=True))


def finds(house: House, login: str, case: Case) -> tuple[Group, ToDo] | None:
    return desk_of(house, login).get(case.number)


def test_the_handler_has_the_case_and_colleagues_do_not(house: House) -> None:
    case = handled(house)
    assert finds(house, "lin", case) == (
        Group.TODAY if case.next_due_on == local_date(MONDAY) else Group.SOON,
        ToDo.HANDLE,
    )
    assert finds(house, "fang", case) is None
    assert finds(house, "hotline", case) is None


def test_what_nobody_handles_yet_is_everybodys_in_the_unit_and_nobodys_elsewhere(house: House) -> None:
    case = registered(house)
    for login in ("lin", "fang", "da.lead"):
        assert finds(house, login, case) == (Group.LATER, ToDo.ACCEPT), login
    for login in ("hotline", "city.lead", "sun", "db.lead"):
        assert finds(house, login, case) is None, login


def test_a_unit_without_anybody_is_looked_after_from_the_nearest_unit_above(house: House) -> None:
    case = house.make_case(unit="SA")
    assert finds(house, "lin", case) == (Group.LATER, ToDo.ACCEPT)
    assert finds(house, "hotline", case) is None


def test_what_was_sent_out_waits_with_the_sender_and_is_signed_by_the_recipient(house: House) -> None:
    case = registered(house)
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
    assert finds(house, "da.lead", case) == (Group.WAITING, ToDo.AWAIT_SIGNATURE)
    assert finds(house, "sun", case) == (Group.SOON, ToDo.SIGN)
    assert finds(house, "lin", case) is None


def test_what_stands_still_waits(house: House) -> None:
    case = suspend(handled(house), "等仲裁结果", by=house.actor("lin"), at=MONDAY)
    other = ask_completion(registered(house), "缺劳动合同", by=house.actor("lin"), at=MONDAY)
    assert finds(house, "lin", case) == (Group.WAITING, ToDo.AWAIT_RESUMPTION)
    assert finds(house, "fang", other) == (Group.WAITING, ToDo.AWAIT_MATERIAL)


def test_a_reply_is_checked_by_the_supervisor_called_back_by_colleagues_and_waits_with_its_handler(
    house: House,
) -> None:
    case = replied(house)
    assert finds(house, "lin", case) == (Group.WAITING, ToDo.AWAIT_CHECK)
    assert finds(house, "da.lead", case) == (Group.LATER, ToDo.CHECK)
    assert finds(house, "fang", case) == (Group.LATER, ToDo.CALL_BACK)
    assert finds(house, "city.lead", case) is None


def test_a_checked_case_is_called_back_and_then_closed_by_its_handler(house: House) -> None:
    case = checked(house)
    assert finds(house, "lin", case) == (Group.WAITING, ToDo.AWAIT_CALLBACK)
    assert finds(house, "da.lead", case) == (Group.LATER, ToDo.CALL_BACK)
    done = called_back(house)
    assert finds(house, "lin", done) == (Group.LATER, ToDo.CLOSE)
    assert finds(house, "fang", done) is None


def test_supervisors_do_not_check_or_review_what_they_handle(house: House) -> None:
    case = house.handled(registered(house), handler="da.lead")
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("da.lead"), at=MONDAY)
    assert finds(house, "da.lead", case) == (Group.WAITING, ToDo.AWAIT_CHECK)


def test_an_objection_is_a_matter_of_today_for_the_supervisor_alone(house: House) -> None:
    case = objected_to(house)
    assert finds(house, "da.lead", case) == (Group.TODAY, ToDo.REVIEW)
    assert finds(house, "lin", case) is None
    assert finds(house, "fang", case) is None


def test_what_came_back_three_times_is_decided_one_level_up(house: House) -> None:
    case = registered(house)
    for _time in range(3):
        dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
        bounce(case, "不在本辖区", by=house.actor("sun"), at=MONDAY)
    assert finds(house, "city.lead", case) == (Group.LATER, ToDo.DECIDE)
    assert finds(house, "hotline", case) == (Group.LATER, ToDo.DECIDE)


def test_an_open_question_is_on_the_desk_of_the_unit_until_it_is_answered(house: House) -> None:
    for answered in (True, False):
        log_contact(house.unit("DA"), Channel.HOTLINE, "问加班费", answered, by=house.actor("lin"), at=MONDAY)
    assert desk_of(house, "fang") == {"contact": (Group.LATER, ToDo.ANSWER)}
    assert desk_of(house, "sun") == {}


def test_what_is_closed_is_on_no_desk(house: House) -> None:
    closed(house)
    for login in ("lin", "fang", "da.lead", "city.lead", "hotline"):
        assert desk_of(house, login) == {}, login


def test_a_sealed_case_is_on_the_desk_of_its_readers_alone(house: House) -> None:
    case = house.make_case(categories=("C5",))
    assert finds(house, "da.lead", case) == (Group.LATER, ToDo.ACCEPT)
    assert finds(house, "lin", case) is None


def test_a_case_leaves_the_desk_of_whoever_must_not_see_it(house: House) -> None:
    case = handled(house)
    exclude(case, house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    assert finds(house, "lin", case) is None


def test_groups_follow_the_day_and_the_nearest_comes_first(house: House) -> None:
    many_cases(house, 27)  # nine each on 5, 6 and 7 March
    on = date(2026, 3, 6)
    found = [group for group, _what in desk_of(house, "lin", on).values()]
    assert found == [Group.OVERDUE] * 9 + [Group.TODAY] * 9 + [Group.SOON] * 9
    viewer = house.actor("lin")
    counts = Queue(viewer, answers_for(viewer, on), Bands.of(on, working_calendar())).counts()
    assert (counts.all, dict(counts.of)) == (27, {Group.OVERDUE: 9, Group.TODAY: 9, Group.SOON: 9})
    assert counts.next_after(Group.TODAY) == (Group.SOON, date(2026, 3, 7))
    assert counts.next_after(Group.SOON) is None


def test_pages_follow_one_another_and_leave_nothing_out(house: House) -> None:
    many_cases(house, 120)
    viewer = house.actor("lin")
    queue = Queue(viewer, answers_for(viewer, MONDAY.date()), Bands.of(date(2026, 3, 6), working_calendar()))
    seen: list[int] = []
    key: Key | None = None
    for size in (50, 50, 20):
        places, after = queue.page(None, key)
        assert len(places) == size
        seen += [place.id for place in places]
        key = Key.parse(str(after)) if after else None
    assert key is None
    assert len(set(seen)) == 120


@pytest.mark.parametrize("text", ["", "x", "9_2026-03-05_1", "0_today_1", "0_2026-03-05_0", "0_2026-03-05_1_1"])
def test_a_key_that_was_made_up_is_none(text: str) -> None:
    assert Key.parse(text) is None


def tabs_of(client: FlaskClient) -> dict[str, int]:
    bar = client.get("/desk").text.split('class="tabs"')[1].split("</nav>")[0]
    return {name: int(count) for name, count in re.findall(r'>(\S+)\s*<span class="count">(\d+)</span>', bar)}


def test_every_tab_shows_as_many_as_it_says_and_overdue_is_one_press_away(house: House) -> None:
    case = handled(house)
    registered(house)
    suspend(handled(house), "等仲裁结果", by=house.actor("lin"), at=MONDAY)
    client = house.client("lin")
    counts = tabs_of(client)
    assert counts["全部"] == 3
    for group in Group:
        page = client.get(f"/desk?group={group.value}").text
        assert len(re.findall(r"<tr role=\"row\" data-row-link", page)) == counts[group.label]
    assert '<a href="/desk?group=overdue"' in client.get("/desk").text
    assert case.number in client.get("/desk?group=overdue").text


def test_an_empty_group_says_what_comes_next(house: House) -> None:
    client = house.client("lin")
    assert "没有待办事项" in client.get("/desk").text
    house.make_case(at=MONDAY + timedelta(days=365 * 80))
    page = client.get("/desk?group=today").text
    assert "今天没有到期事项" in page
    assert re.search(r"下一个期限是 2106-\d\d-\d\d", page)
    assert "今天没有到期事项，下一个期限：" in client.get("/desk").text


@pytest.mark.parametrize(("login", "to"), AWAY.items())
def test_who_does_not_work_on_cases_begins_elsewhere(small_house: House, login: str, to: str) -> None:
    assert small_house.client(login).get("/desk").location == to


def test_the_queue_shows_a_masked_name_and_what_happened_last(small_house: House) -> None:
    case = replied(small_house)
    check(case, False, "请补充依据", by=small_house.actor("da.lead"), at=MONDAY)
    page = small_house.client("lin").get("/desk").text
    assert "郑*" in page
    assert "郑某" not in page
    assert re.search(r"质量审核\s*<span class=\"quiet own-line\">戴区长", page)
