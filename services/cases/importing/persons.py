"""Workers whom the rows of cases name: who is known already is linked, the others are registered with the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.cases.importing.categories import sealing_words
from services.cases.importing.flags import ImportFlag
from services.cases.importing.profile import PersonColumns, Profile
from services.cases.importing.rows import ImportRow
from services.core.access import Actor
from services.people.actions import NamedPerson, enter_people
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.registered import Entry, Registered
from services.units.models import Unit
from services.units.queries import find_unit


def consult_persons(unit: Unit | None, profile: Profile, rows: Sequence[ImportRow]) -> Sequence[ImportRow]:
    """The rows without the ID numbers that stand under another name; what is on record otherwise is reported.

    Workers of sealed cases are compared with nobody. Reads only; looked up for all rows at once.
    """
    columns = profile.columns.person
    if columns is None:
        return rows
    sealing = sealing_words(rows)
    seen = {
        row.place for row in rows if row.fit and row.person and (row.category, row.category_is_local) not in sealing
    }
    told = [row.person for row in rows if row.person and row.place in seen]
    roll = _Roll(columns, unit, Registered(unit.org_path if unit else None, told))
    return [roll.compared(row, row.person) if row.person and row.place in seen else row for row in rows]


@dataclass
class _Roll:
    """Who is on record, and whom earlier rows named."""

    columns: PersonColumns
    unit: Unit | None
    registered: Registered
    paths: dict[str | None, str] = field(default_factory=dict)

    def compared(self, row: ImportRow, told: PersonFacts) -> ImportRow:
        path = self._path(row.unit)
        bearer = self.registered.bearer(path, told.id_number)
        if bearer is not None and told.name and bearer.name and bearer.name != told.name:
            told = replace(told, id_number=None)
            row = replace(row, person=told).reported(self.columns.columns["id_number"], ImportFlag.ID_OF_ANOTHER)
        known = self.registered.known(path, told)
        if known is not None and known.phone and told.phone and known.phone != told.phone:
            row = row.reported(self.columns.columns["phone"], ImportFlag.OTHER_PHONE)
        entry = known or Entry(path, told.name, told.phone, told.id_number)
        self.registered.keep(entry.told(told), known)
        return row

    def _path(self, code: str | None) -> str:
        """The path of the unit that gets the row; of one that is not set up yet, one below the table's own."""
        if code not in self.paths:
            place = find_unit(code) if code else self.unit
            own = self.unit.org_path if self.unit else "/"
            self.paths[code] = place.org_path if place else f"{own}{code}/" if code else own
        return self.paths[code]


def people_of(
    unit: Unit, rows: Sequence[ImportRow], places: Sequence[Unit], sealed: Sequence[bool], *, by: Actor, at: datetime
) -> list[Person | None]:
    """The worker of each row, on record from now on; None where it names none. Inside an action."""
    named = [
        NamedPerson(place, row.person, hidden)
        for row, place, hidden in zip(rows, places, sealed, strict=True)
        if row.person is not None
    ]
    people = iter(enter_people(unit, named, by=by, at=at))
    return [next(people) if row.person is not None else None for row in rows]
