"""Who sees what surrounds a case: the events about it, and the people whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select

from services.cases.models.case import Case, CasePerson
from services.cases.models.complaint import Complaint
from services.cases.models.contact import Contact
from services.cases.models.seeing import is_hidden_at, named_to
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
    of_a_hidden_call = exists().where(Contact.id == Clock.subject_id, is_hidden_at(Contact.case_id, actor))
    complaints = select(Complaint.id).where(scope_condition(Complaint, actor))
    hidden = {
        Complaint: Event.subject_id.not_in(complaints),
        Case: is_hidden_at(Event.subject_id, actor),
        Contact: _about(Contact, is_hidden_at(Contact.case_id, actor)),
        Clock: _about(Clock, or_(is_hidden_at(Clock.case_id, actor), of_a_hidden_call)),
        Person: _about(Person, and_(Person.sealed, Person.id.not_in(_people_named_to(actor)))),
    }
    return and_(
        within, *(not_(and_(Event.subject_type == model.__tablename__, is_so)) for model, is_so in hidden.items())
    )


def _about(model: type[Contact | Clock | Person], is_so: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether it is so of the very row that the event is about: none but that one is looked up."""
    return exists().where(model.id == Event.subject_id, is_so).correlate(Event)


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
