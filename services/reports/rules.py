"""The arithmetic of a report: rates, means, comparisons with other months, and cells too small to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.core.figures import Figure, Fold, Unit
from services.core.money import yuan

FOUR = Decimal("0.0001")
ONE_PLACE = Decimal("0.1")
SMALLEST_SHOWN = 5
"""A cell about harassment below this number is not shown (domain.md §6)."""

TOO_SMALL = "<5"
WITHHELD = "*"
"""A further cell withheld so that the small one cannot be worked out by subtraction."""

BLANK = ""

APART = frozenset({"contacts.received", "cases.received"})
"""Figures of which every row counts in one month and one unit alone. All others overlap with these or with themselves:
what is open at the end of one month is carried over into the next, what is collective is received too."""


@dataclass(frozen=True)
class Value:
    """A figure's number: an int (cases, people, fen) or a Decimal of four places; None where nothing was asked.

    `n` is how many rows stand behind it: the answers behind a mean, the denominator of a rate.
    """

    n: int
    number: int | Decimal | None

    def plain(self, unit: Unit) -> int | float | str | None:
        """As `report.json` writes it: money in yuan as a string, rates and means as fractions of four places."""
        if self.number is None:
            return None
        if unit is Unit.FEN:
            return yuan(int(self.number))
        return float(self.number) if isinstance(self.number, Decimal) else self.number


@dataclass(frozen=True)
class Cell:
    """A number of rows and the sum of their quantities, behind one key of a breakdown."""

    n: int
    total: int


def value_of(figure: Figure, n: int, total: int) -> Value:
    """Folds what the database added up."""
    if figure.fold is Fold.COUNT:
        return Value(n, n)
    if figure.fold is Fold.SUM:
        return Value(n, total)
    return Value(n, quotient(total, n))


def quotient(over: int, under: int) -> Decimal | None:
    """over ÷ under to four places, half up; None where there is nothing to divide by."""
    return None if under == 0 else (Decimal(over) / Decimal(under)).quantize(FOUR, ROUND_HALF_UP)


def rate_of(over: Value, under: Value) -> Value:
    """The quotient of two counts."""
    return Value(int(under.number or 0), quotient(int(over.number or 0), int(under.number or 0)))


@dataclass(frozen=True)
class Change:
    """How a figure moved since another month: percent of that month, or percentage points for a rate.

    `by` is None where there is no base: nothing, or zero, in the other month.
    """

    by: Decimal | None
    points: bool

    @property
    def direction(self) -> str:
        """`up`, `down`, `same`, or empty where there is no base."""
        if self.by is None:
            return ""
        return "up" if self.by > 0 else "down" if self.by < 0 else "same"

    @property
    def signed(self) -> str:
        """`+12.5`, `−3.0`, `0.0`, or `—` where there is no base."""
        if self.by is None:
            return "—"
        sign = "+" if self.by > 0 else "−" if self.by < 0 else ""
        return f"{sign}{abs(self.by)}"


def change(now: Value, before: Value, unit: Unit) -> Change:
    """Compares a month with another one (domain.md §6: base 0 gives a dash; rates differ in percentage points)."""
    points = unit is Unit.RATE
    if now.number is None or before.number is None or (before.number == 0 and not points):
        return Change(None, points)
    difference = Decimal(now.number) - Decimal(before.number)
    part = difference * 100 if points else difference * 100 / Decimal(before.number)
    return Change(part.quantize(ONE_PLACE, ROUND_HALF_UP), points)


def too_small(n: int) -> bool:
    """Whether so few cases could be recognised."""
    return 0 < n < SMALLEST_SHOWN


def suppressed(cells: Mapping[str, Cell], hidden: frozenset[str]) -> dict[str, str]:
    """Keys whose numbers must not be shown: small cells of hidden keys, and one more so that none can be subtracted.

    The complementary cell is the smallest other one; with two small cells in one row none is needed.
    """
    marks = {key: TOO_SMALL for key, cell in cells.items() if key in hidden and too_small(cell.n)}
    if len(marks) == 1:
        others = [(cell.n, key) for key, cell in cells.items() if key not in marks and cell.n]
        if others:
            marks[min(others)[1]] = WITHHELD
    return marks


def rest_told(code: str, hidden: Iterable[int], *, over: bool) -> int | None:
    """How many rows behind a figure are not open to a viewer, where that may be said; else None (decision 0014).

    `hidden` are the numbers of such rows in each single unit of the figure, `over` says whether its month has ended.
    None is the answer for none, for a few, and for what could be worked out to be a few: by taking one unit from the
    unit above it, one month or figure from another, or today's number from yesterday's.
    """
    by_unit = [n for n in hidden if n]
    if code not in APART or not over or any(too_small(n) for n in by_unit):
        return None
    return sum(by_unit) or None


Crossed = Mapping[tuple[str, str], int]


def suppressed_cross(cells: Crossed, hidden: frozenset[str]) -> dict[tuple[str, str], str]:
    """The same for a table of two dimensions whose rows carry the hidden keys, column by column and row by row."""
    marks: dict[tuple[str, str], str] = {}
    for across in sorted({place[1] for place in cells}):
        column = {place[0]: Cell(n, n) for place, n in cells.items() if place[1] == across}
        marks |= {(down, across): mark for down, mark in suppressed(column, hidden).items()}
    for down in sorted({place[0] for place in cells} & hidden):
        row = {place: n for place, n in cells.items() if place[0] == down}
        shown = sorted((n, place) for place, n in row.items() if n and place not in marks)
        if shown and len(row) - len(shown) == 1:
            marks[shown[0][1]] = WITHHELD
    return marks
