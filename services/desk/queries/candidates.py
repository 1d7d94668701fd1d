"""Which cases lie on somebody's desk, and whether they wait there for somebody else: one part for each reason.

Each part walks an index of its own, and says nothing of who may see what: the queue asks that of all of them at once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, literal, or_, select, union_all

from services.cases.kinds import Status
from services.cases.models import Case, Dispatch, Objection
from services.cases.rules import OPEN
from services.core.access import Actor, Role
from services.core.database import LocalDay
from services.core.planning import walked
from services.desk.queries.reach import Answers, within

CALLBACK = "sla.callback"
SENDERS = (Role.DISPATCHER, Role.SUPERVISOR)
_STANDING_STILL = (Status.SUSPENDED, Status.AWAITING_COMPLETION)
_AT_OTHERS = (*_STANDING_STILL, Status.DISPATCHED, Status.REPLIED)
_UNTAKEN = (Status.RECEIVED, Status.AWAITING_COMPLETION, Status.ACCEPTED, Status.HANDLING, Status.SUSPENDED)


def _part(waits: Any, *conditions: ColumnElement[bool], due: Any = Case.next_due_on) -> Select[Any]:
    return select(Case.id.label("id"), due.label("due"), waits.label("waits")).where(*conditions)


def candidates(viewer: Actor, answers: Answers, today: date) -> CompoundSelect[Any]:
    """(id, due, waits) of every case for which there is a reason; one with two reasons comes twice."""
    return union_all(
        _ours(answers),
        *_untaken(answers),
        _to_sign(answers),
        *_after_a_reply(viewer, answers),
        _objected_to(viewer, answers, today),
        _to_decide(viewer),
        _sent_out(viewer, answers),
    )


def _ours(answers: Answers) -> Select[Any]:
    waits = case(
        (Case.status.in_(_AT_OTHERS), 1), (and_(Case.status == Status.CHECKED, Case.next_rule == CALLBACK), 1), else_=0
    )
    return _part(waits, Case.handler_id.in_(answers.handles), Case.status.in_(OPEN))


def _untaken(answers: Answers) -> tuple[Select[Any], ...]:
    """What nobody handles yet, at the desk of a unit of the viewer's."""
    waits = case((Case.status.in_(_STANDING_STILL), 1), else_=0)
    idle = and_(Case.handler_id.is_(None), Case.status.in_(_UNTAKEN))
    own = and_(walked(Case.handed_path).is_(None), within(Case.org_path, answers.works))
    return _part(waits, idle, own), _part(waits, idle, within(Case.handed_path, answers.works))


def _to_sign(answers: Answers) -> Select[Any]:
    return _part(literal(0), Case.status == Status.DISPATCHED, within(Case.handed_path, answers.works))


def _after_a_reply(viewer: Actor, answers: Answers) -> tuple[Select[Any], ...]:
    """Callbacks for anybody but the handler, and checks for a supervisor who is not the handler."""
    another = or_(Case.handler_id.is_(None), Case.handler_id != viewer.user_id)
    replied = and_(Case.status.in_((Status.REPLIED, Status.CHECKED)), Case.next_rule == CALLBACK, another)
    own = and_(walked(Case.handed_path).is_(None), within(Case.org_path, answers.works))
    return (
        _part(literal(0), replied, own),
        _part(literal(0), replied, within(Case.handed_path, answers.works)),
        _part(literal(0), Case.status == Status.REPLIED, another, within(Case.org_path, answers.leads)),
    )


def _objected_to(viewer: Actor, answers: Answers, today: date) -> Select[Any]:
    """Objections have no clock: one that waits is a matter of today."""
    waiting = select(Objection.case_id).where(Objection.decided_at.is_(None))
    another = or_(Case.handler_id.is_(None), Case.handler_id != viewer.user_id)
    led = within(Case.org_path, answers.leads)
    day = literal(today, LocalDay())
    return _part(literal(0), Case.id.in_(waiting), Case.status == Status.CLOSED, another, led, due=day)


def _to_decide(viewer: Actor) -> Select[Any]:
    """What was sent back too often: the unit one level up says where it goes."""
    deciding = [post.unit_path for post in viewer.posts_as(SENDERS)]
    open_still = OPEN - {Status.DISPATCHED}
    return _part(literal(0), Case.decider_path.in_(deciding), Case.status.in_(open_still))


def _sent_out(viewer: Actor, answers: Answers) -> Select[Any]:
    """What the viewer sent to another unit that has not signed yet."""
    sent = select(Dispatch.case_id).where(
        Dispatch.by_id == viewer.user_id,
        Dispatch.signed_at.is_(None),
        Dispatch.bounced_at.is_(None),
        Dispatch.recalled_at.is_(None),
    )
    return _part(literal(1), Case.status == Status.DISPATCHED, within(Case.org_path, answers.works), Case.id.in_(sent))
