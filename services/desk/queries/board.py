"""The board of a supervisor: how many cases stand where, unit by unit and colleague by colleague.

Every number counts what the list of cases with the same filters would show this viewer; a sealed case that is not open
to them is in none of them (decision 0014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from services.accounts.leaves import away_on
from services.accounts.models import User
from services.accounts.posts import case_staff_below
from services.cases.kinds import ChaserKind
from services.cases.models import Case
from services.cases.queries.wanted import figures_of_cases, is_untaken, were
from services.cases.rules import MOST_IN_HAND, OPEN
from services.clocks.rules import Bands
from services.core.access import Actor, below, visible
from services.core.database import db
from services.core.figures import Cut
from services.core.time import Month
from services.desk.queries.sums import Sums
from services.units.models import Unit

CLOSED = "cases.closed"
"""The figure of the report that the board shows too."""
MOST_IDLE = 40
"""Of more units right below, those without a case are left out."""


@dataclass(frozen=True)
class Numbers(Sums):
    """How many cases: open, and of these untaken, due soon, overdue, under supervision; closed in the month."""

    open: int = 0
    untaken: int = 0
    soon: int = 0
    overdue: int = 0
    supervised: int = 0
    closed: int = 0

    @property
    def any(self) -> bool:
        """Whether any of them is not zero."""
        return self != NOTHING


NOTHING = Numbers()


@dataclass(frozen=True)
class Line:
    """A line of the board: a unit with everything below it, or (`alone`) without."""

    code: str
    name: str
    alone: bool
    leads_on: bool
    """Whether it has units below, and so a board of its own."""
    numbers: Numbers


@dataclass(frozen=True)
class Board:
    """The board of a unit in a month: itself alone, each unit right below with all below that, and their sum."""

    lines: Sequence[Line]
    total: Numbers
    left_out: int
    """How many units without any case are not shown."""


def board_of(unit: Unit, month: Month, viewer: Actor, bands: Bands) -> Board:
    """By three statements, whatever the number of units."""
    numbers = _added(_standing(unit, viewer, bands), _closed(unit, month, viewer))
    below_it = units_right_below(unit)
    own = Line(unit.code, unit.name, True, False, numbers.get(unit.org_path, NOTHING))
    lines = [_line(row, numbers) for row in below_it]
    shown = [line for line in lines if len(lines) <= MOST_IDLE or line.numbers.any]
    return Board([own, *shown], sum(numbers.values(), NOTHING), len(lines) - len(shown))


def units_right_below(unit: Unit) -> Sequence[Any]:
    """(code, name, org_path, leads_on) of the units right below: whether there are units below these, too."""
    deeper = select(Unit.parent_id).where(Unit.parent_id.is_not(None))
    shown: list[Any] = [Unit.code, Unit.name, Unit.org_path, Unit.id.in_(deeper).label("leads_on")]
    below_it = select(*shown).where(Unit.parent_id == unit.id).order_by(Unit.org_path)
    return db.session.execute(below_it).all()


def _line(row: Any, numbers: Mapping[str, Numbers]) -> Line:
    inside = (each for path, each in numbers.items() if path.startswith(row.org_path))
    return Line(row.code, row.name, False, row.leads_on, sum(inside, NOTHING))


def _added(*parts: Mapping[str, Numbers]) -> dict[str, Numbers]:
    paths = {path for part in parts for path in part}
    return {path: sum((part.get(path, NOTHING) for part in parts), NOTHING) for path in paths}


def _columns(bands: Bands) -> tuple[Any, ...]:
    """Open, untaken, due soon, overdue, under supervision: the conditions of the list's filters."""
    due = Case.next_due_on
    return (
        func.count(),
        _number(is_untaken()),
        _number((due >= bands.today) & (due < bands.green_from)),
        _number(due < bands.today),
        _number(Case.id.in_(were(ChaserKind.SUPERVISION))),
    )


def _number(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _standing(unit: Unit, viewer: Actor, bands: Bands) -> dict[str, Numbers]:
    counted = visible(Case, viewer, Case.org_path, *_columns(bands))
    counted = counted.where(Case.status.in_(OPEN), below(Case.org_path, unit.org_path)).group_by(Case.org_path)
    return {path: Numbers(*map(int, found)) for path, *found in db.session.execute(counted)}


def _closed(unit: Unit, month: Month, viewer: Actor) -> dict[str, Numbers]:
    rows = figures_of_cases()[CLOSED].listed(Cut(unit.org_path, month.start, month.end), "path").subquery()
    counted = visible(Case, viewer, rows.c.path, func.count()).join(rows, rows.c.id == Case.id).group_by(rows.c.path)
    return {path: Numbers(closed=number) for path, number in db.session.execute(counted)}


@dataclass(frozen=True)
class Colleague:
    """One colleague with what they have in hand, as far as the viewer sees it."""

    user: User
    numbers: Numbers
    away: bool

    @property
    def is_full(self) -> bool:
        """Whether they have as much as one person should have, or more."""
        return self.numbers.open >= MOST_IN_HAND


def colleagues_of(unit: Unit, viewer: Actor, bands: Bands) -> Sequence[Colleague]:
    """Those who work on cases in the unit or below, the fullest first."""
    users = case_staff_below([unit.org_path])
    away = away_on(bands.today)
    held = visible(Case, viewer, Case.handler_id, *_columns(bands))
    held = held.where(Case.handler_id.in_([user.id for user in users]), Case.status.in_(OPEN))
    found = {user: Numbers(*map(int, rest)) for user, *rest in db.session.execute(held.group_by(Case.handler_id))}
    rows = [Colleague(user, found.get(user.id, NOTHING), user.id in away) for user in users]
    return sorted(rows, key=lambda row: (-row.numbers.open, row.user.org_path, row.user.login))
