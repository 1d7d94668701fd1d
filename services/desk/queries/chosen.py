"""Cases that were chosen in a list."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import joinedload

from services.cases.models import Case
from services.core.access import Actor, visible
from services.core.database import db

MOST = 50
"""A page of the queue."""


def chosen_cases(numbers: Sequence[str], viewer: Actor) -> Sequence[Case]:
    """Those of the numbered cases that the viewer sees, by number; no more than MOST."""
    wanted = visible(Case, viewer).where(Case.number.in_(list(numbers)[:MOST])).options(joinedload(Case.unit))
    return db.session.scalars(wanted.order_by(Case.number)).all()
