"""What differs from one kind of table to the next: how a row is read, what is looked up, and how rows are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.cases.importing.action import import_cases
from services.cases.importing.categories import refuse_unknown_codes
from services.cases.importing.chains import consult_employers, survey_employers
from services.cases.importing.consulting import consult_cases
from services.cases.importing.files import TableFile
from services.cases.importing.lists import consult_list, read_list_row, take_list
from services.cases.importing.outcome import NewRow, Origin
from services.cases.importing.profile import Profile, TableProfile
from services.cases.importing.row import CheckedRow, RawRow
from services.cases.importing.rows import read_row
from services.cases.importing.units import refuse_units_that_cannot_be, refuse_unknown_units
from services.cases.models import TableKind
from services.core.access import Actor
from services.units.models import Unit

Take = Callable[[Unit, Origin, Sequence[NewRow], Actor, datetime], None]
Consult = Callable[[Unit | None, Any, Sequence[CheckedRow], date, Any], Sequence[CheckedRow]]
Survey = Callable[[TableFile, Any, date], Any]


def _nothing_to_survey(_file: TableFile, _profile: TableProfile, _today: date) -> None:
    return None


def _nothing_to_refuse(_profile: TableProfile) -> None:
    return None


@dataclass(frozen=True)
class Trade:
    """One kind of table.

    `read(raw, profile, today, repeated)` checks a row on paper. `survey` reads the whole table for what its rows say of
    each other. `consult` looks around in the house and in the survey, reads only, and gives the rows back with what it
    found. `take` writes them, inside an action. `refuse` raises Problem(invalid)
    for a profile that names what this house does not have.
    """

    read: Callable[[RawRow, Any, date, bool], CheckedRow]
    take: Take
    consult: Consult
    survey: Survey = _nothing_to_survey
    refuse: Callable[[Any], None] = _nothing_to_refuse


def _take_cases(unit: Unit, origin: Origin, rows: Sequence[NewRow], by: Actor, at: datetime) -> None:
    import_cases(unit, origin, rows, by=by, at=at)


def _refuse_cases(profile: Profile) -> None:
    refuse_units_that_cannot_be(profile)
    refuse_unknown_codes(profile)
    refuse_unknown_units(profile)


TRADES: Mapping[TableKind, Trade] = {
    TableKind.CASES: Trade(
        read=lambda raw, profile, today, repeated: read_row(raw, profile, today=today, repeated=repeated),
        take=_take_cases,
        consult=consult_cases,
        refuse=_refuse_cases,
    ),
    **{
        kind: Trade(read=read_list_row, take=take_list, consult=consult_list)
        for kind in (TableKind.PEOPLE, TableKind.STAFF)
    },
    TableKind.EMPLOYERS: Trade(read=read_list_row, take=take_list, consult=consult_employers, survey=survey_employers),
}
