"""The middle of a case: accept, take, note, reply."""

from __future__ import annotations

from datetime import datetime

from services.accounts.leaves import leave_on
from services.accounts.models import User
from services.cases.actions.moving import move, said, tell_clocks, write
from services.cases.actions.readers import leave_none_unread
from services.cases.actions.sealing import end_handler, name_handler
from services.cases.actions.telling import LEADS, at_the_desk, tell, tell_the_member
from services.cases.kinds import CaseEvent, Difficulty, Outcome
from services.cases.messages import ASSIGNED, REPLIED, TO_CHECK
from services.cases.models import Case, Note, Reply
from services.cases.queries.readers import may_take
from services.cases.rules import HANDLE_RULES, Move, must
from services.clocks.rules import FactKind
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import Source, door, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l


@action("case.accept")
def accept(case: Case, difficulty: Difficulty, *, by: Actor, at: datetime) -> Case:
    """Takes the request on: the clocks for first contact and for handling start."""
    take_on(case, difficulty, at)
    record(CaseEvent.ACCEPTED, case, {"difficulty": difficulty}, by=by, at=at)
    return case


def take_on(case: Case, difficulty: Difficulty, at: datetime, leave_out: frozenset[str] = frozenset()) -> None:
    """The case is accepted, and its clocks run, but for those of the rules to leave out. Inside an action."""
    move(case, Move.ACCEPT, at)
    case.difficulty = difficulty
    case.accepted_at = at
    others = frozenset(rule for kind, rule in HANDLE_RULES.items() if kind is not difficulty)
    tell_clocks(case, FactKind.ACCEPTED, at, leave_out=others | leave_out)


@action("case.take")
def take(case: Case, handler: User, why: str = "", *, by: Actor, at: datetime) -> Case:
    """Says who handles the case. `why`: the reason where it changes hands, which a page may not leave out.

    Problem(invalid): someone who does not work there, must not see it, or is away; no reason, or one too long.
    """
    must(case.status, Move.TAKE)
    _must_be_there(handler, at)
    if not may_take(handler, case):
        raise Problem(ErrorCode.INVALID, _l("这位同事不能办理本案，请另选一人。"), field="handler")
    before, changes = case.handler_id, case.handler_id not in (None, handler.id)
    if changes and (why.strip() or door() is Source.PAGE):
        why = said(why, _l("请写明改派的理由。"), "why")
    move(case, Move.TAKE, at)
    case.handler_id = handler.id
    if case.sealed and before != handler.id:
        end_handler(case, before, at)
        name_handler(case, handler.id, at)
    facts: dict[str, object] = {"handler": handler.name, "before": before}
    if changes and why:
        facts["note"] = write(case, why, public=False, by=by, at=at).id
    record(CaseEvent.TAKEN, case, facts, by=by, at=at)
    if before != handler.id:
        tell(case, ASSIGNED, [handler.id], by=by, at=at)
    return case


def _must_be_there(handler: User, at: datetime) -> None:
    leave = leave_on(handler.id, local_date(at))
    if leave is not None:
        sentence = _l("%(name)s 休假到 %(day)s，请另选一人。", name=handler.name, day=leave.last_on)
        raise Problem(ErrorCode.INVALID, sentence, field="handler")


@action("case.note")
def note(case: Case, text: str, public: bool = False, contacted: bool = False, *, by: Actor, at: datetime) -> Note:
    """An entry of the timeline. `public`: the member sees it. `contacted`: the worker was spoken to."""
    must(case.status, Move.NOTE)
    told = said(text, _l("请写下记录内容。"), "text")
    entry = write(case, told, public=public, contacted=contacted, by=by, at=at)
    record(CaseEvent.NOTED, case, {"note": entry.id, "public": public, "contacted": contacted}, by=by, at=at)
    if contacted or public:
        tell_clocks(case, FactKind.CONTACTED, at)
    return entry


@action("case.reply")
def reply(case: Case, outcome: Outcome, text: str, *, by: Actor, at: datetime) -> Reply:
    """The handler's answer to the worker, which proposes closing: the handling clock is met, the callback's starts.

    Where no officer but the handler reads a sealed case, others are named who check it: of the unit, else from above.
    """
    if case.handler_id not in (None, by.user_id):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只有经办人可以答复职工。"))
    must(case.status, Move.REPLY)
    told = said(text, _l("请写下给职工的答复。"), "text")
    move(case, Move.REPLY, at)
    answer = Reply(case_id=case.id, by_id=by.user_id, at=at, outcome=outcome)
    answer.text = told
    db.session.add(answer)
    record(CaseEvent.REPLIED, case, {"reply": answer.id, "outcome": outcome}, by=by, at=at)
    tell_clocks(case, FactKind.REPLIED, at)
    if case.sealed:
        db.session.flush()
        leave_none_unread(Case.id == case.id, by=by, at=at)
    tell(case, TO_CHECK, at_the_desk(case, case.desk, LEADS), by=by, at=at)
    tell_the_member(case, REPLIED, at=at)
    return answer
