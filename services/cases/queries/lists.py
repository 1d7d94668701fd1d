"""Lists of cases: ids first, then their rows, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, func, select, tuple_

from services.accounts.models import User
from services.cases.kinds import Channel, PartyRole, Status
from services.cases.models import (
    Case,
    CaseCategory,
    CaseFactor,
    CasePerson,
)
from services.cases.queries.asked import PAGE, Asked
from services.cases.queries.order import ORDERS, UNDATED, Key, Place
from services.cases.queries.wanted import Wanted, conditions
from services.core.access import Actor, unscoped, visible
from services.core.database import db
from services.core.planning import walked
from services.core.vault import mask_name
from services.people.models import Employer, Person
from services.units.models import Unit


@dataclass(frozen=True)
class ListRow:
    """One line of the list, ready to be shown."""

    number: str
    received_at: datetime
    status: Status
    sealed: bool
    people: int
    urgent: bool
    """Whether a circumstance was noted that makes it urgent."""
    unit: str
    employer: str
    handler: str
    person: str
    category: str
    next_due_on: date | None
    next_rule: str | None
    channel: Channel
    claim_fen: int | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Page:
    """A page of a list, with the keys that open the one before and the one after."""

    rows: Sequence[ListRow]
    newer: str | None
    older: str | None
    count: int | None = None
    """How many there are in all, where words were asked for, no further than one more than MOST_COUNTED."""


def list_cases(wanted: Wanted, viewer: Actor, key: Key | None, today: date, soon: date) -> Page:
    """One page of the cases that the viewer may see; ids are sorted first, and only their rows are read."""
    asked, back = Asked.of(wanted, viewer, today, soon), bool(key and key.back)
    found = places_in(wanted, asked, key, PAGE + 1)
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found = found[::-1]
    rows = rows_of([case_id for _value, case_id in found])
    first, last = (found[0], found[-1]) if found else (None, None)
    has_newer = more if back else key is not None
    return Page(
        rows,
        str(Key(*first, back=True)) if first is not None and has_newer else None,
        str(Key(*last)) if last is not None and (back or more) else None,
        asked.count,
    )


def places_in(wanted: Wanted, asked: Asked, key: Key | None, most: int) -> list[Place]:
    """At most so many (value, id) beyond the key, in the order wanted, or against it where the key reads back."""
    order, back = ORDERS[wanted.order], bool(key and key.back)
    if wanted.order == "due":
        return _by_due(asked, key, most, undated_too=not wanted.due)
    dated = (order.column.is_not(None),) if wanted.order == "closed" else ()
    return _stretch(asked, order.column, key, *dated, falls=order.falls != back, most=most)


def _stretch(
    asked: Asked, column: Any, key: Key | None, *further: ColumnElement[bool], falls: bool, most: int
) -> list[Place]:
    """(value, id) of the cases beyond the key."""
    if key:
        here, mark = tuple_(column, Case.id), tuple_(key.value, key.id)
        further = (*further, here < mark if falls else here > mark)
    return asked.places(column, *further, falls=falls, most=most)


def _by_due(asked: Asked, key: Key | None, most: int, *, undated_too: bool) -> list[Place]:
    """The nearest date first; behind all dates the cases that wait for no clock, so that none is out of sight."""
    back = bool(key and key.back)
    dated = _stretch(asked, Case.next_due_on, key, Case.next_due_on.is_not(None), falls=back, most=most)
    room = most if back else most - len(dated)  # none for a full page, which asks as often as an empty one
    undated = _undated(asked, key, room) if undated_too else []
    return (undated + dated if back else dated + undated)[:most]


def _undated(asked: Asked, key: Key | None, most: int) -> list[Place]:
    beyond: list[ColumnElement[bool]] = [walked(Case.next_due_on).is_(None)]
    back = bool(key and key.back)
    if key and (back or key.value == UNDATED):
        mark = key.id if key.value == UNDATED else 0
        beyond.append(Case.id < mark if back else Case.id > mark)
    found = asked.places(Case.id, *beyond, falls=back, most=most)
    return [(UNDATED, case_id) for _value, case_id in found]


def count_cases(wanted: Wanted, viewer: Actor, today: date, soon: date) -> int:
    """How many cases the list would show in all."""
    counted = visible(Case, viewer, func.count(Case.id)).where(*conditions(wanted, viewer, today, soon))
    return db.session.scalar(counted) or 0


AMONG: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
ROWS = unscoped(
    select(
        Case.id,
        Case.number,
        Case.received_at,
        Case.status,
        Case.sealed,
        Case.people,
        exists().where(CaseFactor.case_id == Case.id).label("urgent"),
        Unit.name.label("unit"),
        func.coalesce(Employer.name, Case.employer_told, "").label("employer"),
        func.coalesce(User.name, "").label("handler"),
        func.coalesce(CaseCategory.code, "").label("category"),
        Case.next_due_on,
        Case.next_rule,
        Case.channel,
        Case.claim_fen,
        Case.closed_at,
    )
    .join(Unit, Unit.id == Case.unit_id)
    .outerjoin(Employer, Employer.id == Case.employer_id)
    .outerjoin(User, User.id == Case.handler_id)
    .outerjoin(CaseCategory, and_(CaseCategory.case_id == Case.id, CaseCategory.position == 1))
    .where(Case.id.in_(AMONG)),
    because="ids came from a visible list",
)
NAMES = unscoped(
    select(CasePerson.case_id, Person.id, Person.name_sealed)
    .join(CasePerson.person)
    .where(CasePerson.case_id.in_(AMONG), CasePerson.removed_at.is_(None), CasePerson.role == PartyRole.WORKER)
    .order_by(CasePerson.id.desc()),
    because="ids came from a visible list",
)


def rows_of(ids: Sequence[int]) -> list[ListRow]:
    if not ids:
        return []
    found = {row.id: row for row in db.session.execute(ROWS, {"ids": ids})}
    persons = masked_names(ids)
    return [
        ListRow(
            *(row.number, row.received_at, row.status, row.sealed, row.people, row.urgent),
            *(row.unit, row.employer, row.handler),
            persons.get(row.id, ""),
            *(row.category, row.next_due_on, row.next_rule, row.channel, row.claim_fen, row.closed_at),
        )
        for row in (found[case_id] for case_id in ids)
    ]


def masked_names(ids: Sequence[int]) -> dict[int, str]:
    """id → name of the worker, masked, of cases that came from a visible list; where a name was given."""
    return {
        case_id: mask_name(Person.name.opened(person_id, sealed))
        for case_id, person_id, sealed in db.session.execute(NAMES, {"ids": ids})
        if sealed
    }
