"""Tasks as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy.orm import joinedload, lazyload

from services.accounts.models import User
from services.cases.models import Case
from services.core.access import Actor, visible
from services.core.database import db
from services.desk.models import Task

MOST = 50


def tasks_of(case: Case, viewer: Actor) -> Sequence[Task]:
    """The open tasks of a case by day; no more than MOST."""
    return db.session.scalars(_open_for(viewer), {"case": case.id}).all()


@lru_cache(maxsize=256)
def _open_for(viewer: Actor) -> Select[Any]:
    open_ones = visible(Task, viewer).where(Task.case_id == bindparam("case"), Task.done_at.is_(None))
    doer = joinedload(Task.user).options(lazyload(User.unit), lazyload(User.posts))
    return open_ones.options(doer).order_by(Task.due_on, Task.id).limit(MOST)


def find_task(task_id: int, viewer: Actor) -> Task | None:
    """The task as the viewer may see it."""
    if not 0 < task_id < 2**63:
        return None
    found: Task | None = db.session.scalar(visible(Task, viewer).where(Task.id == task_id))
    return found
