"""Leave: whoever is away is given nothing, the deputy sees their desk, and load is told before more is given."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.accounts.actions import end_leave, tell_leave
from services.accounts.models import Leave
from services.cases.actions import take
from services.cases.rules import MOST_IN_HAND
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date, now
from services.desk.rules import Group, ToDo
from tests.cases.states import accepted, handled
from tests.desk.test_queue import finds
from tests.fixtures import MONDAY, House
from tests.house.many import many_cases

THE_DAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def away(house: House, login: str = "lin", deputy: str | None = "fang", *, day: date = THE_DAY) -> Leave:
    stands_in = house.user(deputy) if deputy else None
    return tell_leave(house.user(login), day, day + timedelta(days=4), stands_in, by=house.actor(login), at=MONDAY)


def test_nobody_who_is_away_is_given_a_case(house: House) -> None:
    case = accepted(house)
    leave = away(house, "fang", None)
    with pytest.raises(Problem) as refused:
        take(case, house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, "handler")
    assert "2026-03-06" in str(refused.value.sentence)
    end_leave(leave, by=house.actor("fang"), at=MONDAY)
    assert take(case, house.user("fang"), by=house.actor("da.lead"), at=MONDAY).handler_id == house.user("fang").id


def test_both_ends_of_a_leave_count_and_the_day_after_does_not(house: House) -> None:
    away(house, "fang", None)
    for days, ok in ((0, False), (4, False), (5, True)):
        case = accepted(house)
        at = MONDAY + timedelta(days=days)
        if ok:
            take(case, house.user("fang"), by=house.actor("da.lead"), at=at)
        else:
            with pytest.raises(Problem):
                take(case, house.user("fang"), by=house.actor("da.lead"), at=at)


def test_the_form_does_not_offer_them_and_says_what_the_others_have_in_hand(house: House) -> None:
    case = accepted(house)
    handled(house)
    away(house, "fang", None, day=local_date(now()))
    page = house.client("da.lead").get(f"/cases/{case.number}/handler").text
    assert "林一 · 甲区总工会 · 在办 1 件" in page
    assert "方二" not in page


def test_whoever_has_enough_gets_more_on_purpose_only(house: House) -> None:
    case = accepted(house)
    many_cases(house, MOST_IN_HAND)
    client, address = house.client("da.lead"), f"/cases/{case.number}/handler"
    refused = client.post(address, data={"handler": "lin"})
    assert refused.status_code == 422
    assert "林一在办 35 件，上限 35，仍要分派？" in refused.text
    assert client.post(address, data={"handler": "fang"}).status_code == 303
    sent = {"handler": "lin", "regardless": "y"}
    unexplained = client.post(address, data=sent)
    assert unexplained.status_code == 422
    assert "请写明改派的理由" in unexplained.text
    assert client.post(address, data={**sent, "why": "方二去外地办案"}).status_code == 303
    assert "方二去外地办案" in client.get(f"/cases/{case.number}").text


def test_the_deputy_has_the_desk_while_it_lasts(house: House) -> None:
    case = handled(house)
    assert finds(house, "fang", case) is None
    leave = away(house)
    assert finds(house, "fang", case) == (Group.SOON, ToDo.HANDLE)
    assert finds(house, "da.lead", case) is None
    end_leave(leave, by=house.actor("lin"), at=MONDAY)
    assert finds(house, "fang", case) is None


def test_a_deputy_sees_no_sealed_case_that_they_could_not_read(house: House) -> None:
    case = house.make_case(categories=("C5",))
    house.handled(case, handler="da.lead")
    take(case, house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    away(house)
    assert finds(house, "lin", case) is not None
    assert finds(house, "fang", case) is None


@pytest.mark.parametrize(
    ("first", "last", "deputy", "field"),
    [
        (FRIDAY, date(2026, 3, 5), "fang", "last"),
        (date(2026, 2, 2), date(2026, 3, 1), "fang", "last"),
        (FRIDAY, FRIDAY, "lin", "deputy"),
        (FRIDAY, FRIDAY, "sun", "deputy"),
    ],
)
def test_a_leave_that_cannot_be_is_refused(house: House, first: date, last: date, deputy: str, field: str) -> None:
    with pytest.raises(Problem) as refused:
        tell_leave(house.user("lin"), first, last, house.user(deputy), by=house.actor("lin"), at=MONDAY)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, field)


def test_one_tells_of_ones_own_leave_and_a_supervisor_of_that_of_colleagues(house: House) -> None:
    leave = away(house)
    with pytest.raises(Problem) as refused:
        end_leave(leave, by=house.actor("fang"), at=MONDAY)
    assert refused.value.code in (ErrorCode.NOT_FOUND, ErrorCode.NOT_ALLOWED)
    end_leave(leave, by=house.actor("da.lead"), at=MONDAY)
    day = local_date(now()).isoformat()
    client = house.client("da.lead")
    sent = {"user": "fang", "first": day, "last": day, "deputy": "lin"}
    assert client.post("/account/leaves", data=sent).location == "/account/leaves"
    page = client.get("/account/leaves").text
    assert "方二" in page.split("<table")[1]
    assert house.client("sun").post("/account/leaves", data={**sent, "user": "fang"}).status_code == 422
