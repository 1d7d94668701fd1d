"""Who sees a case: by unit, by name where it is sealed, and never where it is kept from the colleague."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from services.cases.models.case import (
    Case,
    CaseCategory,
    CaseFactor,
    CaseGroup,
    CasePerson,
    CaseReader,
    OfCase,
)
from services.cases.models.conflicts import CaseExclusion, CaseRespondent, kept_from
from services.cases.models.officers import IntakeOfficer
from services.core.access import CASE_READERS, CASE_STAFF, Actor, ActorKind, Role, below_any, is_seen_at, scope_of
from services.core.planning import walked


def named_to(actor: Actor) -> Select[Any]:
    """Ids of the sealed cases that the actor may read by name and that are not kept from them."""
    return _named_to(actor).where(CaseReader.case_id.not_in(kept_from(actor.user_id)))


def _named_to(actor: Actor) -> Select[Any]:
    """Ids of the sealed cases to whose readers the actor belongs, while what the reading came with lasts.

    A handler needs a post that reaches the case; an officer, besides, to be supervisor or named officer of the
    unit that received it.
    """
    supervised = [post.unit_id for post in actor.posts_as([Role.SUPERVISOR])]
    received = select(IntakeOfficer.unit_id).where(
        IntakeOfficer.user_id == actor.user_id, IntakeOfficer.until.is_(None)
    )
    posts = [post.unit_path for post in actor.posts_as(CASE_STAFF)]
    reached = or_(below_any(Case.org_path, posts), below_any(Case.handed_path, posts))
    named = select(CaseReader.case_id).join(Case, Case.id == CaseReader.case_id).where(Case.sealed, reached)
    return named.where(
        CaseReader.user_id == actor.user_id,
        CaseReader.until.is_(None),
        or_(
            CaseReader.officer_of_id.is_(None),
            CaseReader.officer_of_id.in_(supervised),
            CaseReader.officer_of_id.in_(received),
        ),
    )


def is_hidden_at(reference: InstrumentedAttribute[Any], actor: Actor) -> ColumnElement[bool]:
    """Whether the case to which the column refers stays hidden in the actor's units: sealed and read by others, or kept
    from them. It alone is looked up.
    """
    sealed = _sealed_to(actor).where(Case.id == reference).correlate(reference.parent.local_table)
    return or_(sealed.exists(), reference.in_(kept_from(actor.user_id)))


def _sealed_to(actor: Actor) -> Select[Any]:
    return select(Case.id).where(Case.sealed, Case.id.not_in(named_to(actor)))


@scope_of(Case)
def who_sees_a_case(actor: Actor) -> ColumnElement[bool]:
    """Members see what they submitted; staff see unsealed cases of their units and below, and sealed ones by name.

    A case is a unit's where the unit owns it, and where it was handed to the unit. Nobody sees a case that is kept
    from them, whatever their posts.
    """
    if actor.kind is ActorKind.MEMBER:
        return Case.id.in_(actor.receipts)
    if actor.user_id is None:
        return false()
    posts = [post.unit_path for post in actor.posts_as(CASE_READERS)]
    within = or_(below_any(walked(Case.org_path), posts), below_any(walked(Case.handed_path), posts))
    plain = and_(Case.sealed.is_(False), within)
    named = and_(Case.sealed.is_(True), Case.id.in_(_named_to(actor)))
    return and_(or_(plain, named), Case.id.not_in(kept_from(actor.user_id)))


def through_its_case(model: type[OfCase]) -> None:
    """Rows of the model are seen exactly where their case is seen."""
    scope_of(model)(lambda actor: is_seen_at(model.case_id, Case, actor))


for _model in (CaseCategory, CaseGroup, CaseFactor, CasePerson, CaseExclusion, CaseRespondent):
    through_its_case(_model)
