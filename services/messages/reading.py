"""That a notice was read. A technical writer: it changes nothing of the union's work and nobody else's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from services.core.access import Actor
from services.core.database import write_transaction
from services.messages.models import Notice


def mark_read(viewer: Actor, notice: Notice, *, at: datetime) -> None:
    """Notes that the viewer read one of their notices."""
    with write_transaction() as session:
        session.execute(
            update(Notice)
            .where(Notice.id == notice.id, Notice.user_id == viewer.user_id, Notice.read_at.is_(None))
            .values(read_at=at)
        )


def mark_all_read(viewer: Actor, upto: int, *, at: datetime) -> None:
    """Notes that the viewer read all of them up to this one, itself included: what came since stays unread."""
    with write_transaction() as session:
        session.execute(
            update(Notice)
            .where(Notice.user_id == viewer.user_id, Notice.id <= min(upto, 2**63 - 1), Notice.read_at.is_(None))
            .values(read_at=at)
        )
