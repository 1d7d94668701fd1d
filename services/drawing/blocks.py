"""What a document is made of, in values only: whoever reports builds these and hands them to `draw`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services.drawing.chart_data import Chart


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its entry in the outline; level 1 or 2."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """One passage. `tone` is body, lead (stressed) or small; a newline in it ends a line."""

    text: str
    tone: Literal["body", "lead", "small"] = "body"


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure, already written out for print: name, value, unit, and lines that compare it with other months."""

    name: str
    value: str
    unit: str = ""
    comparisons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureGrid:
    """The month at a glance: tiles, `columns` in a row."""

    figures: tuple[Figure, ...]
    columns: int = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `number` sets it flush right, in figures of equal width."""

    header: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table whose header row stands on every page that it reaches.

    Every row has one string per column. `totals` is one more row, set apart. `remark` stands at the right above the
    table (its unit of count). `empty` is printed in place of rows when there are none.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    remark: str = ""
    totals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError when a row is longer or shorter than the header."""
        for row in (*self.rows, *((self.totals,) if self.totals else ())):
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns: {row!r}")


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with its title above it; `height` in points."""

    chart: Chart
    height: float = 200


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they mean, for example how each figure of the report is counted."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled lines, for example who compiled, checked and signed, the cut-off, the fingerprint."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Text | FigureGrid | DataTable | Plot | Definitions | Facts | PageBreak


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words and forms that the frame itself prints."""

    page: str = "— {page} —"  # GB/T 9704-2012, 7.5
    continued: str = ""  # after a table's caption on its further pages, for example 续


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: a cover, then the blocks. `unit` is its masthead and author, `period` stands under the title.

    `cover` holds labelled lines for the cover's foot (编制单位 …), `mark` a restriction (内部资料) for its head.
    `language` is a BCP 47 tag and decides type sizes; all words come in that language.
    """

    title: str
    unit: str
    period: str
    language: str = "zh-CN"
    blocks: tuple[Block, ...] = ()
    cover: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    subject: str = ""
    labels: Labels = field(default_factory=Labels)
