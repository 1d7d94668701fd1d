"""From raw cells to a checked row: what could be read, what could not, and the text that keeps the rest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from services.cases.importing.cells import BadCell, has_form, is_finer, read_amount, read_day, read_name, tidy
from services.cases.importing.flags import CellFault, ImportFlag
from services.cases.importing.profile import (
    CategoryColumn,
    Check,
    EmployerColumns,
    Others,
    Profile,
    TextLine,
    UnitColumn,
)
from services.cases.importing.reading import RawRow

LONGEST_NUMBER = 120
LONGEST_CATEGORY = 120
LONGEST_EMPLOYER = 200
LONGEST_EMPLOYER_CODE = 64

Value = TypeVar("Value")


@dataclass(frozen=True)
class NamedEmployer:
    """An employer as one row names it: number with its prefix, name as spelt there, or one of the two."""

    code: str | None
    name: str | None


@dataclass(frozen=True)
class ImportRow:
    """One checked row. `received_on` is None where the row cannot be placed in time.

    `category` is a code of the union's trees or, with `category_is_local`, the table's own word. `unit` is the code
    of the unit that the row names, None for the table's own. `stages` are labels with their days.
    `cells` are those that the profile reads, untouched.
    """

    place: int
    number: str
    received_on: date | None
    closed_on: date | None
    claim_fen: int | None
    recovered_fen: int | None
    unit: str | None
    stages: tuple[tuple[str, date], ...]
    category: str | None
    category_is_local: bool
    employer: NamedEmployer | None
    text: str
    cells: Mapping[str, str] = field(repr=False)
    faults: tuple[CellFault, ...] = ()

    @property
    def flags(self) -> tuple[ImportFlag, ...]:
        """Each flag once, in the order of the vocabulary."""
        earned = {fault.flag for fault in self.faults}
        return tuple(flag for flag in ImportFlag if flag in earned)

    @property
    def last_day(self) -> date | None:
        """The last day on which the row is known to have stood: closed, else its last step, else received."""
        return self.closed_on or max((day for _label, day in self.stages), default=self.received_on)

    @property
    def closed_first(self) -> bool:
        """Whether the row was closed before it was received."""
        return bool(self.received_on and self.closed_on and self.closed_on < self.received_on)

    def flagged(self, column: str, flag: ImportFlag) -> ImportRow:
        """The row with one more thing to report, unless it was reported already."""
        if flag in self.flags:
            return self
        fault = CellFault(self.place, self.number, column, self.cells[column], flag)
        return replace(self, faults=(*self.faults, fault))

    @property
    def canonical(self) -> str:
        """The row's own contents in one form, for recognising it again; the order of columns does not matter."""
        return json.dumps(dict(sorted(self.cells.items())), ensure_ascii=False, separators=(",", ":"))


def check_rows(raw: Iterable[RawRow], profile: Profile, *, today: date) -> list[ImportRow]:
    """Checks every row; `today` is the local day of the import, after which a date is in the future."""
    used: Counter[str] = Counter()
    return [_RowReader(row, profile, today).read(used) for row in raw]


