"""People of a case: further workers, somebody who asks for one, and the correction of a wrong entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from services.cases.actions.conflicts import person_joined
from services.cases.actions.moving import mark_changed
from services.cases.kinds import CaseEvent, PartyRole
from services.cases.models import Case, CasePerson
from services.cases.rules import LONGEST_TEXT, Move, Proxy, count_without, least_people, must
from services.core.access import Actor, unscoped, visible
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.actions import correct_person, enter_person
from services.people.facts import PersonFacts
from services.people.models import Person


@action("case.add_person")
def add_person(case: Case, person: PersonFacts, proxy: Proxy | None = None, *, by: Actor, at: datetime) -> CasePerson:
    """One more worker, or with `proxy` somebody who asks for the workers. The number of people never falls behind.

    Raises Problem: illegal_move, invalid (with the field), duplicate where the person stands there already.
    """
    must(case.status, Move.NAME_PEOPLE)
    if not (person.name or person.phone or person.id_number):
        raise Problem(ErrorCode.INVALID, _l("请填写姓名、电话或身份证号中的至少一项。"), field="name")
    link = take_part(case, enter_person(case.unit, person, case.sealed, by=by, at=at), proxy, at)
    case.people = least_people(case.people, _named(case))
    mark_changed(case)
    record(CaseEvent.PERSON_ADDED, case, {"person": link.person_id, "role": link.role}, by=by, at=at)
    person_joined(case, link.person, by=by, at=at)
    return link


def take_part(case: Case, person: Person, proxy: Proxy | None, at: datetime | None) -> CasePerson:
    """Puts the person on the case; who was struck out by mistake comes back. `at` is empty for who came with it.

    Raises Problem: duplicate, invalid. Inside an action.
    """
    if proxy is not None:
        proxy.check(name=person.name, phone=person.phone)
    link = next((each for each in links_of(case) if each.person_id == person.id), None)
    if link is not None and link.removed_at is None:
        raise Problem(ErrorCode.DUPLICATE, _l("这个人已经在本案里了。"), field="id_number")
    if link is None:
        link = CasePerson(case_id=case.id, person_id=person.id)
        db.session.add(link)
    link.role = PartyRole.PROXY if proxy else PartyRole.WORKER
    link.kinship, link.consent = (proxy.kinship, proxy.consent) if proxy else (None, None)
    link.added_at, link.removed_at = at, None
    if proxy is not None and proxy.is_contact:
        for other in links_of(case):
            other.is_contact = False
    link.is_contact = bool(proxy and proxy.is_contact)
    db.session.flush()
    db.session.expire(case, ["persons"])
    return link


def take_known(case: Case, person: Person, told: PersonFacts | None = None, *, by: Actor, at: datetime) -> CasePerson:
    """Puts somebody who is known already on a new case, and keeps what is told beside name and phone.

    On a sealed case stands a copy of them that nobody finds, and they themselves stay as they are.
    """
    more = replace(told, name=None, phone=None) if told else PersonFacts()
    if case.sealed:
        kept = PersonFacts(
            person.name,
            person.phone,
            more.id_number or person.id_number,
            more.sex or person.sex,
            more.age,
            None if more.age else person.birth_year,
            more.groups,
        )
        person = enter_person(case.unit, kept, True, by=by, at=at)
    elif more != PersonFacts():
        correct_person(person, more, by=by, at=at)
    return take_part(case, person, None, None)


def seen_person(person: Person, by: Actor) -> Person:
    """The person as the actor may see them. Problem(not_found)."""
    found: Person | None = db.session.scalar(visible(Person, by).where(Person.id == person.id))
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found


@action("case.remove_person")
def remove_person(case: Case, person: Person, reason: str, *, by: Actor, at: datetime) -> Case:
    """Strikes out somebody who was named by mistake. The row stays, so that a month that is over keeps its figures.

    Raises Problem: illegal_move, not_found, invalid (no reason).
    """
    must(case.status, Move.NAME_PEOPLE)
    standing = [link for link in links_of(case) if link.removed_at is None]
    link = next((each for each in standing if each.person_id == person.id), None)
    if link is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("本案里没有这个人。"))
    said = " ".join(reason.split())
    if not 1 <= len(said) <= LONGEST_TEXT:
        raise Problem(ErrorCode.INVALID, _l("请写明原因。"), field="reason")
    if link.role is PartyRole.WORKER:
        case.people = count_without(case.people, _named(case))
    link.removed_at, link.is_contact = max(at, link.added_at or at), False
    mark_changed(case)
    db.session.flush()
    db.session.expire(case, ["persons"])
    facts = {"person": link.person_id, "role": link.role, "reason": said}
    record(CaseEvent.PERSON_REMOVED, case, facts, by=by, at=at)
    return case


def links_of(case: Case) -> list[CasePerson]:
    """Everybody who was ever named. Inside an action."""
    named = select(CasePerson).where(CasePerson.case_id == case.id)
    return list(db.session.scalars(unscoped(named, because="inside an action on the case")))


def _named(case: Case) -> int:
    """How many workers stand there."""
    return sum(link.role is PartyRole.WORKER and link.removed_at is None for link in links_of(case))
