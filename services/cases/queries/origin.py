"""Where an imported case comes from."""

from __future__ import annotations

from sqlalchemy import select

from services.cases.models import Case, ImportedRow
from services.core.access import unscoped
from services.core.database import db


def origin_of(case: Case) -> ImportedRow | None:
    """The row of the old table that the case was made of; None for a case of our own."""
    if not case.imported:
        return None
    row = select(ImportedRow).where(ImportedRow.case_id == case.id)
    return db.session.scalar(unscoped(row, because="the case was loaded for its viewer"))
