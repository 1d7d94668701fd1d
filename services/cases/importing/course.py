"""The course of a case that is still open, out of its row: the steps it took, and where they lead.

On paper. A step counts where its date can be read, does not lie ahead and does not contradict the row's status or the
step before; what does not count is reported, kept in the text, and leaves the case one step earlier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from services.cases.importing.cells import read_day
from services.cases.importing.flags import ImportFlag
from services.cases.importing.profile import CourseColumns, LegalColumns
from services.cases.importing.row import CellReader
from services.cases.kinds import Difficulty, Status
from services.clocks.rules import FactKind

TURNS = {Status.DISPATCHED: FactKind.DISPATCHED, Status.SUSPENDED: FactKind.SUSPENDED}
"""States beside the line of work, with the step that leads there."""


@dataclass(frozen=True)
class LegalDate:
    """The day from which a time limit of the law runs, and perhaps a later one on which it began anew."""

    rule: str
    on: date
    restarted: date | None = None


@dataclass(frozen=True)
class OwnDue:
    """What the table itself says about a date that is worked out here: the column, its rule, and its day."""

    rule: str
    column: str
    on: date


@dataclass(frozen=True)
class Course:
    """What happened to an open case so far. `steps` are in their order; `difficulty` holds once it was accepted.

    `handler` is a login and `to` a code of a unit, as long as nothing speaks against them. `asks_for_contact`: the
    table says whether the worker was spoken to. `dues` are dates worked out, by rule.
    """

    turned: Status | None
    difficulty: Difficulty
    handler: str | None = None
    to: str | None = None
    steps: tuple[tuple[FactKind, date], ...] = ()
    legal: tuple[LegalDate, ...] = ()
    own: tuple[OwnDue, ...] = ()
    asks_for_contact: bool = False
    dues: tuple[tuple[str, date], ...] = ()

    def day_of(self, step: FactKind) -> date | None:
        """The day of a step; None where it was not taken."""
        return next((on for kind, on in self.steps if kind is step), None)

    @property
    def working(self) -> Status:
        """Where the case stands on the line of work, whatever turned it aside."""
        if self.day_of(FactKind.ACCEPTED) is None:
            return Status.RECEIVED
        return Status.HANDLING if self.handler else Status.ACCEPTED

    @property
    def status(self) -> Status:
        """Where the case stands."""
        return self.turned or self.working


@dataclass
class CourseReader:
    """Reads the course of one row. `day` reads a column and reports what is odd; later than `latest` is no fact."""

    cells: CellReader
    columns: CourseColumns
    day: Callable[[str | None], date | None]
    day_form: str
    received: date
    latest: date
    steps: list[tuple[FactKind, date]] = field(default_factory=list)
    stages: list[tuple[str, date]] = field(default_factory=list)
    """Columns with the days that count, to be shown on the case."""

    def read(self, closed: date | None) -> Course | None:
        """The course; None where the row is closed, and history."""
        wanted = self._wanted(closed)
        if wanted is Status.CLOSED:
            self._history()
            return None
        accepted = self._accepted(wanted)
        self._contacted(accepted)
        paused = self._paused(wanted, accepted)
        to = self._dispatched(wanted, accepted or self.received)
        turned = wanted if wanted in TURNS and (to or paused) else None
        handler = self._handler(wanted)
        legal = tuple(found for one in self.columns.legal if (found := self._legal(one)))
        return Course(
            turned=turned,
            difficulty=self._difficulty(),
            handler=handler,
            to=to,
            steps=tuple(self.steps),
            legal=legal,
            own=self._own(accepted, {one.rule for one in legal}),
            asks_for_contact=self.columns.contacted is not None,
        )

    def _history(self) -> None:
        """Of a closed case the days are shown, and who handled it stands in the text."""
        has = self.columns
        law = (one.column for one in has.legal)
        for column in (has.accepted, has.contacted, has.suspended, has.resumed, has.dispatched, *law):
            self._show(column, self.day(column))
        self._keep(has.handler)

    def _wanted(self, closed: date | None) -> Status | None:
        """Where the row says that the case stands; None where it does not say it, and its dates must."""
        column = self.columns.status
        status = self.columns.values.get(self.cells.cell(column))
        if status is None:
            self._refuse(column, ImportFlag.BAD_STATUS)
        elif status is Status.CLOSED and closed is None:
            self._refuse(column, ImportFlag.CLOSED_WITHOUT_DATE)
            return None
        elif status is not Status.CLOSED and closed is not None:
            self.cells.report(column, ImportFlag.OPEN_WITH_CLOSING_DATE)
            return status
        return status or (Status.CLOSED if closed else None)

    def _accepted(self, wanted: Status | None) -> date | None:
        column = self.columns.accepted
        told = self._step(column, after=self.received)
        if wanted is Status.RECEIVED and told:
            self._refuse(column, ImportFlag.AGAINST_STATUS)
            return None
        if told is None and wanted in (Status.ACCEPTED, Status.HANDLING, Status.SUSPENDED):
            self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
        return self._count(FactKind.ACCEPTED, column, told)

    def _contacted(self, accepted: date | None) -> None:
        column = self.columns.contacted
        if accepted is not None:
            self._count(FactKind.CONTACTED, column, self._step(column, after=accepted))
        elif self.cells.cell(column):
            self.cells.unread.append(column or "")

    def _paused(self, wanted: Status | None, accepted: date | None) -> bool:
        """Whether the case stands still now; a pause that is over counts for the clocks alone."""
        first, last = self.columns.suspended, self.columns.resumed
        began = self._step(first, after=accepted or date.max)
        ended = self._step(last, after=began or date.max)
        if wanted is Status.SUSPENDED:
            if began is None and accepted is not None:
                self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
            if ended is not None:
                self._refuse(last, ImportFlag.AGAINST_STATUS)
            self._count(FactKind.SUSPENDED, first, began)
            return began is not None
        if began is not None and ended is None:
            self._refuse(first, ImportFlag.AGAINST_STATUS)
        elif began is not None:
            self._count(FactKind.SUSPENDED, first, began)
            self._count(FactKind.RESUMED, last, ended)
        return False

    def _dispatched(self, wanted: Status | None, before: date) -> str | None:
        """The code of the unit to which the case is on its way now; an earlier dispatch is only shown."""
        column, to = self.columns.dispatched, self.columns.dispatched_to
        if wanted is not Status.DISPATCHED:
            self._show(column, self.day(column))
            return None
        code = self.columns.units.get(self.cells.cell(to))
        last = max([before, *(on for kind, on in self.steps if kind is not FactKind.CONTACTED)])
        on = self._step(column, after=last)
        if code is None or on is None:
            self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
            self._keep(to)
            self._keep(column)
            return None
        self._count(FactKind.DISPATCHED, column, on)
        return code

    def _handler(self, wanted: Status | None) -> str | None:
        login = self.cells.cell(self.columns.handler).lower()
        if not login and wanted is Status.HANDLING:
            self.cells.report(self.columns.status, ImportFlag.NO_HANDLER)
        return login or None

    def _difficulty(self) -> Difficulty:
        column = self.columns.difficulty
        word = self.cells.cell(column)
        found = self.columns.difficulties.get(word)
        if word and found is None:
            self._refuse(column, ImportFlag.BAD_DIFFICULTY)
        return found or self.columns.otherwise

    def _legal(self, told: LegalColumns) -> LegalDate | None:
        on = self._step(told.column)
        restarted = self._step(told.restarted, after=on or date.max)
        self._show(told.column, on)
        self._show(told.restarted, restarted)
        return LegalDate(told.rule, on, restarted) if on else None

    def _own(self, accepted: date | None, legal: set[str]) -> tuple[OwnDue, ...]:
        """The table's own dates of what is worked out here; one of which nothing is known is reported."""
        started = [("", self.columns.due, accepted is not None)]
        started += [(one.rule, one.due, one.rule in legal) for one in self.columns.legal]
        found = []
        for rule, column, runs in started:
            on = self.cells.tried(column, lambda cell: read_day(cell, self.day_form))
            if on and runs:
                found.append(OwnDue(rule, column or "", on))
            elif on:
                self._refuse(column, ImportFlag.DUE_WITHOUT_START)
        return tuple(found)

    def _step(self, column: str | None, after: date = date.min) -> date | None:
        """The day of a step; None, and kept in the text, where it lies ahead or before what it must follow."""
        on = self.day(column)
        if on is None or (on <= self.latest and on >= after):
            return on
        if on <= self.latest:
            self.cells.report(column or "", ImportFlag.OUT_OF_ORDER)
        self._keep(column)
        return None

    def _count(self, step: FactKind, column: str | None, on: date | None) -> date | None:
        if on is not None:
            self.steps.append((step, on))
            self._show(column, on)
        return on

    def _show(self, column: str | None, on: date | None) -> None:
        if column is not None and on is not None and on <= self.latest:
            self.stages.append((column, on))

    def _refuse(self, column: str | None, flag: ImportFlag) -> None:
        self.cells.report(column or "", flag)
        self._keep(column)

    def _keep(self, column: str | None) -> None:
        if column is not None:
            self.cells.unread.append(column)
