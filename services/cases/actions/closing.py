"""The end of a case: quality check, callback, closing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, select

from services.cases.actions.moving import cancel_reply, live_reply, mark_changed, move, stop_clocks, tell_clocks
from services.cases.actions.telling import tell, tell_the_member
from services.cases.kinds import CaseEvent, Rating
from services.cases.messages import CHECK_FAILED, CLOSED
from services.cases.models import Callback, Case, QualityCheck
from services.cases.rules import Move, Sense, closing_obstacle, must
from services.clocks.rules import FactKind
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import Words, _l

CALLS = unscoped(
    select(Callback.rating, Callback.at).where(Callback.reply_id == bindparam("reply")),
    because="inside an action on the case",
)


@action("case.check")
def check(case: Case, passed: bool, note: str = "", *, by: Actor, at: datetime) -> QualityCheck:
    """A supervisor's look at the reply. Failed: back to handling, the reply is cancelled. Never by the handler."""
    by_move = Move.PASS_CHECK if passed else Move.FAIL_CHECK
    must(case.status, by_move)
    someone_else(case, by, _l("经办人不能审核自己办理的案件，请由另一位负责人审核。"))
    if not passed and not note.strip():
        raise Problem(ErrorCode.INVALID, _l("请写明退回的原因，经办人会看到。"), field="note")
    move(case, by_move, at)
    looked = QualityCheck(case_id=case.id, by_id=by.user_id, at=at, passed=passed)
    looked.note = note or None
    db.session.add(looked)
    record(CaseEvent.CHECKED, case, {"check": looked.id, "passed": passed}, by=by, at=at)
    if not passed:
        cancel_reply(case, FactKind.CHECK_FAILED, at)
        tell(case, CHECK_FAILED, [case.handler_id], by=by, at=at)
    return looked


@action("case.callback")
def call_back(
    case: Case,
    rating: Rating,
    senses: Sense | None = None,
    fault_of_handler: bool = False,
    *,
    by: Actor,
    at: datetime,
) -> Callback:
    """A call to the worker after the reply, by someone other than the handler.

    Dissatisfied through the handler's own fault: the case is handled again.
    """
    must(case.status, Move.CALL_BACK)
    someone_else(case, by, _l("经办人不能回访自己办理的案件，请由其他同事回访。"))
    senses = senses or Sense()
    senses.check()
    answered_to = live_reply(case)
    if answered_to is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("还没有答复，不能回访。"))
    call = Callback(
        case_id=case.id,
        reply_id=answered_to.id,
        by_id=by.user_id,
        at=at,
        rating=rating,
        gain=senses.gain,
        happiness=senses.happiness,
        security=senses.security,
        fault_of_handler=fault_of_handler,
    )
    db.session.add(call)
    mark_changed(case)
    record(CaseEvent.CALLED_BACK, case, {"callback": call.id, "rating": rating}, by=by, at=at)
    if rating is not Rating.NOT_REACHED:
        tell_clocks(case, FactKind.CALLED_BACK, at)
    if rating is Rating.DISSATISFIED and fault_of_handler:
        move(case, Move.REOPEN, at)
        record(CaseEvent.REOPENED, case, {"because": "fault_of_handler"}, by=by, at=at)
        cancel_reply(case, FactKind.REOPENED, at)
    return call


@action("case.close")
def close(case: Case, *, by: Actor, at: datetime) -> Case:
    """Closes a checked case once the worker was called back, could not be reached, or left no way back."""
    must(case.status, Move.CLOSE)
    obstacle = closing_obstacle(_callbacks(case), reachable=_reachable(case))
    if obstacle:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l(obstacle))
    move(case, Move.CLOSE, at)
    stop_clocks(case, at)
    record(CaseEvent.CLOSED, case, {}, by=by, at=at)
    tell_the_member(case, CLOSED, at=at)
    return case


def someone_else(case: Case, by: Actor, sentence: Words) -> None:
    """Raises Problem(same_person) with the sentence where the actor is the handler."""
    if case.handler_id is not None and case.handler_id == by.user_id:
        raise Problem(ErrorCode.SAME_PERSON, sentence)


def _callbacks(case: Case) -> list[tuple[Rating, date]]:
    standing = live_reply(case)
    if standing is None:
        return []
    return [(rating, local_date(at)) for rating, at in db.session.execute(CALLS, {"reply": standing.id})]


def _reachable(case: Case) -> bool:
    """Whether the worker left a telephone number."""
    return any(link.person.phone_sealed for link in case.persons)
