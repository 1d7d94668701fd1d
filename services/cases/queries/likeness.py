"""What is known of whoever calls or asks: requests that may be the same, and past calls and cases of a number.

People are matched by the whole number or name through blind indexes, which people of sealed cases have not; what is
shown are cases and calls that the viewer may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from services.cases.kinds import PartyRole, Status
from services.cases.models import Case, CasePerson, Contact
from services.core.access import Actor, visible
from services.core.database import db
from services.core.words import N_, Labelled
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.queries import find_employer, find_person_by_phone, id_number_index, name_index, phone_index
from services.people.rules import read_name, read_phone
from services.units.models import Unit

NEAR = timedelta(days=90)
"""So long the same name at the same employer may be the same request."""
MOST_ALIKE = 10
MOST_PAST = 20


class Likeness(Labelled):
    """Why a request may be the same."""

    ID_NUMBER = "id_number", N_("身份证号相同")
    PHONE = "phone", N_("电话相同")
    NAME_AND_EMPLOYER = "name_and_employer", N_("姓名和单位相同，90 天以内")


@dataclass(frozen=True)
class Alike:
    """A request that may be the same."""

    number: str
    status: Status
    received_at: datetime
    unit: str
    why: Likeness


def alike(told: PersonFacts, employer: str, at: datetime, viewer: Actor) -> Sequence[Alike]:
    """Requests that may be the same as one by this person, checked before, newest first, at most MOST_ALIKE."""
    same = _marks(told)
    if not same:
        return []
    known = find_employer(employer) if employer and Likeness.NAME_AND_EMPLOYER in same else None
    return _those_with(same, employer or None, known.id if known else None, at, viewer)


def alike_to(case: Case, viewer: Actor) -> Sequence[Alike]:
    """Other requests that may be the same as this one, which the caller has loaded for the viewer."""
    person = case.person
    borne = {why: getattr(person, column.key) for why, column in BORNE.items()} if person else {}
    same = {why: index for why, index in borne.items() if index}
    if not same:
        return []
    found = _those_with(same, case.employer_told, case.employer_id, case.received_at, viewer)
    return [each for each in found if each.number != case.number]


def _those_with(
    same: Mapping[Likeness, str], told: str | None, employer_id: int | None, at: datetime, viewer: Actor
) -> list[Alike]:
    """`same` is what to look for, the strongest first; `told` and `employer_id` are who employs, `at` the time."""
    asked: dict[str, Any] = {why.value: mark for why, mark in same.items()}
    asked |= {"near_from": at - NEAR, "told": told, "employer": employer_id}
    first: dict[str, Alike] = {}
    for number, status, received_at, unit, *hits in db.session.execute(_like(viewer, tuple(same)), asked):
        why = next(why for why, hit in zip(same, hits, strict=True) if hit)
        first.setdefault(number, Alike(number, status, received_at, unit, why))
    return list(first.values())[:MOST_ALIKE]


def _marks(told: PersonFacts) -> dict[Likeness, str]:
    """Likeness → the blind index of what was told; the strongest first."""
    marks: dict[Likeness, str] = {}
    if told.id_number:
        marks[Likeness.ID_NUMBER] = id_number_index(told.id_number)
    if told.phone:
        marks[Likeness.PHONE] = phone_index(read_phone(told.phone))
    if told.name:
        marks[Likeness.NAME_AND_EMPLOYER] = name_index(read_name(told.name))
    return marks


BORNE = {
    Likeness.ID_NUMBER: Person.id_number_index,
    Likeness.PHONE: Person.phone_index,
    Likeness.NAME_AND_EMPLOYER: Person.name_index,
}
"""Where each stands on a person."""


@lru_cache(maxsize=256)
def _like(viewer: Actor, same: tuple[Likeness, ...]) -> Select[Any]:
    """Follows from the posts and from what there is to compare, so it is put together once."""
    borne: dict[Likeness, ColumnElement[bool]] = {why: BORNE[why] == bindparam(why.value) for why in same}
    by_employer = or_(Case.employer_told == bindparam("told"), Case.employer_id == bindparam("employer"))
    near = and_(by_employer, Case.received_at >= bindparam("near_from"))
    marks = [mark if why is not Likeness.NAME_AND_EMPLOYER else and_(mark, near) for why, mark in borne.items()]
    columns: list[Any] = [Case.number, Case.status, Case.received_at, Unit.name]
    found = visible(Case, viewer, *columns, *(mark.label(why.value) for why, mark in zip(same, marks, strict=True)))
    found = found.join(CasePerson, CasePerson.case_id == Case.id).join(Person, Person.id == CasePerson.person_id)
    found = found.join(Unit, Unit.id == Case.unit_id).where(
        CasePerson.removed_at.is_(None), Person.id.in_(select(Person.id).where(or_(*borne.values()))), or_(*marks)
    )
    return found.order_by(Case.received_at.desc(), Case.id.desc()).limit(MOST_ALIKE * 2)


@dataclass(frozen=True)
class PastCase:
    """A case in which the caller takes part."""

    number: str
    status: Status
    received_at: datetime
    unit: str
    role: PartyRole


@dataclass(frozen=True)
class Past:
    """What the viewer may know of a telephone number: people who bear it, their cases and their calls."""

    people: Sequence[Person]
    cases: Sequence[PastCase]
    contacts: Sequence[Contact]

    def __bool__(self) -> bool:
        return bool(self.people or self.cases or self.contacts)


NOTHING = Past((), (), ())


def past_of(phone: str, viewer: Actor) -> Past:
    """The newest first, at most MOST_PAST of each. Raises Problem(invalid) for what is no telephone number."""
    bears = Person.phone_index == phone_index(read_phone(phone))
    columns: list[Any] = [Case.number, Case.status, Case.received_at, Unit.name, CasePerson.role]
    cases = visible(Case, viewer, *columns).join(CasePerson, CasePerson.case_id == Case.id)
    cases = cases.join(Person, Person.id == CasePerson.person_id).join(Unit, Unit.id == Case.unit_id)
    cases = cases.where(bears, CasePerson.removed_at.is_(None)).order_by(Case.received_at.desc(), Case.id.desc())
    calls = visible(Contact, viewer).join(Person, Person.id == Contact.person_id).where(bears)
    return Past(
        find_person_by_phone(phone, viewer),
        [PastCase(*row) for row in db.session.execute(cases.limit(MOST_PAST))],
        db.session.scalars(calls.order_by(Contact.at.desc(), Contact.id.desc()).limit(MOST_PAST)).all(),
    )
