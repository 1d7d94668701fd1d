"""Writing many cases at once: the rows in bulk, each event in its place in the chain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from services.cases.actions.conflicts import exclude_tied
from services.cases.importing.employers import KeptEmployer
from services.cases.importing.keeping import Became, insert_rows, keep_rows
from services.cases.importing.opening import bring_in
from services.cases.importing.outcome import NewRow, Origin
from services.cases.importing.profile import Profile
from services.cases.importing.rows import ImportRow
from services.cases.importing.units import unit_for
from services.cases.kinds import CaseEvent, Channel, Family, PartyRole, RecoveryStage, Status
from services.cases.models import (
    Case,
    CaseCategory,
    CasePerson,
    CaseReader,
    ReaderKind,
    Recovery,
    StatusSpan,
    UnitSpan,
    index_cases,
)
from services.cases.queries.readers import kept_users, officers_for
from services.core.access import Actor, unscoped
from services.core.audit import record
from services.core.database import db
from services.core.ids import new_id
from services.core.time import local_midnight
from services.core.vault import vault
from services.people.models import Person
from services.units.models import Unit


@dataclass(frozen=True)
class Draft:
    """A row that makes a case, with everything that it needs besides its own cells."""

    new: NewRow
    row: ImportRow
    unit: Unit
    number: str
    category: str | None
    employer: KeptEmployer | None
    person: Person | None = None
    sealed: bool = False


@dataclass(frozen=True)
class _Made:
    """A case just written, as far as its event needs it."""

    id: int
    org_path: str
    __tablename__: str = Case.__tablename__


def write_cases(unit: Unit, origin: Origin, drafts: Sequence[Draft], *, by: Actor, at: datetime) -> None:
    """Cases with category, history and origin, and an event each, in the order given."""
    profile = cast(Profile, origin.profile)
    some = [(new_id(), draft) for draft in drafts]
    over = [(ident, draft) for ident, draft in some if draft.row.course is None]
    insert_rows(Case, (_case(profile.family, ident, draft) for ident, draft in some))
    insert_rows(CaseCategory, _categories(some))
    insert_rows(StatusSpan, (span for ident, draft in over for span in _status_spans(ident, draft.row)))
    insert_rows(UnitSpan, (_unit_span(ident, draft) for ident, draft in over))
    insert_rows(CasePerson, (worker for ident, draft in some for worker in _workers(ident, draft)))
    _keep_from_tied(some, by=by, at=at)
    insert_rows(CaseReader, (reader for ident, draft in some if draft.sealed for reader in _officers(ident, draft, at)))
    insert_rows(Recovery, (won for ident, draft in some for won in _recoveries(profile, ident, draft.row, by)))
    some = _brought_in(profile, some, by=by, at=at)
    keep_rows(unit, origin, ((draft.new, Became(case_id=ident)) for ident, draft in some))
    for ident, draft in some:
        record(CaseEvent.IMPORTED, _Made(ident, draft.unit.org_path), _facts(profile, draft), by=by, at=at)
    index_cases([ident for ident, _draft in some])
    db.session.flush()


def _brought_in(
    profile: Profile, some: Sequence[tuple[int, Draft]], *, by: Actor, at: datetime
) -> list[tuple[int, Draft]]:
    """The open cases go the way that their rows tell; gives all of them, with what was found out meanwhile."""
    live = [ident for ident, draft in some if draft.row.course]
    if profile.course is None or not live:
        return list(some)
    units = {code: unit_for(code) for code in dict.fromkeys(profile.course.units.values())}
    cases = {case.id: case for case in _written(live)}
    found = []
    for ident, draft in some:
        if ident in cases:
            row = bring_in(cases[ident], draft.row, profile.course, units, by=by, at=at)
            draft = replace(draft, row=row, new=replace(draft.new, row=row))
        found.append((ident, draft))
    return found


def _written(ids: Collection[int]) -> Sequence[Case]:
    wanted = select(Case).where(Case.id.in_(ids))
    return db.session.scalars(unscoped(wanted, because="the cases were written a moment ago")).all()


def _workers(ident: int, draft: Draft) -> Iterator[dict[str, Any]]:
    """The worker came with the case."""
    if draft.person is not None:
        named = {"person_id": draft.person.id, "role": PartyRole.WORKER, "is_contact": False}
        yield {"id": new_id(), "case_id": ident, **named}


def _keep_from_tied(some: Sequence[tuple[int, Draft]], *, by: Actor, at: datetime) -> None:
    """A sealed worker is in no index: whoever declared a tie to them is found now, before anybody is to read."""
    hidden = {ident: draft.person for ident, draft in some if draft.sealed and draft.person is not None}
    for case in _written(hidden) if hidden else ():
        exclude_tied(case, hidden[case.id], by=by, at=at)


def _officers(ident: int, draft: Draft, at: datetime) -> Iterator[dict[str, Any]]:
    for user_id, unit_id in officers_for(draft.unit, kept_users(ident)):
        named = {"user_id": user_id, "kind": ReaderKind.OFFICER, "officer_of_id": unit_id, "since": at}
        yield {"id": new_id(), "case_id": ident, **named}


def _case(family: Family, ident: int, draft: Draft) -> dict[str, Any]:
    row = draft.row
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
    text = draft.row.text
    if not draft.sealed:
        return {"story": text, "story_sealed": None}
    return {"story": None, "story_sealed": vault().seal(text, f"{Case.__tablename__}.story_sealed.{ident}")}


def _other_spelling(draft: Draft) -> str | None:
    """The employer as this row spells it, where that differs from the name under which it is kept."""
    named = draft.row.employer
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
    received, closed = _instants(draft.row)
    return {
        "id": new_id(),
        "case_id": ident,
        "unit_id": draft.unit.id,
        "org_path": draft.unit.org_path,
        "from_at": min(received, closed or received),
        "until_at": None,
    }


def _recoveries(profile: Profile, ident: int, row: ImportRow, by: Actor) -> Iterator[dict[str, Any]]:
    """The money that the row says was won, on the last day on which the row is known to have stood."""
    if row.recovered_fen and row.last_day:
        yield {
            "id": new_id(),
            "case_id": ident,
            "stage": RecoveryStage.PAID,
            "kind": profile.recovered_kind,
            "amount_fen": row.recovered_fen,
            "pay_by": None,
            "by_id": by.user_id,
            "at": local_midnight(row.last_day),
        }


def _facts(profile: Profile, draft: Draft) -> dict[str, object]:
    row = draft.row
    return {
        "number": draft.number,
        "source_number": row.number,
        "occurrence": draft.new.occurrence,
        "profile": profile.name,
        "row": row.place,
        "currency": profile.currency,
        "course": _course(row),
        "faults": [{"column": fault.column, "value": fault.value, "flag": fault.flag.value} for fault in row.faults],
    }


def _course(row: ImportRow) -> dict[str, object] | None:
    """Where an open case stands, who handles it, and on which days it came there."""
    course = row.course
    if course is None:
        return None
    return {
        "status": course.status,
        "handler": course.handler,
        "steps": {kind.value: on.isoformat() for kind, on in course.steps},
        "legal": {legal.rule: legal.on.isoformat() for legal in course.legal},
    }
