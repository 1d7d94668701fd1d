"""The verb `case.import`: takes some checked rows of a table of cases, all or none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import select

from services.cases import permissions  # noqa: F401  (declares the verb below)
from services.cases.importing.categories import category_codes
from services.cases.importing.employers import employers_of
from services.cases.importing.keeping import Became, keep_rows
from services.cases.importing.outcome import NewRow, Origin
from services.cases.importing.persons import people_of
from services.cases.importing.profile import Profile
from services.cases.importing.rows import ImportRow
from services.cases.importing.units import units_of
from services.cases.importing.writing import Draft, write_cases
from services.cases.models import Category
from services.cases.numbers import reserve_numbers, sealed_number
from services.core.access import Actor
from services.core.actions import action
from services.core.database import db
from services.core.time import local_midnight
from services.units.models import Unit


@action("case.import", makes=True)
def import_cases(unit: Unit, origin: Origin, new: Sequence[NewRow], *, by: Actor, at: datetime) -> None:
    """Makes a case of each row that belongs to a month, with an event of its own; the others are kept and wait.

    Raises Problem(invalid) for a category code that no tree has.
    """
    fit = [(one, cast(ImportRow, one.row)) for one in new if one.row.fit]
    rows = [row for _one, row in fit]
    units = units_of(unit, cast(Profile, origin.profile))
    codes = category_codes(unit, rows, by=by, at=at)
    employers = employers_of(unit, rows, by=by, at=at)
    categories = [codes[row.category, row.category_is_local] if row.category else None for row in rows]
    sealing = frozenset(db.session.scalars(select(Category.code).where(Category.sealed_by_itself)))
    sealed = [code in sealing for code in categories]
    places = [units[row.unit] for row in rows]
    people = people_of(unit, rows, places, sealed, by=by, at=at)
    drafts = [
        Draft(
            new=one,
            row=row,
            unit=place,
            number=number,
            category=category,
            employer=employers[row.employer] if row.employer else None,
            person=person,
            sealed=hidden,
        )
        for (one, row), place, number, category, person, hidden in zip(
            fit, places, _numbers(rows, places, sealed), categories, people, sealed, strict=True
        )
    ]
    write_cases(unit, origin, drafts, by=by, at=at)
    keep_rows(unit, origin, ((one, Became()) for one in new if not one.row.fit))


def _numbers(rows: Sequence[ImportRow], places: Sequence[Unit], sealed: Sequence[bool]) -> list[str]:
    """A number for each, in the order of the table: of its unit's series of its year, or outside where it is sealed."""
    days = [row.received_on for row in rows if row.received_on]
    named = list(zip(places, days, sealed, strict=True))
    counts = Counter((unit, day.year) for unit, day, hidden in named if not hidden)
    in_order = sorted(counts.items(), key=lambda item: (item[0][0].code, item[0][1]))
    series = {(unit, year): iter(reserve_numbers(unit, year, count)) for (unit, year), count in in_order}
    return [
        sealed_number(unit, local_midnight(day)) if hidden else next(series[unit, day.year])
        for unit, day, hidden in named
    ]
