"""Keeping where each imported row went, so that the same row is never taken twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError

from services.cases.importing.outcome import NewRow, Origin
from services.cases.models import ImportedRow, stages_as_text
from services.core.database import Base, db
from services.core.errors import ErrorCode, Problem
from services.core.ids import new_id
from services.core.vault import vault
from services.core.words import _l
from services.units.models import Unit


@dataclass(frozen=True)
class Became:
    """What a row became: a case, something else, or nothing yet."""

    case_id: int | None = None
    subject_type: str | None = None
    subject_id: int | None = None

    @property
    def waits(self) -> bool:
        """Whether nothing could be made of the row."""
        return self.case_id is None and self.subject_id is None


def insert_rows(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Many rows of a table in one statement."""
    values = list(rows)
    if values:
        db.session.execute(insert(cast(Table, model.__table__)), values)


def keep_rows(unit: Unit, origin: Origin, rows: Iterable[tuple[NewRow, Became]]) -> None:
    """Notes for each row what it became; a row that waited has its cells go. Inside an action.

    Raises Problem(conflict) where another import took the same row meanwhile.
    """
    fresh = []
    for new, became in rows:
        if new.waiting is None:
            fresh.append(_values(unit, origin, new, became, new_id()))
        else:
            kept = db.session.get_one(ImportedRow, new.waiting, with_for_update=True)
            for name, value in _values(unit, origin, new, became, kept.id).items():
                setattr(kept, name, value)
    try:
        insert_rows(ImportedRow, fresh)
    except IntegrityError as problem:
        raise Problem(ErrorCode.CONFLICT, _l("同一张表正在另一处导入。请等那一次结束后再导入。")) from problem


def _values(unit: Unit, origin: Origin, new: NewRow, became: Became, ident: int) -> dict[str, Any]:
    keeps = became.waits or new.row.keeps_cells
    return {
        "id": ident,
        "case_id": became.case_id,
        "subject_type": became.subject_type,
        "subject_id": became.subject_id,
        "run_id": origin.run_id,
        "profile": origin.profile.name,
        "unit_id": unit.id,
        "source_number": new.row.number,
        "occurrence": new.occurrence,
        "row_digest": new.digest,
        "flags": " ".join(flag.value for flag in new.row.flags),
        "file_name": origin.file_name[:200],
        "row_number": new.row.place,
        "stages": stages_as_text(new.row.stages),
        "cells_sealed": _sealed(new, ident) if keeps else None,
    }


def _sealed(new: NewRow, ident: int) -> str:
    return vault().seal(new.row.canonical, f"{ImportedRow.__tablename__}.cells_sealed.{ident}")
