"""The metric dictionary: a figure is a named, versioned question whose rows can be listed.

A figure folds the rows of one SELECT that meet its condition (count, sum or mean), or is a quotient of two others.
Figures of the same SELECT are added up in one pass. The drill-down lists exactly those rows, so that tile, page,
paper and list cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)

from services.core.access import PathColumn, below
from services.core.database import Instant, LocalDay
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


class Period(Protocol):
    """A unit with everything below it, and a period: `start` included, `end` not. Nothing after `end` is seen."""

    @property
    def start(self) -> Any:
        """The first instant of the period."""

    @property
    def end(self) -> Any:
        """The first instant after the period."""

    @property
    def last(self) -> Any:
        """The last local day of the period."""

    def holds(self, path: PathColumn) -> ColumnElement[bool]:
        """Whether the path is that of the unit, or of one below it."""


@dataclass(frozen=True)
class Cut:
    """A period whose unit and instants are known."""

    unit_path: str
    start: datetime
    end: datetime

    @property
    def last(self) -> date:
        """The last local day of the period."""
        return local_date(self.end - timedelta(microseconds=1))

    def holds(self, path: PathColumn) -> ColumnElement[bool]:
        """Whether the path is that of the unit, or of one below it."""
        return below(path, self.unit_path)


class CutAlone(Cut):
    """A period of one unit without those below it."""

    def holds(self, path: PathColumn) -> ColumnElement[bool]:
        """Whether the path is that of the unit itself."""
        return path == self.unit_path


class Blank:
    """A period that is filled in when the statement is sent, so that it is put together once for all of them.

    `place` tells the periods of one statement apart.
    """

    def __init__(self, place: int) -> None:
        self.start = bindparam(f"start_{place}", type_=Instant())
        self.end = bindparam(f"end_{place}", type_=Instant())
        self.last = bindparam(f"last_{place}", type_=LocalDay())
        self.top = bindparam(f"top_{place}", type_=String())
        self.past = bindparam(f"past_{place}", type_=String())

    def holds(self, path: PathColumn) -> ColumnElement[bool]:
        """Whether the path is that of the unit, or of one below it: the same range as `below` asks for."""
        return and_(path >= self.top, path < self.past)


def filled_in(cuts: Iterable[Cut]) -> dict[str, Any]:
    """The parameters of a statement about blank periods: the first cut for the first of them, and so on."""
    given: dict[str, Any] = {}
    for place, cut in enumerate(cuts):
        given |= {f"start_{place}": cut.start, f"end_{place}": cut.end, f"last_{place}": cut.last}
        given |= {f"top_{place}": cut.unit_path, f"past_{place}": cut.unit_path[:-1] + "0"}
    return given


Rows = Callable[[Period], Select[Any] | CompoundSelect[Any]]
"""SELECT of what belongs to the unit: one row for each thing that may be counted, with the subject's `id`."""

Pick = Callable[[Any], ColumnElement[Any]]
"""From the columns of such rows, a condition or a quantity."""

Keyed = Select[Any] | CompoundSelect[Any]
Dimension = Callable[[Period, FromClause], Keyed]
"""The rows, once for each `key` under which their subject stands; once, with an empty key, where it has none."""

ONE: ColumnElement[int] = literal_column("1", BigInteger)


