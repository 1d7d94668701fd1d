"""Fills a fresh database with cases by a fast bulk path: the same rows, constraints and chain as the verbs write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any, cast

from sqlalchemy import Table, insert

from bench.lives import DAYS, END, Happening, Ids, Life
from bench.town import Office, build
from services.cases.models import (
    Callback,
    Case,
    CaseCategory,
    CaseGroup,
    CasePerson,
    CaseReader,
    Note,
    NumberSeries,
    QualityCheck,
    Recovery,
    Reply,
    StatusSpan,
    UnitSpan,
    index_cases,
)
from services.cases.numbers import CROCKFORD
from services.clocks.models import Clock, ClockDue
from services.clocks.queries import working_calendar
from services.core.audit import Source, acting_through, record, verify
from services.core.database import write_transaction
from services.core.time import local_date
from services.people.models import Employer, EmployerKind, Person

SEED = 20260331
EMPLOYERS = 500
SEALED_SHARE = 0.02
AT_ONCE = 2_000
ORDER = (
    Employer,
    NumberSeries,
    Person,
    Case,
    CaseCategory,
    CaseGroup,
    CasePerson,
    CaseReader,
    StatusSpan,
    UnitSpan,
    Clock,
    ClockDue,
    Note,
    Reply,
    QualityCheck,
    Callback,
    Recovery,
)
"""Tables in the order of their foreign keys."""


def fill(cases: int) -> int:
    """Writes so many cases into the migrated, empty database of the present application.

    Gives the number of events. Raises RuntimeError where the audit's own verifier finds a fault.
    """
    draw, ids = Random(SEED), Ids()
    numbers = Numbers(draw)
    lives = _lives(draw, ids, numbers, build(END - timedelta(days=DAYS + 1)), _employers(ids), cases)
    happenings: list[Happening] = []
    while some := list(islice(lives, AT_ONCE)):
        rows = (row for life in some for row in life.rows)
        _write(rows)
        with write_transaction():
            index_cases([row["id"] for life in some for model, row in life.rows if model is Case])
        happenings += [event for life in some for event in life.events]
    _write((NumberSeries, row) for row in numbers.rows(ids))
    _chain(sorted(happenings, key=lambda event: event.at))
    read, faults = verify()
    if faults:
        raise RuntimeError(f"the audit finds {len(faults)} faults, the first: {faults[0]}")
    return read


class Numbers:
    """The series of each office and year; sealed cases stand outside it."""

    def __init__(self, draw: Random) -> None:
        self.draw, self.last = draw, Counter[tuple[Office, int]]()

    def next(self, office: Office, year: int, sealed: bool) -> str:
        """`D01S1-2026-000123`, or with eight random letters."""
        if sealed:
            return f"{office.code}-{year}-{''.join(self.draw.choices(CROCKFORD, k=8))}"
        self.last[office, year] += 1
        return f"{office.code}-{year}-{self.last[office, year]:06d}"

    def rows(self, ids: Ids) -> Iterator[dict[str, Any]]:
        """What the product would have noted of the series."""
        for (office, year), last in self.last.items():
            yield {"id": ids.at(END), "unit_id": office.unit_id, "year": year, "last": last}


def _lives(
    draw: Random, ids: Ids, numbers: Numbers, offices: Sequence[Office], employers: Sequence[int], cases: int
) -> Iterator[Life]:
    calendar = working_calendar()
    for received_at in sorted(END - timedelta(minutes=draw.randint(30, DAYS * 1440)) for _case in range(cases)):
        office, sealed = draw.choice(offices), draw.random() < SEALED_SHARE
        number = numbers.next(office, local_date(received_at).year, sealed)
        yield Life(draw, ids, calendar, office, draw.choice(employers), number, sealed, received_at).tell()


def _employers(ids: Ids) -> list[int]:
    rows = [
        {"id": ids.at(END), "name": f"示例第{place}公司", "kind": EmployerKind.EMPLOYER} for place in range(EMPLOYERS)
    ]
    _write((Employer, row) for row in rows)
    return [row["id"] for row in rows]


def _write(rows: Iterable[tuple[Any, dict[str, Any]]]) -> None:
    """Rows of many tables in one transaction, each table at once, in the order of their foreign keys."""
    tables: dict[Any, list[dict[str, Any]]] = {}
    for model, row in rows:
        tables.setdefault(model, []).append(row)
    with write_transaction() as session:
        for model in sorted(tables, key=ORDER.index):
            session.execute(insert(cast(Table, model.__table__)), tables[model])


def _chain(happenings: Sequence[Happening]) -> None:
    """Each event in its place in its unit's chain, by the product's own recorder."""
    with acting_through(Source.PAGE):
        for start in range(0, len(happenings), AT_ONCE):
            with write_transaction() as session:
                for happened in happenings[start : start + AT_ONCE]:
                    record(happened.kind, happened, happened.facts, by=happened.by, at=happened.at)
                session.flush()
            session.expunge_all()
