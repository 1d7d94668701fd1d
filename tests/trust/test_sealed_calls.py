"""A call that becomes a sealed case disappears with it; one call becomes one case."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from services.cases.actions import log_contact, register
from services.cases.kinds import Channel, Family
from services.cases.models import Case, Contact
from services.cases.rules import Ask
from services.clocks.calendar_keeping import set_day
from services.clocks.models import CalendarKind, Clock
from services.core.access import SYSTEM, unscoped, visible
from services.core.audit import Event, verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.people.facts import PersonFacts
from services.people.queries import find_person_by_phone
from tests.cases.test_sealed import STRANGERS, everything_kept
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of

WORDS = "班长半夜堵在宿舍门口不让我走"
CALLER = PersonFacts(name="郗某某", phone="13987654321")


def call(house: House, *, answered: bool = False, caller: PersonFacts | None = CALLER) -> Contact:
    return log_contact(house.unit("DA"), Channel.HOTLINE, WORDS, answered, caller, by=house.actor("lin"), at=MONDAY)


def becomes_a_case(house: House, contact: Contact, category: str) -> Case:
    ask = Ask(family=Family.RIGHTS, categories=(category,), text=WORDS)
    return register(house.unit("DA"), ask, Channel.HOTLINE, contact=contact, by=house.actor("lin"), at=MONDAY)


def test_the_call_behind_a_sealed_case_is_seen_by_its_readers_alone(house: House) -> None:
    contact = call(house)
    ident = contact.id
    becomes_a_case(house, contact, "C5")
    for login in (*STRANGERS, "lin"):
        client, actor = house.client(login), house.actor(login)
        assert WORDS not in client.get("/contacts").text, login
        assert client.get(f"/cases/new?contact={ident}").status_code in (403, 404), login
        for model, column in ((Contact, Contact.id), (Clock, Clock.subject_id), (Event, Event.subject_id)):
            assert db.session.scalars(visible(model, actor).where(column == ident)).all() == [], (login, model)
        assert find_person_by_phone(CALLER.phone or "", actor) == [], login
    assert WORDS in house.client("da.lead").get("/contacts").text


def test_its_caller_is_part_of_the_case_from_then_on(house: House) -> None:
    case = becomes_a_case(house, call(house), "C5")
    assert case.persons[0].person.sealed
    assert [link.person.name for link in case.persons] == [CALLER.name]


def test_a_caller_who_is_known_from_elsewhere_stays_findable_there(house: House) -> None:
    facts = PersonFacts(name="郗某某", phone="13987654321", id_number="11010519491231002X")
    house.make_case(person=facts)
    becomes_a_case(house, call(house, caller=facts), "C5")
    assert len(find_person_by_phone("13987654321", house.actor("fang"))) == 1


def test_the_call_behind_an_open_case_stays_in_the_list_and_is_answered(house: House) -> None:
    contact = call(house)
    case = becomes_a_case(house, contact, "A1")
    held = db.session.scalar(visible(Contact, house.actor("fang")))
    assert (held.case_id, held.answered_at) == (case.id, MONDAY)
    assert verify()[1] == []


def test_words_of_calls_are_encrypted_from_the_first_moment(house: House) -> None:
    call(house, answered=True)
    kept = everything_kept(house)
    assert WORDS not in kept
    assert CALLER.phone not in kept


def test_a_call_becomes_one_case_in_two_tabs(house: House) -> None:
    ident, client = call(house).id, house.client("lin")
    address = f"/cases/new?contact={ident}"
    tabs = [form_of(client.get(address)) for _ in range(2)]
    assert client.post(address, data=tabs[0]).status_code == 303
    second = client.post(address, data=tabs[1])
    assert second.status_code == 422
    assert "已经转为诉求" in second.text
    assert db.session.scalar(unscoped(select(func.count(Case.id)), because="a test")) == 1


def test_a_call_of_a_sealed_case_cannot_be_used_by_a_stranger(house: House) -> None:
    contact = call(house)
    becomes_a_case(house, contact, "C5")
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.NOT_FOUND):
        becomes_a_case(house, contact, "A1")


def test_a_changed_calendar_moves_its_clocks_without_a_word_to_others(house: House) -> None:
    contact = call(house)
    becomes_a_case(house, contact, "C5")
    set_day(house.unit("CITY"), date(2026, 3, 3), CalendarKind.HOLIDAY, "放假", "通知", by=SYSTEM, at=MONDAY)
    moved = unscoped(select(Event.id).where(Event.subject_type == Clock.__tablename__), because="a test")
    assert db.session.scalars(moved).all() != []
    for login in STRANGERS:
        seen = visible(Event, house.actor(login)).where(Event.subject_type == Clock.__tablename__)
        assert db.session.scalars(seen).all() == [], login
    officer = visible(Event, house.actor("da.lead")).where(Event.subject_type == Clock.__tablename__)
    assert db.session.scalars(officer).all() != []


def test_every_kind_of_thing_that_events_are_about_is_known_to_their_scope(house: House) -> None:
    """An event about something new needs a thought about sealed cases before it may be read."""
    contact = call(house)
    becomes_a_case(house, contact, "C5")
    house.closed(house.make_case(person=CALLER))
    set_day(house.unit("CITY"), date(2026, 3, 3), CalendarKind.HOLIDAY, "放假", "通知", by=SYSTEM, at=MONDAY)
    kinds = db.session.scalars(unscoped(select(Event.subject_type).distinct(), because="a test"))
    assert set(kinds) <= {"cases", "contact", "clock", "person", "unit", "user"}
