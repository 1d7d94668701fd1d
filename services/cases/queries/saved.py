"""The lists that somebody saved."""

from __future__ import annotations

from collections.abc import Sequence

from services.cases.models.saved import SavedView
from services.core.access import Actor, visible
from services.core.database import db


def views_of(viewer: Actor) -> Sequence[SavedView]:
    """One's own saved views by name; there are never many."""
    return db.session.scalars(visible(SavedView, viewer).order_by(SavedView.name)).all()


def find_view(view_id: int, seen_by: Actor) -> SavedView | None:
    """One of one's own; None for anybody else's."""
    if view_id >= 2**63:
        return None
    found: SavedView | None = db.session.scalar(visible(SavedView, seen_by).where(SavedView.id == view_id))
    return found
