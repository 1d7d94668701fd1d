"""Lists of cases: ids first, then their rows, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, false, func, select, true, tuple_

from services.accounts.models import User
from services.cases.kinds import Channel, Status
from services.cases.models import (
    Case,
    CaseCategory,
    CaseFactor,
    CasePerson,
)
from services.cases.queries.groups import of_group
from services.cases.rules import OPEN
from services.core.access import Actor, below, unscoped, visible
from services.core.database import db, walked
from services.core.time import Month
from services.core.vault import mask_name
from services.people.models import Employer, Person
from services.units.models import Unit

PAGE = 50
UNDATED = date.max
"""Stands in keys for the due date of a case that waits for no clock."""
Place = tuple[Any, int]
"""What a list is sorted by, and the id of the case."""


@dataclass(frozen=True)
class Wanted:
    """What a list shows; every part stands in the address, none of it is personal."""

    status: Status | None = None
    state: str = ""
    """`open`, `closed` or empty for all."""
    due: str = ""
    """`overdue`, `today`, `soon` or empty."""
    unit: str = ""
    mine: bool = False
    category: str = ""
    group: str = ""
    channel: Channel | None = None
    month: Month | None = None
    order: str = "newest"
    """`newest` or `due`."""


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


@dataclass(frozen=True)
class Page:
    """A page of a list, with the keys that open the one before and the one after."""

    rows: Sequence[ListRow]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class Key:
    """Where a page begins: the value sorted by and the id of a row, and in which direction to read."""

    value: datetime | date
    id: int
    back: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.back else ''}{self.value.isoformat().replace('+00:00', 'Z')}_{self.id}"

    @classmethod
    def parse(cls, text: str, order: str) -> Key | None:
        """Reads a key from an address; None for anything that is not one."""
        value, _, row = text.removeprefix("-").rpartition("_")
        try:
            at = date.fromisoformat(value) if order == "due" else _utc(value)
            key = cls(at, int(row), text.startswith("-"))
        except (ValueError, OverflowError):
            return None
        return key if 0 < key.id < 2**63 else None


def _utc(text: str) -> datetime:
    """Raises ValueError for a naive instant, OverflowError for one outside the calendar."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def conditions(wanted: Wanted, viewer: Actor, today: date, soon: date) -> list[ColumnElement[bool]]:
    """The WHERE of a list. `today` and `soon` are the local days between which a clock counts as near."""
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.status, lambda: Case.status == wanted.status),
        (wanted.state == "open", lambda: Case.status.in_(OPEN)),
        (wanted.state == "closed", lambda: Case.status == Status.CLOSED),
        (wanted.due == "overdue", lambda: Case.next_due_on < today),
        (wanted.due == "today", lambda: Case.next_due_on == today),
        (wanted.due == "soon", lambda: and_(Case.next_due_on >= today, Case.next_due_on < soon)),
        (wanted.unit, lambda: _within(wanted.unit)),
        (wanted.mine, lambda: Case.handler_id == viewer.user_id),
        (wanted.category, lambda: Case.id.in_(_of_category(wanted.category))),
        (wanted.group, lambda: of_group(wanted.group, today)),
        (wanted.channel, lambda: Case.channel == wanted.channel),
        (wanted.month, lambda: _received_in(wanted.month)),
    ]
    return [condition() for given, condition in asked if given]


def _within(code: str) -> ColumnElement[bool]:
    path = db.session.scalar(select(Unit.org_path).where(Unit.code == code))
    return below(walked(Case.org_path), path) if path else false()


def _received_in(month: Month | None) -> ColumnElement[bool]:
    return and_(Case.received_at >= month.start, Case.received_at < month.end) if month else true()


def _of_category(code: str) -> Select[Any]:
    return select(CaseCategory.case_id).where(CaseCategory.code == code)


def list_cases(wanted: Wanted, viewer: Actor, key: Key | None, today: date, soon: date) -> Page:
    """One page of the cases that the viewer may see; ids are sorted first, and only their rows are read."""
    asked, back = conditions(wanted, viewer, today, soon), bool(key and key.back)
    if wanted.order == "due":
        found = _by_due(asked, viewer, key, undated_too=not wanted.due)
    else:
        found = _stretch(asked, viewer, Case.received_at, key, falls=not back)
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found = found[::-1]
    rows = _rows([case_id for _value, case_id in found])
    first, last = (found[0], found[-1]) if found else (None, None)
    has_newer = more if back else key is not None
    return Page(
        rows,
        str(Key(*first, back=True)) if first is not None and has_newer else None,
        str(Key(*last)) if last is not None and (back or more) else None,
    )


def _stretch(asked: Sequence[Any], viewer: Actor, column: Any, key: Key | None, *, falls: bool) -> list[Place]:
    """(value, id) of the cases beyond the key, one more than a page holds."""
    ids = visible(Case, viewer, column, Case.id).where(*asked)
    if key:
        here, mark = tuple_(column, Case.id), tuple_(key.value, key.id)
        ids = ids.where(here < mark if falls else here > mark)
    sort = (column.desc(), Case.id.desc()) if falls else (column.asc(), Case.id.asc())
    return [(value, case_id) for value, case_id in db.session.execute(ids.order_by(*sort).limit(PAGE + 1))]


def _by_due(asked: Sequence[Any], viewer: Actor, key: Key | None, *, undated_too: bool) -> list[Place]:
    """The nearest date first; behind all dates the cases that wait for no clock, so that none is out of sight."""
    back = bool(key and key.back)
    dated = _stretch([*asked, Case.next_due_on.is_not(None)], viewer, Case.next_due_on, key, falls=back)
    most = PAGE + 1 if back else PAGE + 1 - len(dated)  # none for a full page, which asks as often as an empty one
    undated = _undated(asked, viewer, key, most) if undated_too else []
    return (undated + dated if back else dated + undated)[: PAGE + 1]


def _undated(asked: Sequence[Any], viewer: Actor, key: Key | None, most: int) -> list[Place]:
    ids = visible(Case, viewer, Case.id).where(*asked, walked(Case.next_due_on).is_(None))
    if key and (key.back or key.value == UNDATED):
        mark = key.id if key.value == UNDATED else 0
        ids = ids.where(Case.id < mark if key.back else Case.id > mark)
    sort = Case.id.desc() if key and key.back else Case.id.asc()
    return [(UNDATED, case_id) for case_id in db.session.scalars(ids.order_by(sort).limit(most))]


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
    .where(CasePerson.case_id.in_(AMONG)),
    because="ids came from a visible list",
)


def _rows(ids: Sequence[int]) -> list[ListRow]:
    if not ids:
        return []
    found = {row.id: row for row in db.session.execute(ROWS, {"ids": ids})}
    persons = _masked_names(ids)
    return [
        ListRow(
            *(row.number, row.received_at, row.status, row.sealed, row.people, row.urgent),
            *(row.unit, row.employer, row.handler),
            persons.get(row.id, ""),
            *(row.category, row.next_due_on, row.next_rule),
        )
        for row in (found[case_id] for case_id in ids)
    ]


def _masked_names(ids: Sequence[int]) -> dict[int, str]:
    return {
        case_id: mask_name(Person.name.opened(person_id, sealed))
        for case_id, person_id, sealed in db.session.execute(NAMES, {"ids": ids})
        if sealed
    }
