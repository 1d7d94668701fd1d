"""Calls and visits that make no case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, union_all

from services.cases.actions import moving  # noqa: F401  (declares permissions and events)
from services.cases.actions.conflicts import exclude_tied
from services.cases.actions.parties import links_of, seen_person, take_known
from services.cases.actions.readers import leave_none_unread
from services.cases.kinds import CaseEvent, Channel
from services.cases.models import Case, CasePerson, Contact
from services.clocks.actions import tell
from services.clocks.rules import FactKind
from services.core.access import Actor, visible
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.actions import hide_person, register_person
from services.people.facts import PersonFacts
from services.people.models import Person
from services.units.models import Unit


@action("contact.log", makes=True)
def log_contact(
    unit: Unit,
    channel: Channel,
    text: str,
    answered: bool = True,
    person: PersonFacts | None = None,
    known: Person | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Contact:
    """Logs a call or visit, with the caller: `known` from before, else as told in `person`.

    Not answered at once: the enquiry clock starts.
    Raises Problem(invalid): no text, or something about the person that cannot be.
    """
    if not text.strip():
        raise Problem(ErrorCode.INVALID, _l("请写下来电来访的内容。"), field="text")
    if known is not None:
        caller: Person | None = seen_person(known, by)
    else:
        caller = register_person(unit, person, by=by, at=at) if person else None
    contact = Contact(
        org_path=unit.org_path,
        unit_id=unit.id,
        channel=channel,
        text=text,
        at=at,
        answered_at=at if answered else None,
        person_id=caller.id if caller else None,
        by_id=by.user_id,
    )
    db.session.add(contact)
    db.session.flush()
    record(CaseEvent.CONTACT_LOGGED, contact, {"channel": channel, "answered": answered}, by=by, at=at)
    if not answered:
        tell(contact, FactKind.CONTACT_LOGGED, case_id=None, at=at)
    return contact


@action("contact.answer")
def answer_contact(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """Notes that an open enquiry was answered: its clock is met. Problem(illegal_move): it was already."""
    if contact.answered_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这次咨询已经答复过了。"))
    contact.answered_at = at
    record(CaseEvent.CONTACT_ANSWERED, contact, {}, by=by, at=at)
    tell(contact, FactKind.CONTACT_ANSWERED, case_id=None, at=at)
    return contact


def unused_contact(contact: Contact, by: Actor) -> Contact:
    """The call under a lock, as the actor sees it. Problem: not_found, duplicate (it became a request)."""
    seen = visible(Contact, by).where(Contact.id == contact.id).with_for_update(of=Contact)
    held: Contact | None = db.session.scalar(seen, execution_options={"populate_existing": True})
    if held is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    if held.case_id is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("这次来电来访已经转为诉求，不必再登记。"))
    return held


def becomes(contact: Contact, case: Case, *, by: Actor, at: datetime) -> None:
    """The call belongs to the case from now on and is thereby answered; its caller is the worker if no other is named.

    With a sealed case its caller is hidden too, or copied where the caller is known from elsewhere.
    """
    if contact.answered_at is None:
        answer_contact(contact, by=by, at=at)
    contact.case_id = case.id
    caller = contact.person_id
    if caller is None:
        return
    if case.sealed and not _known_elsewhere(caller, contact):
        db.session.add(CasePerson(case_id=case.id, person_id=caller))
        exclude_tied(case, hide_person(caller), by=by, at=at)
        leave_none_unread(Case.id == case.id, by=by, at=at)
    elif not links_of(case):
        take_known(case, db.session.get_one(Person, caller), by=by, at=at)


def _known_elsewhere(person_id: int, contact: Contact) -> bool:
    """Whether the caller is also known from a case or from another call."""
    calls = select(Contact.id).where(Contact.person_id == person_id, Contact.id != contact.id)
    cases = select(CasePerson.id).where(CasePerson.person_id == person_id)
    return db.session.scalar(union_all(calls, cases).limit(1)) is not None
