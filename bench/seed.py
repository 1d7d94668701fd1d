"""Fills a fresh database with cases by a fast bulk path: the same rows, constraints and chain as the verbs write."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from multiprocessing import get_context
from random import Random
from typing import Any

from bench.bulk import Chains, Writer, give_room, indexes_aside, keep_words
from bench.lives import DAYS, END, Ids, Life
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
)
from services.cases.numbers import CROCKFORD
from services.cases.queries import category_names
from services.clocks.models import Clock, ClockDue
from services.clocks.queries import working_calendar
from services.core.audit import Event
from services.core.database import db
from services.core.time import local_date
from services.people.models import Employer, EmployerKind, Person

SEED = 20260331
EMPLOYERS = 500
SEALED_SHARE = 0.02
AT_ONCE = 4_000
PROCESSES = 2
"""The same on every machine, because the cases depend on it."""
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
    Event,
)
"""Tables in the order of their foreign keys."""


@dataclass(frozen=True)
class Share:
    """What one process writes: so many cases of some offices, whose chains and numbers are nobody else's."""

    place: int
    cases: int
    offices: Sequence[Office]
    employers: Mapping[int, str]

    def write(self) -> None:
        """In batches of AT_ONCE cases, each a transaction."""
        draw, ids = Random(f"{SEED} {self.place}"), Ids(self.place, PROCESSES)
        numbers, writer = Numbers(draw), Writer(ORDER)
        chains, names = Chains.of_the_database(), category_names()
        lives = _lives(draw, ids, numbers, self.offices, list(self.employers), self.cases)
        while some := list(islice(lives, AT_ONCE)):
            happened = sorted((event for life in some for event in life.events), key=lambda event: event.at)
            events = (chains.link(ids.at(event.at), event) for event in happened)
            writer.write(chain((row for life in some for row in life.rows), events))
            keep_words({life.case["id"]: _words(life, self.employers, names) for life in some if not life.sealed})
            gc.collect()
        writer.write((NumberSeries, row) for row in numbers.rows(ids))
        chains.keep()


def fill(cases: int) -> int:
    """Writes so many cases into the migrated, empty database of the present application, by PROCESSES processes.

    Gives the number of events. Whether the audit holds is asked afterwards, by the product's own verifier.
    """
    give_room()
    offices = build(END - timedelta(days=DAYS + 1))
    employers = _employers(Writer(ORDER), Ids())
    with indexes_aside(ORDER):
        sizes = [cases // PROCESSES + (place < cases % PROCESSES) for place in range(PROCESSES)]
        shares = [Share(place, size, offices[place::PROCESSES], employers) for place, size in enumerate(sizes)]
        with ProcessPoolExecutor(PROCESSES, get_context("fork"), _begin) as pool:
            list(pool.map(Share.write, shares))
    heads = Chains.of_the_database().heads
    return sum(head.seq for head in heads.values())


def _begin() -> None:
    """Connections are not shared with the process that was there before; garbage is collected after each batch."""
    db.engine.dispose(close=False)
    gc.freeze()
    gc.disable()


def _words(life: Life, employers: Mapping[int, str], names: Mapping[str, Any]) -> list[str]:
    """What the product's index holds of the case."""
    codes = [row["code"] for model, row in life.rows if model is CaseCategory]
    named = [name for code in codes for name in (names[code].name_zh, names[code].name_en)]
    return [life.number, life.case["story"], employers[life.employer_id], *named]


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


def _employers(writer: Writer, ids: Ids) -> dict[int, str]:
    rows = [
        {"id": ids.at(END), "name": f"示例第{place}公司", "kind": EmployerKind.EMPLOYER} for place in range(EMPLOYERS)
    ]
    writer.write((Employer, row) for row in rows)
    return {row["id"]: row["name"] for row in rows}
