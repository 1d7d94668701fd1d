"""One case, one contact, and what may be chosen in forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from services.accounts.models import User
from services.cases.models import (
    Case,
    CaseCategory,
    CaseGroup,
    CasePerson,
    Category,
    Contact,
)
from services.cases.queries.hanging import WITH_WHAT_HANGS
from services.core.access import Actor, Role, unscoped, visible
from services.core.database import db, identity_of
from services.core.kept import Kept, apart
from services.people.models import Person, PersonTag
from services.units.queries import NamedUnit, units_below

PAGE = 50
WHOLE = (
    joinedload(Case.unit),
    joinedload(Case.employer),
    joinedload(Case.handler).options(lazyload(User.unit), lazyload(User.posts)),
    joinedload(Case.categories).joinedload(CaseCategory.category),
    joinedload(Case.groups).joinedload(CaseGroup.kind),
    joinedload(Case.factors),
    WITH_WHAT_HANGS,
    selectinload(Case.persons).joinedload(CasePerson.person).joinedload(Person.tags).joinedload(PersonTag.kind),
)
"""What its page shows of a case, in two statements."""


def _read_categories() -> Mapping[str, Category]:
    found = apart(Category, Category.tree, Category.position, Category.code)
    return MappingProxyType({category.code: category for category in found})


_CATEGORIES = Kept(
    (Category,),
    (
        select(func.count(Category.code)).scalar_subquery(),
        select(func.sum(Category.version)).scalar_subquery(),
    ),
    _read_categories,
)


def find_case(number: str, seen_by: Actor) -> Case | None:
    """The case with this number as the viewer may see it; None where it is absent or hidden."""
    case: Case | None = db.session.scalars(_whole_for(seen_by), {"number": number}).unique().one_or_none()
    return case


@lru_cache(maxsize=256)
def _whole_for(viewer: Actor) -> Select[Any]:
    return visible(Case, viewer).where(Case.number == bindparam("number")).options(*WHOLE)


def is_seen(number: str, viewer: Actor) -> bool:
    """Whether the viewer may see the case with this number."""
    return db.session.scalar(_seen_by(viewer), {"number": number}) is not None


@lru_cache(maxsize=256)
def _seen_by(viewer: Actor) -> Select[Any]:
    return visible(Case, viewer, Case.id).where(Case.number == bindparam("number"))


def number_of(case: Case, viewer: Actor) -> tuple[str, bool]:
    """The number of a case that was just written, and whether the viewer may see it. It is not read as a whole."""
    number, seen = db.session.execute(_number_for(viewer), {"case": identity_of(case)}).one()
    return number, seen


@lru_cache(maxsize=256)
def _number_for(viewer: Actor) -> Select[Any]:
    seen = visible(Case, viewer, Case.id).where(Case.id == bindparam("case")).exists()
    wanted = select(Case.number, cast(Any, seen)).where(Case.id == bindparam("case"))
    return unscoped(wanted, because="the viewer has just registered it")


def categories_on(day: date) -> Sequence[Category]:
    """The categories that may be chosen on a local day, tree by tree; those of old tables are not offered."""
    return [category for category in category_names().values() if category.offered_on(day)]


def category_coded(code: str) -> Category | None:
    """The category with this code."""
    return db.session.get(Category, code)


def category_names() -> Mapping[str, Category]:
    """code → category, tree by tree, whether it may still be chosen or not. They are kept, so only to be read."""
    return _CATEGORIES()


def recent_contacts(viewer: Actor, before: int | None = None) -> Sequence[Contact]:
    """A page of the calls and visits that the viewer may see, newest first; `before` is the id of the last one seen."""
    page = visible(Contact, viewer).order_by(Contact.id.desc()).limit(PAGE + 1)
    return db.session.scalars(page.where(Contact.id < before) if before else page).all()


def find_contact(contact_id: int, seen_by: Actor) -> Contact | None:
    """The contact with this id as the viewer may see it."""
    found: Contact | None = db.session.scalar(visible(Contact, seen_by).where(Contact.id == contact_id))
    return found


def units_for(actor: Actor, roles: frozenset[Role]) -> Sequence[NamedUnit]:
    """The active units in which the actor's posts in the roles reach, from the top down."""
    return units_below(post.unit_path for post in actor.posts_as(roles))
