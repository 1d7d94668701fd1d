"""Between units: a case is handed on, signed for, or sent back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from services.cases.actions.moving import move, open_dispatch, said, tell_clocks, write
from services.cases.actions.sealing import end_handler, end_officers, name_officers
from services.cases.actions.telling import SENDERS, at_the_desk, tell
from services.cases.kinds import CaseEvent, DispatchMode
from services.cases.messages import BOUNCED, DISPATCHED
from services.cases.models import Case, Dispatch, UnitSpan
from services.cases.rules import Move, goes_to_the_decider, must, path_of_the_decider
from services.clocks.actions import change_owner
from services.clocks.rules import FactKind
from services.core.access import CASE_STAFF, Actor, ActorKind, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.units.models import Unit


@action("case.dispatch")
def dispatch(
    case: Case,
    to: Unit,
    mode: DispatchMode,
    report_back: date | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Dispatch:
    """Hands the case to another unit: referred, that unit owns it once it has signed; assigned, the sender still does.

    `report_back` is the local day by which an assigned one is to be reported on. After too many returns the unit
    one level up alone says where it goes, and its word stands.
    Raises Problem: not_allowed, illegal_move, invalid (to, report_back).
    """
    decided = case.decider_path is not None
    if not _acts_for(by, case.decider_path or case.org_path, at_least=decided):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("这件案件由所属单位派单；退单满三次的，由上一级单位裁定。"))
    must(case.status, Move.DISPATCH)
    _check_target(case, to, mode, report_back, at)
    sent = send_off(case, to, mode, report_back, decided=decided, by=by, at=at)
    record(CaseEvent.DISPATCHED, case, {"to": to.name, "mode": mode, "report_back": report_back}, by=by, at=at)
    return sent


def send_off(
    case: Case,
    to: Unit,
    mode: DispatchMode,
    report_back: date | None = None,
    *,
    decided: bool = False,
    by: Actor,
    at: datetime,
) -> Dispatch:
    """The case goes on its way, and the clock for signing runs. Inside an action, which checks and records it."""
    move(case, Move.DISPATCH, at)
    sent = Dispatch(
        case_id=case.id,
        from_unit_id=case.unit_id,
        to_unit_id=to.id,
        to_unit=to,
        mode=mode,
        report_back=report_back,
        decided=decided,
        by_id=by.user_id,
        at=at,
    )
    db.session.add(sent)
    case.handed_path = to.org_path
    if case.sealed:
        name_officers(case, to, at)
    tell_clocks(case, FactKind.DISPATCHED, at, started_by=sent)
    tell(case, DISPATCHED, at_the_desk(case, to.org_path, SENDERS), by=by, at=at)
    return sent


def _check_target(case: Case, to: Unit, mode: DispatchMode, report_back: date | None, at: datetime) -> None:
    if to.id == case.unit_id:
        raise Problem(ErrorCode.INVALID, _l("案件已经在这个单位，请选择另一个单位。"), field="to")
    if not to.active:
        raise Problem(ErrorCode.INVALID, _l("这个单位已停止受理，请选择另一个单位。"), field="to")
    if report_back is not None and mode is not DispatchMode.ASSIGN:
        raise Problem(ErrorCode.INVALID, _l("只有交办的案件才填写报告日期。"), field="report_back")
    if report_back is not None and report_back < local_date(at):
        raise Problem(ErrorCode.INVALID, _l("报告日期不能早于今天。"), field="report_back")


@action("case.sign")
def sign(case: Case, *, by: Actor, at: datetime) -> Case:
    """The recipient takes the case over; it waits for acceptance or for a handler there.

    Raises Problem: not_allowed (somebody else than the recipient), illegal_move.
    """
    sent = _received(case, Move.SIGN if case.accepted_at else Move.SIGN_UNACCEPTED, by)
    move(case, Move.SIGN if case.accepted_at else Move.SIGN_UNACCEPTED, at)
    sent.signed_at = at
    if case.sealed:
        end_handler(case, case.handler_id, at)
    case.handler_id = case.decider_path = None
    if sent.mode is DispatchMode.REFER:
        _change_owner(case, sent.to_unit, at)
    record(CaseEvent.SIGNED, case, {"to": sent.to_unit.name}, by=by, at=at)
    tell_clocks(case, FactKind.SIGNED, at)
    return case


def _change_owner(case: Case, unit: Unit, at: datetime) -> None:
    """From now on the case, its clocks and its count belong to the unit."""
    before = case.unit
    lasting = select(UnitSpan).where(UnitSpan.case_id == case.id, UnitSpan.until_at.is_(None))
    span = db.session.scalars(unscoped(lasting, because="inside an action on the case")).one()
    span.until_at = since = max(at, span.from_at)
    db.session.add(UnitSpan(case_id=case.id, unit_id=unit.id, org_path=unit.org_path, from_at=since))
    case.unit_id, case.org_path, case.handed_path = unit.id, unit.org_path, None
    change_owner(case.id, unit.org_path)
    if case.sealed:
        end_officers(case, before, at)
        name_officers(case, unit, at)


@action("case.bounce")
def bounce(case: Case, reason: str, *, by: Actor, at: datetime) -> Case:
    """The recipient sends the case back to where it stood. The third time it goes to the decider one level up.

    Raises Problem: not_allowed, illegal_move (also where the decider has spoken), invalid (no reason).
    """
    sent = _received(case, Move.BOUNCE, by)
    if sent.decided:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("上一级单位已裁定由本单位办理，不能再退单。"))
    told = said(reason, _l("请写明退单的理由。"))
    move(case, Move.BOUNCE, at)
    sent.bounced_at = at
    if case.sealed:
        end_officers(case, sent.to_unit, at)
        name_officers(case, case.unit, at)
    case.handed_path = _assigned_to(case)
    entry = write(case, told, public=False, by=by, at=at)
    record(CaseEvent.BOUNCED, case, {"to": sent.to_unit.name, "note": entry.id}, by=by, at=at)
    tell_clocks(case, FactKind.BOUNCED, at)
    if goes_to_the_decider(_bounces(case)):
        case.decider_path = path_of_the_decider(case.org_path)
        record(CaseEvent.ESCALATED, case, {}, by=by, at=at)
    tell(case, BOUNCED, [sent.by_id, *at_the_desk(case, case.decider_path or case.org_path, SENDERS)], by=by, at=at)
    return case


def _received(case: Case, by_move: Move, by: Actor) -> Dispatch:
    """The dispatch that the actor answers for the recipient."""
    sent = open_dispatch(case)
    if sent is not None and not _acts_for(by, sent.to_unit.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("由接收单位签收或退单。"))
    must(case.status, by_move)
    if sent is None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这件案件没有在派单途中。"))
    return sent


def _acts_for(by: Actor, path: str, *, at_least: bool = False) -> bool:
    """Whether the actor works for the unit at the path; `at_least`: as one who sends cases out."""
    if by.kind is ActorKind.SYSTEM:
        return True
    return any(post.reaches(path) for post in by.posts_as(SENDERS if at_least else CASE_STAFF))


def _bounces(case: Case) -> int:
    """How often the case was sent back since a unit last signed for it."""
    signed = select(func.max(Dispatch.at)).where(Dispatch.case_id == case.id, Dispatch.signed_at.is_not(None))
    last = db.session.scalar(unscoped(signed, because="inside an action on the case"))
    counted = select(func.count(Dispatch.id)).where(Dispatch.case_id == case.id, Dispatch.bounced_at.is_not(None))
    since = counted.where(Dispatch.at > last) if last else counted
    return db.session.scalar(unscoped(since, because="inside an action on the case")) or 0


def _assigned_to(case: Case) -> str | None:
    """Path of the unit to which the case was assigned before, and still is."""
    last = (
        select(Dispatch)
        .where(Dispatch.case_id == case.id, Dispatch.signed_at.is_not(None))
        .order_by(Dispatch.at.desc(), Dispatch.id.desc())
        .limit(1)
    )
    signed: Dispatch | None = db.session.scalar(unscoped(last, because="inside an action on the case"))
    still = signed is not None and signed.mode is DispatchMode.ASSIGN and signed.from_unit_id == case.unit_id
    return signed.to_unit.org_path if signed is not None and still else None
