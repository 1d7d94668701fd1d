"""What the queue shows of each thing in it: a page's rows, a few statements whatever there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from services.accounts.models import User
from services.cases.kinds import Channel, Status
from services.cases.models import Case, CaseCategory, Category, Contact
from services.cases.queries.lists import masked_names
from services.cases.queries.timeline import LOOKS
from services.core.access import SHOWN_BY_THE_DAY, Actor, ActorKind, unscoped
from services.core.audit import EVENT_KINDS, Event
from services.core.database import db
from services.core.time import local_date
from services.desk.models import Task, TaskKind
from services.desk.queries.candidates import CALLBACK, SENDERS
from services.desk.queries.queue import Place
from services.desk.queries.reach import Answers, is_within
from services.desk.rules import Group, Standing, ToDo, to_do

SEEN = "ids came from the viewer's queue"
AMONG: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue, ready to be shown."""

    kind: str
    id: int
    group: Group
    due: date | None
    to_do: ToDo
    title: str
    """Number of the case; empty for what has none."""
    matter: str = ""
    matter_en: str = ""
    person: str = ""
    people: int = 1
    sealed: bool = False
    rule: str = ""
    """Code of the rule whose clock is meant."""
    last: str = ""
    """Kind of what happened last."""
    last_by: str = ""
    last_at: datetime | date | None = None
    """A day where it was the member."""
    channel: Channel | None = None
    about: TaskKind | None = None
    hour: datetime | None = None
    stands_in_for: str = ""
    """Name of the colleague who is away and whose case it is."""


_last = aliased(Event)
LATEST = (
    select(func.max(_last.id))
    .where(_last.subject_type == Case.__tablename__, _last.subject_id == Case.id, _last.kind.not_in(LOOKS))
    .correlate(Case)
    .scalar_subquery()
)
CASES = unscoped(
    select(
        Case.id,
        Case.number,
        Case.status,
        Case.sealed,
        Case.people,
        Case.handler_id,
        Case.next_rule,
        Case.org_path,
        Case.handed_path,
        Case.decider_path,
        User.name.label("handler"),
        Category.code,
        Category.tree,
        Category.name_zh,
        Category.name_en,
        Event.kind,
        Event.actor_kind,
        Event.actor_label,
        Event.at,
    )
    .outerjoin(User, User.id == Case.handler_id)
    .outerjoin(CaseCategory, and_(CaseCategory.case_id == Case.id, CaseCategory.position == 1))
    .outerjoin(Category, Category.code == CaseCategory.code)
    .outerjoin(Event, Event.id == LATEST)
    .where(Case.id.in_(AMONG)),
    because=SEEN,
)
CONTACTS = unscoped(select(Contact.id, Contact.channel, Contact.at).where(Contact.id.in_(AMONG)), because=SEEN)
TASKS = unscoped(
    select(Task.id, Task.kind, Task.text_sealed, Task.due_on, Task.at_time, Case.number)
    .outerjoin(Case, Case.id == Task.case_id)
    .where(Task.id.in_(AMONG)),
    because=SEEN,
)


def rows_for(places: Sequence[Place], viewer: Actor, answers: Answers) -> list[QueueRow]:
    """The rows of a page of the queue, in its order."""
    found: dict[tuple[str, int], QueueRow] = {}
    ids = {kind: [place.id for place in places if place.kind == kind] for kind in ("case", "contact", "task")}
    at = {(place.kind, place.id): place for place in places}
    if ids["case"]:
        names = masked_names(ids["case"])
        for row in db.session.execute(CASES, {"ids": ids["case"]}):
            found["case", row.id] = _case_row(row, at["case", row.id], names, viewer, answers)
    if ids["contact"]:
        for call in db.session.execute(CONTACTS, {"ids": ids["contact"]}):
            found["contact", call.id] = _contact_row(call, at["contact", call.id])
    if ids["task"]:
        for task in db.session.execute(TASKS, {"ids": ids["task"]}):
            found["task", task.id] = _task_row(task, at["task", task.id])
    return [found[place.kind, place.id] for place in places]


def _case_row(row: Any, place: Place, names: Mapping[int, str], viewer: Actor, answers: Answers) -> QueueRow:
    prefix = "" if row.tree in (None, "L") else f"{row.code} "
    return QueueRow(
        kind="case",
        id=row.id,
        group=place.group,
        due=place.due,
        to_do=to_do(_standing(row, viewer, answers)),
        title=row.number,
        matter=prefix + (row.name_zh or ""),
        matter_en=prefix + (row.name_en or ""),
        person=names.get(row.id, ""),
        people=row.people,
        sealed=row.sealed,
        rule=row.next_rule or "",
        last=EVENT_KINDS[row.kind].msgid if row.kind in EVENT_KINDS else "",
        last_by=row.actor_label if row.actor_kind is ActorKind.STAFF else "",
        last_at=local_date(row.at) if row.actor_kind in SHOWN_BY_THE_DAY else row.at,
        stands_in_for=row.handler if row.handler_id in answers.handles - {viewer.user_id} else "",
    )


def _standing(row: Any, viewer: Actor, answers: Answers) -> Standing:
    deciding = {post.unit_path for post in viewer.posts_as(SENDERS)}
    return Standing(
        status=row.status,
        ours=row.handler_id is not None and row.handler_id in answers.handles,
        handled=row.handler_id is not None,
        calls_back=row.next_rule == CALLBACK,
        leads=is_within(row.org_path, answers.leads),
        decides=row.status is not Status.DISPATCHED and row.decider_path in deciding,
        receives=bool(row.handed_path) and is_within(row.handed_path, answers.works),
    )


def _contact_row(row: Any, place: Place) -> QueueRow:
    return QueueRow(
        kind="contact",
        id=row.id,
        group=place.group,
        due=place.due,
        to_do=ToDo.ANSWER,
        title="",
        rule="sla.enquiry",
        last_at=row.at,
        channel=row.channel,
    )


def _task_row(row: Any, place: Place) -> QueueRow:
    return QueueRow(
        kind="task",
        id=row.id,
        group=place.group,
        due=row.due_on,
        to_do=ToDo.DO,
        title=row.number or "",
        matter=Task.text.opened(row.id, row.text_sealed),
        about=row.kind,
        hour=row.at_time,
    )
