"""Verbs about people: register, correct, reveal."""

from __future__ import annotations

from datetime import datetime

from services.core.access import Actor, below, visible
from services.core.actions import action
from services.core.audit import Deed, declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.people import permissions  # noqa: F401  (declares the verbs below)
from services.people.actions.tags import tag_as_told
from services.people.facts import PersonFacts
from services.people.kinds import PersonEvent, PersonField
from services.people.models import Person
from services.people.queries import id_number_index, name_index, phone_index
from services.people.rules import LONGEST_PURPOSE, SHORTEST_PURPOSE
from services.units.models import Unit

_TOLD = ("name", "phone", "id_number", "sex", "birth_year")

declare_events(
    PersonEvent,
    {PersonEvent.REVEALED: Deed.LOOK},
    onward=(PersonEvent.REGISTERED, PersonEvent.CORRECTED, PersonEvent.TAGGED),
)


@action("person.register", makes=True)
def register_person(unit: Unit, facts: PersonFacts, sealed: bool = False, *, by: Actor, at: datetime) -> Person:
    """A worker of the unit. One with the same ID number that the actor sees there is taken up, not doubled.

    `sealed`: known through a sealed case alone, so in no index and found by no search.
    Raises Problem: invalid (with the field), duplicate where that ID number stands under another name.
    """
    return enter_person(unit, facts, sealed, by=by, at=at)


def enter_person(unit: Unit, facts: PersonFacts, sealed: bool, *, by: Actor, at: datetime) -> Person:
    """The same, inside an action that has its own permission."""
    told = facts.checked(local_date(at))
    known = None if sealed else _same_number(unit, told, by)
    if known is not None:
        _refuse_other_name(known, told)
        return keep_person(known, told, PersonEvent.CORRECTED, by, at)
    person = Person(org_path=unit.org_path, sealed=sealed)
    db.session.add(person)
    return keep_person(person, told, PersonEvent.REGISTERED, by, at)


def _same_number(unit: Unit, told: PersonFacts, by: Actor) -> Person | None:
    """Whoever is registered in the unit or below under the number; sealed people have no index and are never found."""
    if told.id_number is None:
        return None
    seen = visible(Person, by).where(
        Person.id_number_index == id_number_index(told.id_number), below(Person.org_path, unit.org_path)
    )
    found: Person | None = db.session.scalar(seen.order_by(Person.id).limit(1).with_for_update(of=Person))
    return found


def _refuse_other_name(known: Person, told: PersonFacts) -> None:
    if told.name and known.name and told.name != known.name:
        raise Problem(
            ErrorCode.DUPLICATE,
            _l("这个身份证号已经登记在“%(name)s”名下。请核对号码；姓名有误的，先更正姓名。", name=known.masked_name),
            field="id_number",
        )


@action("person.correct")
def correct_person(person: Person, facts: PersonFacts, *, by: Actor, at: datetime) -> Person:
    """Replaces what is told; what is None stays. Whether a person is sealed does not change here.

    Raises Problem(invalid) with the field.
    """
    return keep_person(person, facts.checked(local_date(at)), PersonEvent.CORRECTED, by, at)


def keep_person(person: Person, told: PersonFacts, kind: PersonEvent, by: Actor, at: datetime) -> Person:
    """Stores what differs, keeps the indexes in step, and records the names of the fields, never their values."""
    changed = write_down(person, told)
    if changed or kind is PersonEvent.REGISTERED:
        db.session.flush()
        record(kind, person, {"fields": changed}, by=by, at=at)
    tag_as_told(person, told.groups, by, at)
    return person


def write_down(person: Person, told: PersonFacts) -> list[str]:
    """Stores what differs and keeps the indexes in step; gives the names of the fields. What is None stays."""
    changed = [name for name in _TOLD if getattr(told, name) not in (None, getattr(person, name))]
    for name in changed:
        setattr(person, name, getattr(told, name))
    if not person.sealed:
        person.name_index = name_index(person.name) if person.name else None
        person.phone_index = phone_index(person.phone) if person.phone else None
        person.id_number_index = id_number_index(person.id_number) if person.id_number else None
    return changed


def hide_person(person_id: int) -> Person:
    """From now on the person is known through a sealed case alone: no index, no look-up. Inside an action."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    person.sealed = True
    person.name_index = person.phone_index = person.id_number_index = None
    return person


@action("person.reveal")
def reveal(person: Person, field: PersonField, purpose: str, *, by: Actor, at: datetime) -> str:
    """The full value of one masked field; who asked, which field and what for are recorded first.

    Raises Problem(invalid): no purpose of SHORTEST_PURPOSE to LONGEST_PURPOSE characters, or nothing is known.
    """
    said = " ".join(purpose.split())
    if not SHORTEST_PURPOSE <= len(said) <= LONGEST_PURPOSE:
        raise Problem(
            ErrorCode.INVALID,
            _l("请写明用途，%(least)d 到 %(most)d 个字。", least=SHORTEST_PURPOSE, most=LONGEST_PURPOSE),
            field="purpose",
        )
    value: str | None = getattr(person, field.value)
    if value is None:
        raise Problem(ErrorCode.INVALID, _l("没有登记这一项。"), field="field")
    record(PersonEvent.REVEALED, person, {"field": field.value, "purpose": said}, by=by, at=at)
    return value
