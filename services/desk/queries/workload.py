"""Workload and quality of a month, unit by unit and colleague by colleague: every number counts rows of a figure.

Counted are the cases that the viewer may see, as in the lists behind the numbers; a case counts for the unit that owned
it at the month's end, and for whoever handles it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, literal

from services.accounts.models import User
from services.accounts.posts import case_staff_below
from services.cases.figures.rows import satisfied
from services.cases.models import Case
from services.cases.queries.wanted import figures_of_cases
from services.cases.rules import OPEN
from services.clocks.rules import Bands
from services.core.access import Actor, below, visible
from services.core.database import db
from services.core.figures import Cut
from services.core.time import Month
from services.desk.queries.board import units_right_below
from services.desk.queries.sums import Sums
from services.desk.rules import percent, withheld
from services.units.models import Unit

FIGURE_OF = {
    "closed": "cases.closed",
    "due": "cases.due",
    "on_time": "cases.due.on_time",
    "reopened": "cases.reopened",
    "answered": "callback.answered",
}
"""Column → the figure whose rows it counts; the others are what is open now."""
Places = Mapping[tuple[str, int | None], "Work"]
"""(path of the unit, id of the handler) → what was done there."""


@dataclass(frozen=True)
class Work(Sums):
    """Open and overdue now; of the month: closed, due, of these on time, reopened, ratings, and the satisfied ones."""

    open: int = 0
    overdue: int = 0
    closed: int = 0
    due: int = 0
    on_time: int = 0
    reopened: int = 0
    answered: int = 0
    satisfied: int = 0

    @property
    def punctuality(self) -> int | None:
        """Percent on time of those due."""
        return percent(self.on_time, self.due)

    @property
    def satisfaction(self) -> int | None:
        """Percent satisfied of those who were reached."""
        return percent(self.satisfied, self.answered)


NOTHING = Work()


@dataclass(frozen=True)
class Line:
    """A line of the page: of a unit (with all below, or `alone`) or of a colleague. `mark` stands for its ratings."""

    name: str
    work: Work
    code: str = ""
    alone: bool = False
    user: User | None = None
    mark: str = ""


@dataclass(frozen=True)
class Workload:
    """The units and the colleagues of one unit in one month."""

    units: Sequence[Line]
    colleagues: Sequence[Line]


def workload_of(unit: Unit, month: Month, viewer: Actor, bands: Bands) -> Workload:
    """By seven statements, whatever the number of units and colleagues."""
    cut, found = Cut(unit.org_path, month.start, month.end), dict[tuple[str, int | None], Work]()
    for part in (_now(unit, viewer, bands), *_of_the_month(cut, viewer)):
        for place, work in part:
            found[place] = found.get(place, NOTHING) + work
    whole = _sum(found, lambda _place: True)
    own = Line(unit.name, _sum(found, lambda place: place[0] == unit.org_path), unit.code, alone=True)
    lines = [
        Line(row.name, _sum(found, lambda place, path=row.org_path: place[0].startswith(path)), row.code)
        for row in units_right_below(unit)
    ]
    people = [
        Line(user.name, _sum(found, lambda place, ident=user.id: place[1] == ident), user=user)
        for user in case_staff_below([unit.org_path])
    ]
    (total,) = _marked([Line("", whole, unit.code)])
    return Workload([*_marked([own, *lines]), total], _marked(people))


def _sum(found: Places, belongs: Any) -> Work:
    return sum((work for place, work in found.items() if belongs(place)), NOTHING)


def _marked(lines: Sequence[Line]) -> list[Line]:
    """The lines, those whose ratings are too few to be shown with their mark."""
    marks = withheld({str(place): line.work.answered for place, line in enumerate(lines)})
    return [
        Line(line.name, line.work, line.code, line.alone, line.user, marks.get(str(place), ""))
        for place, line in enumerate(lines)
    ]


def _now(unit: Unit, viewer: Actor, bands: Bands) -> Iterable[tuple[tuple[str, int | None], Work]]:
    overdue = func.sum(case((Case.next_due_on < bands.today, 1), else_=0))
    counted = visible(Case, viewer, Case.org_path, Case.handler_id, func.count(), overdue)
    counted = counted.where(Case.status.in_(OPEN), below(Case.org_path, unit.org_path))
    for path, handler, number, late in db.session.execute(counted.group_by(Case.org_path, Case.handler_id)):
        yield (path, handler), Work(open=number, overdue=int(late or 0))


def _of_the_month(cut: Cut, viewer: Actor) -> Iterable[Iterable[tuple[tuple[str, int | None], Work]]]:
    yield (
        (place, Work(due=number, on_time=part)) for place, number, part in _counted("cases.due", cut, viewer, "on_time")
    )
    yield ((place, Work(closed=number)) for place, number, _part in _counted("cases.closed", cut, viewer))
    yield ((place, Work(reopened=number)) for place, number, _part in _counted("cases.reopened", cut, viewer))
    yield (
        (place, Work(answered=number, satisfied=part))
        for place, number, part in _counted("callback.answered", cut, viewer, "rating")
    )


PARTS = {"on_time": lambda rows: rows.on_time == literal(1), "rating": satisfied}
"""Column of rows → which of them count as good."""


def _counted(code: str, cut: Cut, viewer: Actor, part: str = "") -> Iterable[tuple[tuple[str, int | None], int, int]]:
    """(place, number of rows, number of good ones) of a figure, of the cases that the viewer may see."""
    rows = figures_of_cases()[code].listed(cut, "path", *([part] if part else [])).subquery()
    good: Any = func.sum(case((PARTS[part](rows.c), 1), else_=0)) if part else literal(0)
    counted = visible(Case, viewer, rows.c.path, Case.handler_id, func.count(), good)
    counted = counted.join(rows, rows.c.id == Case.id).group_by(rows.c.path, Case.handler_id)
    for path, handler, number, better in db.session.execute(counted):
        yield (path, handler), number, int(better or 0)
