"""Numbers of cases: one series for each unit and year; sealed cases stand outside it, so that no gap shows."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from services.cases.models import NumberSeries
from services.core.database import db, insert_if_absent, new_id
from services.core.time import local_date
from services.units.models import Unit

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def next_number(unit: Unit, at: datetime) -> str:
    """`DA-2026-000123`: the next in the unit's series of the local year. Inside an action."""
    return reserve_numbers(unit, local_date(at).year, 1)[0]


def reserve_numbers(unit: Unit, year: int, count: int) -> list[str]:
    """The next `count` numbers of the unit and year, in order; the series is locked until the transaction ends."""
    fresh = {"id": new_id(), "unit_id": unit.id, "year": year, "last": 0}
    db.session.execute(insert_if_absent(NumberSeries, fresh))
    series = db.session.scalars(
        select(NumberSeries)
        .where(NumberSeries.unit_id == unit.id, NumberSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    first = series.last + 1
    series.last += count
    db.session.flush()
    return [f"{unit.code}-{year}-{number:06d}" for number in range(first, first + count)]


def sealed_number(unit: Unit, at: datetime) -> str:
    """`DA-2026-7K3M9QXW`: random, so that it neither fills nor leaves a gap in the series."""
    drawn = "".join(secrets.choice(CROCKFORD) for _ in range(8))
    return f"{unit.code}-{local_date(at).year}-{drawn}"
