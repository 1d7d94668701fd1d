"""What a member does besides submitting: looking up where a request stands."""

from __future__ import annotations

from datetime import datetime

from services.cases.kinds import CaseEvent
from services.cases.models import Case
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record


@action("case.track")
def track(case: Case, *, by: Actor, at: datetime) -> Case:
    """Records that somebody with number and query code looked. Keeps no address and no device."""
    record(CaseEvent.TRACKED, case, {}, by=by, at=at)
    return case
