"""Who is signed in by telephone: codes on their way to it, and the sessions that they open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.core.database import Row


class MemberCode(Row):
    """A one-time code that was sent to a telephone. `digest` is keyed: the code itself stands nowhere in clear.

    `phone_index` is the blind index of people's telephones; `until` is the first instant at which it is over.
    """

    __tablename__ = "member_code"
    __table_args__ = (
        Index(None, "phone_index", "at"),
        CheckConstraint("until > at", name="lasts_a_while"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
    )

    phone_index: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class MemberSession(Row):
    """Somebody who proved a telephone by a code; nothing of a session of staff. The cookie's digest alone is kept."""

    __tablename__ = "member_session"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    phone_index: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime]
