"""Leave: told beforehand, with a deputy, and ended where it is cut short."""

from __future__ import annotations

from datetime import date, datetime

from services.accounts.events import EventKind
from services.accounts.models import Leave, User
from services.accounts.permissions import PERMISSIONS as _PERMISSIONS  # noqa: F401  (declares them)
from services.accounts.posts import may_handle
from services.core.access import Actor, ActorKind, Role
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l


@action("leave.tell")
def tell_leave(user: User, first: date, last: date, deputy: User | None = None, *, by: Actor, at: datetime) -> Leave:
    """From the first local day to the last, both included, the colleague is given no work; the deputy sees their desk.

    Raises Problem: not_allowed (for somebody whom one does not lead), invalid (the days, the deputy).
    """
    _must_lead_or_be(user, by)
    if last < first:
        raise Problem(ErrorCode.INVALID, _l("最后一天不能早于第一天。"), field="last")
    if last < local_date(at):
        raise Problem(ErrorCode.INVALID, _l("这段休假已经过去。"), field="last")
    if deputy is not None and (deputy.id == user.id or not may_handle(deputy, user.org_path)):
        raise Problem(ErrorCode.INVALID, _l("请选择本单位另一位办案的同事代理。"), field="deputy")
    leave = Leave(user_id=user.id, first_on=first, last_on=last, by_id=by.user_id, at=at)
    leave.deputy_id = deputy.id if deputy is not None else None
    db.session.add(leave)
    db.session.flush()
    told = {"first": first, "last": last, "deputy": deputy.name if deputy is not None else ""}
    record(EventKind.LEAVE_TOLD, user, told, by=by, at=at)
    return leave


@action("leave.end")
def end_leave(leave: Leave, *, by: Actor, at: datetime) -> Leave:
    """It does not take place, or is over sooner. Problem: not_allowed, illegal_move (it was ended already)."""
    _must_lead_or_be(leave.user, by)
    if leave.ended_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这段休假已经结束。"))
    leave.ended_at = at
    record(EventKind.LEAVE_ENDED, leave.user, {"first": leave.first_on, "last": leave.last_on}, by=by, at=at)
    return leave


def _must_lead_or_be(user: User, by: Actor) -> None:
    leads = any(post.reaches(user.org_path) for post in by.posts_as([Role.SUPERVISOR]))
    if by.kind is not ActorKind.SYSTEM and by.user_id != user.id and not leads:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只能登记本人的休假，或由负责人为本单位同事登记。"))
