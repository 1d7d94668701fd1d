"""Numbers of cases: one series for each unit and year; sealed cases stand outside it, so that no gap shows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from services.cases.models import NumberSeries
from services.core.database import db, insert_or_change
from services.core.ids import new_id
from services.core.time import local_date
from services.units.models import Unit

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_choose: ContextVar[Callable[[str], str]] = ContextVar("choose", default=secrets.choice)


def next_number(unit: Unit, at: datetime) -> str:
    """`DA-2026-000123`: the next in the unit's series of the local year. Inside an action."""
    return reserve_numbers(unit, local_date(at).year, 1)[0]


def reserve_numbers(unit: Unit, year: int, count: int) -> list[str]:
    """The next `count` numbers of the unit and year, in order; the series is locked until the transaction ends."""
    fresh = {"id": new_id(), "unit_id": unit.id, "year": year, "last": count}
    further = {"last": NumberSeries.last + count}
    given = insert_or_change(NumberSeries, fresh, ["unit_id", "year"], further).returning(NumberSeries.last)
    last: int = db.session.connection().scalars(given).one()
    return [f"{unit.code}-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


@contextmanager
def drawn_by(choose: Callable[[str], str]) -> Iterator[None]:
    """Lets invented cases of a demo have the same random numbers every time; real ones are the system's to draw."""
    token = _choose.set(choose)
    try:
        yield
    finally:
        _choose.reset(token)


def sealed_number(unit: Unit, at: datetime) -> str:
    """`DA-2026-7K3M9QXW`: random, so that it neither fills nor leaves a gap in the series."""
    choose = _choose.get()
    drawn = "".join(choose(CROCKFORD) for _ in range(8))
    return f"{unit.code}-{local_date(at).year}-{drawn}"
