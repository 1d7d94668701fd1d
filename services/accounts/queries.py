"""Staff as they are looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, or_, select, tuple_

from services.accounts.models import User, UserPost
from services.core.access import Actor, Role, below_any, unscoped, visible
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.units.models import Unit
from services.units.rules import codes_on

PAGE = 100


def find_user(login: str) -> User | None:
    """The account with this login, whoever asks: for sign-in, the command line and stories."""
    wanted = select(User).where(User.login == login.strip().lower())
    user: User | None = db.session.scalar(unscoped(wanted, because="a login is looked up before sign-in"))
    return user


@dataclass(frozen=True)
class Credentials:
    """What signing in looks at, in one statement whether or not the account exists."""

    id: int
    org_path: str
    password_hash: str | None
    active: bool
    second_since: datetime | None
    __tablename__ = User.__tablename__


NOBODY = Credentials(0, "/", None, False, None)
"""Stands in where there is no such account. What was typed as a login may be a password, and is not kept."""


def find_credentials(login: str) -> Credentials:
    """What is kept of the account with this login; NOBODY's where there is none."""
    wanted = select(User.id, User.org_path, User.password_hash, User.disabled_at.is_(None), User.second_since)
    wanted = wanted.where(User.login == login.strip().lower())
    row = db.session.execute(unscoped(wanted, because="a login is looked up before sign-in")).first()
    return Credentials(*row) if row else NOBODY


def user_named(login: str) -> User:
    """The account with this login. Raises Problem(not_found), which names the login."""
    user = find_user(login)
    if user is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有账号“%(login)s”。", login=login[:64]), field="login")
    return user


def user_seen_by(viewer: Actor, user_id: int) -> User | None:
    """The account, if the viewer may see it."""
    user: User | None = db.session.scalar(visible(User, viewer).where(User.id == user_id))
    return user


def name_seen_by(viewer: Actor, user_id: int) -> str:
    """The name of a colleague, if the viewer may see them; else nothing."""
    return db.session.scalar(visible(User, viewer, User.name).where(User.id == user_id)) or ""


def user_seen_as(viewer: Actor, login: str) -> User:
    """The account with this login. Raises Problem(not_found) where it is absent or hidden from the viewer."""
    user: User | None = db.session.scalar(visible(User, viewer).where(User.login == login.strip().lower()))
    if user is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有账号“%(login)s”。", login=login[:64]), field="login")
    return user


def users_seen_by(viewer: Actor) -> Sequence[User]:
    """All accounts that the viewer may see, by unit and login."""
    return db.session.scalars(visible(User, viewer).order_by(User.org_path, User.login)).unique().all()


@dataclass(frozen=True)
class StaffPage:
    """A stretch of the accounts, unit by unit, and the id after which the next one begins."""

    users: Sequence[User]
    after: int | None


def staff_page(viewer: Actor, under: Iterable[str], after: int = 0) -> StaffPage:
    """The accounts at home at or below these paths, or with a live post there, as far as the viewer may see them."""
    posts = select(UserPost.user_id).join(Unit, Unit.id == UserPost.unit_id)
    held = posts.where(UserPost.until.is_(None), below_any(Unit.org_path, under))
    wanted = visible(User, viewer).where(or_(below_any(User.org_path, under), User.id.in_(held)))
    last = db.session.scalar(visible(User, viewer, User.org_path).where(User.id == after))
    if last is not None:
        wanted = wanted.where(tuple_(User.org_path, User.id) > tuple_(literal(last), literal(after)))
    found = db.session.scalars(wanted.order_by(User.org_path, User.id).limit(PAGE + 1)).unique().all()
    return StaffPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def search_staff(viewer: Actor, text: str) -> Sequence[User]:
    """A page at most of the accounts whose name has the text, or whose login begins with it."""
    login_begins = User.login.startswith(text.lower(), autoescape=True)
    wanted = visible(User, viewer).where(or_(User.name.contains(text, autoescape=True), login_begins))
    return db.session.scalars(wanted.order_by(User.name, User.id).limit(PAGE)).unique().all()


def post_seen_by(viewer: Actor, post_id: int) -> UserPost | None:
    """The post, if the viewer may see it."""
    post: UserPost | None = db.session.scalar(visible(UserPost, viewer).where(UserPost.id == post_id))
    return post


def staff_able_in(unit_path: str, roles: Iterable[Role], *, seen_by: Actor) -> Sequence[User]:
    """Active staff who may act in the unit in one of the roles: with a post there or in a unit above, by name."""
    holders = (
        select(UserPost.user_id)
        .join(Unit, Unit.id == UserPost.unit_id)
        .where(UserPost.until.is_(None), UserPost.role.in_(list(roles)), Unit.code.in_(codes_on(unit_path)))
    )
    wanted = visible(User, seen_by).where(User.id.in_(holders), User.disabled_at.is_(None))
    return db.session.scalars(wanted.order_by(User.name, User.login)).unique().all()


def live_post(user: User, unit: Unit, role: Role) -> UserPost | None:
    """The post that the user holds there, if it has not been revoked."""
    return next((post for post in user.posts if post.is_live and (post.unit_id, post.role) == (unit.id, role)), None)
