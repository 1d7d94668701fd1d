"""Rolls of people, employers and staff: each row read on paper, looked up, and taken by the verbs of its room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from services.accounts.actions import add_user
from services.accounts.queries import find_user
from services.accounts.rules import must_go_together, read_role
from services.cases.importing.fields import OF_OTHERS, OF_PEOPLE, read_field
from services.cases.importing.flags import ImportFlag
from services.cases.importing.keeping import Became, keep_rows
from services.cases.importing.loading import NEEDED
from services.cases.importing.outcome import NewRow, Origin
from services.cases.importing.profile import ListProfile
from services.cases.importing.row import CellReader, CheckedRow, RawRow
from services.cases.models import TableKind
from services.core.access import Actor
from services.core.database import db
from services.core.errors import Problem
from services.people.actions import correct_employer, import_employers, import_people
from services.people.actions.rolls import stands_under_another_name
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import EmployerKind
from services.people.models import Employer
from services.people.queries import find_employer
from services.units.models import Unit
from services.units.queries import find_unit


@dataclass(frozen=True, kw_only=True)
class ListRow(CheckedRow):
    """One row of a roll: field → what stands there, read; several words joined by newlines. `blocked`: not taken."""

    kind: TableKind
    told: Mapping[str, str]
    blocked: bool = False
    above: ListRow | int | None = None
    """For whom an employer works: a row of the same roll, or the id of an employer on record."""

    @property
    def fit(self) -> bool:
        """Everything that must be there is there, and nothing speaks against it."""
        return not self.blocked and all(self.told.get(name) for name in NEEDED[self.kind])

    @property
    def keeps_cells(self) -> bool:
        """What could not be read has no other place."""
        return bool(self.faults)

    def words(self, name: str) -> list[str]:
        """The words of a field that may have several."""
        return self.told.get(name, "").split("\n") if self.told.get(name) else []


def read_list_row(raw: RawRow, profile: ListProfile, today: date, repeated: bool) -> ListRow:
    """Checks one row on paper."""
    reader = CellReader(raw, profile.number_column, profile.personal)
    if repeated:
        reader.report(profile.columns["number"], ImportFlag.DUPLICATE_NUMBER)
    told: dict[str, str] = {}
    for name, column in profile.columns.items():
        if name != "number":
            told[name] = _field(reader, profile, name, column, today)
    row = ListRow(
        place=reader.place,
        number=reader.number,
        cells=reader.cells,
        personal=reader.personal,
        kind=profile.kind,
        told=told,
    )
    if not row.fit:
        first = next(name for name in profile.columns if name in NEEDED[profile.kind] and not told[name])
        if not any(fault.column == profile.columns[first] for fault in reader.faults):
            reader.report(profile.columns[first], ImportFlag.NOTHING_TO_KEEP)
    return replace(row, faults=tuple(reader.faults))


def _field(reader: CellReader, profile: ListProfile, name: str, column: str, today: date) -> str:
    """What the field says; words of several are read one by one."""
    parse = (OF_PEOPLE if profile.kind is TableKind.PEOPLE else OF_OTHERS)[name]
    meanings, cell = profile.values.get(name, {}), reader.cell(column)
    words = [word.strip() for word in cell.split(profile.split)] if name in SEVERAL else [cell]
    return read_field(reader, parse, name, column, (meanings.get(word, word) for word in words), today)


SEVERAL = frozenset({"groups", "roles"})


def consult_list(
    unit: Unit | None, profile: ListProfile, rows: Sequence[CheckedRow], _today: date, _survey: object = None
) -> Sequence[ListRow]:
    """Rows that contradict what the house knows are blocked and say so; reads only."""
    asked = [cast(ListRow, row) for row in rows]
    names: dict[tuple[str, str], str] = {}
    return [
        _blocked(row, profile, _other_name_here(row, names) or CONTRADICTED[profile.kind](unit, row)) for row in asked
    ]


def _other_name_here(row: ListRow, names: dict[tuple[str, str], str]) -> tuple[str, ImportFlag] | None:
    """The field whose value an earlier row has under another name; `names` remembers those of this row."""
    for field in ("id_number", "code", "credit_code", "login"):
        value = row.told.get(field)
        if value and names.setdefault((field, value), row.told.get("name", "")) != row.told.get("name", ""):
            return field, ImportFlag.OTHER_NAME
    return None


def _blocked(row: ListRow, profile: ListProfile, found: tuple[str, ImportFlag] | None) -> ListRow:
    if found is None or not row.fit:
        return row
    name, flag = found
    return replace(row.flagged(profile.columns.get(name) or profile.columns["name"], flag), blocked=True)


def _person_known(unit: Unit | None, row: ListRow) -> tuple[str, ImportFlag] | None:
    number, name = row.told.get("id_number"), row.told.get("name")
    other = unit is not None and number and name and stands_under_another_name(unit, number, name)
    return ("id_number", ImportFlag.OTHER_NAME) if other else None


def _employer_known(_unit: Unit | None, row: ListRow) -> tuple[str, ImportFlag] | None:
    for field in ("code", "credit_code"):
        known = find_employer(row.told[field]) if row.told.get(field) else None
        if known is not None and known.name != row.told["name"]:
            return field, ImportFlag.OTHER_NAME
    return None


def _login_known(unit: Unit | None, row: ListRow) -> tuple[str, ImportFlag] | None:
    code = row.told.get("unit")
    place = find_unit(code) if code else unit
    if code and (place is None or (unit is not None and not place.org_path.startswith(unit.org_path))):
        return "unit", ImportFlag.UNKNOWN_WORD
    try:
        must_go_together(read_role(role) for role in row.words("roles"))
    except Problem:
        return "roles", ImportFlag.UNKNOWN_WORD
    user = find_user(row.told["login"]) if row.told.get("login") else None
    return ("login", ImportFlag.OTHER_NAME) if user is not None and user.name != row.told["name"] else None


CONTRADICTED: Mapping[TableKind, Callable[[Unit | None, ListRow], tuple[str, ImportFlag] | None]] = {
    TableKind.PEOPLE: _person_known,
    TableKind.EMPLOYERS: _employer_known,
    TableKind.STAFF: _login_known,
}


def take_list(unit: Unit, origin: Origin, rows: Sequence[NewRow], by: Actor, at: datetime) -> None:
    """Takes the rows that are fit and keeps the others; each thing made has an event of its own."""
    take = TAKEN[origin.profile.kind]
    became = []
    for new in rows:
        row = cast(ListRow, new.row)
        became.append((new, take(unit, row, by, at) if row.fit else Became()))
    keep_rows(unit, origin, became)


def _take_person(unit: Unit, row: ListRow, by: Actor, at: datetime) -> Became:
    facts = PersonFacts(
        name=row.told.get("name"),
        phone=row.told.get("phone") or None,
        id_number=row.told.get("id_number") or None,
        groups=frozenset(row.words("groups")),
    )
    (person,) = import_people(unit, [facts], by=by, at=at)
    return Became(subject_type=person.__tablename__, subject_id=person.id)


def _take_employer(unit: Unit, row: ListRow, by: Actor, at: datetime) -> Became:
    employer = _employer_of(unit, row, by, at)
    return Became(subject_type=employer.__tablename__, subject_id=employer.id)


def _employer_of(unit: Unit, row: ListRow, by: Actor, at: datetime) -> Employer:
    """The one on record, which learns for whom it works where that was not known, else a new one."""
    found = employer_on_record(row)
    upstream = _upstream_of(unit, row, by, at)
    if found is None:
        facts = EmployerFacts(
            name=row.told["name"],
            code=row.told.get("code") or None,
            credit_code=row.told.get("credit_code") or None,
            kind=EmployerKind(row.told.get("kind") or EmployerKind.EMPLOYER.value),
            upstream=upstream,
        )
        (found,) = import_employers(unit, [facts], by=by, at=at)
    elif upstream is not None and found.upstream_id is None:
        facts = EmployerFacts(found.name, found.code, found.credit_code, found.kind, upstream)
        found = correct_employer(unit, found, facts, by=by, at=at)
    return found


def _upstream_of(unit: Unit, row: ListRow, by: Actor, at: datetime) -> Employer | None:
    """For whom it works; one that stands further down in the same roll is taken first."""
    if isinstance(row.above, ListRow):
        return _employer_of(unit, row.above, by, at)
    return db.session.get_one(Employer, row.above) if row.above is not None else None


def employer_on_record(row: ListRow) -> Employer | None:
    """One whose code the house has already, or whose name where the row has no code."""
    codes = [row.told[field] for field in ("code", "credit_code") if row.told.get(field)]
    return next((known for known in map(find_employer, codes or [row.told["name"]]) if known is not None), None)


def _take_user(unit: Unit, row: ListRow, by: Actor, at: datetime) -> Became:
    """An account without a password: nobody signs in before an administrator gives a one-time secret."""
    user = find_user(row.told["login"])
    if user is None:
        place = find_unit(row.told["unit"]) if row.told.get("unit") else unit
        roles = [read_role(role) for role in row.words("roles")]
        user = add_user(cast(Unit, place), row.told["login"], row.told["name"], roles, by=by, at=at)
    return Became(subject_type=user.__tablename__, subject_id=user.id)


TAKEN: Mapping[TableKind, Callable[[Unit, ListRow, Actor, datetime], Became]] = {
    TableKind.PEOPLE: _take_person,
    TableKind.EMPLOYERS: _take_employer,
    TableKind.STAFF: _take_user,
}
