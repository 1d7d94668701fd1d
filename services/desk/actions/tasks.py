"""Tasks: asked for, changed, done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.accounts.models import User
from services.accounts.posts import may_handle
from services.cases.actions.moving import said
from services.cases.models import Case
from services.cases.queries.readers import may_take
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import Words, _l
from services.desk.events import DeskEvent
from services.desk.models import Task, TaskKind
from services.desk.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.units.models import Unit

LONGEST = 200
"""Characters of what is to be done: one line of the queue."""


@dataclass(frozen=True)
class TaskFacts:
    """What a task says. `due_on` and `remind_on` are local days; `at_time` is the instant where it has an hour."""

    text: str
    due_on: date
    kind: TaskKind = TaskKind.PLAIN
    at_time: datetime | None = None
    remind_on: date | None = None

    def checked(self, today: date) -> TaskFacts:
        """Raises Problem(invalid): no text or too long, a day gone by, a reminder after the day itself."""
        told = said(self.text, _l("请写明要做什么。"), "next_step")
        if len(told) > LONGEST:
            raise _invalid(_l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=LONGEST, size=len(told)), "next_step")
        if self.due_on < today:
            raise _invalid(_l("日期不能早于今天。"), "due_on")
        if self.remind_on is not None and self.remind_on > self.due_on:
            raise _invalid(_l("提醒日不能晚于办理日。"), "remind_on")
        return self


def _invalid(sentence: Words, field: str) -> Problem:
    return Problem(ErrorCode.INVALID, sentence, field=field)


@action("task.add", makes=True)
def add_task(unit: Unit, facts: TaskFacts, user: User, case: Case | None = None, *, by: Actor, at: datetime) -> Task:
    """Puts a task on a colleague's desk. Problem(invalid): what it says, or a colleague who cannot do it."""
    told = facts.checked(local_date(at))
    if user.id != by.user_id and not _fits(user, unit, case):
        raise _invalid(_l("这位同事不能办理，请另选一人。"), "user")
    task = Task(
        org_path=unit.org_path,
        case_id=case.id if case is not None else None,
        user_id=user.id,
        by_id=by.user_id,
        made_at=at,
        due_on=told.due_on,
        kind=told.kind,
        at_time=told.at_time,
        remind_on=told.remind_on,
    )
    task.text = told.text
    db.session.add(task)
    db.session.flush()
    _record(DeskEvent.TASK_ADDED, task, by, at)
    return task


@action("task.change")
def change_task(task: Task, facts: TaskFacts, *, by: Actor, at: datetime) -> Task:
    """Another day, hour, reminder or wording. Problem: illegal_move (it is done), invalid."""
    _must_be_open(task)
    told = facts.checked(local_date(at))
    task.text, task.due_on, task.kind = told.text, told.due_on, told.kind
    task.at_time, task.remind_on = told.at_time, told.remind_on
    _record(DeskEvent.TASK_CHANGED, task, by, at)
    return task


@action("task.finish")
def finish_task(task: Task, *, by: Actor, at: datetime) -> Task:
    """It is done. Problem(illegal_move): it was already."""
    _must_be_open(task)
    task.done_at = at
    _record(DeskEvent.TASK_FINISHED, task, by, at)
    return task


def _fits(user: User, unit: Unit, case: Case | None) -> bool:
    """Whether a colleague may be asked: one who may handle the case or, without one, works in the unit."""
    return may_take(user, case) if case is not None else may_handle(user, unit.org_path)


def _must_be_open(task: Task) -> None:
    if task.done_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这件事项已经完成。"))


def _record(kind: DeskEvent, task: Task, by: Actor, at: datetime) -> None:
    """In the history of its case, whose readers alone learn of it; else in its own."""
    record(kind, task.case or task, {"task": task.id, "kind_of_task": task.kind, "day": task.due_on}, by=by, at=at)
