"""Looking into a sealed case is an act of its own, on record."""

from __future__ import annotations

from datetime import datetime

from services.cases.actions import moving  # noqa: F401  (declares permissions and events)
from services.cases.kinds import CaseEvent
from services.cases.models import Case
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record


@action("case.see")
def see(case: Case, *, by: Actor, at: datetime) -> Case:
    """Records that a named reader opened a sealed case: who and when (GB/T 22239 8.1.4.3, ASVS 16.2.1)."""
    record(CaseEvent.OPENED, case, {}, by=by, at=at)
    return case
