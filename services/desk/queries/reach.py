"""For which units a colleague answers: their own, and those below that have nobody nearer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select

from services.accounts.leaves import looked_after_by
from services.accounts.models import UserPost
from services.core.access import CASE_STAFF, Actor, Role, below, below_any
from services.core.database import db
from services.desk.rules import Reach, reaches
from services.units.models import Unit


@dataclass(frozen=True)
class Answers:
    """What the viewer answers for: as somebody who works on cases, and as a supervisor."""

    works: Sequence[Reach]
    leads: Sequence[Reach]
    handles: frozenset[int | None] = frozenset()
    """Ids of the viewer and of the colleagues whose desk the viewer looks after."""


def _manned_by(*roles: Role) -> ColumnElement[bool]:
    return exists().where(UserPost.unit_id == Unit.id, UserPost.until.is_(None), UserPost.role.in_(roles))


def answers_for(viewer: Actor, today: date) -> Answers:
    """By one look at the units below the viewer's posts, and one at who is away."""
    works = sorted({post.unit_path for post in viewer.posts_as(CASE_STAFF)})
    leads = sorted({post.unit_path for post in viewer.posts_as([Role.SUPERVISOR])})
    found = db.session.execute(
        select(Unit.org_path, _manned_by(*CASE_STAFF), _manned_by(Role.SUPERVISOR)).where(
            below_any(Unit.org_path, works)
        )
    ).all()
    units = [path for path, _works, _leads in found]
    staffed, led = {row[0] for row in found if row[1]}, {row[0] for row in found if row[2]}
    return Answers(
        [reach for post in works for reach in reaches(post, units, staffed)],
        [reach for post in leads for reach in reaches(post, units, led)],
        frozenset({viewer.user_id, *looked_after_by(viewer, today)}),
    )


def within(column: Any, reach: Sequence[Reach]) -> ColumnElement[bool]:
    """Rows that belong to one of the units."""
    exact = [each.path for each in reach if not each.whole]
    whole = [below(column, each.path) for each in reach if each.whole]
    return or_(column.in_(exact) if exact else false(), *whole)


def is_within(path: str, reach: Sequence[Reach]) -> bool:
    """The same for one path."""
    return any(path.startswith(each.path) if each.whole else path == each.path for each in reach)
