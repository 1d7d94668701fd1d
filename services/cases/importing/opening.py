"""Open cases out of a table: each goes the way that its row tells, by the table of moves and by the clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from services.accounts.models import User
from services.accounts.queries import find_user
from services.cases.actions.dispatching import send_off
from services.cases.actions.handling import take_on
from services.cases.actions.moving import begin_history, move, show_nearest, tell_clocks
from services.cases.actions.readers import leave_none_unread
from services.cases.actions.sealing import name_handler
from services.cases.importing.consulting import without_handler
from services.cases.importing.course import ANSWERED, Course
from services.cases.importing.profile import CourseColumns
from services.cases.importing.rows import ImportRow
from services.cases.models import Case, Reply
from services.cases.queries.readers import may_take
from services.cases.rules import Move
from services.clocks.actions import start, tell
from services.clocks.rules import FactKind
from services.core.access import Actor
from services.core.database import db
from services.core.time import local_midnight
from services.units.models import Unit

NO_WORDS = "（旧表没有答复的原文。No words of the reply in the old table.）"
FIRST_CONTACT = frozenset({"sla.first_contact"})


def bring_in(
    case: Case, row: ImportRow, columns: CourseColumns, units: Mapping[str, Unit], *, by: Actor, at: datetime
) -> ImportRow:
    """Lets a case just received go the steps of its row, at the local midnights with which their days begin.

    `units` are those to which a case may be on its way. Gives the row, without its handler where the case is kept
    from that person. Inside an action.
    """
    course = row.course
    assert course is not None
    handler = find_user(course.handler) if course.handler else None
    if handler is not None and not may_take(handler, case):
        row, handler = without_handler(row, columns), None
        course = course.without_handler
    begin_history(case, case.received_at)
    _start_the_law(case, course)
    tell_clocks(case, FactKind.REGISTERED, case.received_at)
    way = _Way(case, course, handler, columns, units, by)
    for kind, on in sorted(course.steps, key=lambda step: step[1]):
        way.go(kind, on)
    if handler is not None:
        _assign(case, handler, at)
    if course.checked is not None:
        move(case, Move.PASS_CHECK, local_midnight(course.checked))
    if case.sealed and course.status in ANSWERED:
        db.session.flush()
        leave_none_unread(Case.id == case.id, by=by, at=at)
    show_nearest(case)
    db.session.flush()
    return row


def _start_the_law(case: Case, course: Course) -> None:
    for legal in course.legal:
        start(legal.rule, case, case_id=case.id, at=local_midnight(legal.on))
    for legal in course.legal:
        if legal.restarted:
            tell(case, FactKind.RESTARTED, case_id=case.id, at=local_midnight(legal.restarted))


def _assign(case: Case, handler: User, at: datetime) -> None:
    case.handler_id = handler.id
    if case.sealed:
        name_handler(case, handler.id, at)


class _Way:
    """The steps of one case."""

    def __init__(
        self,
        case: Case,
        course: Course,
        handler: User | None,
        columns: CourseColumns,
        units: Mapping[str, Unit],
        by: Actor,
    ) -> None:
        self.case, self.course, self.handler = case, course, handler
        self.columns, self.units, self.by = columns, units, by
        self.steps: Mapping[FactKind, Callable[[datetime], object]] = {
            FactKind.ACCEPTED: self._accept,
            FactKind.COMPLETION_ASKED: lambda at: self._move(Move.ASK_COMPLETION, FactKind.COMPLETION_ASKED, at),
            FactKind.COMPLETED: lambda at: self._move(Move.COMPLETE, FactKind.COMPLETED, at),
            FactKind.REPLIED: self._reply,
            FactKind.SUSPENDED: lambda at: self._move(Move.SUSPEND, FactKind.SUSPENDED, at),
            FactKind.RESUMED: lambda at: self._move(Move.RESUME, FactKind.RESUMED, at),
            FactKind.CONTACTED: lambda at: tell_clocks(self.case, FactKind.CONTACTED, at),
            FactKind.DISPATCHED: self._send_off,
        }

    def go(self, kind: FactKind, on: date) -> None:
        """One step further."""
        self.steps[kind](local_midnight(on))

    def _move(self, by_move: Move, kind: FactKind, at: datetime) -> None:
        move(self.case, by_move, at)
        tell_clocks(self.case, kind, at)

    def _accept(self, at: datetime) -> None:
        """Acceptance; whoever handles the case does so from then on."""
        not_told = frozenset() if self.course.asks_for_contact else FIRST_CONTACT
        take_on(self.case, self.course.difficulty, at, not_told)
        if self.handler is not None:
            move(self.case, Move.TAKE, at)

    def _reply(self, at: datetime) -> None:
        """The answer of whoever handles the case; from then on the callback is due."""
        assert self.handler is not None
        answer = Reply(case_id=self.case.id, by_id=self.handler.id, at=at, outcome=self.course.outcome)
        answer.text = self.course.reply or NO_WORDS
        db.session.add(answer)
        self._move(Move.REPLY, FactKind.REPLIED, at)

    def _send_off(self, at: datetime) -> None:
        send_off(self.case, self.units[self.course.to or ""], self.columns.mode, by=self.by, at=at)
