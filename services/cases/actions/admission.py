"""At the door: a request that is not taken on, and one that waits until its member has completed it."""

from __future__ import annotations

from datetime import datetime

from services.cases.actions.moving import end, move, said, tell_clocks, write
from services.cases.actions.telling import tell_the_member
from services.cases.kinds import CaseEvent
from services.cases.messages import COMPLETION_ASKED
from services.cases.models import Case
from services.cases.rules import Move, must
from services.clocks.rules import FactKind
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.words import _l


@action("case.decline")
def decline(case: Case, reason: str, refer_to: str = "", *, by: Actor, at: datetime) -> Case:
    """Does not take the request on. The member reads why, and where to go instead."""
    must(case.status, Move.DECLINE)
    told = said(reason, _l("请写明不予受理的理由，职工会看到。"))
    tell_clocks(case, FactKind.DECLINED, at)
    end(case, Move.DECLINE, at)
    entry = write(case, "\n".join(filter(None, (told.strip(), refer_to.strip()))), public=True, by=by, at=at)
    record(CaseEvent.DECLINED, case, {"note": entry.id}, by=by, at=at)
    return case


@action("case.ask_completion")
def ask_completion(case: Case, missing: str, *, by: Actor, at: datetime) -> Case:
    """Asks the member for what is missing; until it is there the clock of acceptance stands still."""
    must(case.status, Move.ASK_COMPLETION)
    told = said(missing, _l("请写明还缺什么，职工会看到。"), "missing")
    move(case, Move.ASK_COMPLETION, at)
    entry = write(case, told, public=True, by=by, at=at)
    record(CaseEvent.COMPLETION_ASKED, case, {"note": entry.id}, by=by, at=at)
    tell_clocks(case, FactKind.COMPLETION_ASKED, at)
    tell_the_member(case, COMPLETION_ASKED, at=at)
    return case


@action("case.complete")
def complete(case: Case, text: str = "", *, by: Actor, at: datetime) -> Case:
    """What was missing has come: the clock of acceptance runs on. `text` says what came."""
    move(case, Move.COMPLETE, at)
    facts = {"note": write(case, text, public=False, by=by, at=at).id} if text.strip() else {}
    record(CaseEvent.COMPLETED, case, facts, by=by, at=at)
    tell_clocks(case, FactKind.COMPLETED, at)
    return case
