"""A member complains about the handler: it reaches another, who answers; the handler learns of neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.accounts.models import User
from services.accounts.posts import supervisors_of
from services.cases.actions.moving import said
from services.cases.actions.sealing import name_officers
from services.cases.actions.telling import tell_the_member
from services.cases.kinds import CaseEvent
from services.cases.messages import COMPLAINED, COMPLAINT_ANSWERED
from services.cases.models import Case, Complaint, ComplaintState
from services.cases.queries.complaints import waiting_complaint
from services.cases.queries.readers import kept_users, officers_for, people_with, seen_among
from services.cases.rules import COMPLAINT_WORKING_DAYS
from services.clocks.queries import working_calendar
from services.core.access import Actor, Role
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.messages.actions import tell_staff
from services.messages.actions.sending import Matter
from services.units.models import Unit

NOBODY_ELSE = _l("这件诉求找不到经办人以外的负责人。请拨打 12351 投诉，由上级工会受理。")


@action("case.complain")
def complain(case: Case, text: str, *, by: Actor, at: datetime) -> Complaint:
    """The member complains about whoever handles the case now. The case itself is left as it is.

    Raises Problem: illegal_move (nobody handles it, or there is nobody else to answer), invalid, duplicate.
    """
    if case.handler_id is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("还没有确定经办人，不能投诉经办人。急事请拨打 12351。"))
    told = said(text, _l("请写明您要投诉什么。"), "text")
    if waiting_complaint(case) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("您的投诉已经收到，正在处理。"))
    unit, receivers = _who_answers(case, case.handler_id, at)
    today = local_date(at)
    due = working_calendar().add_working_days(today, COMPLAINT_WORKING_DAYS)
    complaint = Complaint(
        case_id=case.id, org_path=unit.org_path, unit_id=unit.id, about_id=case.handler_id, at=at, due_on=due
    )
    complaint.text, complaint.state = told, ComplaintState.WAITING
    db.session.add(complaint)
    db.session.flush()
    record(CaseEvent.COMPLAINED, complaint, {"case": case.number, "due_on": due}, by=by, at=at)
    about = Matter(complaint, {"number": case.number}, case.sealed)
    tell_staff(COMPLAINED, [user.id for user in receivers], about, by=by, at=at)
    return complaint


@action("complaint.answer")
def answer_complaint(complaint: Complaint, text: str, *, by: Actor, at: datetime) -> Complaint:
    """Answers the member. Raises Problem: illegal_move (answered before), invalid (no words)."""
    if complaint.answered_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这件投诉已经答复过了。"))
    complaint.answer = said(text, _l("请写下给职工的答复。"), "text")
    complaint.state, complaint.answered_at, complaint.by_id = ComplaintState.ANSWERED, at, by.user_id
    record(CaseEvent.COMPLAINT_ANSWERED, complaint, {"case": complaint.case.number}, by=by, at=at)
    tell_the_member(complaint.case, COMPLAINT_ANSWERED, at=at)
    return complaint


def _who_answers(case: Case, handler_id: int, at: datetime) -> tuple[Unit, Sequence[User]]:
    """The unit that answers, and who there is told. Problem(illegal_move): nobody but the handler is left."""
    handler = db.session.get_one(User, handler_id)
    if case.sealed:
        found = _officers(case, _above(handler, case.unit), handler, at)
    else:
        desk = db.session.scalars(select(Unit).where(Unit.org_path == case.desk)).one()
        found = _supervisors(case, _above(handler, desk), handler)
    if found is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, NOBODY_ELSE)
    return found


def _above(handler: User, unit: Unit) -> Unit:
    """The unit, or the nearest above it that the handler does not supervise; the top where they supervise that, too."""
    led = [post.org_path for post in handler.posts if post.is_live and post.role is Role.SUPERVISOR]
    while unit.parent is not None and any(unit.org_path.startswith(path) for path in led):
        unit = unit.parent
    return unit


def _supervisors(case: Case, unit: Unit | None, handler: User) -> tuple[Unit, Sequence[User]] | None:
    """The nearest unit, from this one upwards, with supervisors other than the handler who see the case."""
    while unit is not None:
        able = [user for user in supervisors_of(unit) if user.id != handler.id and seen_among(user, [case.id])]
        if able:
            return unit, able
        unit = unit.parent
    return None


def _officers(case: Case, unit: Unit, handler: User, at: datetime) -> tuple[Unit, Sequence[User]] | None:
    """Of a sealed case: officers of the unit, else of the nearest above, but for the handler; named now if need be."""
    found = officers_for(unit, kept_users(case.id) | {handler.id})
    if not found:
        return None
    name_officers(case, unit, at, {handler.id})
    return db.session.get_one(Unit, found[0][1]), people_with(user for user, _unit in found)
