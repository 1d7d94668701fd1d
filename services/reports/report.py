"""The month as a value: page, paper, file and story all take their figures from here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.core.figures import Figure
from services.core.time import Month
from services.reports.rules import Change, Value, change

Shown = int | str
"""A cell of a breakdown: a count, yuan as a string, or the mark of a cell that is not shown."""

HEADLINES = (
    "cases.received",
    "cases.closed",
    "cases.open",
    "workers.involved",
    "rate.closing",
    "rate.on_time",
    "rate.satisfaction",
    "money.recovered",
)
TREND = ("cases.received", "cases.closed")


@dataclass(frozen=True)
class UnitFacts:
    """What a report says of a unit."""

    code: str
    name: str
    path: str


@dataclass(frozen=True)
class UnitLine:
    """The work of one unit, with everything below it, under the reporting unit."""

    unit: UnitFacts
    counts: Mapping[str, int]

    def count(self, code: str) -> int:
        """The figure's count, zero where the unit had none."""
        return self.counts.get(code, 0)


@dataclass(frozen=True)
class CategoryName:
    """A category in both languages, and whether its small cells are withheld."""

    zh: str
    en: str
    hidden: bool

    def in_language(self, language: str) -> str:
        """The name for `zh…` or `en…`."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class CategoryLine:
    """Cases received in one category: all of them, and those of each group; marks stand where cells are withheld."""

    code: str
    total: Shown
    groups: Mapping[str, Shown]


@dataclass(frozen=True)
class Link:
    """The last link of a unit's audit chain that the period saw."""

    chain: str
    seq: int
    hash: str


@dataclass(frozen=True)
class MonthlyReport:
    """All figures of a unit, with everything below it, for one month.

    `provisional`: the month had not ended at `cut_off`. `earlier` holds, for each month compared or drawn,
    the values of some figures. `chains` are the audit chains of the unit and those below, as the period left them.
    """

    unit: UnitFacts
    month: Month
    provisional: bool
    cut_off: datetime
    figures: tuple[Figure, ...]
    values: Mapping[str, Value]
    earlier: Mapping[Month, Mapping[str, Value]]
    breakdowns: Mapping[str, Mapping[str, Mapping[str, Shown]]]
    categories: tuple[CategoryLine, ...]
    category_names: Mapping[str, CategoryName]
    units: tuple[UnitLine, ...]
    chains: tuple[Link, ...]
    version: int = 1

    def figure(self, code: str) -> Figure:
        """The dictionary's entry. Raises KeyError for a code that this report does not carry."""
        for figure in self.figures:
            if figure.code == code:
                return figure
        raise KeyError(code)

    @property
    def months(self) -> tuple[Month, ...]:
        """The thirteen months of the trend, this one last."""
        return tuple(self.month.back(back) for back in range(12, -1, -1))

    def at(self, month: Month, code: str) -> Value:
        """A trend figure in one of the thirteen months."""
        return self.values[code] if month == self.month else self.earlier[month][code]

    def since_last_month(self, code: str) -> Change:
        """环比 of a headline figure."""
        return self._change(code, self.month.previous())

    def since_last_year(self, code: str) -> Change:
        """同比 of a headline figure."""
        return self._change(code, self.month.back(12))

    def _change(self, code: str, month: Month) -> Change:
        return change(self.values[code], self.earlier[month][code], self.figure(code).unit)

    @property
    def metrics(self) -> dict[str, int | float | str | None]:
        """code → value, as `report.json` writes it."""
        return {figure.code: self.values[figure.code].plain(figure.unit) for figure in self.figures}

    @property
    def answers(self) -> dict[str, int]:
        """For each mean, how many answers it is the mean of."""
        return {f.code: self.values[f.code].n for f in self.figures if f.rows and f.fold.value == "mean"}

    @property
    def rules_version(self) -> str:
        """Changes whenever the meaning of any figure does: a digest over codes and versions of the dictionary."""
        entries = ",".join(f"{figure.code}:{figure.version}" for figure in sorted(self.figures, key=lambda f: f.code))
        return hashlib.sha256(entries.encode()).hexdigest()[:12]

    @property
    def chain_head(self) -> Link | None:
        """The head of the unit's own audit chain; None where nothing had been recorded."""
        return next((link for link in self.chains if link.chain == self.unit.code), None)

    @property
    def chains_digest(self) -> str:
        """SHA-256 over the heads of all chains of the unit and below, one `chain seq hash` a line."""
        lines = "".join(f"{link.chain} {link.seq} {link.hash}\n" for link in self.chains)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def canonical(self) -> str:
        """The figures in one exact spelling, whatever the language: JSON, keys sorted, no blanks."""
        return json.dumps(self._facts(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical figures."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def _facts(self) -> dict[str, Any]:
        return {
            "unit": self.unit.code,
            "month": str(self.month),
            "version": self.version,
            "rules_version": self.rules_version,
            "provisional": self.provisional,
            "cut_off": self.cut_off.isoformat(),
            "metrics": self.metrics,
            "answers": self.answers,
            "breakdowns": self.breakdowns,
        }

    def as_json(self) -> str:
        """`report.json`: the facts, definitions in the present language, and how to verify them."""
        head = self.chain_head
        audit = {
            "head": None if head is None else {"chain": head.chain, "seq": head.seq, "hash": head.hash},
            "chains": len(self.chains),
            "chains_sha256": self.chains_digest,
        }
        definitions = {
            f.code: {"name": f.label, "unit": f.unit.label, "formula": f.definition, "version": f.version}
            for f in self.figures
        }
        whole = {**self._facts(), "unit_name": self.unit.name, "definitions": definitions}
        whole |= {"sha256": self.fingerprint, "audit": audit}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
