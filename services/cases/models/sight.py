"""Who sees what surrounds a case: the events about it, and the people whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select

from services.cases.models.case import Case, CasePerson
from services.cases.models.complaint import Complaint
from services.cases.models.contact import Contact
from services.cases.models.seeing import hidden_from, named_to
from services.clocks.models import Clock
from services.core.access import CASE_STAFF, Actor, Role, below_any, scope_condition, scope_of, unscoped
from services.core.audit import Event
from services.core.database import db
from services.people.models import WORKING_WITH, Person, who_sees_a_person


@scope_of(Event)
def who_sees_an_event(actor: Actor) -> ColumnElement[bool]:
    """Supervisors and auditors, in their units; of a sealed case, its call and its people its readers alone.

    Of a case that is kept from them, and of its call, they see none either; of a complaint, whoever sees that.
    """
    within = below_any(Event.org_path, (post.unit_path for post in actor.posts_as([Role.SUPERVISOR, Role.AUDITOR])))
    cases = hidden_from(actor)
    calls = select(Contact.id).where(Contact.case_id.in_(cases))
    clocks = select(Clock.id).where(or_(Clock.case_id.in_(cases), Clock.subject_id.in_(calls)))
    people = select(Person.id).where(Person.sealed, Person.id.not_in(_people_named_to(actor)))
    complaints = select(Complaint.id).where(scope_condition(Complaint, actor))
    return and_(
        within,
        not_(and_(Event.subject_type == Complaint.__tablename__, Event.subject_id.not_in(complaints))),
        not_(and_(Event.subject_type == Case.__tablename__, Event.subject_id.in_(cases))),
        not_(and_(Event.subject_type == Contact.__tablename__, Event.subject_id.in_(calls))),
        not_(and_(Event.subject_type == Clock.__tablename__, Event.subject_id.in_(clocks))),
        not_(and_(Event.subject_type == Person.__tablename__, Event.subject_id.in_(people))),
    )


def _people_named_to(actor: Actor) -> Select[Any]:
    """Ids of the people in the sealed cases that the actor may read by name."""
    return select(CasePerson.person_id).where(CasePerson.case_id.in_(named_to(actor)))


@scope_of(Person)
def who_sees_a_concerned_person(actor: Actor) -> ColumnElement[bool]:
    """As the people's room says, and through the cases that concern them, which may have come from another unit.

    A sealed person is seen by staff who see the sealed case, through it alone.
    """
    if not actor.posts_as(CASE_STAFF):
        return false()
    concerned = (
        select(CasePerson.id)
        .join(Case, Case.id == CasePerson.case_id)
        .where(CasePerson.person_id == Person.id, scope_condition(Case, actor))
        .correlate(Person)
        .exists()
    )
    return or_(
        who_sees_a_person(actor),
        and_(Person.sealed.is_(False), concerned),
        and_(Person.sealed, Person.id.in_(_people_named_to(actor))),
    )


def _desks_of(person: Person) -> Iterable[str]:
    """Paths of the units that own or hold a case in which the person takes part."""
    taking_part = select(CasePerson.case_id).where(CasePerson.person_id == person.id, CasePerson.removed_at.is_(None))
    cases = select(Case.org_path, Case.handed_path).where(Case.id.in_(taking_part))
    for own, handed in db.session.execute(unscoped(cases, because="which units may work with a person")).all():
        yield own
        if handed:
            yield handed


WORKING_WITH.append(_desks_of)
