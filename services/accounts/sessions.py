"""Sessions on the server: the cookie holds a 256-bit secret, the database its digest alone.

A technical writer: opening, seeing and ending a session are no verbs of the union's work.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from services.accounts.devices import Visit
from services.accounts.models import HalfSession, User, UserSession
from services.core.access import unscoped
from services.core.database import db, write_transaction

SEEN_EVERY = timedelta(minutes=1)
"""`seen_at` is written at most so often."""
LIVE = unscoped(
    select(UserSession)
    .join(UserSession.user)
    .options(contains_eager(UserSession.user).options(lazyload(User.unit), joinedload(User.posts)))
    .where(
        UserSession.digest == bindparam("digest"),
        UserSession.ended_at.is_(None),
        UserSession.seen_at > bindparam("seen_after"),
        UserSession.created_at > bindparam("created_after"),
        User.disabled_at.is_(None),
    ),
    because="a session is found by its secret alone",
)
"""The session behind a secret, with its user and their posts; asked for by every page."""
ALONG: dict[str, ColumnElement[Any]] = {}
"""name → what a room shows on every page: a subquery of one value about `UserSession.user_id`."""


@dataclass(frozen=True)
class Come:
    """The session of whoever comes, and what was asked along with it, by name."""

    session: UserSession
    along: Mapping[str, Any]


def ask_along(name: str, value: ColumnElement[Any]) -> None:
    """Has the value asked with the session, so that no page asks for it. Called while rooms are loaded."""
    ALONG[name] = value


def digest_of(token: str) -> str:
    """What is kept of the secret in the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(user: User, *, visit: Visit, at: datetime) -> str:
    """Begins a session and gives its secret, which is nowhere else."""
    token = secrets.token_urlsafe(32)
    opened = UserSession(digest=digest_of(token), user_id=user.id, created_at=at, seen_at=at, proved_at=at)
    opened.device, opened.network = visit.device, visit.network
    with write_transaction() as session:
        session.add(opened)
    return token


def session_behind(token: str, *, at: datetime, idle: timedelta, absolute: timedelta) -> Come | None:
    """The session, and what is asked along with it.

    None where it never was, has ended, lay idle, grew too old, or its user is disabled.
    """
    found = _live(token, at, idle, absolute)
    if found is not None and at - found.session.seen_at >= SEEN_EVERY:
        _note_seen(found.session.id, at)
        found = _live(token, at, idle, absolute)
    return found


def live_sessions(user_id: int, *, at: datetime, idle: timedelta, absolute: timedelta) -> Sequence[UserSession]:
    """The user's sessions that are open now, the one used last first; at most a hundred."""
    wanted = select(UserSession).options(lazyload(UserSession.user))
    wanted = wanted.where(
        UserSession.user_id == user_id,
        UserSession.ended_at.is_(None),
        UserSession.seen_at > at - idle,
        UserSession.created_at > at - absolute,
    )
    return db.session.scalars(wanted.order_by(UserSession.seen_at.desc(), UserSession.id.desc()).limit(100)).all()


def renew_session(session_id: int, *, at: datetime) -> str:
    """Gives the session a new secret once it was proved again; the old one opens nothing any more.

    How long it may last is counted from its sign-in as before.
    """
    token = secrets.token_urlsafe(32)
    with write_transaction() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.id == session_id, UserSession.ended_at.is_(None))
            .values(digest=digest_of(token), proved_at=at)
        )
    return token


def _live(token: str, at: datetime, idle: timedelta, absolute: timedelta) -> Come | None:
    asked = {"digest": digest_of(token), "seen_after": at - idle, "created_after": at - absolute}
    found = db.session.execute(_live_and_along(), asked).unique().one_or_none()
    return Come(found[0], dict(zip(ALONG, found[1:], strict=True))) if found else None


@cache
def _live_and_along() -> Select[Any]:
    return LIVE.add_columns(*ALONG.values())


def _note_seen(session_id: int, at: datetime) -> None:
    """Keeps the session alive. A page is still shown while the database cannot be written."""
    try:
        with write_transaction() as session:
            session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=at))
    except OperationalError:
        db.session.rollback()


def close_session(token: str, *, at: datetime) -> None:
    """Ends the session; its secret opens nothing any more."""
    with write_transaction() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.digest == digest_of(token), UserSession.ended_at.is_(None))
            .values(ended_at=at)
        )


def end_sessions(user: User, *, at: datetime) -> None:
    """Ends every session of the user at once, and every sign-in that is half done."""
    with write_transaction() as session:
        session.execute(delete(HalfSession).where(HalfSession.user_id == user.id))
        session.execute(
            update(UserSession)
            .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
            .values(ended_at=at)
        )
