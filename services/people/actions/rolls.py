"""People out of tables, many at once: a members' roll, and those whom imported cases name.

Whoever administers a unit brings them, and sees nobody in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.time import local_date
from services.people.actions.people import keep_person, write_down
from services.people.facts import PersonFacts
from services.people.kinds import PersonEvent
from services.people.models import Person
from services.people.registered import Entry, Registered
from services.units.models import Unit


@action("person.import", makes=True)
def import_people(unit: Unit, many: Sequence[PersonFacts], *, by: Actor, at: datetime) -> list[Person]:
    """People out of a table, in their order, each with an event. One with the same ID number is taken up.

    Raises Problem(invalid) with the field. That a number stands under another name is asked before.
    """
    told = [facts.checked(local_date(at)) for facts in many]
    registered = Registered(unit.org_path, told)
    return [_enter(unit, facts, registered, by, at) for facts in told]


def _enter(unit: Unit, told: PersonFacts, registered: Registered, by: Actor, at: datetime) -> Person:
    known = registered.bearer(unit.org_path, told.id_number)
    if known is None or known.person is None:
        person = Person(org_path=unit.org_path, sealed=False)
        db.session.add(person)
        keep_person(person, told, PersonEvent.REGISTERED, by, at)
        registered.keep(Entry.of(person))
        return person
    person = keep_person(known.person, told, PersonEvent.CORRECTED, by, at)
    registered.keep(Entry.of(person), known)
    return person


@dataclass(frozen=True)
class NamedPerson:
    """Somebody whom a case of a unit names. `sealed`: by a sealed case alone."""

    unit: Unit
    facts: PersonFacts
    sealed: bool = False


def enter_people(top: Unit, many: Sequence[NamedPerson], *, by: Actor, at: datetime) -> list[Person]:
    """One person for each, in their order, inside an action that has its own permission; `top` has all the units.

    Whoever is known by ID number, or by phone and name, is taken up and keeps what is on record; what was missing is
    added. One of a sealed case is always a person of its own, whom nobody finds. Raises Problem(invalid).
    """
    told = [replace(one, facts=one.facts.checked(local_date(at))) for one in many]
    registered = Registered(top.org_path, [one.facts for one in told if not one.sealed])
    people: list[Person] = []
    happened: list[tuple[PersonEvent, Person, list[str]]] = []
    for one in told:
        known = None if one.sealed else registered.known(one.unit.org_path, one.facts)
        if known is None or known.person is None:
            kind, person = PersonEvent.REGISTERED, Person(org_path=one.unit.org_path, sealed=one.sealed)
            db.session.add(person)
        else:
            kind, person = PersonEvent.CORRECTED, known.person
        fields = write_down(person, _missing(one.facts, person))
        if not one.sealed:
            registered.keep(Entry.of(person), known)
        if fields or kind is PersonEvent.REGISTERED:
            happened.append((kind, person, fields))
        people.append(person)
    db.session.flush()
    for kind, person, fields in happened:
        record(kind, person, {"fields": fields}, by=by, at=at)
    return people


def _missing(told: PersonFacts, person: Person) -> PersonFacts:
    """What is told and not on record."""
    return replace(
        told,
        name=None if person.name else told.name,
        phone=None if person.phone else told.phone,
        id_number=None if person.id_number else told.id_number,
        sex=person.sex or told.sex,
        birth_year=person.birth_year or told.birth_year,
    )


def stands_under_another_name(unit: Unit, id_number: str, name: str) -> bool:
    """Whether the number is on record in the unit under another name; whose it is, is not told."""
    known = Registered(unit.org_path, [PersonFacts(id_number=id_number)]).bearer(unit.org_path, id_number)
    return known is not None and bool(known.name) and known.name != name
