"""A colleague leaves: all that they handle passes to somebody else at once, sealed cases included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.accounts.models import User
from services.cases.actions.sealing import end_handler, live_readings, name_handler, name_officers
from services.cases.actions.telling import tell_handed_over
from services.cases.kinds import CaseEvent
from services.cases.models import Case, CaseReader, ReaderKind
from services.cases.queries.readers import may_take
from services.cases.rules import OPEN
from services.core.access import Actor, unscoped, visible
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@action("case.hand_over")
def hand_over(leaver: User, to: User, *, by: Actor, at: datetime) -> int:
    """Gives all open cases that the leaver handles to a colleague; gives how many of those the actor sees.

    A sealed case goes along unseen: to the same colleague where they work on cases of its unit, else to its
    officers; and where the leaver was the last to read one, officers are named anew.
    Raises Problem(invalid): the same person, or a colleague who does not work on cases of every unit concerned.
    """
    if to.id == leaver.id:
        raise Problem(ErrorCode.INVALID, _l("请选择另一位同事。"), field="to")
    handled = _handled_by(leaver)
    seen = set(db.session.scalars(visible(Case, by, Case.id).where(Case.handler_id == leaver.id)))
    told = (case for case in handled if not case.sealed and case.id in seen)
    beyond = next((case for case in told if not may_take(to, case)), None)
    if beyond is not None:
        sentence = _l("这位同事不能办理案件 %(number)s，请另选一人。", number=beyond.number)
        raise Problem(ErrorCode.INVALID, sentence, field="to")
    for case in handled:
        _pass_on(case, leaver, to, by, at)
    _read_no_longer(leaver, at)
    record(CaseEvent.HANDED_OVER, leaver, {"handler": to.name}, by=by, at=at)
    tell_handed_over(to, handled, by=by, at=at)
    return len([case for case in handled if case.id in seen])


def _handled_by(leaver: User) -> Sequence[Case]:
    open_ones = select(Case).where(Case.handler_id == leaver.id, Case.status.in_(OPEN)).order_by(Case.id)
    locked = unscoped(open_ones.with_for_update(of=Case), because="whoever leaves may be a sealed case's only reader")
    return db.session.scalars(locked).all()


def _pass_on(case: Case, leaver: User, to: User, by: Actor, at: datetime) -> None:
    takes = may_take(to, case)
    case.handler_id = to.id if takes else None
    if case.sealed:
        end_handler(case, leaver.id, at)
        if takes:
            name_handler(case, to.id, at)
    record(CaseEvent.HANDED_OVER, case, {"handler": to.name if takes else "", "before": leaver.id}, by=by, at=at)


def _read_no_longer(leaver: User, at: datetime) -> None:
    """Ends what the leaver reads by name; a case that nobody else reads gets its unit's officers, or those above."""
    named = select(CaseReader).where(CaseReader.user_id == leaver.id, CaseReader.until.is_(None))
    for reading in db.session.scalars(unscoped(named, because="the leaver reads no longer")).all():
        reading.until = at
        db.session.flush()
        case = db.session.get_one(Case, reading.case_id)
        if reading.kind is ReaderKind.OFFICER or not live_readings(case):
            name_officers(case, case.unit, at)
