"""Turns in the course of a case as a viewer is shown them: where it is on its way to, and what it is joined with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from services.cases.kinds import DispatchMode
from services.cases.models import Case, Dispatch, Merge, Objection
from services.cases.queries.hanging import Hang, may_hang
from services.core.access import Actor, unscoped, visible
from services.core.database import db
from services.units.models import Unit

OF_A_SEEN_CASE = "the case was loaded for its viewer"


@dataclass(frozen=True)
class Turns:
    """What the page says of them; `into` and `joined` name only cases that the viewer sees."""

    sent: Dispatch | None
    decider: str | None
    into: str | None
    joined: Sequence[str]
    objection: Objection | None

    @property
    def is_assigned(self) -> bool:
        """Whether another unit has signed for it while the owner answers for the outcome."""
        return self.sent is not None and self.sent.mode is DispatchMode.ASSIGN and self.sent.signed_at is not None

    @property
    def report_back(self) -> date | None:
        """The local day by which the other unit reports."""
        return self.sent.report_back if self.sent else None

    @property
    def since(self) -> datetime | None:
        """Since when it is on its way, or at the other unit's desk."""
        return (self.sent.signed_at or self.sent.at) if self.sent else None


def turns_of(case: Case, viewer: Actor) -> Turns:
    """The turns of a case that the caller has loaded for the viewer."""
    beside = _beside(case, viewer)
    return Turns(
        _present_dispatch(case),
        _name_at(case.decider_path),
        beside.get(case.merged_into_id or 0),
        sorted(number for ident, number in beside.items() if ident != case.merged_into_id),
        _waiting_objection(case),
    )


def _beside(case: Case, viewer: Actor) -> dict[int, str]:
    """id → number of the cases with which it is joined, as far as the viewer sees them."""
    if case.merged_into_id is None and not may_hang(case, Hang.MERGE):
        return {}
    joined = select(Merge.case_id).where(Merge.into_id == case.id)
    other = or_(Case.id.in_(joined), Case.id == case.merged_into_id)
    seen = db.session.execute(visible(Case, viewer, Case.id, Case.number).where(other))
    return {row.id: row.number for row in seen}


def _present_dispatch(case: Case) -> Dispatch | None:
    """The dispatch by which the case lies at another unit's desk, or is on its way there."""
    if case.handed_path is None:
        return None
    last = (
        select(Dispatch)
        .options(joinedload(Dispatch.to_unit))
        .where(Dispatch.case_id == case.id, Dispatch.bounced_at.is_(None), Dispatch.recalled_at.is_(None))
        .order_by(Dispatch.at.desc(), Dispatch.id.desc())
        .limit(1)
    )
    found: Dispatch | None = db.session.scalar(unscoped(last, because=OF_A_SEEN_CASE))
    return found


def _waiting_objection(case: Case) -> Objection | None:
    if case.closed_at is None or not may_hang(case, Hang.OBJECTION):
        return None
    waiting = select(Objection).where(Objection.case_id == case.id, Objection.decided_at.is_(None))
    found: Objection | None = db.session.scalar(unscoped(waiting, because=OF_A_SEEN_CASE))
    return found


def _name_at(path: str | None) -> str | None:
    return db.session.scalar(select(Unit.name).where(Unit.org_path == path)) if path else None
