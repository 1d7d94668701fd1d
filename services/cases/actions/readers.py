"""What follows when somebody may no longer see a case: the handler steps back, a sealed case gets other readers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from services.accounts.models import User
from services.accounts.posts import ON_POSTS_CHANGED
from services.cases.actions.sealing import name_officers
from services.cases.conflict_events import ConflictEvent
from services.cases.models import Case, CaseReader, kept_from
from services.cases.queries.readers import unchecked_cases, unread_cases
from services.cases.rules import OPEN
from services.core.access import Actor, Role, below_any, unscoped
from services.core.audit import record
from services.core.database import db
from services.units.models import Unit

INSIDE = "inside an action"


def leave_none_unread(
    *among: ColumnElement[bool], by: Actor, at: datetime, start: Unit | None = None, but: Collection[int] = ()
) -> None:
    """Sealed cases among those meant that no officer reads any more go to other officers.

    So do those that were answered, where no officer but the handler could check the answer and call back.
    """
    for case in unread_cases(*among):
        _name_others(case, start or case.unit, by, at, but)
    for case in unchecked_cases(*among):
        _name_others(case, start or case.unit, by, at, {*but, case.handler_id or 0})


def _name_others(case: Case, start: Unit, by: Actor, at: datetime, but: Collection[int]) -> None:
    if name_officers(case, start, at, but):
        record(ConflictEvent.READERS_NAMED, case, {}, by=by, at=at)


def named_reader(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Cases that have such a reader, whether or not that reading has ended."""
    return Case.id.in_(select(CaseReader.case_id).where(*conditions))


def end_reading(*conditions: ColumnElement[bool], at: datetime) -> None:
    """Such readings end now."""
    lasting = select(CaseReader).where(CaseReader.until.is_(None), *conditions)
    for reader in db.session.scalars(unscoped(lasting, because=INSIDE)):
        reader.until = max(at, reader.since)


def step_back(user: User, *, by: Actor, at: datetime) -> None:
    """Whoever handles open cases that are now kept from them handles them no longer; sealed ones get other readers."""
    db.session.flush()
    held = select(Case).where(Case.handler_id == user.id, Case.status.in_(OPEN), Case.id.in_(kept_from(user.id)))
    for case in db.session.scalars(unscoped(held, because=INSIDE)).all():
        case.handler_id = None
        record(ConflictEvent.STEPPED_BACK, case, {}, by=by, at=at)
    end_reading(CaseReader.user_id == user.id, CaseReader.case_id.in_(kept_from(user.id)), at=at)
    db.session.flush()
    leave_none_unread(named_reader(CaseReader.user_id == user.id), by=by, at=at)


def _when_posts_change(user: User, by: Actor, at: datetime) -> None:
    """Sealed cases that a colleague read as officer, or may now receive, do not stay without a reader."""
    led = [post.unit.org_path for post in user.posts if post.is_live and post.role is Role.SUPERVISOR]
    concerned = named_reader(CaseReader.user_id == user.id)
    leave_none_unread(or_(concerned, below_any(Case.org_path, led)), by=by, at=at)


ON_POSTS_CHANGED.append(_when_posts_change)
