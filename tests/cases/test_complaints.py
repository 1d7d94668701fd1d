"""A complaint about a handler reaches another, is answered in time, and leaves no trace for the handler."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.accounts.actions import grant_post
from services.cases.actions import answer_complaint, complain
from services.cases.kinds import CaseEvent
from services.cases.models import Case, Complaint, ComplaintState
from services.cases.queries.complaints import complaints_for, find_complaint
from services.core.access import SYSTEM, Actor, ActorKind, Role, unscoped, visible
from services.core.audit import Event
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import now
from services.messages.models import Notice
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.house.answers import send
from tests.portal.pages import Member

CODE = "7K3M9QXW42"
WORDS = "打了五次电话没有人回"


def member_of(case: Case) -> Actor:
    return Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))


def told(house: House, login: str) -> list[Notice]:
    asked = select(Notice).where(Notice.user_id == house.user(login).id, Notice.kind == "case.complaint")
    return list(db.session.scalars(unscoped(asked, because="a test")))


def a_case(house: House, handler: str = "lin", **asked: object) -> Case:
    return house.handled(house.submit_case(code=CODE, at=now(), **asked), handler=handler, at=now())


def complained(house: House, case: Case) -> Complaint:
    return complain(case, WORDS, by=member_of(case), at=now())


def test_from_the_page_of_progress_to_the_answer_and_back(house: House) -> None:
    case = a_case(house)
    member = Member(house.client()).follow(case.number, CODE)
    assert member.says("我要投诉")
    ticket = {"ticket": member.page.hidden["ticket"]}
    member.take(member.client.post("/follow/complaint", data={**ticket, "key": "k" * 20, "text": WORDS}))
    assert member.says("已收到您的投诉")
    assert member.says("您的投诉")
    assert not member.says("提交投诉")
    (notice,) = told(house, "da.lead")
    lead = house.client("da.lead")
    page = lead.post(f"/inbox/{notice.id}/opening").location
    assert WORDS in lead.get(page).text
    assert case.number in lead.get("/complaints").text
    assert send(lead, page, text="已批评，换人给您回电").location == "/complaints"
    member.follow(case.number, CODE)
    assert member.says("已批评，换人给您回电")
    assert member.says("我要投诉")


def test_the_handler_learns_of_it_nowhere(house: House) -> None:
    case = a_case(house)
    made = complained(house, case)
    answer_complaint(made, "已批评", by=house.actor("da.lead"), at=now())
    lin = house.client("lin")
    pages = ("/desk", f"/cases/{case.number}", "/inbox", "/complaints")
    said = "".join(lin.get(page).text for page in pages)
    for word in (WORDS, "已批评", f"{case.number} 有投诉"):
        assert word not in said
    assert told(house, "lin") == []
    assert lin.get(f"/complaints/{made.id}").status_code == 404
    assert lin.get("/complaints/1").status_code == 404
    assert find_complaint(made.id, house.actor("lin")) is None


def test_where_the_supervisor_handles_the_unit_above_answers(house: House) -> None:
    case = a_case(house, "da.lead")
    made = complained(house, case)
    assert made.unit.code == "CITY"
    assert told(house, "da.lead") == []
    assert len(told(house, "city.lead")) == 1
    assert house.client("da.lead").get(f"/complaints/{made.id}").status_code == 404
    assert house.client("city.lead").get(f"/complaints/{made.id}").status_code == 200
    events = visible(Event, house.actor("da.lead")).where(Event.kind == CaseEvent.COMPLAINED.value)
    assert db.session.scalars(events).all() == []


def test_a_second_supervisor_of_the_handlers_unit_does_not_answer_for_the_first(house: House) -> None:
    grant_post(house.unit("DA"), house.user("fang"), Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    made = complained(house, a_case(house, "da.lead"))
    assert made.unit.code == "CITY"
    assert find_complaint(made.id, house.actor("fang")) is None


def test_nobody_answers_for_who_stands_above_them(house: House) -> None:
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
        complained(house, a_case(house, "city.lead"))
    assert told(house, "da.lead") == []


def test_at_the_top_another_supervisor_answers_and_alone_there_is_nobody(house: House) -> None:
    case = a_case(house, "city.lead", unit="CITY")
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
        complained(house, case)
    grant_post(house.unit("CITY"), house.user("hotline"), Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    made = complained(house, case)
    assert find_complaint(made.id, house.actor("hotline")) is not None
    assert find_complaint(made.id, house.actor("city.lead")) is None


def test_events_of_it_are_seen_by_whoever_sees_it(house: House) -> None:
    made = complained(house, a_case(house))
    asked = (Event.subject_type == "complaint", Event.subject_id == made.id)
    for login, seen in (("da.lead", 1), ("city.lead", 1), ("city.audit", 0), ("db.lead", 0)):
        assert len(db.session.scalars(visible(Event, house.actor(login)).where(*asked)).all()) == seen, login


def test_of_a_sealed_case_an_officer_who_is_not_the_handler_answers(house: House) -> None:
    case = a_case(house, "da.lead", confidential=True)
    made = complained(house, case)
    assert made.unit.code == "CITY"
    (notice,) = told(house, "city.lead")
    assert (notice.neutral, notice.told) == (True, {})
    assert find_complaint(made.id, house.actor("city.lead")) is not None
    assert find_complaint(made.id, house.actor("da.lead")) is None
    answer_complaint(made, "换人办理", by=house.actor("city.lead"), at=now())


def test_a_sealed_one_is_hidden_from_supervisors_who_do_not_read_the_case(house: House) -> None:
    case = a_case(house, "da.lead", confidential=True, unit="DA")
    complained(house, case)
    for login in ("db.lead", "fang", "hotline", "city.audit"):
        assert complaints_for(house.actor(login), ComplaintState.WAITING) == []
    assert house.client("db.lead").get("/complaints").text.count(case.number) == 0


def test_it_is_due_after_fifteen_working_days(small_house: House) -> None:
    case = small_house.handled(small_house.submit_case(code=CODE))
    assert complain(case, WORDS, by=member_of(case), at=MONDAY).due_on == date(2026, 3, 23)


def test_one_waits_at_a_time_and_only_where_somebody_handles(small_house: House) -> None:
    fresh = small_house.submit_case(code="ABCDE12345", at=now())
    refused = {ErrorCode.ILLEGAL_MOVE: fresh}
    case = a_case(small_house)
    complained(small_house, case)
    refused[ErrorCode.DUPLICATE] = case
    for code, asked in refused.items():
        with pytest.raises(Problem, check=lambda problem, code=code: problem.code is code):
            complained(small_house, asked)
    assert not Member(small_house.client()).follow(fresh.number, "ABCDE12345").says("我要投诉")


def test_an_answer_is_given_once_and_in_words(small_house: House) -> None:
    made = complained(small_house, a_case(small_house))
    lead = small_house.client("da.lead")
    assert send(lead, f"/complaints/{made.id}", text=" ").status_code == 422
    lead_actor = small_house.actor("da.lead")
    answer_complaint(made, "已答复", by=lead_actor, at=now())
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
        answer_complaint(made, "再答复", by=lead_actor, at=now() + timedelta(days=1))


def test_the_case_itself_stays_as_it_was(small_house: House) -> None:
    case = a_case(small_house)
    before = (case.version, case.status, case.next_due_on)
    complained(small_house, case)
    db.session.refresh(case)
    assert (case.version, case.status, case.next_due_on) == before


def test_the_member_is_told_of_the_answer_on_the_telephone(small_house: House) -> None:
    case = small_house.handled(small_house.make_case(person=PersonFacts(name="张三", phone="13812345678"), at=now()))
    made = complained(small_house, case)
    answer_complaint(made, "已答复", by=small_house.actor("da.lead"), at=now())
    assert "提出的意见已有答复" in small_house.client("city.lead").get("/outbox").text


def test_words_of_both_are_encrypted(small_house: House) -> None:
    made = complained(small_house, a_case(small_house))
    answer_complaint(made, "已批评", by=small_house.actor("da.lead"), at=now())
    assert WORDS not in made.text_sealed
    assert made.answer_sealed is not None
    assert "已批评" not in made.answer_sealed


def test_who_does_not_work_on_cases_has_no_such_page(small_house: House) -> None:
    assert small_house.client("city.admin").get("/complaints").status_code == 403
