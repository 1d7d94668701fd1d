"""Verbs about people and employers: register, correct, reveal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from services.core.access import Actor, below, visible
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.people import permissions  # noqa: F401  (declares the verbs below)
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import PersonEvent, PersonField
from services.people.models import Employer, Person
from services.people.queries import id_number_index, phone_index
from services.people.rules import LONGEST_PURPOSE, SHORTEST_PURPOSE
from services.units.models import Unit

_TOLD = ("name", "phone", "id_number", "sex", "birth_year")

declare_events(PersonEvent)


@action("person.register", makes=True)
def register_person(unit: Unit, facts: PersonFacts, sealed: bool = False, *, by: Actor, at: datetime) -> Person:
    """A worker of the unit. One with the same ID number that the actor sees there is taken up, not doubled.

    `sealed`: known through a sealed case alone, so in no index and found by no search.
    Raises Problem: invalid (with the field), duplicate where that ID number stands under another name.
    """
    told = facts.checked(local_date(at))
    known = None if sealed else _same_number(unit, told, by)
    if known is not None:
        _refuse_other_name(known, told)
        return _keep(known, told, PersonEvent.CORRECTED, by, at)
    person = Person(org_path=unit.org_path, sealed=sealed)
    db.session.add(person)
    return _keep(person, told, PersonEvent.REGISTERED, by, at)


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
    return _keep(person, facts.checked(local_date(at)), PersonEvent.CORRECTED, by, at)


def _keep(person: Person, told: PersonFacts, kind: PersonEvent, by: Actor, at: datetime) -> Person:
    """Stores what differs, keeps the indexes in step, and records the names of the fields, never their values."""
    changed = [name for name in _TOLD if getattr(told, name) not in (None, getattr(person, name))]
    for name in changed:
        setattr(person, name, getattr(told, name))
    if not person.sealed:
        person.phone_index = phone_index(person.phone) if person.phone else None
        person.id_number_index = id_number_index(person.id_number) if person.id_number else None
    if changed or kind is PersonEvent.REGISTERED:
        db.session.flush()
        record(kind, person, {"fields": changed}, by=by, at=at)
    return person


def hide_person(person_id: int) -> None:
    """From now on the person is known through a sealed case alone: no index, no look-up. Inside an action."""
    person = db.session.get_one(Person, person_id, with_for_update=True)
    person.sealed, person.phone_index, person.id_number_index = True, None, None


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


@dataclass(frozen=True)
class _AddedBy:
    """An employer belongs to the whole federation; its events stand in the chain of the unit that acted."""

    id: int
    org_path: str
    __tablename__: str = Employer.__tablename__


def _tell(kind: PersonEvent, employer: Employer, unit: Unit | None, by: Actor, at: datetime) -> None:
    facts = {"name": employer.name, "code": employer.code, "credit_code": employer.credit_code}
    record(kind, _AddedBy(employer.id, unit.org_path if unit else "/"), facts, by=by, at=at)


@action("employer.add", makes=True)
def add_employer(unit: Unit | None, facts: EmployerFacts, *, by: Actor, at: datetime) -> Employer:
    """One employer, on behalf of a unit or, by the system, of the whole federation.

    Raises Problem: invalid (with the field), duplicate where code or credit code is taken.
    """
    return _add(unit, [facts.checked()], by, at)[0]


@action("employer.import", makes=True)
def import_employers(unit: Unit, many: Sequence[EmployerFacts], *, by: Actor, at: datetime) -> list[Employer]:
    """Employers out of a table, in their order, each with an event of its own. Raises as `add_employer` does."""
    return _add(unit, [facts.checked() for facts in many], by, at)


def _add(unit: Unit | None, many: Sequence[EmployerFacts], by: Actor, at: datetime) -> list[Employer]:
    _refuse_taken_codes(many)
    made = [
        Employer(
            name=facts.name,
            code=facts.code,
            credit_code=facts.credit_code,
            kind=facts.kind,
            upstream_id=facts.upstream.id if facts.upstream else None,
        )
        for facts in many
    ]
    db.session.add_all(made)
    db.session.flush()
    for employer in made:
        _tell(PersonEvent.EMPLOYER_ADDED, employer, unit, by, at)
    return made


@action("employer.correct", makes=True)
def correct_employer(unit: Unit, employer: Employer, facts: EmployerFacts, *, by: Actor, at: datetime) -> Employer:
    """Replaces what is known of an employer, on behalf of a unit. Raises as `add_employer` does."""
    told = facts.checked()
    held = db.session.get_one(Employer, employer.id, with_for_update=True, populate_existing=True)
    _refuse_taken_codes([told], but=held)
    if told.upstream is not None and _depends_on(told.upstream, held):
        raise Problem(ErrorCode.INVALID, _l("用工链条不能首尾相接。"), field="upstream")
    held.name, held.code, held.credit_code, held.kind = told.name, told.code, told.credit_code, told.kind
    held.upstream_id = told.upstream.id if told.upstream else None
    db.session.flush()
    _tell(PersonEvent.EMPLOYER_CORRECTED, held, unit, by, at)
    return held


def _depends_on(employer: Employer | None, other: Employer) -> bool:
    """Whether a chain of work that starts at the employer comes to the other one."""
    while employer is not None:
        if employer.id == other.id:
            return True
        employer = employer.upstream
    return False


def _refuse_taken_codes(many: Sequence[EmployerFacts], *, but: Employer | None = None) -> None:
    codes = [facts.code for facts in many if facts.code]
    credit_codes = [facts.credit_code for facts in many if facts.credit_code]
    taken = select(Employer).where(or_(Employer.code.in_(codes), Employer.credit_code.in_(credit_codes)))
    for other in db.session.scalars(taken):
        if but is None or other.id != but.id:
            raise Problem(
                ErrorCode.DUPLICATE,
                _l("这个代码已经登记在“%(name)s”名下。", name=other.name),
                field="code" if other.code in codes else "credit_code",
            )
