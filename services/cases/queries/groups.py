"""Cases of a priority group: those that bear its tag, and those of people who do."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from services.cases.kinds import PartyRole
from services.cases.models import Case, CaseGroup, CasePerson
from services.people.models import PersonTag


def of_group(code: str, today: date) -> ColumnElement[bool]:
    """Whether the case, or one of its people as of today, has the tag."""
    theirs = (
        select(CasePerson.case_id)
        .join(PersonTag, PersonTag.person_id == CasePerson.person_id)
        .where(
            CasePerson.removed_at.is_(None),
            CasePerson.role == PartyRole.WORKER,
            PersonTag.group == code,
            PersonTag.removed_at.is_(None),
            or_(PersonTag.valid_from.is_(None), PersonTag.valid_from <= today),
            or_(PersonTag.valid_to.is_(None), PersonTag.valid_to >= today),
        )
    )
    return or_(Case.id.in_(select(CaseGroup.case_id).where(CaseGroup.group == code)), Case.id.in_(theirs))
