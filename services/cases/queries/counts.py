"""How many cases stand behind each tab of the list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, not_, select
from sqlalchemy import case as either

from services.cases.kinds import Status
from services.cases.models import Case
from services.cases.queries.lists import MADE_OF_VISIBLE, MOST_COUNTED
from services.cases.queries.wanted import is_untaken
from services.cases.rules import CLOSED, ENDED, OPEN
from services.core.access import CASE_READERS, Actor, below_any, unscoped, visible
from services.core.database import db
from services.core.planning import walked


@dataclass(frozen=True)
class Counts:
    """How many cases the viewer sees. Ended ones are counted no further than one more than MOST_COUNTED."""

    open: int
    untaken: int
    mine: int
    dispatched: int
    overdue: int
    closed: int
    otherwise_ended: int

    @property
    def all(self) -> int:
        return self.open + self.closed + self.otherwise_ended


def counts_for(viewer: Actor, today: date) -> Counts:
    """By one statement: over the open cases, which are never many beside the ended ones, and over some of those."""
    return Counts(*map(int, db.session.execute(_counted_for(viewer), {"today": today}).one()))


@lru_cache(maxsize=256)
def _counted_for(viewer: Actor) -> Select[Any]:
    overdue = Case.next_due_on < bindparam("today")
    each = (is_untaken(), Case.handler_id == viewer.user_id, Case.status == Status.DISPATCHED, overdue)
    ended = (_up_to_most(viewer, CLOSED), _up_to_most(viewer, ENDED - CLOSED))
    columns = (*(func.count().filter(which) for which in each), *ended)
    return visible(Case, viewer, func.count(), *columns).where(Case.status.in_(OPEN))


def _up_to_most(viewer: Actor, statuses: Collection[Status]) -> ColumnElement[int]:
    """Those that the viewer's units own, and only where these are few, those that are handed to them besides.

    Each is looked up by the path of a unit, so that a small one does not walk through the cases of the whole city.
    """
    paths = [post.unit_path for post in viewer.posts_as(CASE_READERS)]
    own = _some(viewer, below_any(Case.org_path, paths), Case.status.in_(statuses))
    handed = _some(
        viewer,
        below_any(Case.handed_path, paths),
        not_(below_any(walked(Case.org_path), paths)),
        walked(Case.status).in_(statuses),
    )
    return either((own > MOST_COUNTED, own), else_=own + handed)


def _some(viewer: Actor, *where: ColumnElement[bool]) -> ColumnElement[int]:
    found = visible(Case, viewer, Case.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    return unscoped(select(func.count()).select_from(found), because=MADE_OF_VISIBLE).scalar_subquery()
