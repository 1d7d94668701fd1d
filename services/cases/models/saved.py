"""Lists that somebody wants to see again: a name for the filters of an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.access import Actor, scope_of
from services.core.database import BigId, Row, Scoped


class SavedView(Row, Scoped):
    """A list of one colleague's own. `address` holds coded filters and plain words, nothing personal."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ListColumns(Row):
    """Which columns one colleague's lists show, by their codes with blanks between; without a row, the usual ones."""

    __tablename__ = "list_columns"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), unique=True)
    columns: Mapped[str] = mapped_column(String(200))


@scope_of(SavedView)
def who_sees_a_view(actor: Actor) -> ColumnElement[bool]:
    """Whoever saved it."""
    return SavedView.user_id == actor.user_id
