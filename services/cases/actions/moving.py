"""What every verb of a case shares: moving along the workflow table and keeping its history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import flag_modified

from services.cases.kinds import CaseEvent, Status
from services.cases.models import Case, Reply, StatusSpan, UnitSpan
from services.cases.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.cases.rules import Move, next_status
from services.clocks.actions import first_due, nearest, stop_running, tell
from services.clocks.calendar_keeping import ON_MOVED
from services.clocks.models import Clock
from services.clocks.rules import FactKind
from services.core.access import unscoped
from services.core.audit import declare_events
from services.core.database import db

declare_events(CaseEvent)

LASTING = unscoped(
    select(StatusSpan).where(StatusSpan.case_id == bindparam("case"), StatusSpan.until_at.is_(None)),
    because="inside an action on the case",
)
STANDING = unscoped(
    select(Reply).where(Reply.case_id == bindparam("case"), Reply.cancelled_at.is_(None)),
    because="inside an action on the case",
)
"""Put together once: a verb asks for these at every step."""


def begin_history(case: Case, at: datetime) -> None:
    """The first status and the first owner of a case."""
    db.session.add(StatusSpan(case_id=case.id, status=case.status, from_at=at))
    db.session.add(UnitSpan(case_id=case.id, unit_id=case.unit_id, org_path=case.org_path, from_at=at))


def move(case: Case, by_move: Move, at: datetime) -> None:
    """Moves the case as the table says and closes the span of the status it leaves.

    Where the machine's clock was put back, the history stands still instead of running backwards.
    """
    status = next_status(case.status, by_move)
    if status is case.status:
        return
    span = db.session.scalars(LASTING, {"case": case.id}).one()
    span.until_at = since = max(at, span.from_at)
    case.status = status
    case.closed_at = at if status is Status.CLOSED else None
    db.session.add(StatusSpan(case_id=case.id, status=status, from_at=since))


def mark_changed(case: Case) -> None:
    """Raises the version of a case to which only rows are added, so that a second tab that adds the same is told."""
    flag_modified(case, "status")


def tell_clocks(case: Case, fact: FactKind, at: datetime, leave_out: frozenset[str] = frozenset()) -> None:
    """Lets the clocks of the case know, and keeps the nearest due date on the case."""
    _show(case, first_due(tell(case, fact, case_id=case.id, at=at, leave_out=leave_out)))


def show_nearest(case: Case) -> None:
    """Keeps rule and day of the clock that is due first, for lists."""
    _show(case, nearest(case.id))


def _show(case: Case, clock: Clock | None) -> None:
    case.next_due_on = clock.due_on if clock else None
    case.next_rule = clock.rule if clock else None


def _follow_the_calendar(clock: Clock) -> None:
    """A clock that a changed calendar moved shows on its case."""
    if clock.case_id is not None:
        show_nearest(db.session.get_one(Case, clock.case_id))


ON_MOVED.append(_follow_the_calendar)


def live_reply(case: Case) -> Reply | None:
    """The reply that stands; None where there is none or it was cancelled."""
    found: Reply | None = db.session.scalar(STANDING, {"case": case.id})
    return found


def cancel_reply(case: Case, fact: FactKind, at: datetime) -> None:
    """A failed check or a reopening: the reply no longer counts, the handling clock runs on to the same day."""
    standing = live_reply(case)
    if standing:
        standing.cancelled_at = at
    stop_running(case.id, at, rule="sla.callback")
    tell_clocks(case, fact, at)
