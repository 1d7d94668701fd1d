"""The verb `case.import`: takes a checked table in one transaction, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.cases import permissions  # noqa: F401  (declares the verb below)
from services.cases.importing.categories import category_codes
from services.cases.importing.employers import employers_of
from services.cases.importing.kinds import ImportEvent
from services.cases.importing.matching import KnownRow, NewRow, Plan, plan
from services.cases.importing.outcome import Outcome, Table, outcome
from services.cases.importing.units import units_of
from services.cases.importing.writing import Draft, keep_waiting, write_cases
from services.cases.models import Category, ImportedRow
from services.cases.numbers import reserve_numbers, sealed_number
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.time import local_midnight
from services.core.vault import vault
from services.units.models import Unit


@action("case.import", makes=True)
def import_table(unit: Unit, table: Table, *, by: Actor, at: datetime) -> Outcome:
    """Takes the rows of a table that are not there yet. Every case gets its event, the import one of its own.

    Nothing new: nothing is written. Raises Problem(invalid) for a category code that no tree has.
    """
    db.session.scalars(select(Unit).where(Unit.id == unit.id).with_for_update()).one()
    found = match(unit, table)
    if found.new:
        _take(unit, table, found, by, at)
    return outcome(table, found)


def match(unit: Unit | None, table: Table) -> Plan:
    """What would become of the table's rows; reads only. Without a unit nothing was taken yet."""
    known = select(
        ImportedRow.id,
        ImportedRow.source_number,
        ImportedRow.occurrence,
        ImportedRow.row_digest,
        ImportedRow.case_id.is_(None),
    ).where(ImportedRow.unit_id == (unit.id if unit else None), ImportedRow.profile == table.profile.name)
    taken = db.session.execute(unscoped(known, because="the import asks only whether a row was taken before"))
    blind = vault().blind
    digests = [(row, blind("imported_row.row", row.canonical)) for row in table.rows]
    return plan(digests, [KnownRow(*values) for values in taken], table.profile.columns.number)


def _take(unit: Unit, table: Table, found: Plan, by: Actor, at: datetime) -> None:
    placed = [new for new in found.new if new.row.received_on is not None]
    rows = [new.row for new in placed]
    units = units_of(unit, table.profile)
    codes = category_codes(unit, rows, by=by, at=at)
    employers = employers_of(unit, rows, by=by, at=at)
    categories = [codes[new.row.category, new.row.category_is_local] if new.row.category else None for new in placed]
    sealing = frozenset(db.session.scalars(select(Category.code).where(Category.sealed_by_itself)))
    sealed = [code in sealing for code in categories]
    places = [units[new.row.unit] for new in placed]
    drafts = [
        Draft(
            new=new,
            unit=place,
            number=number,
            category=category,
            employer=employers[new.row.employer] if new.row.employer else None,
            sealed=hidden,
        )
        for new, place, number, category, hidden in zip(
            placed, places, _numbers(placed, places, sealed), categories, sealed, strict=True
        )
    ]
    write_cases(unit, table, drafts, by=by, at=at)
    keep_waiting(unit, table, [new for new in found.new if new.row.received_on is None])
    record(ImportEvent.TAKEN, unit, _facts(table, found), by=by, at=at)


def _numbers(placed: Sequence[NewRow], places: Sequence[Unit], sealed: Sequence[bool]) -> list[str]:
    """A number for each, in the order of the table: of its unit's series of its year, or outside where it is sealed."""
    days = [new.row.received_on for new in placed if new.row.received_on]
    named = list(zip(places, days, sealed, strict=True))
    counts = Counter((unit, day.year) for unit, day, hidden in named if not hidden)
    in_order = sorted(counts.items(), key=lambda item: (item[0][0].code, item[0][1]))
    series = {(unit, year): iter(reserve_numbers(unit, year, count)) for (unit, year), count in in_order}
    return [
        sealed_number(unit, local_midnight(day)) if hidden else next(series[unit, day.year])
        for unit, day, hidden in named
    ]


def _facts(table: Table, found: Plan) -> dict[str, object]:
    flags = Counter(flag.value for new in found.new for flag in new.row.flags)
    return {
        "file": table.file_name,
        "profile": table.profile.name,
        "rows": len(table.rows),
        "new": len(found.new),
        "there": found.there,
        "changed": len(found.changed),
        "waiting": [new.row.place for new in found.new if new.row.received_on is None],
        "flags": dict(sorted(flags.items())),
    }
