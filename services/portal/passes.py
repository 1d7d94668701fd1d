"""A pass: whoever showed number and query code goes on from that page for a while without typing them again.

It is sealed, names one case, runs out by itself and stands nowhere but in the page.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.core.vault import Tampered, vault

LASTS = timedelta(minutes=30)
_BOUND_TO = "portal.pass"


def new_pass(case_id: int, at: datetime) -> str:
    """A pass for the case, good for half an hour."""
    return vault().seal(f"{case_id} {int((at + LASTS).timestamp())}", _BOUND_TO)


def case_of_pass(ticket: str | None, at: datetime) -> int | None:
    """The id of the case; None for a pass that was changed or has run out."""
    try:
        case_id, until = vault().open(ticket or "", _BOUND_TO).split()
    except Tampered:
        return None
    return int(case_id) if at < datetime.fromtimestamp(int(until), UTC) else None