class _RowReader:
    """Reads one row and collects what is to be reported."""

    def __init__(self, raw: RawRow, profile: Profile, today: date) -> None:
        self.place = raw.place
        self.profile = profile
        self.today = today
        self.cells = {column: raw.cells[column] for column in profile.needed}
        self.number = tidy(self.cells[profile.columns.number])
        self.faults: list[CellFault] = []
        self.unread: list[str] = []

    def read(self, used: Counter[str]) -> ImportRow:
        columns = self.profile.columns
        self._check_number(used)
        received = self._received()
        closed = self._day(columns.closed)
        stages = [(stage.label, self._day(stage.column)) for stage in self.profile.stages]
        category, is_local = self._category(columns.category) if columns.category else (None, False)
        row = ImportRow(
            place=self.place,
            number=self.number,
            received_on=received,
            closed_on=closed,
            claim_fen=self._amount(columns.claim),
            recovered_fen=self._amount(columns.recovered),
            unit=self._unit(columns.unit) if columns.unit else None,
            stages=tuple((label, day) for label, day in stages if day),
            category=category,
            category_is_local=is_local,
            employer=self._employer(columns.employer) if columns.employer else None,
            text="\n".join([*self._text(), *self._unread()]),
            cells=self.cells,
        )
        if row.closed_first:
            self._report(columns.closed or "", ImportFlag.CLOSED_BEFORE_RECEIVED)
        return replace(row, faults=tuple(self.faults))

    def _cell(self, column: str | None) -> str:
        return tidy(self.cells[column]) if column else ""

    def _report(self, column: str, flag: ImportFlag) -> None:
        self.faults.append(CellFault(self.place, self.number, column, self.cells[column], flag))

    def _tried(self, column: str, read: Callable[[str], Value]) -> Value | None:
        """What the cell says; None, reported and kept in the text, where it cannot be read; None where it is empty."""
        cell = self._cell(column)
        if not cell:
            return None
        try:
            return read(cell)
        except BadCell as problem:
            self._report(column, problem.flag)
            self.unread.append(column)
            return None

    def _check_number(self, used: Counter[str]) -> None:
        column = self.profile.columns.number
        if len(self.number) > LONGEST_NUMBER:
            self._report(column, ImportFlag.TOO_LONG)
            self.unread.append(column)
            self.number = ""
        elif not self.number:
            self._report(column, ImportFlag.NO_NUMBER)
        elif used[self.number]:
            self._report(column, ImportFlag.DUPLICATE_NUMBER)
        elif self.profile.number_form and not has_form(self.number, self.profile.number_form):
            self._report(column, ImportFlag.ODD_NUMBER)
        used[self.number] += 1

    def _received(self) -> date | None:
        column = self.profile.columns.received
        day = self._day(column)
        if day is None:
            self.faults = [fault for fault in self.faults if fault.column != column]
            self._report(column, ImportFlag.NO_RECEIVED_DATE)
        return day

    def _day(self, column: str | None) -> date | None:
        if column is None:
            return None
        day = self._tried(column, lambda cell: read_day(cell, self.profile.day_form))
        if day is not None and self.profile.until and day > self.profile.until:
            self._report(column, ImportFlag.AFTER_TABLE)
        elif day is not None and day > self.today:
            self._report(column, ImportFlag.FUTURE_DATE)
        return day

    def _amount(self, column: str | None) -> int | None:
        how = self.profile.amounts
        if column is None:
            return None
        if self._cell(column).casefold() in how.unknown:
            self.unread.append(column)
            return None
        fen = self._tried(column, self._read_amount)
        if fen is not None and is_finer(self._cell(column)):
            self.unread.append(column)
        if fen is not None and how.unusual_over is not None and fen > how.unusual_over:
            self._report(column, ImportFlag.UNUSUAL_AMOUNT)
        return fen

    def _read_amount(self, cell: str) -> int:
        how = self.profile.amounts
        return read_amount(cell, lenient=how.lenient, rounded=how.rounded)

    def _unit(self, told: UnitColumn) -> str | None:
        """The code of the unit that the row names; whatever the profile does not name, blank included, is reported."""
        word = self._cell(told.column)
        if word not in told.values:
            self._report(told.column, ImportFlag.BAD_UNIT)
            self.unread.append(told.column)
        return told.values.get(word)

    def _category(self, told: CategoryColumn) -> tuple[str | None, bool]:
        word = self._tried(told.column, lambda cell: read_name(cell, LONGEST_CATEGORY))
        if word is None:
            return None, False
        if word in told.values:
            return told.values[word], False
        if told.others is Others.REPORT:
            self._report(told.column, ImportFlag.BAD_CHOICE)
            self.unread.append(told.column)
            return None, False
        return word, True

    def _employer(self, told: EmployerColumns) -> NamedEmployer | None:
        room_left = LONGEST_EMPLOYER_CODE - len(told.code_prefix)
        name = self._tried(told.name, lambda cell: read_name(cell, LONGEST_EMPLOYER)) if told.name else None
        code = self._tried(told.code, lambda cell: read_name(cell, room_left)) if told.code else None
        if name is not None and name.casefold() in told.none:
            self.unread.append(told.name or "")
            name = None
        if not name and not code:
            return None
        return NamedEmployer(told.code_prefix + code if code else None, " ".join(name.split()) if name else None)

    def _text(self) -> Iterable[str]:
        for line in self.profile.text:
            cell = self._cell(line.column)
            if cell:
                self._check_kept(line)
                parts = [part.strip() for part in cell.split(line.split)] if line.split else [cell]
                yield from (f"{line.label}: {part}" for part in parts if part)

    def _check_kept(self, line: TextLine) -> None:
        """A cell that stays in the text is only checked: it is not emptied."""
        kept = list(self.unread)
        if line.check is Check.DATE:
            self._day(line.column)
        elif line.check is Check.AMOUNT:
            self._tried(line.column, self._read_amount)
        self.unread = kept

    def _unread(self) -> Iterable[str]:
        """Cells that became empty stay readable for whoever handles the case."""
        shown = {line.column for line in self.profile.text}
        unread = (column for column in dict.fromkeys(self.unread) if column not in shown)
        return (f"{column}: {self._cell(column)}" for column in unread if self._cell(column))
