"""Proving again who one is, before what is dear: nothing typed is lost, and the session gets a new secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.accounts.proof import proved
from services.core.access import SYSTEM, visible
from services.core.audit import Event
from services.core.database import db
from services.people.actions import register_person
from services.people.facts import PersonFacts
from services.people.models import Person
from tests.fixtures import MONDAY, PASSWORD, House

PHONE = "13812345678"
NUMBER = "11010519491231002X"
ASKED = {"field": "phone", "purpose": "电话回访", "key": "of-one-page-only-1"}
QUARTER = timedelta(minutes=15)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def lin(house: House, clock: time_machine.Coordinates) -> FlaskClient:
    return house.client("lin")


@pytest.fixture
def disclosure(house: House) -> str:
    facts = PersonFacts(name="孙小某", phone=PHONE, id_number=NUMBER)
    person: Person = register_person(house.unit("DA"), facts, by=house.actor("lin"), at=MONDAY)
    return f"/people/{person.id}/disclosure"


def kinds() -> list[str]:
    return list(db.session.scalars(visible(Event, SYSTEM, Event.kind).order_by(Event.at, Event.id)))


def carried(answer: TestResponse) -> dict[str, str]:
    """The fields that wait on the page of the question."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.text)
    return {name: value for name, value in found if name not in ("csrf_token", "language", "next")}


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("__Host-sid")
    assert cookie is not None
    return cookie.value


def test_right_after_the_sign_in_nobody_is_asked_again(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(QUARTER - timedelta(seconds=1))
    answer = lin.post(disclosure, data=ASKED)
    assert answer.status_code == 200
    assert PHONE in answer.text


def test_after_a_quarter_of_an_hour_a_reveal_asks_and_keeps_what_was_typed(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(QUARTER)
    asked = lin.post(disclosure, data=ASKED)
    assert asked.status_code == 401
    assert PHONE not in asked.text
    assert carried(asked) == ASKED
    assert "person.revealed" not in kinds()
    answer = lin.post(disclosure, data={**carried(asked), "proof_password": PASSWORD})
    assert answer.status_code == 200
    assert PHONE in answer.text
    assert NUMBER not in answer.text
    assert kinds()[-2:] == ["session.proved", "person.revealed"]


def test_once_proved_the_next_quarter_of_an_hour_is_free(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(QUARTER)
    lin.post(disclosure, data={**ASKED, "proof_password": PASSWORD})
    clock.shift(QUARTER - timedelta(seconds=1))
    assert lin.post(disclosure, data=ASKED).status_code == 200
    clock.shift(1)
    assert lin.post(disclosure, data=ASKED).status_code == 401


def test_the_session_gets_a_new_secret_and_the_old_one_is_dead(
    house: House, lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    before = cookie_of(lin)
    clock.shift(QUARTER)
    lin.post(disclosure, data={**ASKED, "proof_password": PASSWORD})
    assert cookie_of(lin) != before
    assert lin.get("/account").status_code == 200
    thief = house.client()
    thief.set_cookie("__Host-sid", before, secure=True)
    assert thief.get("/account").status_code == 303


def test_the_new_secret_arrives_even_where_the_page_is_refused_afterwards(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(QUARTER)
    answer = lin.post("/people/1/disclosure", data={**ASKED, "proof_password": PASSWORD})
    assert answer.status_code == 404
    assert lin.get("/account").status_code == 200


def test_a_proof_does_not_make_a_session_last_longer(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert lin.post(disclosure, data={**ASKED, "proof_password": PASSWORD}).status_code == 200
    clock.shift(timedelta(minutes=20))
    assert lin.post(disclosure, data={**ASKED, "proof_password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(("password", "said"), [("wrong", "密码不正确。"), ("", "请输入密码。"), ("字" * 600, "最多")])
def test_a_wrong_proof_shows_nothing_and_loses_nothing(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates, password: str, said: str
) -> None:
    clock.shift(QUARTER)
    answer = lin.post(disclosure, data={**ASKED, "proof_password": password})
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert PHONE not in answer.text
    assert carried(answer) == ASKED
    assert lin.post(disclosure, data=ASKED).status_code == 401


def test_guessing_at_the_proof_is_slowed_down_like_a_sign_in(
    house: House, lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(QUARTER)
    for _ in range(5):
        assert lin.post(disclosure, data={**ASKED, "proof_password": "wrong"}).status_code == 422
    answer = lin.post(disclosure, data={**ASKED, "proof_password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert PHONE not in answer.text
    assert kinds()[-1] == "session.refused"


def test_a_page_that_is_opened_leads_to_the_proof_and_back(house: House, clock: time_machine.Coordinates) -> None:
    house.app.add_url_rule("/dear", "dear", proved(minutes=5)(lambda: "what is dear"))
    client = house.client("lin")
    clock.shift(timedelta(minutes=5))
    answer = client.get("/dear?month=2026-03")
    assert (answer.status_code, answer.location) == (303, "/account/proof?next=/dear?month%3D2026-03")
    page = client.get(answer.location)
    assert 'name="next" value="/dear?month=2026-03"' in page.text
    wrong = client.post("/account/proof", data={"next": "/dear?month=2026-03", "proof_password": "wrong"})
    assert wrong.status_code == 422
    assert 'name="next" value="/dear?month=2026-03"' in wrong.text
    right = client.post("/account/proof", data={"next": "/dear?month=2026-03", "proof_password": PASSWORD})
    assert (right.status_code, right.location) == (303, "/dear?month=2026-03")
    assert client.get(right.location).text == "what is dear"


def test_after_the_proof_one_stays_on_this_site(lin: FlaskClient) -> None:
    data = {"next": "https://evil.example/", "proof_password": PASSWORD}
    assert lin.post("/account/proof", data=data).location == "/desk"


def test_a_list_is_not_taken_out_without_a_proof(lin: FlaskClient, clock: time_machine.Coordinates) -> None:
    assert lin.post("/cases/export").status_code != 401
    clock.shift(QUARTER)
    asked = lin.post("/cases/export", data={"purpose": "月度核对"})
    assert asked.status_code == 401
    assert carried(asked) == {"purpose": "月度核对"}
    for step in ("approval", "file"):
        assert lin.post(f"/cases/exports/1/{step}").status_code == 401


def test_a_script_is_told_where_to_prove(lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates) -> None:
    clock.shift(QUARTER)
    answer = lin.post(disclosure, data=ASKED, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"proof": "/account/proof"}


def test_the_question_is_the_same_whether_or_not_the_person_exists(
    lin: FlaskClient, disclosure: str, clock: time_machine.Coordinates
) -> None:
    clock.shift(QUARTER)
    known, unknown = (lin.post(address, data=ASKED) for address in (disclosure, "/people/1/disclosure"))
    bare = re.compile(r'name="csrf_token" value="[^"]*"')
    assert bare.sub("", known.text) == bare.sub("", unknown.text)


def test_a_password_is_not_handed_back_where_the_session_has_ended(
    house: House, clock: time_machine.Coordinates
) -> None:
    answer = house.client().post("/account/proof", data={"proof_password": "nineteen quiet herons wade"})
    assert "herons" not in answer.text


def test_proof_is_dated_in_the_session(house: House, lin: FlaskClient, clock: time_machine.Coordinates) -> None:
    from services.accounts.models import UserSession

    clock.shift(QUARTER)
    lin.post("/account/proof", data={"proof_password": PASSWORD})
    rows = db.session.scalars(select(UserSession)).all()
    assert [(row.created_at, row.proved_at) for row in rows] == [(MONDAY, MONDAY + QUARTER)]
