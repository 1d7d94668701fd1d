"""What would become of a table, before anything is written: its rows are read through once and recognised."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, select

from services.cases.importing.files import TableFile
from services.cases.importing.matching import KnownRow, Plan, plan
from services.cases.importing.profile import TableProfile
from services.cases.importing.reading import read_table
from services.cases.importing.row import RawRow
from services.cases.models import ImportedRow
from services.core.access import unscoped
from services.core.database import db
from services.core.vault import vault
from services.units.models import Unit

AT_ONCE = 1000


def plan_of(file: TableFile, profile: TableProfile, unit: Unit | None) -> Plan:
    """The plan of the whole table. Without a unit nothing was taken yet. Raises Problem(invalid) for a broken table."""
    marks = ((raw.number(profile.number_column), digest_of(raw)) for raw in read_table(file, profile))
    return plan(marks, _known(profile, unit))


def digest_of(raw: RawRow) -> str:
    """What a row is recognised by; keyed, so that nobody can try contents out."""
    return vault().blind("imported_row.row", raw.canonical)


def _known(profile: TableProfile, unit: Unit | None) -> Iterator[KnownRow]:
    if unit is None:
        return
    known = select(
        ImportedRow.id,
        ImportedRow.source_number,
        ImportedRow.occurrence,
        ImportedRow.row_digest,
        and_(ImportedRow.case_id.is_(None), ImportedRow.subject_id.is_(None)),
    ).where(ImportedRow.unit_id == unit.id, ImportedRow.profile == profile.name)
    asked = unscoped(known, because="the import asks only whether a row was taken before")
    for values in db.session.execute(asked.execution_options(yield_per=AT_ONCE)):
        yield KnownRow(*values)
