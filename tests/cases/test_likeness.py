"""Requests that may be the same are offered at entry, and a call stands beside what is known of the caller."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.cases.actions import log_contact, register, remove_person, submit
from services.cases.kinds import Channel, Family
from services.cases.models import Case, CasePerson, Contact
from services.cases.queries.likeness import Likeness, alike, past_of
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, unscoped
from services.core.database import db
from services.people.actions import add_employer
from services.people.facts import EmployerFacts, PersonFacts
from services.people.models import Person
from tests.cases.test_sealed import STRANGERS
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of, send

NUMBER, PHONE = "11010519491231002X", "13812345678"
WORKER = PersonFacts(name="郑某某", phone=PHONE, id_number=NUMBER)
Statements = Callable[[], list[str]]


def found(house: House, told: PersonFacts, employer: str = "", login: str = "lin", days: int = 0) -> dict[str, str]:
    at = MONDAY + timedelta(days=days)
    return {each.number: each.why for each in alike(told, employer, at, house.actor(login))}


def count_of(model: type) -> int:
    return db.session.scalar(unscoped(select(func.count(model.id)), because="test")) or 0


def shown(answer: TestResponse) -> list[str]:
    body = answer.get_data(as_text=True)
    return re.findall(r'href="/cases/([A-Z]+-2026-[0-9A-Z]+)"', body[body.index("<main") :])


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (PersonFacts(id_number=NUMBER), Likeness.ID_NUMBER),
        (PersonFacts(phone="138 1234 5678"), Likeness.PHONE),
        (PersonFacts(name="另一人", phone=PHONE, id_number=NUMBER), Likeness.ID_NUMBER),
    ],
)
def test_the_same_number_or_phone_is_offered_however_long_ago(house: House, told: PersonFacts, why: Likeness) -> None:
    case = house.make_case(person=WORKER)
    assert found(house, told, days=400) == {case.number: why}


@pytest.mark.parametrize("told", [PersonFacts(phone="13812345679"), PersonFacts(name="郑某"), PersonFacts()])
def test_what_is_only_like_it_is_not_offered(house: House, told: PersonFacts) -> None:
    house.make_case(person=WORKER, employer_name="示例工厂")
    assert found(house, told, "示例工厂") == {}


@pytest.mark.parametrize(("days", "offered"), [(0, 1), (90, 1), (91, 0)])
def test_the_same_name_and_employer_counts_for_ninety_days(house: House, days: int, offered: int) -> None:
    by = house.actor("lin")
    add_employer(house.unit("DA"), EmployerFacts("示例工厂", code="WORKS"), by=by, at=MONDAY)
    house.make_case(person=WORKER, employer_name="示例工厂")
    told = PersonFacts(name="郑某某")
    assert len(found(house, told, "WORKS", days=days)) == offered
    assert found(house, told, "另一家", days=days) == {}
    assert found(house, told, days=days) == {}


def test_an_employer_that_is_not_registered_is_compared_as_told(house: House) -> None:
    case = house.make_case(person=WORKER, employer_name="路边小店")
    assert found(house, PersonFacts(name="郑某某"), "路边小店") == {case.number: Likeness.NAME_AND_EMPLOYER}


def test_who_was_struck_out_of_a_case_does_not_lead_to_it(house: House) -> None:
    case = house.make_case(person=WORKER)
    assert case.person is not None
    remove_person(case, case.person, "登记有误", by=house.actor("lin"), at=MONDAY)
    assert found(house, WORKER) == {}


def test_who_accepts_a_request_from_the_portal_is_shown_what_may_be_the_same(house: House) -> None:
    first = house.make_case(person=WORKER)
    asked = Ask(family=Family.RIGHTS, categories=("A1",), text="两个月没有发工资")
    told = PersonFacts(name="郑某某", phone=PHONE)
    later = submit(house.unit("DA"), asked, told, by=ANONYMOUS, at=MONDAY)
    house.make_case(person=PersonFacts(name="他人", phone="13812345679"))
    both, client = {first.number, later.number}, house.client("lin")
    assert set(shown(client.get(f"/cases/{later.number}/acceptance"))) == both
    assert set(shown(client.get(f"/cases/{first.number}/acceptance"))) == both


def test_who_accepts_a_sealed_request_is_led_nowhere_and_nobody_is_led_to_it(house: House) -> None:
    plain = house.make_case(person=WORKER)
    sealed = house.make_case(person=WORKER, categories=("C5",))
    client = house.client("da.lead")
    assert set(shown(client.get(f"/cases/{sealed.number}/acceptance"))) == {sealed.number}
    assert set(shown(client.get(f"/cases/{plain.number}/acceptance"))) == {plain.number}


def test_a_sealed_case_is_offered_to_nobody_and_no_other_unit_is_told(house: House) -> None:
    sealed = Ask(family=Family.RIGHTS, categories=("C5",), text="被主管骚扰", employer_name="示例工厂")
    register(house.unit("DA"), sealed, Channel.VISIT, WORKER, by=house.actor("lin"), at=MONDAY)
    for login in (*STRANGERS, "lin", "da.lead"):
        assert found(house, WORKER, "示例工厂", login) == {}, login
        assert not past_of(PHONE, house.actor(login)), login
    plain = house.make_case(person=WORKER)
    for login in ("sun", "db.lead"):
        assert found(house, WORKER, login=login) == {}, login
        assert not past_of(PHONE, house.actor(login)), login
    assert found(house, WORKER, login="hotline") == {plain.number: Likeness.ID_NUMBER}


def test_the_page_offers_the_case_before_it_saves_and_saves_when_told_to(small_house: House) -> None:
    case, client = small_house.make_case(person=WORKER), small_house.client("lin")
    typed = {"text": "又欠了一个月", "name": "郑某某", "phone": PHONE, "claim": "3000"}
    first = send(client, "/cases/new", **typed)
    body = first.get_data(as_text=True)
    assert first.status_code == 409
    assert shown(first) == [case.number]
    assert "电话相同" in body
    assert PHONE in body
    assert "又欠了一个月" in body
    assert count_of(Case) == 1
    assert "郑某某" not in body[body.index("可能已经登记过") : body.index("可能已经登记过") + 1500]
    filled = form_of(first) | {"regardless": ["y"]}
    assert client.post("/cases/new", data=filled).status_code == 303
    assert count_of(Case) == 2


def test_without_a_likeness_nothing_is_asked(small_house: House) -> None:
    small_house.make_case(person=WORKER)
    client = small_house.client("lin")
    assert send(client, "/cases/new", text="欠薪", name="吴某", phone="13700001111").status_code == 303


def look(client: FlaskClient, phone: str, **typed: str) -> TestResponse:
    return send(client, "/contacts/new", phone=phone, look="y", **typed)


def test_a_number_shows_past_calls_and_cases_beside_the_call(small_house: House) -> None:
    case, lin = small_house.make_case(person=WORKER), small_house.actor("lin")
    caller = PersonFacts(name="郑某某", phone=PHONE)
    log_contact(small_house.unit("DA"), Channel.HOTLINE, "问过加班费", True, caller, by=lin, at=MONDAY)
    before = count_of(Contact)
    answer = look(small_house.client("lin"), "138-1234-5678", text="刚说了一半")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert shown(answer) == [case.number]
    for words in ("问过加班费", "刚说了一半", "郑* · 138****5678"):
        assert words in body
    assert "郑某某" not in body
    assert NUMBER not in body
    assert count_of(Contact) == before


def test_an_unknown_number_says_so_and_a_wrong_one_what_is_wrong(small_house: House) -> None:
    client = small_house.client("lin")
    assert "没有这个号码的记录" in look(client, PHONE).get_data(as_text=True)
    wrong = look(client, "1381234567")
    assert wrong.status_code == 422
    assert "手机号应为 11 位，您输入了 10 位。" in wrong.get_data(as_text=True)
    assert "没有这个号码的记录" not in wrong.get_data(as_text=True)


def test_a_colleague_elsewhere_gets_the_page_of_an_unknown_number(small_house: House) -> None:
    small_house.make_case(person=WORKER)
    client = small_house.client("sun")
    known, unknown = (look(client, number).get_data(as_text=True) for number in (PHONE, "13900001111"))
    assert re.sub(r'value="[^"]*"', "", known) == re.sub(r'value="[^"]*"', "", unknown)


def test_a_number_in_the_address_is_not_looked_up(small_house: House) -> None:
    small_house.make_case(person=WORKER)
    page = small_house.client("lin").get(f"/contacts/new?phone={PHONE}&look=y").get_data(as_text=True)
    assert "DA-2026" not in page


def test_the_call_is_logged_with_the_one_who_was_chosen(small_house: House) -> None:
    case, client = small_house.make_case(person=WORKER), small_house.client("lin")
    assert case.person is not None
    ident = case.person.id
    filled = form_of(look(client, PHONE, text="问进展")) | {"who": [str(ident)]}
    filled.pop("look", None)
    assert client.post("/contacts/new", data=filled).status_code == 303
    assert db.session.scalars(unscoped(select(Contact.person_id), because="test")).all() == [ident]
    assert count_of(Person) == 1
    assert client.post("/contacts/new", data={**filled, "who": ["1"], "key": ["x" * 20]}).status_code == 422


def test_the_call_is_logged_with_somebody_new(small_house: House) -> None:
    client = small_house.client("lin")
    assert send(client, "/contacts/new", text="问加班费", phone=PHONE, name="吴某").status_code == 303
    contact = db.session.scalars(unscoped(select(Contact), because="test")).one()
    assert db.session.scalars(unscoped(select(Person.id), because="test")).all() == [contact.person_id]


def test_the_call_becomes_a_request_with_all_that_was_typed_and_the_one_who_was_chosen(small_house: House) -> None:
    case, client = small_house.make_case(person=WORKER), small_house.client("lin")
    assert case.person is not None
    ident = case.person.id
    filled = form_of(look(client, PHONE, text="又被欠薪")) | {"who": [str(ident)]}
    carried = client.post("/cases/new", data={**filled, "carry": "y"})
    assert carried.status_code == 200
    assert "又被欠薪" in carried.get_data(as_text=True)
    assert count_of(Case) == 1
    sent = form_of(carried)
    assert (sent["who"], sent["phone"]) == ([str(ident)], [PHONE])
    assert sent["key"] != filled["key"]
    offered = client.post("/cases/new", data=sent)
    assert shown(offered) == [case.number]
    sent = form_of(offered) | {"phone": [""], "name": [""], "regardless": ["y"]}
    assert client.post("/cases/new", data=sent).status_code == 422  # who it is stands and falls with the number
    again = form_of(offered) | {"regardless": ["y"]}
    assert client.post("/cases/new", data=again).status_code == 303
    links = db.session.scalars(unscoped(select(CasePerson.person_id), because="test")).all()
    assert links == [ident, ident]


def test_a_known_worker_of_a_new_sealed_case_stands_there_as_a_copy_that_nobody_finds(house: House) -> None:
    case = house.make_case(person=WORKER)
    ask = Ask(family=Family.RIGHTS, categories=("C5",), text="被主管骚扰")
    lin = house.actor("lin")
    made = register(house.unit("DA"), ask, Channel.VISIT, known=case.person, by=lin, at=MONDAY)
    links = db.session.scalars(unscoped(select(CasePerson).where(CasePerson.case_id == made.id), because="test")).all()
    assert [(each.person.name, each.person.sealed, each.person.phone_index) for each in links] == [
        ("郑某某", True, None)
    ]
    assert [each.number for each in past_of(PHONE, lin).cases] == [case.number]


def test_the_caller_is_the_worker_of_the_request_that_arises_from_the_call(house: House) -> None:
    lin, caller = house.actor("lin"), PersonFacts(name="郑某某", phone=PHONE)
    contact = log_contact(house.unit("DA"), Channel.HOTLINE, "欠薪", False, caller, by=lin, at=MONDAY)
    ask = Ask(family=Family.RIGHTS, categories=("A1",), text="欠薪")
    case = register(house.unit("DA"), ask, Channel.HOTLINE, contact=contact, by=lin, at=MONDAY)
    assert [link.person.name for link in case.persons] == ["郑某某"]
    assert count_of(Person) == 1


def test_a_look_up_asks_as_often_for_many_calls_as_for_one(house: House, count_statements: Statements) -> None:
    lin, client = house.actor("lin"), house.client("lin")
    house.make_case(person=PersonFacts(name="郑某某", phone=PHONE))
    look(client, PHONE)

    def asked() -> int:
        filled = {**form_of(client.get("/contacts/new")), "phone": [PHONE], "look": ["y"]}
        before = len(count_statements())
        assert client.post("/contacts/new", data=filled).status_code == 200
        return len(count_statements()) - before

    few = asked()
    caller = PersonFacts(name="郑某某", phone=PHONE)
    for n in range(30):
        log_contact(house.unit("DA"), Channel.HOTLINE, f"第 {n} 次", True, caller, by=lin, at=MONDAY)
        house.make_case(person=caller)
    assert asked() == few
    assert few <= 12
