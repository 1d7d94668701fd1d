"""Money won for workers: what was agreed, and what was really paid."""

from __future__ import annotations

from datetime import date, datetime

from services.cases.actions import moving
from services.cases.kinds import CaseEvent, RecoveryKind, RecoveryStage
from services.cases.models import Case, Recovery
from services.cases.rules import Move, must
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@action("recovery.agree")
def agree(
    case: Case, amount: int, kind: RecoveryKind, pay_by: date | None = None, *, by: Actor, at: datetime
) -> Recovery:
    """Notes what was promised, in fen, and by which local day (included). Problem(invalid): nothing or less."""
    return _add(case, RecoveryStage.AGREED, amount, kind, pay_by, by=by, at=at)


@action("recovery.pay")
def pay(case: Case, amount: int, kind: RecoveryKind, *, by: Actor, at: datetime) -> Recovery:
    """Notes what really arrived, in fen. Problem(invalid): nothing or less."""
    return _add(case, RecoveryStage.PAID, amount, kind, None, by=by, at=at)


def _add(
    case: Case,
    stage: RecoveryStage,
    amount: int,
    kind: RecoveryKind,
    pay_by: date | None,
    *,
    by: Actor,
    at: datetime,
) -> Recovery:
    must(case.status, Move.RECOVER)
    if amount <= 0:
        raise Problem(ErrorCode.INVALID, _l("金额应大于零。"), field="amount")
    won = Recovery(case_id=case.id, stage=stage, kind=kind, amount_fen=amount, pay_by=pay_by, by_id=by.user_id, at=at)
    db.session.add(won)
    moving.mark_changed(case)
    event = CaseEvent.RECOVERY_AGREED if stage is RecoveryStage.AGREED else CaseEvent.RECOVERY_PAID
    record(event, case, {"recovery": won.id, "kind": kind, "amount_fen": amount, "pay_by": pay_by}, by=by, at=at)
    return won
