"""What a list is asked for: its conditions for one viewer, and the way to the first rows that meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.cases.models import Case
from services.cases.models.words import CASE_WORDS
from services.cases.queries.order import Place
from services.cases.queries.searching import FEW, first_hits, found_by
from services.cases.queries.wanted import Wanted, conditions
from services.core.access import Actor, unscoped, visible
from services.core.database import db
from services.core.planning import walked
from services.core.search import Phrase, phrases

MADE_OF_VISIBLE = "made of what visible() gives"
PAGE = 50
MOST_COUNTED = 1000
"""Nobody reads an exact figure beyond; it is shown as 1000+."""
SOME = 5000
"""So many hits of a frequent word are looked at first, to count those that are seen."""
NEXT = 1000
"""So many cases that come next are looked at first, for a page of those that hold a frequent word."""


@dataclass(frozen=True)
class Asked:
    """The WHERE of one list for one viewer.

    `rare`: few are found by what was typed, so that all of them can be sorted. `often`: the phrases, where very many
    cases hold them. `count`: how many there are where something was typed, no further than one more than MOST_COUNTED.
    """

    viewer: Actor
    where: Sequence[ColumnElement[bool]]
    rare: bool = False
    often: Sequence[Phrase] = ()
    count: int | None = None

    @classmethod
    def of(cls, wanted: Wanted, viewer: Actor, today: date, soon: date) -> Asked:
        """What a list is asked for; looks first how many cases hold the words, where words are asked for."""
        where = conditions(wanted, viewer, today, soon)
        if wanted.typed is None:
            return cls(viewer, where)
        hits = first_hits(wanted.typed)
        if hits is None or len(hits) <= FEW:
            meant = found_by(wanted.typed, viewer) if hits is None else Case.id.in_(hits)
            return cls(viewer, [*where, meant], rare=True, count=_counted(viewer, *where, meant))
        often = phrases(wanted.typed.text)
        count = _counted(viewer, *where, Case.id.in_(CASE_WORDS.ids(often).limit(SOME)))
        if count <= MOST_COUNTED:
            count = _counted(viewer, *where, Case.id.in_(CASE_WORDS.ids(often)))
        return cls(viewer, where, often=often, count=count)

    def places(self, column: Any, *further: ColumnElement[bool], falls: bool, most: int) -> list[Place]:
        """The first (value, id) in the order of the column."""
        if not self.often:
            return self._first(column, *further, falls=falls, most=most)
        found = self._among_the_next(column, *further, falls=falls, most=most) if most <= PAGE + 1 else []
        if len(found) == most:
            return found
        holding = walked(Case.id).in_(CASE_WORDS.ids(self.often))
        return self._first(column, *further, holding, falls=falls, most=most)

    def _first(self, column: Any, *further: ColumnElement[bool], falls: bool, most: int) -> list[Place]:
        """Rare hits are gathered first.

        Else the database would walk the whole list for them, because it hopes for a full page soon.
        """
        ids: Any = self._all(column, *further)
        value, ident = column, Case.id
        if self.rare:
            hits = ids.cte("hits").prefix_with("MATERIALIZED")
            ids = unscoped(select(hits.c.value, hits.c.id), because=MADE_OF_VISIBLE)
            value, ident = hits.c.value, hits.c.id
        return _read(ids, value, ident, falls, most)

    def _among_the_next(self, column: Any, *further: ColumnElement[bool], falls: bool, most: int) -> list[Place]:
        """Those of the NEXT cases that hold the words; a full page of them is the page that was asked for.

        The index is asked for none but the ids between theirs, which lie side by side: a case gets its id as it arises.
        """
        ordered = self._all(column, *further).order_by(*_sort(column, Case.id, falls))
        near = ordered.limit(NEXT).cte("near").prefix_with("MATERIALIZED")
        ends = (select(func.min(near.c.id)).scalar_subquery(), select(func.max(near.c.id)).scalar_subquery())
        found = select(near.c.value, near.c.id).where(near.c.id.in_(CASE_WORDS.ids(self.often, ends)))
        return _read(unscoped(found, because=MADE_OF_VISIBLE), near.c.value, near.c.id, falls, most)

    def _all(self, column: Any, *further: ColumnElement[bool]) -> Any:
        return visible(Case, self.viewer, column.label("value"), Case.id.label("id")).where(*self.where, *further)


def _sort(value: Any, ident: Any, falls: bool) -> tuple[Any, Any]:
    return (value.desc(), ident.desc()) if falls else (value.asc(), ident.asc())


def _read(ids: Any, value: Any, ident: Any, falls: bool, most: int) -> list[Place]:
    ordered = ids.order_by(*_sort(value, ident, falls))
    return [(found, case_id) for found, case_id in db.session.execute(ordered.limit(most))]


def _counted(viewer: Actor, *where: ColumnElement[bool]) -> int:
    """How many there are, no further than one more than MOST_COUNTED."""
    some = visible(Case, viewer, Case.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(unscoped(select(func.count()).select_from(some), because=MADE_OF_VISIBLE)) or 0
