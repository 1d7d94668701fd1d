"""A chart as figures: what it shows, before anyone decides whether it becomes ink or SVG."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures, as long as the chart's labels; None leaves a gap.

    `shown` are the figures as they are to be printed (empty: the plain number); `links` are addresses of the cases
    behind each point, used on the page only (empty: no links; an empty string: none for that point).
    """

    name: str
    values: tuple[Number | None, ...]
    shown: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def text(self, place: int) -> str:
        """The figure at this place as a reader sees it; empty for a gap."""
        value = self.values[place]
        if value is None:
            return ""
        return self.shown[place] if self.shown else f"{value}"

    def link(self, place: int) -> str:
        """Address behind this place, or empty."""
        return self.links[place] if self.links else ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What every chart has: a title, the labels along its axis, and series of the same length."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    description: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError when the lengths differ."""
        for series in self.series:
            for values in (series.values, series.shown, series.links):
                if values and len(values) != len(self.labels):
                    raise ValueError(f"series {series.name!r} does not match the chart's {len(self.labels)} labels")

    def in_words(self) -> str:
        """The description, or, when none was given, every figure in reading order: what a listener needs."""
        if self.description:
            return self.description
        rows = []
        for series in self.series:
            points = (f"{label} {series.text(n)}" for n, label in enumerate(self.labels) if series.text(n))
            rows.append(f"{series.name}: {', '.join(points)}")
        return "; ".join(rows)


@dataclass(frozen=True, slots=True)
class LineChart(Chart):
    """Change over time: a line for each series."""


@dataclass(frozen=True, slots=True)
class BarChart(Chart):
    """Few things compared, or months side by side: upright bars, grouped when there are several series."""


@dataclass(frozen=True, slots=True)
class RankChart(Chart):
    """Things with long names, the first on top: lying bars."""
