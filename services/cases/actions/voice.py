"""What the member says after the request was sent: more about it, how they rate it, and that they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.cases.actions.ending import waiting_objection
from services.cases.actions.files import keep_files
from services.cases.actions.moving import live_reply, mark_changed, said, tell_clocks, write
from services.cases.actions.telling import LEADS, at_the_desk, tell
from services.cases.kinds import CaseEvent, Rating
from services.cases.messages import BAD_RATING, OBJECTED
from services.cases.models import Callback, Case, Note, Objection
from services.cases.rules import Move, Sense, must
from services.clocks.rules import FactKind
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.files.staging import Staged
from services.core.words import _l

BAD = frozenset({Rating.DISSATISFIED, Rating.VERY_DISSATISFIED})


@action("case.add")
def add(case: Case, text: str, files: Sequence[Staged] = (), *, by: Actor, at: datetime) -> Note:
    """The member tells more about an open case, and sends files along."""
    must(case.status, Move.ADD)
    entry = write(case, said(text, _l("请写下要补充的内容。"), "text"), public=True, by=by, at=at)
    record(CaseEvent.ADDED, case, {"note": entry.id}, by=by, at=at)
    keep_files(case, files, by=by, at=at)
    return entry


@action("case.rate")
def rate(case: Case, rating: Rating, senses: Sense | None = None, *, by: Actor, at: datetime) -> Callback:
    """The member's own rating of the reply, once. It counts as an answered callback and stands before a staff one.

    Raises Problem: illegal_move, invalid (a rating that is no member's), duplicate.
    """
    must(case.status, Move.RATE)
    answered_to = live_reply(case)
    if answered_to is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("还没有答复，不能评价。"))
    if rating is Rating.NOT_REACHED:
        raise Problem(ErrorCode.INVALID, _l("请选择一项评价。"), field="rating")
    senses = senses or Sense()
    senses.check()
    rated = select(Callback.id).where(Callback.reply_id == answered_to.id, Callback.by_id.is_(None))
    if db.session.scalar(unscoped(rated, because="inside an action on the case")) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("您已经评价过了，谢谢。"))
    given = Callback(
        case_id=case.id,
        reply_id=answered_to.id,
        at=at,
        rating=rating,
        gain=senses.gain,
        happiness=senses.happiness,
        security=senses.security,
    )
    db.session.add(given)
    mark_changed(case)
    record(CaseEvent.RATED, case, {"callback": given.id, "rating": rating}, by=by, at=at)
    tell_clocks(case, FactKind.RATED, at)
    if rating in BAD:
        tell(case, BAD_RATING, [case.handler_id, *at_the_desk(case, case.desk, LEADS)], by=by, at=at)
    return given


@action("case.object")
def object_(case: Case, reason: str, *, by: Actor, at: datetime) -> Objection:
    """The member disagrees with the closing; it is reviewed, and then handled again or answered.

    Raises Problem: illegal_move, invalid (no reason), duplicate (one waits already).
    """
    must(case.status, Move.OBJECT)
    told = said(reason, _l("请写明您为什么不同意办结。"))
    if waiting_objection(case) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("您的异议已经收到，正在复核。"))
    objection = Objection(case_id=case.id, at=at)
    objection.reason = told
    db.session.add(objection)
    entry = write(case, told, public=True, by=by, at=at)
    mark_changed(case)
    record(CaseEvent.OBJECTED, case, {"note": entry.id}, by=by, at=at)
    tell(case, OBJECTED, [case.handler_id, *at_the_desk(case, case.desk, LEADS)], by=by, at=at)
    return objection