@dataclass(frozen=True)
class Figure:
    """One entry of the dictionary.

    Those of `rows` count for which `where` holds (all, where it is not given), each with its `quantity` (one);
    `fold` says what becomes of the quantities. A rate has `over` and `under` instead, codes of other figures.
    `dimensions`: the breakdowns by name. `name`, `formula` and `chapter` are Chinese message ids; `version` grows
    when the formula changes its meaning.
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
    where: Pick | None = None
    quantity: Pick | None = None
    over: str | None = None
    under: str | None = None
    dimensions: Mapping[str, Dimension] = field(default_factory=dict, compare=False)

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

    def listed(self, cut: Period, *more: str) -> Select[Any]:
        """SELECT of id and quantity of the rows themselves, and of more of their columns.

        Raises TypeError for a rate, which has no rows of its own.
        """
        rows = _rows_of((self,))(cut).subquery()
        quantity = (self.quantity(rows.c) if self.quantity else ONE).label("quantity")
        found = _select(rows, rows.c.id, quantity, *(rows.c[name] for name in more))
        return found.where(self.where(rows.c)) if self.where else found


Together = tuple[Figure, ...]
"""Figures of the same rows."""


@lru_cache(maxsize=64)
def reckoned(parts: tuple[tuple[int, Together], ...]) -> CompoundSelect[Any]:
    """One row (part, then number of rows and sum of quantities of each figure) for each part: all that a value needs.

    A part is the place of its blank period and figures of the same rows, which are read once for all of them.
    """
    blanks = {place: Blank(place) for place, _figures in parts}
    width = max((len(figures) for _place, figures in parts), default=0)
    found = []
    for part, (place, figures) in enumerate(parts):
        rows = _rows_of(figures)(blanks[place]).subquery()
        found.append(_select(rows, _number(part), *_sums(figures, rows.c, width)))
    return union_all(*found)


@lru_cache(maxsize=64)
def broken_down(parts: tuple[tuple[Together, tuple[str, ...]], ...]) -> CompoundSelect[Any]:
    """Rows (part, key down, key across, then number and sum of each figure), one for each key, of one blank period.

    A part is figures of the same rows and one or two of their dimensions; a subject counts once under each of its
    keys. With one dimension the key across is blank.
    """
    cut = Blank(0)
    width = max((len(figures) for figures, _names in parts), default=0)
    bases: dict[Rows, CTE] = {}
    found = []
    for part, (figures, names) in enumerate(parts):
        asked = _rows_of(figures)
        rows = bases[asked] = bases[asked] if asked in bases else asked(cut).cte()
        keyed = _keyed(figures[0], names, cut, rows)
        keys = [keyed.c[name] for name in names]
        shown = [func.coalesce(key, _BLANK) for key in keys] + [_BLANK] * (2 - len(keys))
        wanted = _select(keyed, _number(part), *shown, *_sums(figures, keyed.c, width))
        found.append(wanted.group_by(*keys))
    return union_all(*found)


def _keyed(figure: Figure, names: tuple[str, ...], cut: Period, rows: FromClause) -> FromClause:
    """The rows, once for each of their keys, which stand in columns with the names of the dimensions."""
    for name in reversed(names):
        keyed = figure.dimensions[name](cut, rows).subquery()
        others = [column for column in keyed.c if column.key != "key"]
        rows = select(*others, keyed.c.key.label(name)).subquery()
    return rows


_BLANK: ColumnElement[str] = literal_column("''", String)
_NOTHING: ColumnElement[int] = literal_column("0", BigInteger)


def _number(part: int) -> ColumnElement[int]:
    return literal_column(str(part), BigInteger)


def _rows_of(figures: Together) -> Rows:
    (rows,) = {figure.rows for figure in figures}
    if rows is None:
        raise TypeError(f"{figures[0].code} is a rate")
    return rows


def _select(source: Any, *columns: Any) -> Select[Any]:
    found: Select[Any] = select(*columns).select_from(source)
    return found


def _sums(figures: Together, columns: Any, width: int) -> Sequence[ColumnElement[int]]:
    """Number and sum of each figure, filled up with zeros to so many figures."""
    sums = [part for figure in figures for part in _sum(figure, columns)]
    return sums + [_NOTHING] * (2 * (width - len(figures)))


def _sum(figure: Figure, columns: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
    number: Any = func.count()
    total: Any = func.sum(figure.quantity(columns)) if figure.quantity else None
    if figure.where:
        number = number.filter(figure.where(columns))
        total = total.filter(figure.where(columns)) if figure.quantity else None
    return number, _NOTHING if total is None else cast(func.coalesce(total, _NOTHING), BigInteger)
