"""From raw cells to a checked case: what could be read, what could not, and the text that keeps the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from services.cases.importing.cells import has_form, is_finer, read_amount, read_day, read_name, tidy
from services.cases.importing.course import Course
from services.cases.importing.fields import OF_PEOPLE, read_field
from services.cases.importing.flags import ImportFlag
from services.cases.importing.profile import (
    OF_A_PERSON,
    CategoryColumn,
    Check,
    EmployerColumns,
    Others,
    PersonColumns,
    Profile,
    TextLine,
    UnitColumn,
)
from services.cases.importing.reading_course import CourseReader
from services.cases.importing.row import CellReader, CheckedRow, RawRow
from services.people.facts import PersonFacts
from services.people.kinds import Sex

LONGEST_CATEGORY = 120
LONGEST_EMPLOYER = 200
LONGEST_EMPLOYER_CODE = 64


@dataclass(frozen=True)
class NamedEmployer:
    """An employer as one row names it: number with its prefix, name as spelt there, or one of the two."""

    code: str | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class ImportRow(CheckedRow):
    """One checked row. `received_on` is None where the row cannot be placed in time.

    `category` is a code of the union's trees or, with `category_is_local`, the table's own word. `unit` is the code
    of the unit that the row names, None for the table's own.
    """

    received_on: date | None
    closed_on: date | None
    claim_fen: int | None
    recovered_fen: int | None
    unit: str | None
    category: str | None
    category_is_local: bool
    employer: NamedEmployer | None
    text: str
    course: Course | None = None
    """Of a case that is still open, and worked on here from now on."""
    person: PersonFacts | None = field(default=None, repr=False)
    """The worker whom the row names."""

    @property
    def fit(self) -> bool:
        """A case belongs to a month."""
        return self.received_on is not None

    @property
    def keeps_cells(self) -> bool:
        """What could not be taken of a worker never stands in the text."""
        return any(fault.column in self.personal for fault in self.faults)

    @property
    def last_day(self) -> date | None:
        """The last day on which the row is known to have stood: closed, else its last step, else received."""
        return self.closed_on or max((day for _label, day in self.stages), default=self.received_on)

    @property
    def closed_first(self) -> bool:
        """Whether the row was closed before it was received."""
        return bool(self.received_on and self.closed_on and self.closed_on < self.received_on)

    def doubted(self, column: str, flag: ImportFlag) -> ImportRow:
        """The row with one more thing to report, and the cell in its text."""
        line = f"{column}: {tidy(self.cells[column])}"
        told = self.text.split("\n") if self.text else []
        text = self.text if line in told else "\n".join([*told, line])
        return replace(self.reported(column, flag), text=text)


def read_row(raw: RawRow, profile: Profile, *, today: date, repeated: bool = False) -> ImportRow:
    """Checks one row; `today` is the local day of the import, after which a date is in the future.

    `repeated`: an earlier row has the same number.
    """
    return _RowReader(raw, profile, today).read(repeated)


class _RowReader(CellReader):
    """Reads one row of a table of cases."""

    def __init__(self, raw: RawRow, profile: Profile, today: date) -> None:
        super().__init__(raw, profile.columns.number, profile.personal)
        self.profile = profile
        self.today = today

    def read(self, repeated: bool) -> ImportRow:
        columns = self.profile.columns
        self._check_number(repeated)
        received = self._received()
        closed = self._day(columns.closed)
        stages = [(stage.label, self._day(stage.column)) for stage in self.profile.stages]
        course, days = self._course(received, closed)
        if course is not None and closed is not None:
            self.unread.append(columns.closed or "")
        category, is_local = self._category(columns.category) if columns.category else (None, False)
        row = ImportRow(
            place=self.place,
            number=self.number,
            received_on=received,
            closed_on=None if course else closed,
            claim_fen=self._amount(columns.claim),
            recovered_fen=self._amount(columns.recovered),
            unit=self._unit(columns.unit) if columns.unit else None,
            stages=tuple((label, day) for label, day in [*stages, *days] if day),
            category=category,
            category_is_local=is_local,
            employer=self._employer(columns.employer) if columns.employer else None,
            person=self._person(columns.person) if columns.person else None,
            text="\n".join([*self._text(), *self.unread_lines(line.column for line in self.profile.text)]),
            cells=self.cells,
            course=course,
            personal=self.personal,
        )
        if row.closed_first:
            self.report(columns.closed or "", ImportFlag.CLOSED_BEFORE_RECEIVED)
        return replace(row, faults=tuple(self.faults))

    def _check_number(self, repeated: bool) -> None:
        column = self.profile.columns.number
        if tidy(self.cells[column]) and not self.number:
            self.report(column, ImportFlag.TOO_LONG)
            self.unread.append(column)
        elif not self.number:
            self.report(column, ImportFlag.NO_NUMBER)
        elif repeated:
            self.report(column, ImportFlag.DUPLICATE_NUMBER)
        elif self.profile.number_form and not has_form(self.number, self.profile.number_form):
            self.report(column, ImportFlag.ODD_NUMBER)

    def _received(self) -> date | None:
        column = self.profile.columns.received
        day = self._day(column)
        if day is None:
            self.faults = [fault for fault in self.faults if fault.column != column]
            self.report(column, ImportFlag.NO_RECEIVED_DATE)
        return day

    def _day(self, column: str | None) -> date | None:
        if column is None:
            return None
        day = self.tried(column, lambda cell: read_day(cell, self.profile.day_form))
        if day is not None and self.profile.until and day > self.profile.until:
            self.report(column, ImportFlag.AFTER_TABLE)
        elif day is not None and day > self.today:
            self.report(column, ImportFlag.FUTURE_DATE)
        return day

    def _course(self, received: date | None, closed: date | None) -> tuple[Course | None, list[tuple[str, date]]]:
        """The course of an open case, with the days that are shown of it; a row without its first day waits."""
        told = self.profile.course
        if told is None or received is None:
            return None, []
        latest = min(self.today, self.profile.until or self.today)
        reader = CourseReader(self, told, self._day, self.profile.day_form, received, latest)
        return reader.read(closed), reader.stages

    def _amount(self, column: str | None) -> int | None:
        how = self.profile.amounts
        if column is None:
            return None
        if self.cell(column).casefold() in how.unknown:
            self.unread.append(column)
            return None
        fen = self.tried(column, self._read_amount)
        if fen is not None and is_finer(self.cell(column)):
            self.unread.append(column)
        if fen is not None and how.unusual_over is not None and fen > how.unusual_over:
            self.report(column, ImportFlag.UNUSUAL_AMOUNT)
        return fen

    def _read_amount(self, cell: str) -> int:
        how = self.profile.amounts
        return read_amount(cell, lenient=how.lenient, rounded=how.rounded)

    def _unit(self, told: UnitColumn) -> str | None:
        """The code of the unit that the row names; whatever the profile does not name, blank included, is reported."""
        word = self.cell(told.column)
        if word not in told.values:
            self.report(told.column, ImportFlag.BAD_UNIT)
            self.unread.append(told.column)
        return told.values.get(word)

    def _category(self, told: CategoryColumn) -> tuple[str | None, bool]:
        word = self.tried(told.column, lambda cell: read_name(cell, LONGEST_CATEGORY))
        if word is None:
            return None, False
        if word in told.values:
            return told.values[word], False
        if told.others is Others.REPORT:
            self.report(told.column, ImportFlag.BAD_CHOICE)
            self.unread.append(told.column)
            return None, False
        return word, True

    def _employer(self, told: EmployerColumns) -> NamedEmployer | None:
        room_left = LONGEST_EMPLOYER_CODE - len(told.code_prefix)
        name = self.tried(told.name, lambda cell: read_name(cell, LONGEST_EMPLOYER))
        code = self.tried(told.code, lambda cell: read_name(cell, room_left))
        if name is not None and name.casefold() in told.none:
            self.unread.append(told.name or "")
            name = None
        if not name and not code:
            return None
        return NamedEmployer(told.code_prefix + code if code else None, " ".join(name.split()) if name else None)

    def _person(self, told: PersonColumns) -> PersonFacts | None:
        """What can be read of the worker; nobody where there is neither name nor number, and the sex is only told."""
        said = {
            name: read_field(self, OF_PEOPLE[name], name, column, [self.cell(column)], self.today)
            for name, column in told.columns.items()
        }
        name, phone, number, sex = (said.get(field) or None for field in OF_A_PERSON)
        if not (name or phone or number):
            self.unread += [told.columns["sex"]] if sex else []
            return None
        return PersonFacts(name=name, phone=phone, id_number=number, sex=Sex(sex) if sex else None)

    def _text(self) -> Iterable[str]:
        for line in self.profile.text:
            cell = self.cell(line.column)
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
            self.tried(line.column, self._read_amount)
        self.unread = kept
