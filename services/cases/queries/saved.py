"""The lists that somebody saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from services.accounts.models import User
from services.cases.exporting.kinds import USUAL, Column
from services.cases.models.saved import ListColumns, SavedView
from services.core.access import Actor, unscoped, visible
from services.core.database import db


def views_of(viewer: Actor) -> Sequence[SavedView]:
    """One's own saved views by name; there are never many."""
    return db.session.scalars(visible(SavedView, viewer).order_by(SavedView.name)).all()


@dataclass(frozen=True)
class Own:
    """What one has arranged for one's lists: (name, address) of the saved views, and the columns besides the number."""

    views: Sequence[tuple[str, str]]
    columns: Sequence[Column]


def own_lists(viewer: Actor) -> Own:
    """By one statement."""
    kept = select(ListColumns.columns, SavedView.name, SavedView.address).select_from(User)
    kept = kept.outerjoin(ListColumns, ListColumns.user_id == User.id)
    kept = kept.outerjoin(SavedView, SavedView.user_id == User.id).where(User.id == viewer.user_id)
    rows = db.session.execute(unscoped(kept.order_by(SavedView.name), because="one's own views and columns")).all()
    known, chosen = set(Column), (rows[0].columns or "").split() if rows else []
    columns = tuple(Column(code) for code in chosen if code in known)
    return Own([(row.name, row.address) for row in rows if row.name], columns or USUAL)


def find_view(view_id: int, seen_by: Actor) -> SavedView | None:
    """One of one's own; None for anybody else's."""
    if view_id >= 2**63:
        return None
    found: SavedView | None = db.session.scalar(visible(SavedView, seen_by).where(SavedView.id == view_id))
    return found
