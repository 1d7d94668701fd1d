"""A members' roll: many people at once, by whoever administers the unit and sees nobody in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.core.access import Actor, below, unscoped
from services.core.actions import action
from services.core.database import db
from services.core.time import local_date
from services.people.actions.people import keep_person
from services.people.actions.tags import tag_as_told
from services.people.facts import PersonFacts
from services.people.kinds import PersonEvent
from services.people.models import Person
from services.people.queries import id_number_index
from services.units.models import Unit


@action("person.import", makes=True)
def import_people(unit: Unit, many: Sequence[PersonFacts], *, by: Actor, at: datetime) -> list[Person]:
    """People out of a table, in their order, each with an event. One with the same ID number is taken up.

    Raises Problem(invalid) with the field. That a number stands under another name is asked before.
    """
    return [_enter(unit, facts, by, at) for facts in many]


def _enter(unit: Unit, facts: PersonFacts, by: Actor, at: datetime) -> Person:
    told = facts.checked(local_date(at))
    known = _bearer(unit, told.id_number) if told.id_number else None
    if known is None:
        person = Person(org_path=unit.org_path, sealed=False)
        db.session.add(person)
        keep_person(person, told, PersonEvent.REGISTERED, by, at)
    else:
        person = keep_person(known, told, PersonEvent.CORRECTED, by, at)
    tag_as_told(person, told.groups, by, at)
    return person


def _bearer(unit: Unit, id_number: str) -> Person | None:
    """Whoever has the number in the unit or below; sealed people have no index and are never found."""
    same = select(Person).where(
        Person.id_number_index == id_number_index(id_number), below(Person.org_path, unit.org_path)
    )
    first = same.order_by(Person.id).limit(1)
    found: Person | None = db.session.scalar(unscoped(first, because="a roll must not double a person"))
    return found


def stands_under_another_name(unit: Unit, id_number: str, name: str) -> bool:
    """Whether the number is on record in the unit under another name; whose it is, is not told."""
    known = _bearer(unit, id_number)
    return known is not None and bool(known.name) and known.name != name
