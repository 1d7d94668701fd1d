"""Passwords: one's own changed, a lost one replaced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from services.accounts.actions.people import never_oneself, oneself_alone
from services.accounts.attempts import forget_failures
from services.accounts.events import EventKind
from services.accounts.models import OldPassword, User
from services.accounts.password_policy import policy_in_use
from services.accounts.passwords import hash_of, matches
from services.accounts.rules import check_password, plain_password
from services.accounts.second_factors import open_recovery
from services.accounts.sessions import end_sessions
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@action("password.set")
def set_password(user: User, old: str, new: str, *, by: Actor, at: datetime) -> User:
    """Changes one's own password and ends all sessions; whoever changed it opens a new one.

    Raises Problem: not_allowed (someone else's), invalid (the old one is wrong, the new one too weak).
    """
    oneself_alone(user, by, _l("只能修改自己的密码。"))
    if not matches(user.password_hash, old):
        raise Problem(ErrorCode.INVALID, _l("原密码不正确。"), field="old")
    check_password(new, words_about(user))
    policy = policy_in_use()
    policy.check(plain_password(new))
    if matches(user.password_hash, new):
        raise Problem(ErrorCode.INVALID, _l("新密码不能与原密码相同。"), field="new")
    _never_again(user, new, policy.remembered, at)
    user.password_hash, user.must_change, user.secret_by_id = hash_of(new), False, None
    user.password_set_at = at
    end_sessions(user, at=at)
    record(EventKind.PASSWORD_SET, user, by=by, at=at)
    return user


@action("password.reset")
def reset_password(user: User, secret: str, *, by: Actor, at: datetime) -> User:
    """Replaces a lost password by a one-time secret, ends all sessions and lifts the wait.

    A second factor stays, and is asked for. Raises Problem(same_person) for oneself, and for whoever started the
    recovery of the second factor that is still open: one person alone never holds both.
    """
    never_oneself(user, by)
    recovery = open_recovery(user.id, at=at)
    if recovery is not None and by.user_id is not None and recovery.by_id == by.user_id:
        raise Problem(ErrorCode.SAME_PERSON, _l("这个账号的第二验证正由您恢复，密码须由另一位同事重置。"))
    user.password_hash, user.must_change, user.secret_by_id = hash_of(secret), True, by.user_id
    end_sessions(user, at=at)
    forget_failures(user.login)
    record(EventKind.PASSWORD_RESET, user, by=by, at=at)
    return user


def _never_again(user: User, new: str, remembered: int, at: datetime) -> None:
    """Refuses one of the last few passwords, and keeps as many of them as count."""
    kept = select(OldPassword).where(OldPassword.user_id == user.id).order_by(OldPassword.id.desc())
    old = db.session.scalars(kept).all()
    counting = old[: remembered - 1]
    if any(matches(each.hash, new) for each in counting):
        sentence = _l("不能使用最近 %(count)s 次用过的密码。", count=remembered)
        raise Problem(ErrorCode.INVALID, sentence, field="new")
    chosen_by_user = user.password_hash and not user.must_change
    if remembered > 1 and chosen_by_user:
        db.session.add(OldPassword(user_id=user.id, hash=user.password_hash, at=at))
        counting = old[: remembered - 2]
    for each in old[len(counting) :]:
        db.session.delete(each)


def words_about(user: User) -> tuple[str, ...]:
    """What a password may not mainly consist of."""
    return user.login, user.name, user.unit.code, user.unit.name
