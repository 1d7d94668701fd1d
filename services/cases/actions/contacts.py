"""Calls and visits that make no case."""

from __future__ import annotations

from datetime import datetime

from services.cases.actions import moving  # noqa: F401  (declares permissions and events)
from services.cases.kinds import CaseEvent, Channel
from services.cases.models import Contact
from services.clocks.actions import tell
from services.clocks.rules import FactKind
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.actions import register_person
from services.people.facts import PersonFacts
from services.units.models import Unit


@action("contact.log", makes=True)
def log_contact(
    unit: Unit,
    channel: Channel,
    text: str,
    answered: bool = True,
    person: PersonFacts | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Contact:
    """Logs a call or visit, with the caller where known. Not answered at once: the enquiry clock starts.

    Raises Problem(invalid): no text, or something about the person that cannot be.
    """
    if not text.strip():
        raise Problem(ErrorCode.INVALID, _l("请写下来电来访的内容。"), field="text")
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
