"""One's own inbox, choices and calendar, and what is on its way out of the house."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from services.accounts.models import User, UserSession
from services.core.access import Actor, unscoped, visible
from services.core.database import db
from services.messages.kinds import Channel, Standing
from services.messages.models import CalendarFeed, MessageAddress, MessageChoice, Notice, Outgoing

PAGE = 50
MOST_COUNTED = 99
"""More unread notices than these are shown as "99+"."""
_SOME = select(Notice.id).where(Notice.user_id == UserSession.user_id, Notice.read_at.is_(None))
_SOME = _SOME.limit(MOST_COUNTED + 1).correlate(UserSession)
UNREAD = select(func.count()).select_from(_SOME.subquery()).scalar_subquery()
"""How many notices the user of a session has not read, at most MOST_COUNTED and one: one short look into an index."""


@dataclass(frozen=True)
class InboxPage:
    """A stretch of the inbox, newest first, and the id before which the next one begins."""

    notices: Sequence[Notice]
    before: int | None


def inbox_page(viewer: Actor, before: int | None = None) -> InboxPage:
    """The newest notices of the viewer, or those before one."""
    wanted = visible(Notice, viewer)
    if before is not None:
        wanted = wanted.where(Notice.id < min(before, 2**63 - 1))
    found = db.session.scalars(wanted.order_by(Notice.id.desc()).limit(PAGE + 1)).all()
    return InboxPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def notice_seen_by(viewer: Actor, notice_id: int) -> Notice | None:
    """One of the viewer's own; None for anybody else's."""
    if notice_id >= 2**63:
        return None
    found: Notice | None = db.session.scalar(visible(Notice, viewer).where(Notice.id == notice_id))
    return found


def address_of(user_id: int) -> MessageAddress | None:
    """Where a colleague wants to be written to; None where nothing was ever said."""
    found: MessageAddress | None = db.session.scalar(select(MessageAddress).where(MessageAddress.user_id == user_id))
    return found


def choices_of(user_id: int) -> Mapping[Channel, frozenset[str]]:
    """The kinds that a colleague wants on each channel."""
    wanted = select(MessageChoice.channel, MessageChoice.kind).where(MessageChoice.user_id == user_id)
    rows = db.session.execute(wanted).all()
    return {channel: frozenset(kind for on, kind in rows if on is channel) for channel in Channel}


def feed_of(user_id: int) -> CalendarFeed | None:
    """The calendar of a colleague, if it has an address."""
    found: CalendarFeed | None = db.session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user_id))
    return found


def owner_of_feed(secret: str) -> User | None:
    """Whose calendar stands at the address, if the account is open; None for an address that leads nowhere."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    owner = select(User).join(CalendarFeed, CalendarFeed.user_id == User.id)
    owner = owner.where(CalendarFeed.digest == digest, User.disabled_at.is_(None))
    found: User | None = db.session.scalar(unscoped(owner, because="a calendar is found by its secret alone"))
    return found


@dataclass(frozen=True)
class Count:
    """How many messages of a channel stand somewhere, and since when the oldest."""

    channel: Channel
    standing: Standing
    count: int
    oldest: datetime


def outgoing_counts(viewer: Actor) -> Sequence[Count]:
    """How many messages stand where, of the units at or below one's own."""
    columns = (Outgoing.channel, Outgoing.standing, func.count(Outgoing.id), func.min(Outgoing.at))
    grouped = visible(Outgoing, viewer, *columns).group_by(Outgoing.channel, Outgoing.standing)
    return [Count(*row) for row in db.session.execute(grouped.order_by(Outgoing.channel, Outgoing.standing))]


def outgoing_failures(viewer: Actor) -> Sequence[Outgoing]:
    """The newest messages that were given up, ran out, or could not leave at the last try; a page at most."""
    troubled = visible(Outgoing, viewer).where(
        (Outgoing.standing.in_((Standing.GIVEN_UP, Standing.EXPIRED))) | Outgoing.trouble.is_not(None),
        Outgoing.standing.not_in((Standing.SENT, Standing.DROPPED)),
    )
    return db.session.scalars(troubled.order_by(Outgoing.id.desc()).limit(PAGE)).all()


def outgoing_page(viewer: Actor) -> Sequence[Outgoing]:
    """The newest messages, whatever became of them; a page at most. For the outbox of development."""
    return db.session.scalars(visible(Outgoing, viewer).order_by(Outgoing.id.desc()).limit(PAGE)).all()
