"""Keeping the staff: who has an account, and which posts they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.accounts.actions.people import never_oneself
from services.accounts.events import EventKind
from services.accounts.models import User, UserPost
from services.accounts.passwords import hash_of
from services.accounts.posts import ON_POSTS_CHANGED
from services.accounts.queries import find_user, live_post, user_seen_by
from services.accounts.rules import NAME_LENGTH, must_go_together, tidy_login
from services.accounts.sessions import end_sessions
from services.core.access import Actor, Role
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.sex import Sex
from services.core.words import _l
from services.units.models import Unit


@action("user.add", makes=True)
def add_user(
    unit: Unit,
    login: str,
    name: str | None = None,
    roles: Iterable[Role] = (),
    *,
    secret: str | None = None,
    by: Actor,
    at: datetime,
) -> User:
    """Adds a member of staff at home in the unit, with posts there. `secret` is a first password, to be changed.

    Without a secret nobody can sign in until one is set. Raises Problem: invalid (login, name, roles that
    exclude each other), duplicate (the login is taken).
    """
    tidy, wanted = tidy_login(login), list(dict.fromkeys(roles))
    must_go_together(wanted)
    if find_user(tidy) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("账号“%(login)s”已有人使用。", login=tidy), field="login")
    user = User(login=tidy, name=_tidy_name(name or tidy), unit_id=unit.id, org_path=unit.org_path)
    user.unit = unit
    user.password_hash, user.secret_by_id = (hash_of(secret), by.user_id) if secret else (None, None)
    db.session.add(user)
    db.session.flush()
    record(EventKind.USER_ADDED, user, {"login": tidy, "unit": unit.code}, by=by, at=at)
    for role in wanted:
        grant_post(unit, user, role, by=by, at=at)
    return user


@action("user.note_sex")
def note_sex(user: User, sex: Sex | None, *, by: Actor, at: datetime) -> User:
    """Puts on record, or takes from it, what a member's wish for a handler of one sex is compared with."""
    user.sex = sex
    record(EventKind.USER_SEX_NOTED, user, {"told": sex is not None}, by=by, at=at)
    return user


@action("post.grant", makes=True)
def grant_post(unit: Unit, user: User, role: Role, *, by: Actor, at: datetime) -> UserPost:
    """Gives the user a role in the unit, from now until revoked.

    Raises Problem: not_found (the account is hidden from the giver), same_person, invalid (roles that
    exclude each other), duplicate (held already).
    """
    if user_seen_by(by, user.id) is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个账号。"))
    never_oneself(user, by)
    must_go_together({post.role for post in user.posts if post.is_live} | {role})
    if live_post(user, unit, role) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("已经有这个岗位了。"), field="role")
    post = UserPost(unit_id=unit.id, role=role, since=at)
    post.user, post.unit = user, unit
    db.session.add(post)
    db.session.flush()
    record(EventKind.POST_GRANTED, user, {"role": role, "unit": unit.code}, by=by, at=at)
    _tell_of(user, by, at)
    return post


@action("post.revoke")
def revoke_post(post: UserPost, *, by: Actor, at: datetime) -> UserPost:
    """Takes the role away, from the user's next request on. Raises Problem: same_person, illegal_move (twice)."""
    never_oneself(post.user, by)
    if not post.is_live:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个岗位已经收回了。"))
    post.until = max(at, post.since)
    record(EventKind.POST_REVOKED, post.user, {"role": post.role, "unit": post.unit.code}, by=by, at=at)
    _tell_of(post.user, by, at)
    return post


@action("user.disable")
def disable_user(user: User, *, by: Actor, at: datetime) -> User:
    """Shuts the account and ends all its sessions at once. Raises Problem: same_person, illegal_move (twice)."""
    never_oneself(user, by)
    if user.disabled_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("账号“%(login)s”已经停用。", login=user.login))
    user.disabled_at = at
    end_sessions(user, at=at)
    record(EventKind.USER_DISABLED, user, by=by, at=at)
    _tell_of(user, by, at)
    return user


@action("user.enable")
def enable_user(user: User, *, by: Actor, at: datetime) -> User:
    """Opens a disabled account again, with the posts it holds. Raises Problem: same_person, illegal_move."""
    never_oneself(user, by)
    if user.disabled_at is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("账号“%(login)s”没有停用。", login=user.login))
    user.disabled_at = None
    record(EventKind.USER_ENABLED, user, by=by, at=at)
    _tell_of(user, by, at)
    return user


def _tell_of(user: User, by: Actor, at: datetime) -> None:
    """Lets other rooms know that the user's posts are others now."""
    db.session.flush()
    for told in ON_POSTS_CHANGED:
        told(user, by, at)


def _tidy_name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise Problem(ErrorCode.INVALID, _l("姓名应有1至%(most)s个字。", most=NAME_LENGTH), field="name")
    return name
