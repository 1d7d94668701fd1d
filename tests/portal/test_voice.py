"""What a member says from the page of progress, with and without what can go wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from services.cases.actions import call_back, check, close, decline, reply, submit
from services.cases.kinds import Family, Outcome, Rating, Status
from services.cases.models import Case, CaseConsent
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, SYSTEM, visible
from services.core.database import db
from services.core.time import now
from tests.cases.states import agreed
from tests.fixtures import House
from tests.house.odd import Sent, encoded, filled_in

CODE = "7K3M9QXW42"
OFFERED: dict[str, list[str]] = {"text": [], "reason": [], "key": [], "code": ["contact"]}
OFFERED |= {"rating": [rating.value for rating in Rating]}
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def submitted(house: House) -> Case:
    return house.submit_case(code=CODE, at=now())


def answered(house: House, *, closed: bool = False) -> Case:
    case = house.handled(submitted(house), at=now())
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=now())
    if closed:
        check(case, True, by=house.actor("da.lead"), at=now())
        call_back(case, Rating.SATISFIED, by=house.actor("fang"), at=now())
        close(case, by=house.actor("da.lead"), at=now())
    return case


def followed(house: House, case: Case) -> tuple[FlaskClient, str, str]:
    """A member's browser on the page of progress: the browser, a pass, and the page."""
    client = house.client()
    page = client.post("/follow", data={"number": case.number, "code": CODE}).get_data(as_text=True)
    found = TICKET.search(page)
    return client, found[1] if found else "", page


def fresh(case: Case) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case.id)


def test_member_adds_to_an_open_request_and_reads_it_there(house: House) -> None:
    case = submitted(house)
    client, ticket, _page = followed(house, case)
    page = client.post("/follow/addition", data={"ticket": ticket, "text": "还欠三天加班费"})
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "已收到您补充的内容" in words
    assert "还欠三天加班费" in words
    assert "您写的" in words


def test_before_anything_happened_the_page_says_by_when_it_will(small_house: House) -> None:
    case = submitted(small_house)
    page = followed(small_house, case)[2]
    assert "还没有进展，最迟" in " ".join(page.split())
    small_house.handled(case, at=now())
    assert "还没有进展" not in followed(small_house, case)[2]


def test_rating_is_one_press_and_is_asked_once(small_house: House) -> None:
    case = answered(small_house)
    client, ticket, page = followed(small_house, case)
    assert page.count('name="rating"') == 5
    after = client.post("/follow/rating", data={"ticket": ticket, "rating": "very_satisfied"})
    assert (after.status_code, after.get_data(as_text=True).count('name="rating"')) == (200, 0)
    again = client.post("/follow/rating", data={"ticket": ticket, "rating": "dissatisfied"})
    assert again.status_code == 422
    assert "已经评价过" in again.get_data(as_text=True)


def test_objection_to_a_closing_waits_for_review(small_house: House) -> None:
    case = answered(small_house, closed=True)
    client, ticket, page = followed(small_house, case)
    assert "我不同意办结" in page
    after = client.post("/follow/objection", data={"ticket": ticket, "reason": "钱还没有到账"})
    assert "已收到您的异议" in after.get_data(as_text=True)
    assert "我不同意办结" not in after.get_data(as_text=True)
    desk = small_house.client("da.lead").get(f"/cases/{case.number}").get_data(as_text=True)
    assert "钱还没有到账" in desk
    assert "异议不成立，答复职工" in desk


def test_member_withdraws(small_house: House) -> None:
    case = submitted(small_house)
    client, ticket, _page = followed(small_house, case)
    page = client.post("/follow/withdrawal", data={"ticket": ticket, "reason": ""}).get_data(as_text=True)
    assert fresh(case).status is Status.WITHDRAWN
    assert "您的诉求：已撤回" in page
    assert 'action="/follow/addition"' not in page


def test_empty_words_come_back_with_a_sentence(small_house: House) -> None:
    client, ticket, _page = followed(small_house, submitted(small_house))
    page = client.post("/follow/addition", data={"ticket": ticket, "text": " "})
    assert page.status_code == 422
    assert "请写下要补充的内容" in page.get_data(as_text=True)


