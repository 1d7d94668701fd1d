"""A call or visit: logged apart from cases, because an answered question makes no case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import Channel
from services.core.database import BigId, Row, Scoped, enum_column


class Contact(Row, Scoped):
    """One call or visit. `answered_at` is empty until the question is answered."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "at", "org_path"),)

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)
