"""Who is away on a day, and who looks after their desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from services.accounts.models import Leave
from services.core.access import Actor, unscoped, visible
from services.core.database import db

MOST = 100
FOR_THE_DESK = "who is away is known to all who hand out work"


def away_on(day: date) -> Mapping[int, date]:
    """User id → last local day of the leave, of all who are away on the day."""
    away = select(Leave.user_id, Leave.last_on).where(
        Leave.first_on <= day, Leave.last_on >= day, Leave.ended_at.is_(None)
    )
    return {row.user_id: row.last_on for row in db.session.execute(unscoped(away, because=FOR_THE_DESK))}


def deputies_on(day: date) -> Mapping[int, int | None]:
    """User id → id of the deputy, of all who are away on the day; None where nobody looks after the desk."""
    away = select(Leave.user_id, Leave.deputy_id).where(
        Leave.first_on <= day, Leave.last_on >= day, Leave.ended_at.is_(None)
    )
    found = db.session.execute(unscoped(away.order_by(Leave.id), because=FOR_THE_DESK))
    return {row.user_id: row.deputy_id for row in found}


def leave_on(user_id: int, day: date) -> Leave | None:
    """The leave of a colleague on a day."""
    away = select(Leave).where(
        Leave.user_id == user_id, Leave.first_on <= day, Leave.last_on >= day, Leave.ended_at.is_(None)
    )
    return db.session.scalar(unscoped(away.order_by(Leave.last_on.desc()).limit(1), because=FOR_THE_DESK))


def looked_after_by(actor: Actor, day: date) -> Sequence[int]:
    """Ids of the colleagues whose desk the actor looks after on the day."""
    away = select(Leave.user_id).where(
        Leave.deputy_id == actor.user_id, Leave.first_on <= day, Leave.last_on >= day, Leave.ended_at.is_(None)
    )
    return db.session.scalars(unscoped(away, because=FOR_THE_DESK)).all()


def leaves_seen_by(viewer: Actor, since: date) -> Sequence[Leave]:
    """Leaves that last on the day or later, as far as the viewer may see them, the nearest first."""
    wanted = visible(Leave, viewer).where(Leave.last_on >= since, Leave.ended_at.is_(None))
    wanted = wanted.options(joinedload(Leave.user), joinedload(Leave.deputy))
    return db.session.scalars(wanted.order_by(Leave.first_on, Leave.id).limit(MOST)).unique().all()


def find_leave(leave_id: int, viewer: Actor) -> Leave | None:
    """The leave as the viewer may see it."""
    found: Leave | None = None
    if 0 < leave_id < 2**63:
        found = db.session.scalar(visible(Leave, viewer).where(Leave.id == leave_id))
    return found