@pytest.mark.parametrize("ticket", ["", "v1.A256GCM.k1.x.y", "另一张"])
def test_without_a_pass_nothing_is_said(small_house: House, ticket: str) -> None:
    case = submitted(small_house)
    page = small_house.client().post("/follow/withdrawal", data={"ticket": ticket})
    assert page.status_code == 422
    assert "请再输入一次诉求编号和查询码" in page.get_data(as_text=True)
    assert fresh(case).status is Status.RECEIVED


def test_a_pass_runs_out_after_half_an_hour(small_house: House) -> None:
    case = submitted(small_house)
    with time_machine.travel(now(), tick=False) as clock:
        client, ticket, _page = followed(small_house, case)
        clock.shift(timedelta(minutes=29))
        assert client.post("/follow/addition", data={"ticket": ticket, "text": "补充"}).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.post("/follow/withdrawal", data={"ticket": ticket}).status_code == 422
    assert fresh(case).status is Status.RECEIVED


def test_what_was_said_twice_by_one_press_counts_once(small_house: House) -> None:
    case = submitted(small_house)
    client, ticket, _page = followed(small_house, case)
    sent = {"ticket": ticket, "text": "还欠三天加班费", "key": "a-key-of-twenty-chars"}
    pages = [client.post("/follow/addition", data=sent) for _time in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[1].get_data(as_text=True).count("还欠三天加班费") == 1


def test_member_reads_why_a_request_was_not_taken_on(small_house: House) -> None:
    case = submitted(small_house)
    decline(case, "这是个人借款", "可以向法院起诉", by=small_house.actor("lin"), at=now())
    page = followed(small_house, case)[2]
    assert "您的诉求：没有受理" in page
    assert "这是个人借款" in page
    assert "可以向法院起诉" in page


def test_consent_is_taken_back_on_the_page_of_progress_and_staff_read_it(house: House) -> None:
    ask = Ask(family=Family.RIGHTS, categories=("A4",), text="手受伤了")
    marks = ("health.1", "contact.1")
    case = submit(house.unit("DA"), ask, None, None, CODE, marks, by=ANONYMOUS, at=now())
    client, ticket, page = followed(house, case)
    assert page.count('value="health"') == 1
    after = client.post("/follow/consent", data={"ticket": ticket, "code": "health"})
    assert after.status_code == 200
    assert "已撤回这项同意" in after.get_data(as_text=True)
    assert 'value="health"' not in after.get_data(as_text=True)
    given = db.session.scalars(visible(CaseConsent, SYSTEM).order_by(CaseConsent.code)).all()
    assert [(one.code, one.version, one.withdrawn_at is None) for one in given] == [
        ("contact", 1, True),
        ("health", 1, False),
    ]
    desk = house.client("lin").get(f"/cases/{case.number}").get_data(as_text=True)
    assert "已撤回，不得再使用" in desk
    again = client.post("/follow/consent", data={"ticket": ticket, "code": "health"})
    assert again.status_code == 422
    assert "已经撤回" in again.get_data(as_text=True)


def test_colleague_notes_that_a_consent_was_taken_back_by_telephone(small_house: House) -> None:
    case = agreed(small_house)
    desk = small_house.client("lin")
    answer = desk.post(f"/cases/{case.number}/consent-withdrawals", data={"code": "contact"})
    assert answer.status_code == 303
    given = db.session.scalars(visible(CaseConsent, SYSTEM)).one()
    assert given.withdrawn_at is not None


@pytest.mark.slow
@pytest.mark.parametrize("route", ["addition", "consent", "objection", "rating", "withdrawal"])
def test_two_hundred_odd_inputs_break_nothing(small_house: House, route: str) -> None:
    client, ticket, _page = followed(small_house, answered(small_house, closed=True))

    @settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=200)
    @given(
        filled_in(
            {"text": [], "reason": [], "code": ["contact"], "rating": [rating.value for rating in Rating], "key": []}
        )
    )
    def fill_in(sent: Sent) -> None:
        body = encoded([("ticket", ticket), *sent])
        answer = client.post(f"/follow/{route}", data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 422), sent

    fill_in()
