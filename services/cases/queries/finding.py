"""One case, one contact, and what may be chosen in forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from services.cases.models import (
    Case,
    CasePerson,
    Category,
    Contact,
)
from services.core.access import Actor, Role, visible
from services.core.database import db
from services.units.models import Unit
from services.units.queries import units_below

PAGE = 50


def find_case(number: str, seen_by: Actor) -> Case | None:
    """The case with this number as the viewer may see it; None where it is absent or hidden."""
    wanted = visible(Case, seen_by).where(Case.number == number)
    found: Case | None = db.session.scalar(
        wanted.options(
            joinedload(Case.unit),
            joinedload(Case.employer),
            joinedload(Case.handler),
            selectinload(Case.categories),
            selectinload(Case.groups),
            selectinload(Case.factors),
            selectinload(Case.persons).joinedload(CasePerson.person),
        )
    )
    return found


def categories_on(day: date) -> Sequence[Category]:
    """The categories that may be chosen on a local day, tree by tree; those of old tables are not offered."""
    holds = and_(Category.valid_from <= day, or_(Category.valid_to.is_(None), Category.valid_to >= day))
    offered = select(Category).where(holds, Category.tree != "L")
    return db.session.scalars(offered.order_by(Category.tree, Category.position)).all()


def category_names() -> dict[str, Category]:
    """code → category, for showing names."""
    return {category.code: category for category in db.session.scalars(select(Category))}


def recent_contacts(viewer: Actor, before: int | None = None) -> Sequence[Contact]:
    """A page of the calls and visits that the viewer may see, newest first; `before` is the id of the last one seen."""
    page = visible(Contact, viewer).order_by(Contact.id.desc()).limit(PAGE + 1)
    return db.session.scalars(page.where(Contact.id < before) if before else page).all()


def find_contact(contact_id: int, seen_by: Actor) -> Contact | None:
    """The contact with this id as the viewer may see it."""
    found: Contact | None = db.session.scalar(visible(Contact, seen_by).where(Contact.id == contact_id))
    return found


def units_for(actor: Actor, roles: frozenset[Role]) -> Sequence[Unit]:
    """The active units in which the actor's posts in the roles reach, from the top down."""
    return units_below(post.unit_path for post in actor.posts_as(roles))
