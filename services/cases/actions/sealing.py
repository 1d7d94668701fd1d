"""Who may read a sealed case: named, and no longer named, as the case goes its way. Inside an action."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select

from services.cases.models import Case, CaseReader, ReaderKind
from services.cases.queries.readers import kept_users, officers_for
from services.core.access import unscoped
from services.core.database import db
from services.units.models import Unit


def name_officers(case: Case, unit: Unit, at: datetime, but: Collection[int] = ()) -> int:
    """Names as readers the unit's officers from whom the case is not kept, else those of the next unit above.

    `but` are further people who must not be among them. How many were found.
    """
    found = officers_for(unit, kept_users(case.id) | frozenset(but))
    for user_id, unit_id in found:
        if not live_readings(case, CaseReader.user_id == user_id, CaseReader.officer_of_id == unit_id):
            db.session.add(
                CaseReader(case_id=case.id, user_id=user_id, kind=ReaderKind.OFFICER, officer_of_id=unit_id, since=at)
            )
    db.session.flush()
    return len(found)


def name_handler(case: Case, user_id: int, at: datetime) -> None:
    """Names the handler as a reader."""
    if not live_readings(case, CaseReader.user_id == user_id, CaseReader.kind == ReaderKind.HANDLER):
        db.session.add(CaseReader(case_id=case.id, user_id=user_id, kind=ReaderKind.HANDLER, since=at))


def end_officers(case: Case, unit: Unit, at: datetime) -> None:
    """The officers who read for the unit, its own or those above it, read no longer."""
    officers = {unit_id for _user, unit_id in officers_for(unit, kept_users(case.id))} | {unit.id}
    _end(case, at, CaseReader.officer_of_id.in_(officers))


def end_handler(case: Case, user_id: int | None, at: datetime) -> None:
    """Whoever read as the handler reads no longer as that."""
    _end(case, at, CaseReader.kind == ReaderKind.HANDLER, CaseReader.user_id == user_id)


def live_readings(case: Case, *which: ColumnElement[bool]) -> list[CaseReader]:
    """The readings of the case that have not ended."""
    live = select(CaseReader).where(CaseReader.case_id == case.id, CaseReader.until.is_(None), *which)
    return list(db.session.scalars(unscoped(live, because="inside an action on the case")))


def _end(case: Case, at: datetime, *which: ColumnElement[bool]) -> None:
    for reading in live_readings(case, *which):
        reading.until = at
