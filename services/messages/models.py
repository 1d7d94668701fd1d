"""Notices that staff find in their inbox, messages on their way out of the house, and what people chose."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.access import CASE_READERS, Actor, Role, below_any, scope_of
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.vault import SealedText
from services.messages.kinds import Channel, Standing


class Notice(Row, Scoped):
    """Something that a colleague is told in the inbox. `facts` are JSON: the names that the kind may use, no others.

    `once` is given where the same must not be said twice; `org_path` is that of whoever is told.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "once"),
        Index(None, "user_id", "id"),
        Index(
            "ix_notice_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        CheckConstraint("(about_type IS NULL) = (about_id IS NULL)", name="about_something"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[str] = mapped_column(Text)
    neutral: Mapped[bool] = mapped_column(default=False)
    about_type: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    once: Mapped[str | None] = mapped_column(String(80))

    @property
    def told(self) -> dict[str, object]:
        """The facts by name."""
        return facts_in(self.facts)


@scope_of(Notice)
def who_sees_a_notice(actor: Actor) -> ColumnElement[bool]:
    """Whoever is told."""
    return Notice.user_id == actor.user_id


class Outgoing(Row, Scoped):
    """A message on its way out: to a colleague, whose address is looked up when it leaves, or to a sealed address.

    Written in the transaction of what caused it. Of a courier that holds it `lease` is the token, until `leased_until`.
    The address goes once the message has left. `org_path` is that of what it is about.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_due", "standing", "due_at"),
        CheckConstraint("(standing = 'waiting') = (ended_at IS NULL)", name="ended_unless_waiting"),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease_runs_out"),
        CheckConstraint(
            "standing <> 'waiting' OR (user_id IS NULL) = (address_sealed IS NOT NULL)", name="colleague_or_address"
        ),
    )

    kind: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    facts: Mapped[str] = mapped_column(Text)
    neutral: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    address_sealed: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10), default="zh-CN")
    at: Mapped[datetime]
    good_until: Mapped[datetime]
    standing: Mapped[Standing] = mapped_column(enum_column(Standing), default=Standing.WAITING)
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(40))
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(40))
    """What the last try came to, as a short code."""

    address = SealedText("address_sealed")

    @property
    def told(self) -> dict[str, object]:
        """The facts by name."""
        return facts_in(self.facts)


@scope_of(Outgoing)
def who_sees_what_leaves(actor: Actor) -> ColumnElement[bool]:
    """Those who read cases of the unit that it concerns, or administer there; pages show the latter no texts.

    What names nothing is about a sealed case, or for a member who wants nothing said: nobody is told that it is there.
    Where it could not leave, the log of the courier says so.
    """
    roles = CASE_READERS | {Role.ADMINISTRATOR}
    in_reach = below_any(Outgoing.org_path, (post.unit_path for post in actor.posts_as(roles)))
    return and_(Outgoing.neutral.is_(False), in_reach)


class MessageAddress(Row):
    """Where a colleague wants to be written to besides the inbox, and in which language."""

    __tablename__ = "message_address"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), unique=True)
    email_sealed: Mapped[str | None] = mapped_column(Text)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10), default="zh-CN")

    email = SealedText("email_sealed")
    phone = SealedText("phone_sealed")

    def on(self, channel: Channel) -> str | None:
        """The address on a channel; None where none was given."""
        return self.email if channel is Channel.EMAIL else self.phone


class MessageChoice(Row):
    """That a colleague wants messages of a kind on a channel, too."""

    __tablename__ = "message_choice"
    __table_args__ = (UniqueConstraint("user_id", "kind", "channel"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))


class CalendarFeed(Row):
    """The secret address of a colleague's own deadlines, of which only a digest is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


def facts_in(kept: str) -> dict[str, object]:
    """The facts of a message by name."""
    found: dict[str, object] = json.loads(kept)
    return found
