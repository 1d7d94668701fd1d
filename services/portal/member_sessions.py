"""Sessions of members who proved a telephone: 256 bits in a cookie of their own, a digest in the database.

A technical writer. A telephone is often lent: a session is short, and ends with the browser.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import g, request
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from werkzeug import Response

from services.core.database import db, write_transaction
from services.core.time import now
from services.portal.models import MemberSession
from services.portal.rules import SESSION_IDLE, SESSION_LASTS

COOKIE = "__Host-member"
SEEN_EVERY = timedelta(minutes=1)
"""`seen_at` is written at most so often."""


def open_session(phone_index: str, *, at: datetime) -> str:
    """Begins a session and gives its secret; sessions that are long over go."""
    token = secrets.token_urlsafe(32)
    with write_transaction() as session:
        session.execute(delete(MemberSession).where(MemberSession.created_at <= at - SESSION_LASTS))
        session.add(MemberSession(digest=_digest(token), phone_index=phone_index, created_at=at, seen_at=at))
    return token


def phone_behind(token: str | None, *, at: datetime) -> str | None:
    """The blind index of the telephone behind the secret; None where the session never was, ended, or lay idle."""
    if not token:
        return None
    live = select(MemberSession.id, MemberSession.phone_index, MemberSession.seen_at)
    live = live.where(
        MemberSession.digest == _digest(token),
        MemberSession.seen_at > at - SESSION_IDLE,
        MemberSession.created_at > at - SESSION_LASTS,
    )
    found = db.session.execute(live).one_or_none()
    if found is None:
        return None
    if at - found.seen_at >= SEEN_EVERY:
        _note_seen(found.id, at)
    index: str = found.phone_index
    return index


def _note_seen(session_id: int, at: datetime) -> None:
    """Keeps the session alive. A page is still shown while the database cannot be written."""
    try:
        with write_transaction() as session:
            session.execute(update(MemberSession).where(MemberSession.id == session_id).values(seen_at=at))
    except OperationalError:
        db.session.rollback()


def close_session(token: str | None) -> None:
    """Ends the session; its secret opens nothing any more."""
    if token:
        with write_transaction() as session:
            session.execute(delete(MemberSession).where(MemberSession.digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def phone_of_request() -> str | None:
    """The blind index of the telephone that whoever comes has proved; None where nobody is signed in as a member."""
    if "member_phone" not in g:
        g.member_phone = phone_behind(request.cookies.get(COOKIE), at=now())
    found: str | None = g.member_phone
    return found


def carry(answer: Response, token: str) -> Response:
    """Puts the secret of a session into its cookie, which ends with the browser."""
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


def forget(answer: Response) -> Response:
    """Takes the cookie away."""
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return answer
