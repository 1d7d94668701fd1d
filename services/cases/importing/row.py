"""One row of any table: its cells as they stand, what was odd about them, and how a cell is tried."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self, TypeVar

from services.cases.importing.cells import BadCell, masked, tidy
from services.cases.importing.flags import CellFault, ImportFlag

LONGEST_NUMBER = 120
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands: its place as a spreadsheet counts (the header is row 1), and the cells that are read."""

    place: int
    cells: dict[str, str]

    @property
    def canonical(self) -> str:
        """The row's own contents in one form, for recognising it again; the order of columns does not matter."""
        return _in_one_form(self.cells)

    def number(self, column: str | None) -> str:
        """What the row is called in its table; empty where nothing or far too much stands there."""
        told = tidy(self.cells[column]) if column else ""
        return told if len(told) <= LONGEST_NUMBER else ""


@dataclass(frozen=True, kw_only=True)
class CheckedRow:
    """What every checked row has. `cells` are those that the profile reads, untouched; `stages` labels with days.

    `personal` are columns that name a person, with the fields: what stands there is never shown in full.
    """

    place: int
    number: str
    cells: Mapping[str, str] = field(repr=False)
    stages: tuple[tuple[str, date], ...] = ()
    faults: tuple[CellFault, ...] = ()
    personal: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def canonical(self) -> str:
        """The cells in one form."""
        return _in_one_form(self.cells)

    @property
    def keeps_cells(self) -> bool:
        """Whether the cells stay, sealed, beside what the row became: where part of them has no other place."""
        return False

    @property
    def fit(self) -> bool:
        """Whether something can be made of the row; if not, it waits until the table is mended."""
        return True

    @property
    def flags(self) -> tuple[ImportFlag, ...]:
        """Each flag once, in the order of the vocabulary."""
        earned = {fault.flag for fault in self.faults}
        return tuple(flag for flag in ImportFlag if flag in earned)

    def flagged(self, column: str, flag: ImportFlag) -> Self:
        """The row with one more thing to report, unless it was reported already."""
        return self if flag in self.flags else self.reported(column, flag)

    def reported(self, column: str, flag: ImportFlag) -> Self:
        """The row with one more thing to report about a cell."""
        return replace(self, faults=(*self.faults, _fault(self, column, flag)))


def _in_one_form(cells: Mapping[str, str]) -> str:
    return json.dumps(dict(sorted(cells.items())), ensure_ascii=False, separators=(",", ":"))


def _fault(row: CheckedRow | CellReader, column: str, flag: ImportFlag) -> CellFault:
    """One thing to report about a cell, masked where it names a person."""
    cell = masked(row.personal.get(column, ""), row.cells.get(column, ""))
    return CellFault(row.place, row.number, column, cell, flag)


class CellReader:
    """Reads the cells of one row and collects what is to be reported."""

    def __init__(self, raw: RawRow, number_column: str | None, personal: Mapping[str, str]) -> None:
        self.place = raw.place
        self.cells = raw.cells
        self.number_column = number_column
        self.personal = personal
        self.number = raw.number(number_column)
        self.faults: list[CellFault] = []
        self.unread: list[str] = []
        """Columns whose words would be lost: they go into the text."""

    def cell(self, column: str | None) -> str:
        """What stands there, without blanks around."""
        return tidy(self.cells[column]) if column else ""

    def report(self, column: str, flag: ImportFlag) -> None:
        """Notes one thing about one cell."""
        self.faults.append(_fault(self, column, flag))

    def tried(self, column: str | None, read: Callable[[str], Value]) -> Value | None:
        """What the cell says; None, reported and kept in the text, where it cannot be read; None where it is empty."""
        cell = self.cell(column)
        if not cell or column is None:
            return None
        try:
            return read(cell)
        except BadCell as problem:
            self.report(column, problem.flag)
            self.unread.append(column)
            return None

    def unread_lines(self, shown: Iterable[str] = ()) -> Iterable[str]:
        """Cells that became empty stay readable for whoever works with the row."""
        told = frozenset(shown)
        unread = (column for column in dict.fromkeys(self.unread) if column not in told)
        return (f"{column}: {self.cell(column)}" for column in unread if self.cell(column))
