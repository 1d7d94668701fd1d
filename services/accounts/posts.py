"""Who holds which post: officers for sealed cases, and colleagues who may handle a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from services.accounts.models import User, UserPost
from services.core.access import CASE_STAFF, Actor, Role, below_any, unscoped
from services.core.database import db
from services.units.models import Unit

ON_POSTS_CHANGED: list[Callable[[User, Actor, datetime], None]] = []
"""What other rooms do when somebody's posts change or the account is shut: (user, by whom, when), inside the action."""


def supervisors_of(unit: Unit) -> Sequence[User]:
    """The active supervisors whose post is in this very unit, by login."""
    held = (
        select(User)
        .join(UserPost, UserPost.user_id == User.id)
        .where(
            User.disabled_at.is_(None),
            UserPost.until.is_(None),
            UserPost.unit_id == unit.id,
            UserPost.role == Role.SUPERVISOR,
        )
        .order_by(User.login)
    )
    return db.session.scalars(unscoped(held, because="naming the readers of a sealed case")).unique().all()


def holders_nearest(org_path: str, roles: Iterable[Role]) -> Sequence[User]:
    """Those who hold one of the roles in the unit at the path; where nobody does, in the nearest unit above it."""
    wanted = frozenset(roles)
    able = {user: _nearest_post(user, org_path, wanted) for user in handlers_for(org_path, wanted)}
    nearest = max(able.values(), default=0)
    return [user for user, depth in able.items() if depth == nearest]


def _nearest_post(user: User, org_path: str, roles: frozenset[Role]) -> int:
    """The length of the longest path among the user's posts in these roles that reach the unit."""
    held = (post.org_path for post in user.posts if post.is_live and post.role in roles)
    return max((len(path) for path in held if org_path.startswith(path)), default=0)


def may_handle(user: User, org_path: str) -> bool:
    """Whether the user works on cases of the unit at the path: a live post there or above, on an active account."""
    if user.disabled_at is not None:
        return False
    return any(
        post.until is None and post.role in CASE_STAFF and org_path.startswith(post.unit.org_path)
        for post in user.posts
    )


def case_staff_below(paths: Iterable[str], *, also_former: bool = False) -> Sequence[User]:
    """Those who work on cases in the units at the paths or below; with `also_former`, those who did so once, too."""
    held = (
        select(User)
        .join(UserPost, UserPost.user_id == User.id)
        .join(Unit, Unit.id == UserPost.unit_id)
        .where(UserPost.role.in_(CASE_STAFF), below_any(Unit.org_path, paths))
        .order_by(User.org_path, User.login)
    )
    wanted = held if also_former else held.where(UserPost.until.is_(None), User.disabled_at.is_(None))
    return db.session.scalars(unscoped(wanted, because="within the supervisor's own units")).unique().all()


def reach_of(user: User, org_path: str) -> int:
    """The length of the longest path among the posts through which the user works on cases of the unit; 0 for none."""
    return _nearest_post(user, org_path, CASE_STAFF)


def handlers_for_any(org_paths: Iterable[str]) -> Sequence[User]:
    """Colleagues who may handle a case of any of the units at the paths, by login."""
    return _in_line(org_paths, CASE_STAFF)


def handlers_for(org_path: str, roles: Iterable[Role] = CASE_STAFF) -> Sequence[User]:
    """Colleagues who may handle a case of the unit at the path (or have such roles there), those of the unit first."""
    found = _in_line([org_path], roles)
    return sorted(found, key=lambda user: (-len(user.org_path), user.login))


def _in_line(org_paths: Iterable[str], roles: Iterable[Role]) -> Sequence[User]:
    codes = {code for path in org_paths for code in path.split("/") if code}
    return db.session.scalars(IN_LINE, {"roles": list(roles), "codes": sorted(codes)}).unique().all()


IN_LINE = unscoped(
    select(User)
    .join(UserPost, UserPost.user_id == User.id)
    .join(Unit, Unit.id == UserPost.unit_id)
    .where(
        User.disabled_at.is_(None),
        UserPost.until.is_(None),
        UserPost.role.in_(bindparam("roles", expanding=True)),
        Unit.code.in_(bindparam("codes", expanding=True)),
    )
    .order_by(User.login),
    because="choosing a handler within the line of units",
)
"""Who has such roles in units with such codes, by login."""
