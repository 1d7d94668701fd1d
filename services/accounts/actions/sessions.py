"""One's own sessions: seen on a page, and ended from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from services.accounts.actions.people import oneself_alone
from services.accounts.events import EventKind
from services.accounts.models import User, UserSession
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l

ONLY_OWN = _l("只能结束自己的登录。")


@action("session.end")
def end_session(user: User, session_id: int, *, by: Actor, at: datetime) -> User:
    """Ends one of one's sessions at once. Raises Problem: not_allowed (someone else's), not_found (no longer open)."""
    oneself_alone(user, by, ONLY_OWN)
    wanted = select(UserSession).where(
        UserSession.id == session_id, UserSession.user_id == user.id, UserSession.ended_at.is_(None)
    )
    session = db.session.scalar(wanted)
    if session is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这次登录。"))
    _end(user, session, by, at)
    return user


@action("session.end_others")
def end_other_sessions(user: User, kept_id: int, *, by: Actor, at: datetime) -> User:
    """Ends all of one's sessions but the one kept. Raises Problem: not_allowed, illegal_move (there is no other)."""
    oneself_alone(user, by, ONLY_OWN)
    wanted = select(UserSession).where(
        UserSession.id != kept_id, UserSession.user_id == user.id, UserSession.ended_at.is_(None)
    )
    others = db.session.scalars(wanted.order_by(UserSession.id)).all()
    if not others:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("没有其他登录。"))
    for session in others:
        _end(user, session, by, at)
    return user


def _end(user: User, session: UserSession, by: Actor, at: datetime) -> None:
    session.ended_at = at
    record(EventKind.SESSION_ENDED, user, {"device": session.device, "network": session.network}, by=by, at=at)
