"""Reading the course of an open case out of its row.

A step counts where its date can be read, does not lie ahead and does not contradict the row's status or the step
before; what does not count is reported, kept in the text, and leaves the case one step earlier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from services.cases.importing.cells import read_day
from services.cases.importing.course import ANSWERED, Course, LegalDate, OwnDue
from services.cases.importing.flags import ImportFlag
from services.cases.importing.profile import CourseColumns, LegalColumns
from services.cases.importing.row import CellReader
from services.cases.kinds import Difficulty, Outcome, Status
from services.clocks.rules import FactKind

TURNS = frozenset({Status.AWAITING_COMPLETION, Status.DISPATCHED, Status.SUSPENDED})
"""States beside the line of work."""
BEFORE_ACCEPTANCE = frozenset({Status.RECEIVED, Status.AWAITING_COMPLETION})
ONCE_ACCEPTED = frozenset({Status.ACCEPTED, Status.HANDLING, Status.SUSPENDED}) | ANSWERED


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
        waits = self._stands_still(wanted, Status.AWAITING_COMPLETION, self.received)
        accepted = self._accepted(wanted)
        self._contacted(accepted)
        paused = self._stands_still(wanted, Status.SUSPENDED, accepted)
        to = self._dispatched(wanted, accepted or self.received)
        turned = wanted if wanted in TURNS and (to or paused or waits) else None
        handler = self._handler(wanted)
        replied = self._replied(wanted, accepted if handler else None)
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
            reply=self.cells.cell(self.columns.reply) if replied else "",
            outcome=self._outcome() if replied else self.columns.outcome_otherwise,
            checked=self._checked(wanted, replied),
        )

    def _history(self) -> None:
        """Of a closed case the days are shown, and who handled it stands in the text."""
        has = self.columns
        law = (one.column for one in has.legal)
        asked = (has.completion_asked, has.completed)
        days = (
            *asked,
            has.accepted,
            has.contacted,
            has.suspended,
            has.resumed,
            has.dispatched,
            has.replied,
            has.checked,
        )
        for column in (*days, *law):
            self._show(column, self.day(column))
        for column in (has.handler, has.reply, has.outcome):
            self._keep(column)

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
        told = self._step(column, after=self._last(self.received))
        if wanted in BEFORE_ACCEPTANCE and told:
            self._refuse(column, ImportFlag.AGAINST_STATUS)
            return None
        if told is None and wanted in ONCE_ACCEPTED:
            self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
        return self._count(FactKind.ACCEPTED, column, told)

    def _contacted(self, accepted: date | None) -> None:
        column = self.columns.contacted
        if accepted is not None:
            self._count(FactKind.CONTACTED, column, self._step(column, after=accepted))
        elif self.cells.cell(column):
            self.cells.unread.append(column or "")

    def _stands_still(self, wanted: Status | None, there: Status, since: date | None) -> bool:
        """Whether the case stands still now; a pause that is over counts for the clocks alone.

        `there` is where it stands then: put off, or waiting for what the worker must add.
        """
        (first, last), (begins, ends) = self._pause_of(there)
        began = self._step(first, after=since or date.max)
        ended = self._step(last, after=began or date.max)
        if wanted is there:
            if began is None and since is not None:
                self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
            if ended is not None:
                self._refuse(last, ImportFlag.AGAINST_STATUS)
            self._count(begins, first, began)
            return began is not None
        if began is not None and ended is None:
            self._refuse(first, ImportFlag.AGAINST_STATUS)
        elif began is not None:
            self._count(begins, first, began)
            self._count(ends, last, ended)
        return False

    def _pause_of(self, there: Status) -> tuple[tuple[str | None, str | None], tuple[FactKind, FactKind]]:
        """The columns of a pause, and the steps with which it begins and ends."""
        if there is Status.SUSPENDED:
            return (self.columns.suspended, self.columns.resumed), (FactKind.SUSPENDED, FactKind.RESUMED)
        asked = (self.columns.completion_asked, self.columns.completed)
        return asked, (FactKind.COMPLETION_ASKED, FactKind.COMPLETED)

    def _last(self, before: date) -> date:
        """The latest day so far: no step lies before it, but for a contact, which may be any day."""
        return max([before, *(on for kind, on in self.steps if kind is not FactKind.CONTACTED)])

    def _dispatched(self, wanted: Status | None, before: date) -> str | None:
        """The code of the unit to which the case is on its way now; an earlier dispatch is only shown."""
        column, to = self.columns.dispatched, self.columns.dispatched_to
        if wanted is not Status.DISPATCHED:
            self._show(column, self.day(column))
            return None
        code = self.columns.units.get(self.cells.cell(to))
        on = self._step(column, after=self._last(before))
        if code is None or on is None:
            self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
            self._keep(to)
            self._keep(column)
            return None
        self._count(FactKind.DISPATCHED, column, on)
        return code

    def _handler(self, wanted: Status | None) -> str | None:
        login = self.cells.cell(self.columns.handler).lower()
        if not login and (wanted is Status.HANDLING or wanted in ANSWERED):
            self.cells.report(self.columns.status, ImportFlag.NO_HANDLER)
        return login or None

    def _replied(self, wanted: Status | None, accepted: date | None) -> date | None:
        """The day of the answer that stands; one to a case that is handled again is only shown."""
        column = self.columns.replied
        if wanted not in ANSWERED or accepted is None:
            self._show(column, self.day(column))
            self._keep(self.columns.reply)
            return None
        on = self._step(column, after=self._last(accepted))
        if on is None:
            self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
            self._keep(self.columns.reply)
        return self._count(FactKind.REPLIED, column, on)

    def _checked(self, wanted: Status | None, replied: date | None) -> date | None:
        column = self.columns.checked
        if wanted is not Status.CHECKED or replied is None:
            self._show(column, self.day(column))
            return None
        on = self._step(column, after=replied)
        if on is None:
            self.cells.report(self.columns.status, ImportFlag.STATUS_WITHOUT_DATE)
        self._show(column, on)
        return on

    def _outcome(self) -> Outcome:
        column = self.columns.outcome
        found = self.columns.outcomes.get(self.cells.cell(column))
        if found is None and self.cells.cell(column):
            self._refuse(column, ImportFlag.BAD_OUTCOME)
        return found or self.columns.outcome_otherwise

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
