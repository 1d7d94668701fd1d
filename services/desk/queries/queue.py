"""The queue: everything that somebody must do, the nearest clock first, and how much of it there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, select, tuple_, union_all
from sqlalchemy import case as either

from services.cases.models import Case, Contact
from services.clocks.models import Clock
from services.clocks.rules import Bands
from services.core.access import Actor, unscoped, visible
from services.core.database import LocalDay, db
from services.desk.models import Task
from services.desk.queries.candidates import candidates
from services.desk.queries.reach import Answers, within
from services.desk.rules import Group

PAGE = 50
UNDATED = date.max
MADE_OF_VISIBLE = "made of what visible() gives"
RANKS = tuple(Group)
"""The rank of a group is its place here."""


@dataclass(frozen=True, order=True)
class Key:
    """The place of a thing in the queue: its group's rank, its day (UNDATED for none), its id."""

    rank: int
    due: date
    id: int

    def __str__(self) -> str:
        return f"{self.rank}_{self.due}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """Reads a place from an address; None for anything that is none."""
        try:
            rank, due, ident = text.split("_")
            key = cls(int(rank), date.fromisoformat(due), int(ident))
        except ValueError:
            return None
        return key if 0 <= key.rank < len(RANKS) and 0 < key.id < 2**63 else None


@dataclass(frozen=True)
class Place:
    """One thing in the queue: of which kind, which row, when it is due, in which group."""

    kind: str
    """`case`, `contact` or `task`."""
    id: int
    due: date | None
    group: Group


@dataclass(frozen=True)
class Counts:
    """How much there is in each group, and the nearest day of each that has one."""

    of: Mapping[Group, int] = field(default_factory=dict)
    first: Mapping[Group, date] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """Everything in the queue."""
        return sum(self.of.values())

    def next_after(self, group: Group) -> tuple[Group, date] | None:
        """The nearest day behind a group, and the group in which it lies; None where nothing more is due."""
        later = RANKS[RANKS.index(group) + 1 : RANKS.index(Group.WAITING)]
        return next(((each, self.first[each]) for each in later if each in self.first), None)


@dataclass(frozen=True)
class Queue:
    """Everything on the desk of one viewer, as of one day."""

    viewer: Actor
    answers: Answers
    bands: Bands

    def counts(self) -> Counts:
        """How much there is, by one statement."""
        things = self._things().subquery()
        counted = select(things.c.rank, func.count(), func.min(things.c.due)).group_by(things.c.rank)
        rows = db.session.execute(unscoped(counted, because=MADE_OF_VISIBLE)).all()
        return Counts(
            {RANKS[rank]: count for rank, count, _first in rows},
            {RANKS[rank]: first for rank, _count, first in rows if first is not None},
        )

    def page(self, group: Group | None, after: Key | None) -> tuple[Sequence[Place], Key | None]:
        """A page of the queue or of one group, and the place behind which the next page begins."""
        things = self._things().subquery()
        when = func.coalesce(things.c.due, literal(UNDATED, LocalDay()))
        wanted = select(things.c.kind, things.c.id, things.c.due, things.c.rank)
        if group:
            wanted = wanted.where(things.c.rank == RANKS.index(group))
        if after:
            mark = tuple_(literal(after.rank), literal(after.due, LocalDay()), literal(after.id))
            wanted = wanted.where(tuple_(things.c.rank, when, things.c.id) > mark)
        sorted_ones = wanted.order_by(things.c.rank, when, things.c.id).limit(PAGE + 1)
        rows = db.session.execute(unscoped(sorted_ones, because=MADE_OF_VISIBLE)).all()
        last = rows[PAGE - 1] if len(rows) > PAGE else None
        return (
            [Place(row.kind, row.id, row.due, RANKS[row.rank]) for row in rows[:PAGE]],
            Key(last.rank, last.due or UNDATED, last.id) if last else None,
        )

    def _things(self) -> Select[Any]:
        """(kind, id, due, rank) of everything."""
        every = self._parts().subquery()
        soon, today = self.bands.green_from, self.bands.today
        near = (
            (every.c.waits == 1, RANKS.index(Group.WAITING)),
            (every.c.due < today, RANKS.index(Group.OVERDUE)),
            (every.c.due == today, RANKS.index(Group.TODAY)),
            (every.c.due < soon, RANKS.index(Group.SOON)),
        )
        rank = either(*near, else_=RANKS.index(Group.LATER)).label("rank")
        return select(every.c.kind, every.c.id, every.c.due, rank)

    def _parts(self) -> CompoundSelect[Any]:
        return union_all(self._cases(), self._enquiries(), self._tasks())

    def _cases(self) -> Select[Any]:
        some = candidates(self.viewer, self.answers, self.bands.today).subquery()
        seen = visible(Case, self.viewer, literal("case").label("kind"), Case.id, _least(some.c.due, "due"))
        seen = seen.add_columns(func.min(some.c.waits).label("waits"))
        return seen.join(some, some.c.id == Case.id).group_by(Case.id)

    def _enquiries(self) -> Select[Any]:
        """Questions that were not answered at once, in the viewer's units."""
        seen = visible(Contact, self.viewer, literal("contact"), Contact.id, Clock.due_on, literal(0))
        asked = (Clock.subject_type == Contact.__tablename__) & (Clock.subject_id == Contact.id)
        return seen.outerjoin(Clock, asked).where(
            Contact.answered_at.is_(None), within(Contact.org_path, self.answers.works)
        )

    def _tasks(self) -> Select[Any]:
        """What the viewer took upon themselves or was asked; from its reminder on it is a matter of today."""
        today = literal(self.bands.today, LocalDay())
        reminded = (Task.remind_on <= today) & (Task.due_on > today)
        day = either((reminded, today), else_=Task.due_on)
        mine = (Task.user_id == self.viewer.user_id) & Task.done_at.is_(None)
        return visible(Task, self.viewer, literal("task"), Task.id, day, literal(0)).where(mine)


def _least(column: Any, name: str) -> Any:
    return func.min(column, type_=LocalDay()).label(name)
