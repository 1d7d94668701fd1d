"""Pages of people: whole numbers by POST, masked until revealed, and nothing in an address."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.core.access import unscoped
from services.core.audit import Event
from services.core.database import db
from services.people.actions import register_person
from services.people.facts import PersonFacts
from services.people.models import Person
from tests.fixtures import MONDAY, House

NUMBER = "11010519491231002X"
PHONE = "13812345678"
SECRETS = ("孙小某", PHONE, NUMBER)


@pytest.fixture
def person(small_house: House) -> Person:
    facts = PersonFacts(name="孙小某", phone=PHONE, id_number=NUMBER)
    return register_person(small_house.unit("DA"), facts, by=small_house.actor("lin"), at=MONDAY)


def without_own_marks(answer: TestResponse) -> str:
    """The page without what differs each time: the number typed, and the form's token and key."""
    return re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))


def reveals() -> int:
    counted = select(func.count(Event.id)).where(Event.kind == "person.revealed")
    return db.session.scalar(unscoped(counted, because="a test counts everything")) or 0


@pytest.mark.parametrize("number", ["138-1234 5678", "1101051949 1231002x"])
def test_a_whole_number_finds_the_person_masked(small_house: House, person: Person, number: str) -> None:
    answer = small_house.client("lin").post("/people", data={"number": number})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"/people/{person.id}" in page
    for masked in ("孙*", "138****5678", "110***********002X", "甲区总工会"):
        assert masked in page
    assert not any(secret in page for secret in SECRETS)


def test_a_colleague_elsewhere_sees_the_same_page_as_for_an_unknown_number(small_house: House, person: Person) -> None:
    client = small_house.client("sun")
    known, unknown = (client.post("/people", data={"number": number}) for number in (PHONE, "13900001111"))
    assert known.status_code == unknown.status_code == 200
    assert without_own_marks(known) == without_own_marks(unknown)


def test_a_number_in_the_address_is_not_looked_up(small_house: House, person: Person) -> None:
    page = small_house.client("lin").get(f"/people?number={PHONE}").get_data(as_text=True)
    assert "孙*" not in page


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "请输入完整的手机号或身份证号。"),
        ("1381234567", "手机号应为 11 位，您输入了 10 位。"),
        ("110105194912310021", "身份证号的最后一位对不上，请核对是否输错。"),
    ],
)
def test_a_bad_number_is_a_sentence_and_stays_in_the_box(small_house: House, number: str, said: str) -> None:
    answer = small_house.client("lin").post("/people", data={"number": number})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count(said) == 2
    assert f'value="{number}"' in page


def test_the_page_of_a_person_is_masked(small_house: House, person: Person) -> None:
    page = small_house.client("lin").get(f"/people/{person.id}").get_data(as_text=True)
    assert "138****5678" in page
    assert not any(secret in page for secret in SECRETS)


def test_one_field_is_revealed_for_a_purpose_on_that_page_alone(small_house: House, person: Person) -> None:
    client = small_house.client("lin")
    answer = client.post(f"/people/{person.id}/disclosure", data={"field": "phone", "purpose": "电话回访"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert PHONE in page
    assert NUMBER not in page
    assert "孙小某" not in page
    assert reveals() == 1
    assert PHONE not in client.get(f"/people/{person.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    "data", [{"field": "phone"}, {"field": "phone", "purpose": " "}, {"purpose": "回访"}, {"field": "x"}]
)
def test_without_field_and_purpose_nothing_is_shown(small_house: House, person: Person, data: dict[str, str]) -> None:
    answer = small_house.client("lin").post(f"/people/{person.id}/disclosure", data=data)
    assert answer.status_code == 422
    assert not any(secret in answer.get_data(as_text=True) for secret in SECRETS)
    assert reveals() == 0


@pytest.mark.parametrize("login", ["sun", "city.audit", "city.admin", "da.money"])
def test_others_get_the_same_404_as_for_nobody(small_house: House, person: Person, login: str) -> None:
    client = small_house.client(login)
    for path, data in (
        ("", None),
        ("/disclosure", {"field": "phone", "purpose": "回访"}),
        ("/correction", {"name": "x"}),
    ):
        answers = [
            client.post(f"/people/{ident}{path}", data=data) if data else client.get(f"/people/{ident}{path}")
            for ident in (person.id, 1, 2**70)
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert reveals() == 0


@pytest.mark.parametrize("login", ["city.audit", "city.admin", "da.money"])
def test_only_those_who_work_on_cases_search(small_house: House, login: str) -> None:
    client = small_house.client(login)
    assert client.get("/people").status_code == 403
    assert client.post("/people", data={"number": PHONE}).status_code == 403
    assert "/people" not in client.get("/account").get_data(as_text=True)


def test_strangers_are_sent_to_sign_in(small_house: House, person: Person) -> None:
    client = small_house.client()
    for path in ("/people", f"/people/{person.id}", f"/people/{person.id}/correction"):
        assert client.get(path).status_code == 303


def test_a_correction_shows_no_present_value_and_keeps_what_is_left_empty(small_house: House, person: Person) -> None:
    client, path = small_house.client("lin"), f"/people/{person.id}/correction"
    assert not any(secret in client.get(path).get_data(as_text=True) for secret in SECRETS)
    wrong = client.post(path, data={"phone": "1390000111", "sex": "", "version": str(person.version)})
    assert wrong.status_code == 422
    assert "1390000111" in wrong.get_data(as_text=True)
    done = client.post(path, data={"phone": "13900001111", "sex": "", "version": str(person.version)})
    assert (done.status_code, done.headers["Location"]) == (303, f"/people/{person.id}")
    db.session.expire_all()
    assert (person.phone, person.name) == ("13900001111", "孙小某")


def test_two_who_correct_at_once_are_told(small_house: House, person: Person) -> None:
    client, path = small_house.client("lin"), f"/people/{person.id}/correction"
    seen = str(person.version)
    assert client.post(path, data={"name": "孙大某", "sex": "", "version": seen}).status_code == 303
    assert client.post(path, data={"name": "孙二某", "sex": "", "version": seen}).status_code == 422


def test_the_case_page_leads_to_the_person(small_house: House) -> None:
    case = small_house.make_case(person=PersonFacts(name="孙小某", phone=PHONE))
    assert case.person is not None
    assert f"/people/{case.person.id}" in small_house.client("lin").get(f"/cases/{case.number}").get_data(as_text=True)
    assert "/people/" not in small_house.client("city.audit").get(f"/cases/{case.number}").get_data(as_text=True)


def test_no_input_breaks_a_form(small_house: House, person: Person) -> None:
    client: FlaskClient = small_house.client("lin")
    ident = person.id
    anything = st.text(max_size=60)

    @settings(max_examples=200)
    @given(anything, anything, anything)
    def try_on(first: str, second: str, third: str) -> None:
        for path, data in (
            ("/people", {"number": first}),
            (f"/people/{ident}/disclosure", {"field": second, "purpose": first}),
            (f"/people/{ident}/correction", {"name": first, "phone": second, "id_number": third, "sex": first}),
        ):
            assert client.post(path, data=data).status_code in (200, 303, 409, 422)

    try_on()
