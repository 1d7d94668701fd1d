"""Ties of staff, as they are read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from services.accounts.models import User
from services.cases.models import EmployerUnion, Tie
from services.cases.models.conflicts import interested_in
from services.core.access import Actor, Level, Role, below_any, unscoped, visible
from services.core.database import db
from services.people.models import Employer
from services.units.models import Unit

MOST = 500


def same_tie(tie: Tie) -> Tie | None:
    """A tie of the same kind with the same other side that still counts."""
    same = [Tie.user_id == tie.user_id, Tie.kind == tie.kind, Tie.ended_at.is_(None)]
    if tie.employer_id is not None:
        same.append(Tie.employer_id == tie.employer_id)
    else:
        same += [Tie.phone_index == tie.phone_index, Tie.id_number_index == tie.id_number_index]
    found: Tie | None = db.session.scalar(select(Tie).where(*same).limit(1))
    return found


def ties_of(user_id: int, viewer: Actor) -> Sequence[Tie]:
    """The ties of a colleague, as far as the viewer may see them, those that count first."""
    return _listed(visible(Tie, viewer).where(Tie.user_id == user_id))


def ties_seen_by(viewer: Actor) -> Sequence[Tie]:
    """The ties that count of all staff whom the viewer supervises, and one's own."""
    return _listed(visible(Tie, viewer).where(Tie.ended_at.is_(None)))


def _listed(statement: object) -> Sequence[Tie]:
    ordered = statement.options(joinedload(Tie.user), joinedload(Tie.employer))  # type: ignore[attr-defined]
    ordered = ordered.order_by(Tie.ended_at.is_not(None), Tie.declared_at.desc(), Tie.id).limit(MOST)
    found: Sequence[Tie] = db.session.scalars(ordered).unique().all()
    return found


def find_tie(tie_id: int, viewer: Actor) -> Tie | None:
    """One tie, if the viewer may see it."""
    found: Tie | None = db.session.scalar(visible(Tie, viewer).where(Tie.id == tie_id)) if 0 < tie_id < 2**63 else None
    return found


def union_of(unit: Unit) -> EmployerUnion | None:
    """The employer to which an enterprise's union belongs."""
    return db.session.scalar(select(EmployerUnion).where(EmployerUnion.unit_id == unit.id))


def enterprise_unions(viewer: Actor) -> Sequence[tuple[Unit, EmployerUnion | None]]:
    """The enterprises' unions that the viewer supervises, each with its employer where that is known."""
    led = below_any(Unit.org_path, (post.unit_path for post in viewer.posts_as([Role.SUPERVISOR])))
    wanted = (
        select(Unit, EmployerUnion)
        .outerjoin(EmployerUnion, EmployerUnion.unit_id == Unit.id)
        .options(joinedload(EmployerUnion.employer))
        .where(Unit.level == Level.ENTERPRISE, led)
        .order_by(Unit.org_path)
        .limit(MOST)
    )
    return [(unit, linked) for unit, linked in db.session.execute(wanted)]


def staff_at_home_in(unit: Unit) -> Sequence[User]:
    """All whose home unit it is."""
    wanted = unscoped(select(User).where(User.unit_id == unit.id), because="they may no longer handle some cases")
    return db.session.scalars(wanted).unique().all()


def staff_tied_to_chain_of(employer: Employer) -> Sequence[User]:
    """All who have an interest in the employer, in one for whom it works, or in one who works for it."""
    wanted = unscoped(select(User).where(User.id.in_(interested_in(employer.id))), because="they may have to step back")
    return db.session.scalars(wanted).unique().all()


def staff_led_by(viewer: Actor) -> Sequence[User]:
    """Active staff at home where the viewer is supervisor or below, by name; and oneself."""
    led = below_any(User.org_path, (post.unit_path for post in viewer.posts_as([Role.SUPERVISOR])))
    wanted = visible(User, viewer).where(User.disabled_at.is_(None), led | (User.id == viewer.user_id))
    return db.session.scalars(wanted.order_by(User.name, User.login).limit(MOST)).unique().all()
