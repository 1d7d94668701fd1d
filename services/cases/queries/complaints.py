"""Complaints about handlers, as whoever looks may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from services.cases.models import Case, Complaint, ComplaintState
from services.core.access import Actor, unscoped, visible
from services.core.database import db

MOST_SHOWN = 100


def complaints_for(viewer: Actor, state: ComplaintState) -> Sequence[Complaint]:
    """Those that wait, the next due first; or those answered, the newest first. At most MOST_SHOWN."""
    waiting = state is ComplaintState.WAITING
    order = (Complaint.due_on, Complaint.id) if waiting else (Complaint.answered_at.desc(), Complaint.id.desc())
    wanted = visible(Complaint, viewer).where(Complaint.state == state).options(*_WHOLE)
    found: Sequence[Complaint] = db.session.scalars(wanted.order_by(*order).limit(MOST_SHOWN)).unique().all()
    return found


def complaints_waiting(viewer: Actor) -> tuple[int, date | None]:
    """How many the viewer may still answer, and the local day by which the next of them is due."""
    counted = visible(Complaint, viewer, func.count(), func.min(Complaint.due_on))
    count, due = db.session.execute(counted.where(Complaint.state == ComplaintState.WAITING)).one()
    return count, due


def find_complaint(complaint_id: int, viewer: Actor) -> Complaint | None:
    """One of them; None where absent or hidden from the viewer."""
    if not 0 < complaint_id < 2**63:
        return None
    wanted = visible(Complaint, viewer).where(Complaint.id == complaint_id).options(*_WHOLE)
    found: Complaint | None = db.session.scalar(wanted)
    return found


def complaints_of(case: Case, member: Actor) -> Sequence[Complaint]:
    """Those that the member of a case made, the newest first."""
    wanted = visible(Complaint, member).where(Complaint.case_id == case.id)
    found: Sequence[Complaint] = db.session.scalars(wanted.order_by(Complaint.at.desc(), Complaint.id.desc())).all()
    return found


def waiting_complaint(case: Case) -> Complaint | None:
    """The one of the case that nobody has answered yet, for the verb alone."""
    waiting = select(Complaint).where(Complaint.case_id == case.id, Complaint.answered_at.is_(None))
    return db.session.scalar(unscoped(waiting, because="inside an action on the case"))


_WHOLE = (joinedload(Complaint.case), joinedload(Complaint.unit), joinedload(Complaint.about))
