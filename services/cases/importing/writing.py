"""Writing many cases at once: the rows in bulk, each event in its place in the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table as SqlTable
from sqlalchemy import insert

from services.accounts.posts import supervisors_at_or_above
from services.cases.importing.employers import KeptEmployer
from services.cases.importing.matching import NewRow
from services.cases.importing.outcome import Table
from services.cases.importing.rows import ImportRow
from services.cases.kinds import CaseEvent, Channel, Family, RecoveryStage, Status
from services.cases.models import (
    Case,
    CaseCategory,
    CaseReader,
    ImportedRow,
    ReaderKind,
    Recovery,
    StatusSpan,
    UnitSpan,
    stages_as_text,
)
from services.core.access import Actor
from services.core.audit import record
from services.core.database import Base, db, new_id
from services.core.time import local_midnight
from services.core.vault import vault
from services.units.models import Unit

AT_ONCE = 1000


@dataclass(frozen=True)
class Draft:
    """A row that makes a case, with everything that it needs besides its own cells."""

    new: NewRow
    unit: Unit
    number: str
    category: str | None
    employer: KeptEmployer | None
    sealed: bool = False


@dataclass(frozen=True)
class _Made:
    """A case just written, as far as its event needs it."""

    id: int
    org_path: str
    __tablename__: str = Case.__tablename__


def write_cases(unit: Unit, table: Table, drafts: Sequence[Draft], *, by: Actor, at: datetime) -> None:
    """Cases with category, history and origin, and an event each, in the order given."""
    for start in range(0, len(drafts), AT_ONCE):
        some = [(new_id(), draft) for draft in drafts[start : start + AT_ONCE]]
        _insert(Case, (_case(table.profile.family, ident, draft) for ident, draft in some))
        _insert(CaseCategory, _categories(some))
        _insert(StatusSpan, (span for ident, draft in some for span in _status_spans(ident, draft.new.row)))
        _insert(UnitSpan, (_unit_span(ident, draft) for ident, draft in some))
        _insert(CaseReader, (reader for ident, draft in some if draft.sealed for reader in _officers(ident, draft, at)))
        _insert(Recovery, (won for ident, draft in some for won in _recoveries(table, ident, draft.new.row, by)))
        _insert(ImportedRow, (_origin(unit, table, draft.new, ident) for ident, draft in some if not draft.new.waiting))
        for ident, draft in some:
            _end_waiting(unit, table, draft.new, ident)
            record(CaseEvent.IMPORTED, _Made(ident, draft.unit.org_path), _facts(table, draft), by=by, at=at)
        db.session.flush()


def _officers(ident: int, draft: Draft, at: datetime) -> Iterator[dict[str, Any]]:
    for user_id, unit_id in supervisors_at_or_above(draft.unit):
        named = {"user_id": user_id, "kind": ReaderKind.OFFICER, "officer_of_id": unit_id, "since": at}
        yield {"id": new_id(), "case_id": ident, **named}


def keep_waiting(unit: Unit, table: Table, rows: Iterable[NewRow]) -> None:
    """Rows that cannot be placed in time: no case, but their cells stay, sealed, until the table is mended."""
    for new in rows:
        kept = ImportedRow(**_origin(unit, table, new, None))
        kept.cells = new.row.canonical
        db.session.add(kept)
    db.session.flush()


def _insert(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    if values:
        db.session.execute(insert(cast(SqlTable, model.__table__)), values)


def _case(family: Family, ident: int, draft: Draft) -> dict[str, Any]:
    row = draft.new.row
    received, closed = _instants(row)
    return {
        "id": ident,
        "org_path": draft.unit.org_path,
        "number": draft.number,
        "unit_id": draft.unit.id,
        "family": family,
        "sealed": draft.sealed,
        "confidential_from_employer": draft.sealed,
        "channel": Channel.IMPORTED,
        "status": Status.CLOSED if closed else Status.RECEIVED,
        "imported": True,
        "claim_fen": row.claim_fen,
        "employer_id": draft.employer.id if draft.employer else None,
        "received_at": received,
        "closed_at": closed,
        "employer_told": _other_spelling(draft),
        **_story(ident, draft),
    }


def _story(ident: int, draft: Draft) -> dict[str, str | None]:
    """The text of a row, encrypted where its category seals the case."""
    text = draft.new.row.text
    if not draft.sealed:
        return {"story": text, "story_sealed": None}
    return {"story": None, "story_sealed": vault().seal(text, f"{Case.__tablename__}.story_sealed.{ident}")}


def _other_spelling(draft: Draft) -> str | None:
    """The employer as this row spells it, where that differs from the name under which it is kept."""
    named = draft.new.row.employer
    spelt = named.name if named else None
    return spelt if draft.employer and spelt != draft.employer.name else None


def _instants(row: ImportRow) -> tuple[datetime, datetime | None]:
    """Received and closed, at the local midnights with which those days begin."""
    assert row.received_on is not None
    return local_midnight(row.received_on), local_midnight(row.closed_on) if row.closed_on else None


def _categories(some: Iterable[tuple[int, Draft]]) -> Iterator[dict[str, Any]]:
    for ident, draft in some:
        if draft.category:
            yield {"id": new_id(), "case_id": ident, "code": draft.category, "position": 1}


def _status_spans(ident: int, row: ImportRow) -> Iterator[dict[str, Any]]:
    """Received until closed, then closed; a case closed on its first day or before it was never open."""
    received, closed = _instants(row)
    if closed is None or received < closed:
        yield _span(ident, Status.RECEIVED, received, closed)
    if closed is not None:
        yield _span(ident, Status.CLOSED, closed, None)


def _span(ident: int, status: Status, since: datetime, until: datetime | None) -> dict[str, Any]:
    return {"id": new_id(), "case_id": ident, "status": status, "from_at": since, "until_at": until}


def _unit_span(ident: int, draft: Draft) -> dict[str, Any]:
    received, closed = _instants(draft.new.row)
    return {
        "id": new_id(),
        "case_id": ident,
        "unit_id": draft.unit.id,
        "org_path": draft.unit.org_path,
        "from_at": min(received, closed or received),
        "until_at": None,
    }


def _recoveries(table: Table, ident: int, row: ImportRow, by: Actor) -> Iterator[dict[str, Any]]:
    """The money that the row says was won, on the last day on which the row is known to have stood."""
    if row.recovered_fen and row.last_day:
        yield {
            "id": new_id(),
            "case_id": ident,
            "stage": RecoveryStage.PAID,
            "kind": table.profile.recovered_kind,
            "amount_fen": row.recovered_fen,
            "pay_by": None,
            "by_id": by.user_id,
            "at": local_midnight(row.last_day),
        }


def _origin(unit: Unit, table: Table, new: NewRow, case_id: int | None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case_id,
        "profile": table.profile.name,
        "unit_id": unit.id,
        "source_number": new.row.number,
        "occurrence": new.occurrence,
        "row_digest": new.digest,
        "flags": " ".join(flag.value for flag in new.row.flags),
        "file_name": table.file_name[:200],
        "row_number": new.row.place,
        "stages": stages_as_text(new.row.stages),
    }


def _end_waiting(unit: Unit, table: Table, new: NewRow, case_id: int) -> None:
    """A row that waited has its case now: its kept cells go, where it came from is brought up to date."""
    if new.waiting is None:
        return
    kept = db.session.get_one(ImportedRow, new.waiting.id, with_for_update=True)
    for name, value in _origin(unit, table, new, case_id).items():
        if name != "id":
            setattr(kept, name, value)
    kept.cells = None


def _facts(table: Table, draft: Draft) -> dict[str, object]:
    row = draft.new.row
    return {
        "number": draft.number,
        "source_number": row.number,
        "occurrence": draft.new.occurrence,
        "profile": table.profile.name,
        "row": row.place,
        "currency": table.profile.currency,
        "faults": [{"column": fault.column, "value": fault.value, "flag": fault.flag.value} for fault in row.faults],
    }
