"""The desk: where a day begins, what may not slip out of sight there, and what is lost when a sign-in ends."""

from __future__ import annotations

import re

from sqlalchemy import select

from services.cases.actions import call_back, check, reply
from services.cases.kinds import Factor, Outcome, Rating
from services.cases.models import Case
from services.core.access import unscoped
from services.core.database import write_transaction
from tests.cases.test_pages import numbers_on, walk
from tests.fixtures import MONDAY, House
from tests.house.many import many_cases

DESK = "/cases?state=open&order=due"


def without_a_clock(house: House) -> str:
    """An open case whose every clock is met: answered, checked and called back, yet not closed."""
    case = house.handled(house.make_case())
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=MONDAY)
    call_back(case, Rating.SATISFIED, by=house.actor("da.lead"), at=MONDAY)
    check(case, True, by=house.actor("da.lead"), at=MONDAY)
    assert case.next_due_on is None
    return case.number


def test_an_open_case_without_a_clock_stays_on_the_desk_behind_all_dates(house: House) -> None:
    waiting = without_a_clock(house)
    dated = house.make_case().number
    house.closed(house.make_case())
    client = house.client("lin")
    assert numbers_on(client, DESK) == [dated, waiting]
    assert waiting not in numbers_on(client, "/cases?due=overdue&state=open&order=due")


def test_paging_by_due_date_goes_over_the_end_of_the_dates_and_back(house: House) -> None:
    many_cases(house, 120)
    with write_transaction() as session:
        found = session.scalars(unscoped(select(Case).order_by(Case.id), because="test")).all()
        for case in found[30:]:
            case.next_due_on = None
    client = house.client("lin")
    onward, last = walk(client, DESK, "next")
    assert [len(page) for page in onward] == [50, 50, 20]
    assert len({number for page in onward for number in page}) == 120
    back, _top = walk(client, last, "prev")
    assert back[::-1] == onward


def test_words_sent_after_the_sign_in_ended_are_shown_to_their_writer(small_house: House) -> None:
    case = small_house.handled(small_house.make_case())
    words = "已与单位核对考勤和工资单，单位承认拖欠<两个月>，约定周五前补发。"
    answer = small_house.client().post(f"/cases/{case.number}/notes", data={"text": words})
    body = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert words.replace("<", "&lt;").replace(">", "&gt;") in body
    assert f"/sign-in?next=/cases/{case.number}/notes" in body


def test_a_page_that_answers_a_sent_form_offers_no_switch_that_would_lose_it(small_house: House) -> None:
    member, form = small_house.client(), {"step": "matter", "matter": "wages"}
    first = member.get("/request").get_data(as_text=True)
    assert 'action="/language"' in first
    second = member.post("/request", data=form).get_data(as_text=True)
    assert 'action="/language"' not in second
    assert 'action="/size"' not in second
    client = small_house.client("lin")
    refused = client.post("/cases/new", data={"text": ""})
    assert refused.status_code == 422
    assert 'action="/language"' not in refused.get_data(as_text=True)
    assert 'action="/sign-out"' in refused.get_data(as_text=True)


def test_collective_and_urgent_cases_are_marked_in_the_list_and_on_the_page(small_house: House) -> None:
    plain = small_house.make_case(people=9)
    client = small_house.client("lin")
    for address in ("/cases", f"/cases/{plain.number}"):
        body = client.get(address).get_data(as_text=True)
        assert not re.search(r"集体(诉求)?\s*</span>", body), address
        assert "紧急</span>" not in body, address
    many = small_house.make_case(people=10, factors=frozenset({Factor.STOPPAGE}))
    listed = client.get("/cases").get_data(as_text=True)
    assert re.search(r"集体\s*</span>", listed)
    assert re.search(r"紧急\s*</span>", listed)
    page = client.get(f"/cases/{many.number}").get_data(as_text=True)
    assert "集体诉求" in page
    assert "停工" in page


def test_who_reads_no_cases_begins_at_the_account_and_is_told_why_the_list_is_empty(small_house: House) -> None:
    client = small_house.client("city.admin")
    assert client.get("/desk").location == "/account"
    assert "您的岗位不查看案件" in client.get("/cases").get_data(as_text=True)


def test_the_timeline_says_who_acted_in_words(small_house: House) -> None:
    case = small_house.submit_case()
    page = small_house.client("lin").get(f"/cases/{case.number}").get_data(as_text=True)
    assert re.search(r'timeline-meta">\s*职工 · ', page)
    assert "anonymous" not in page
