"""The metric dictionary: a figure is a named, versioned question whose rows can be listed.

A figure folds the rows of one SELECT (count, sum or mean), or is a quotient of two others. The drill-down
lists exactly those rows, so that tile, page, paper and list cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from services.core.words import N_, Labelled, _


class Unit(Labelled):
    """What a figure counts."""

    CASES = "cases", N_("件")
    PERSONS = "persons", N_("人")
    PERSON_TIMES = "person_times", N_("人次")
    HOUSEHOLDS = "households", N_("户")
    FEN = "fen", N_("元")
    RATE = "rate", N_("%")
    SCORE = "score", N_("分")


class Fold(Labelled):
    """How the rows become one number."""

    COUNT = "count", N_("计数")
    SUM = "sum", N_("合计")
    MEAN = "mean", N_("平均")


@dataclass(frozen=True)
class Cut:
    """A unit with everything below it, and a period: `start` included, `end` not. Nothing after `end` is seen."""

    unit_path: str
    start: datetime
    end: datetime


Rows = Callable[[Cut], Select[Any]]
"""SELECT of (subject id, quantity) under `services.core.access.official`; one row for each thing counted."""


@dataclass(frozen=True)
class Figure:
    """One entry of the dictionary.

    `rows` gives (id, quantity); `fold` says what becomes of the quantities. A rate has `over` and `under`
    instead, codes of other figures. `dimensions`: name → SELECT of (id, key) for breakdowns.
    """

    code: str
    name: str
    unit: Unit
    formula: str
    chapter: str
    subject: str = "cases"
    version: int = 1
    fold: Fold = Fold.COUNT
    rows: Rows | None = None
    over: str | None = None
    under: str | None = None
    dimensions: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return _(self.name)
