"""The cases that a member finds under the telephone they proved: never a sealed one (docs/decisions/0019)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from services.cases.kinds import PartyRole
from services.cases.models import Case, CasePerson, CaseWish
from services.core.access import unscoped
from services.core.database import db
from services.core.settings import settings_in_use
from services.core.time import local_date
from services.people.models import Person
from services.portal.queries import Promise, promise_of
from services.portal.rules import standing_of

MOST_LISTED = 50
PROVED = "the code on the telephone says who looks"


@dataclass(frozen=True)
class OwnCase:
    """One line of the list: the case, how it stands as a message id, the day it came, and what is promised next."""

    case: Case
    standing: str
    received: date
    promise: Promise | None


def own_cases(phone_index: str, at: datetime) -> Sequence[OwnCase]:
    """The cases of the telephone, the newest first; at most MOST_LISTED are looked through."""
    wanted = select(Case).where(*_shown_to(phone_index, at)).options(joinedload(Case.unit), *_WITH_PEOPLE)
    wanted = wanted.order_by(Case.received_at.desc(), Case.id.desc()).limit(MOST_LISTED)
    found = db.session.scalars(unscoped(wanted, because=PROVED)).all()
    today = local_date(at)
    return [
        OwnCase(case, standing_of(case.status), local_date(case.received_at), promise_of(case, today))
        for case in found
        if speaks_for(case, phone_index)
    ]


def own_case(case_id: int, phone_index: str, at: datetime) -> Case | None:
    """One of them; None for any other."""
    if not 0 < case_id < 2**63:
        return None
    wanted = select(Case).where(Case.id == case_id, *_shown_to(phone_index, at)).options(*_WITH_PEOPLE)
    found: Case | None = db.session.scalar(unscoped(wanted, because=PROVED))
    return found if found is not None and speaks_for(found, phone_index) else None


def speaks_for(case: Case, phone_index: str) -> bool:
    """Whether the telephone is that of whoever the union calls about the case, or of its one worker.

    Of several workers, only who is called may withdraw or rate for all; the others look with number and query code.
    """
    workers = [link.person for link in case.persons if link.role is PartyRole.WORKER]
    called = case.contact.person if case.contact else None
    speakers = [*([called] if called else []), *(workers if len(workers) == 1 else [])]
    return any(person.phone_index == phone_index for person in speakers)


_WITH_PEOPLE = (selectinload(Case.persons).joinedload(CasePerson.person),)


def _shown_to(phone_index: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """A sealed person has no index; the case is asked besides, for one that was sealed after its people were known."""
    linked = (
        select(CasePerson.case_id)
        .join(Person, Person.id == CasePerson.person_id)
        .where(Person.phone_index == phone_index, Person.sealed.is_(False), CasePerson.removed_at.is_(None))
    )
    since = at - timedelta(days=settings_in_use().query_code_days)
    return (
        Case.id.in_(linked),
        Case.sealed.is_(False),
        Case.id.not_in(select(CaseWish.case_id).where(CaseWish.discreet)),
        Case.received_at > since,
    )
