"""How many cases stand behind each tab of the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, func, not_, select, union_all

from services.cases.kinds import Status
from services.cases.models import Case
from services.cases.queries.asked import MADE_OF_VISIBLE, MOST_COUNTED
from services.cases.queries.wanted import is_untaken
from services.cases.rules import CLOSED, ENDED, OPEN
from services.core.access import CASE_READERS, Actor, below_any, unscoped, visible
from services.core.database import db
from services.core.planning import walked


@dataclass(frozen=True)
class Counts:
    """How many cases the viewer sees, each counted no further than one more than MOST_COUNTED."""

    open: int
    untaken: int
    mine: int
    dispatched: int
    overdue: int
    ended: int
    closed: int
    """At least so many, where there are more ended ones than are counted."""

    @property
    def all(self) -> int:
        return self.open + self.ended

    def told(self, which: str) -> str:
        """How many those are, or `1000+`: no list counts further, nor were more cases looked at."""
        count: int = getattr(self, which)
        certain = which != "closed" or self.ended <= MOST_COUNTED
        return str(count) if certain and count <= MOST_COUNTED else f"{min(count, MOST_COUNTED)}+"


def counts_for(viewer: Actor, today: date) -> Counts:
    """By one statement that looks at some cases of each kind, however many a city has."""
    return Counts(*map(int, db.session.execute(_counted_for(viewer), {"today": today}).one()))


@lru_cache(maxsize=256)
def _counted_for(viewer: Actor) -> Select[Any]:
    is_open, seen = Case.status.in_(OPEN), visible(Case, viewer, Case.id)
    kinds = (
        seen.where(is_open),
        seen.where(is_untaken()),
        seen.where(Case.handler_id == viewer.user_id, is_open),
        seen.where(Case.status == Status.DISPATCHED),
        seen.where(Case.next_due_on < bindparam("today"), walked(Case.status).in_(OPEN)),
    )
    numbers = [_number_of(kind).label(f"kind_{place}") for place, kind in enumerate(kinds)]
    some = _some_ended(viewer).subquery()
    ended = select(func.count(), func.count().filter(some.c.status.in_(CLOSED))).select_from(some)
    return unscoped(ended.with_only_columns(*numbers, *ended.selected_columns), because=MADE_OF_VISIBLE)


def _number_of(kind: Select[Any]) -> ScalarSelect[Any]:
    some = unscoped(kind.limit(MOST_COUNTED + 1), because=MADE_OF_VISIBLE).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _some_ended(viewer: Actor) -> Select[Any]:
    """States of those that the viewer's units own, and where these are few, of those handed to them besides.

    Each is looked up by the path of a unit, so that a small one does not walk through the cases of the whole city.
    """
    paths = [post.unit_path for post in viewer.posts_as(CASE_READERS)]
    seen = visible(Case, viewer, Case.status)
    own = seen.where(below_any(Case.org_path, paths), Case.status.in_(ENDED))
    handed = seen.where(
        below_any(Case.handed_path, paths),
        not_(below_any(walked(Case.org_path), paths)),
        walked(Case.status).in_(ENDED),
    )
    either = union_all(own, handed).subquery()
    return unscoped(select(either.c.status).limit(MOST_COUNTED + 1), because=MADE_OF_VISIBLE)
