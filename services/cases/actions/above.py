"""A sealed case brought before the unit above, where what is decided one level up can be decided."""

from __future__ import annotations

from datetime import datetime

from services.cases.actions.moving import mark_changed, said, write
from services.cases.actions.sealing import live_readings, name_officers
from services.cases.actions.telling import tell
from services.cases.conflict_events import ConflictEvent
from services.cases.messages import BROUGHT_ABOVE
from services.cases.models import Case, CaseReader, ReaderKind
from services.cases.queries.readers import officers_above
from services.cases.rules import OPEN
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@action("case.bring_above")
def bring_above(case: Case, reason: str, *, by: Actor, at: datetime) -> Case:
    """Those who receive the sealed cases of the unit above read this one from now on, and may put off its date.

    Past everybody from whom it is kept; further up where nobody is left. Raises Problem: illegal_move (it is not
    sealed, has ended, is read from above already, or there is nobody above), invalid (no reason).
    """
    if not case.sealed or case.status not in OPEN:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("只有还没有办结的保密案件，才要请上一级知情。"))
    told = said(reason, _l("请写明为什么要请上一级知情。"))
    if officers_above(case):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("上一级已经有人能看到本案。"))
    above = case.unit.parent
    if above is None or not name_officers(case, above, at):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("上面没有能接收本案的人。"))
    entry = write(case, told, public=False, by=by, at=at)
    mark_changed(case)
    record(ConflictEvent.BROUGHT_ABOVE, case, {"note": entry.id}, by=by, at=at)
    named = live_readings(case, CaseReader.kind == ReaderKind.OFFICER, CaseReader.since == at)
    tell(case, BROUGHT_ABOVE, [reading.user_id for reading in named], by=by, at=at)
    return case
