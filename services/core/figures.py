"""The metric dictionary: a figure is a named, versioned question whose rows can be listed.

A figure folds the rows of one SELECT (count, sum or mean), or is a quotient of two others. The drill-down
lists exactly those rows, so that tile, page, paper and list cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    cast,
    func,
    literal,
    literal_column,
    select,
)

from services.core.time import local_date
from services.core.words import N_, Labelled, _


class Unit(Labelled):
    """What a figure counts."""

    CASES = "cases", N_("件")
    PERSONS = "persons", N_("人")
    PERSON_TIMES = "person_times", N_("人次")
    HOUSEHOLDS = "households", N_("户")
    FEN = "fen", N_("元")
    RATE = "rate", N_("%")
    SCORE = "score", N_("分")


class Fold(Labelled):
    """How the rows become one number."""

    COUNT = "count", N_("计数")
    SUM = "sum", N_("合计")
    MEAN = "mean", N_("平均")


@dataclass(frozen=True)
class Cut:
    """A unit with everything below it, and a period: `start` included, `end` not. Nothing after `end` is seen."""

    unit_path: str
    start: datetime
    end: datetime

    @property
    def last(self) -> date:
        """The last local day of the period."""
        return local_date(self.end - timedelta(microseconds=1))


Rows = Callable[[Cut], Select[Any]]
"""SELECT of (id, quantity) of what belongs to the unit; one row for each thing counted, `id` is the subject's."""

Keys = Callable[[Cut, Select[Any]], Select[Any] | CompoundSelect[Any]]
"""SELECT of (id, key): under which keys of a dimension a subject stands; a subject without one has the blank key.

It is handed the ids that are asked for, which it may use to look at no others.
"""

ONE: ColumnElement[int] = literal_column("1", BigInteger)


@dataclass(frozen=True)
class Figure:
    """One entry of the dictionary.

    `rows` gives (id, quantity); `fold` says what becomes of the quantities. A rate has `over` and `under`
    instead, codes of other figures. `dimensions`: name → SELECT of (id, key) for breakdowns. `name`, `formula` and
    `chapter` are Chinese message ids; `version` grows when the formula changes its meaning.
    """

    code: str
    name: str
    unit: Unit
    formula: str
    chapter: str
    subject: str = "cases"
    version: int = 1
    fold: Fold = Fold.COUNT
    rows: Rows | None = None
    over: str | None = None
    under: str | None = None
    dimensions: Mapping[str, Keys] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError unless there are either rows, or over and under."""
        if (self.rows is None) != bool(self.over and self.under):
            raise ValueError(f"{self.code}: rows, or over and under")

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return _(self.name)

    @property
    def definition(self) -> str:
        """How it is counted, in the reader's language."""
        return _(self.formula)

    def listed(self, cut: Cut) -> Select[Any]:
        """The rows themselves. Raises TypeError for a rate, which has none of its own."""
        if self.rows is None:
            raise TypeError(f"{self.code} is a rate")
        return self.rows(cut)


def folded(figure: Figure, cut: Cut, place: int) -> Select[Any]:
    """One row (place, number of rows, sum of their quantities): all that a count, a sum or a mean needs."""
    rows = figure.listed(cut).subquery()
    return _select(rows, literal(place).label("place"), func.count().label("n"), _sum(rows.c.quantity))


def broken_down(figure: Figure, dimension: str, cut: Cut, place: int) -> Select[Any]:
    """Rows (place, key, number, sum), one for each key; a subject counts once under each of its keys."""
    rows = figure.listed(cut).cte()
    keys = figure.dimensions[dimension](cut, select(rows.c.id)).subquery()
    key = func.coalesce(cast(keys.c.key, String), "").label("key")
    joined = rows.outerjoin(keys, keys.c.id == rows.c.id)
    wanted = (literal(place).label("place"), key, func.count().label("n"), _sum(rows.c.quantity))
    return _select(joined, *wanted).group_by(key)


def crossed(figure: Figure, down: str, across: str, cut: Cut) -> Select[Any]:
    """Rows (key down, key across, number, sum) for a table of two dimensions."""
    rows = figure.listed(cut).cte()
    first, second = (figure.dimensions[name](cut, select(rows.c.id)).subquery() for name in (down, across))
    keys = [func.coalesce(cast(part.c.key, String), "") for part in (first, second)]
    joined = rows.outerjoin(first, first.c.id == rows.c.id).outerjoin(second, second.c.id == rows.c.id)
    wanted = (keys[0].label("down"), keys[1].label("across"), func.count().label("n"), _sum(rows.c.quantity))
    return _select(joined, *wanted).group_by(*keys)


def _select(source: Any, *columns: Any) -> Select[Any]:
    found: Select[Any] = select(*columns).select_from(source)
    return found


def _sum(quantity: ColumnElement[Any]) -> ColumnElement[int]:
    total: ColumnElement[int] = cast(func.coalesce(func.sum(quantity), 0), BigInteger).label("total")
    return total
