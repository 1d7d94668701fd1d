"""The secret address of one's own deadlines: made, made anew, and revoked."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select

from services.accounts.models import User
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.messages.actions.choosing import only_oneself
from services.messages.events import MessageEvent
from services.messages.models import CalendarFeed


def digest_of(secret: str) -> str:
    """What is kept of the secret in the address."""
    return hashlib.sha256(secret.encode()).hexdigest()


@action("feed.make")
def make_feed(user: User, secret: str, *, by: Actor, at: datetime) -> CalendarFeed:
    """Gives one's calendar a new address; the one before leads nowhere any more. Problem(not_allowed): another's."""
    only_oneself(user, by)
    feed = _feed_of(user)
    if feed is None:
        feed = CalendarFeed(user_id=user.id)
        db.session.add(feed)
    feed.digest, feed.made_at = digest_of(secret), at
    db.session.flush()
    record(MessageEvent.FEED_MADE, user, {"feed": feed.id}, by=by, at=at)
    return feed


@action("feed.revoke")
def revoke_feed(user: User, *, by: Actor, at: datetime) -> User:
    """Takes the address away. Raises Problem: not_allowed (another's), illegal_move (there is none)."""
    only_oneself(user, by)
    feed = _feed_of(user)
    if feed is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("没有订阅地址，不用停用。"))
    record(MessageEvent.FEED_REVOKED, user, {"feed": feed.id}, by=by, at=at)
    db.session.delete(feed)
    return user


def _feed_of(user: User) -> CalendarFeed | None:
    found: CalendarFeed | None = db.session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user.id))
    return found
