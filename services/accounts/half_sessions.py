"""Half sessions: the password was right, the second proof is still to come. They open no page.

A technical writer, like that of the sessions themselves.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from services.accounts.models import HalfSession, User
from services.accounts.sessions import digest_of
from services.core.access import unscoped
from services.core.database import db, write_transaction

LASTS = timedelta(minutes=10)


def open_half(user: User, *, at: datetime) -> str:
    """Begins the second step and gives its secret; what others left behind long ago goes."""
    token = secrets.token_urlsafe(32)
    with write_transaction() as session:
        session.execute(delete(HalfSession).where(HalfSession.at <= at - LASTS))
        session.add(HalfSession(digest=digest_of(token), user_id=user.id, at=at))
    return token


def half_behind(token: str | None, *, at: datetime) -> HalfSession | None:
    """The half session; None where it never was, is over, or its user has been disabled."""
    if not token:
        return None
    wanted = select(HalfSession).join(HalfSession.user)
    wanted = wanted.where(
        HalfSession.digest == digest_of(token), HalfSession.at > at - LASTS, User.disabled_at.is_(None)
    )
    return db.session.scalar(unscoped(wanted, because="a half session is found by its secret alone"))


def close_halves(user_id: int) -> None:
    """Ends all half sessions of the user."""
    with write_transaction() as session:
        session.execute(delete(HalfSession).where(HalfSession.user_id == user_id))
