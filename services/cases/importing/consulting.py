"""What the house knows about the rows of open cases: who may handle them, where they go, and when they are due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import cast

from services.accounts.models import User
from services.accounts.posts import may_handle
from services.accounts.queries import find_user
from services.cases.importing.course import Course
from services.cases.importing.flags import ImportFlag
from services.cases.importing.persons import consult_persons
from services.cases.importing.profile import CourseColumns, Profile
from services.cases.importing.row import CheckedRow
from services.cases.importing.rows import ImportRow
from services.cases.importing.tied import Ties
from services.cases.rules import HANDLE_RULES
from services.clocks.queries import working_calendar
from services.clocks.rules import STANDING, Fact, FactKind, due
from services.clocks.table import in_force
from services.core.calendar import WorkingCalendar
from services.units.models import Unit
from services.units.queries import find_unit


def consult_cases(
    unit: Unit | None, profile: Profile, rows: Sequence[CheckedRow], _today: date, _survey: object = None
) -> Sequence[CheckedRow]:
    """Rows of cases, those of open ones with their due dates; what the house contradicts is reported and left out.

    Reads only.
    """
    told = consult_persons(unit, profile, [cast(ImportRow, row) for row in rows])
    if profile.course is None:
        return told
    users = _users(told)
    ties = Ties([user for user in users.values() if user is not None], told)
    house = _House(unit, profile.course, working_calendar(), users, ties)
    return [house.seen(row) for row in told]


def _users(rows: Sequence[ImportRow]) -> Mapping[str, User | None]:
    """Login → account, of all handlers named."""
    logins = dict.fromkeys(row.course.handler for row in rows if row.course and row.course.handler)
    return {login: find_user(login) for login in logins}


@dataclass
class _House:
    """What is asked for many rows, looked up once."""

    unit: Unit | None
    columns: CourseColumns
    calendar: WorkingCalendar
    users: Mapping[str, User | None]
    ties: Ties

    def seen(self, row: ImportRow) -> ImportRow:
        if row.course is None:
            return row
        for check in (self._handler, self._destination, self._dues):
            row = check(row, row.course)
        return row

    def _handler(self, row: ImportRow, course: Course) -> ImportRow:
        if course.handler is None:
            return row
        user, place = self.users[course.handler], self._place(row)
        works_there = user is not None and (place is None or may_handle(user, place.org_path))
        if user is not None and works_there and not self.ties.between(user, row):
            return row
        return without_handler(row, self.columns)

    def _destination(self, row: ImportRow, course: Course) -> ImportRow:
        if course.to is None:
            return row
        to, place = find_unit(course.to), self._place(row)
        if to is None or (to.active and (place is None or to.id != place.id)):
            return row
        steps = tuple(step for step in course.steps if step[0] is not FactKind.DISPATCHED)
        stays = replace(row, course=replace(course, to=None, turned=None, steps=steps))
        return stays.doubted(self.columns.dispatched_to or "", ImportFlag.AGAINST_STATUS)

    def _place(self, row: ImportRow) -> Unit | None:
        """The unit that gets the row; None where it is not set up yet."""
        return find_unit(row.unit) if row.unit else self.unit

    def _dues(self, row: ImportRow, course: Course) -> ImportRow:
        """Works out what is due when, and compares it with what the table says."""
        found = dict(self._worked_out(row, course))
        handling = HANDLE_RULES[course.difficulty]
        for own in course.own:
            if found.get(own.rule or handling, own.on) != own.on:
                row = row.doubted(own.column, ImportFlag.OTHER_DUE)
        met = handling if course.day_of(FactKind.REPLIED) else None
        return replace(row, course=replace(course, dues=tuple((r, on) for r, on in found.items() if on and r != met)))

    def _worked_out(self, row: ImportRow, course: Course) -> Iterator[tuple[str, date | None]]:
        facts = [Fact(kind, on) for kind, on in course.steps if kind in STANDING]
        accepted = course.day_of(FactKind.ACCEPTED)
        when = partial(_due_on, self.calendar, facts)
        if accepted is not None:
            yield HANDLE_RULES[course.difficulty], when(HANDLE_RULES[course.difficulty], accepted)
        elif row.received_on is not None:
            yield "sla.accept", when("sla.accept", row.received_on)
        replied = course.day_of(FactKind.REPLIED)
        if replied is not None:
            yield "sla.callback", when("sla.callback", replied)
        for legal in course.legal:
            again = [Fact(FactKind.RESTARTED, legal.restarted)] if legal.restarted else []
            yield legal.rule, _due_on(self.calendar, again, legal.rule, legal.on)


def _due_on(calendar: WorkingCalendar, facts: Sequence[Fact], rule: str, start: date) -> date | None:
    return due(in_force(rule, start), start, calendar, facts).due


def without_handler(row: ImportRow, columns: CourseColumns) -> ImportRow:
    """The row of a case that nobody handles yet, because whom the table names must not."""
    freed = replace(row, course=cast(Course, row.course).without_handler)
    return freed.doubted(columns.handler or "", ImportFlag.BAD_HANDLER)
