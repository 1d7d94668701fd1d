"""Data tables drawn straight on the sheet: a line of text where it fits, broken lines only where it would not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from services.drawing import style
from services.drawing.blocks import DataTable
from services.drawing.fonts import Face, Faces, faces
from services.drawing.linebreak import break_lines, widest_piece
from services.drawing.pieces import Piece
from services.drawing.sheet import Sheet
from services.drawing.tags import Element

SIZES = (10.0, 9.0, 8.0, 7.0)  # the first at which no figure has to be broken
_PAD = 0.5  # of the type size, beside the text of a cell
_AIR = 4.5  # above and below the lines of a row
_LEADING = 1.45
_MOST_LINES = 24  # a longer cell goes on in a further row, so that it can cross pages
_CAPTION = 22.0
_TEXT_FIRST = 1 / 3  # of the width: a column of text that wants more grows so far before headings of figures do
_WHOLE = 260.0  # points: a table no higher than this is not divided between pages


@dataclass(frozen=True, slots=True)
class Row:
    """A row cut into lines: per column the lines of its cell."""

    cells: tuple[tuple[str, ...], ...]
    height: float
    total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table set to one width."""

    size: float
    widths: tuple[float, ...]
    header: Row
    rows: tuple[Row, ...]


class TablePiece(Piece):
    """A table, or the part of it that stands on one page."""

    before, after = 10, 10

    def __init__(self, table: DataTable, continued: str = "", notes: Sequence[Piece] = ()) -> None:
        self.table, self.continued, self.notes = table, continued, notes
        self._grid: Grid | None = None
        self._set_to: float | None = None
        self._from, self._to = 0, -1  # rows of the grid; -1 means to the end
        self._element: Element | None = None

    def grid(self, width: float) -> Grid:
        """Columns and rows at this width."""
        if self._grid is None or self._set_to != width:
            self._grid, self._set_to = set_table(self.table, width), width
        return self._grid

    def _rows(self, width: float) -> tuple[Row, ...]:
        rows = self.grid(width).rows
        return rows[self._from : len(rows) if self._to < 0 else self._to]

    def _head(self, width: float) -> float:
        return (_CAPTION if self._caption() or self.table.remark else 0) + self.grid(width).header.height

    def _caption(self) -> str:
        if self._from == 0 or not self.table.caption:
            return self.table.caption
        return f"{self.table.caption}{self.continued}" if self.continued else ""

    def height(self, width: float) -> float:
        return self._head(width) + sum(row.height for row in self._rows(width))

    def least(self, width: float) -> float:
        if (whole := self.height(width)) <= _WHOLE:
            return whole + self.foot(width)
        return self._head(width) + sum(row.height for row in self._rows(width)[:2])

    def foot(self, width: float) -> float:
        return sum(note.before + note.height(width) for note in self.notes) + (self.after if self.notes else 0)

    def split(self, width: float, room: float) -> tuple[Piece, Piece] | None:
        rows = self._rows(width)
        if self.height(width) <= _WHOLE:
            return None
        reach = accumulate((row.height for row in rows), initial=self._head(width))
        fitting = sum(1 for height in list(reach)[1:] if height <= room + 1e-6)
        if fitting >= len(rows) - 1:
            fitting = len(rows) - 2  # no row stands alone on a page, totals least of all; notes keep two beside them
        if fitting < 1:
            return None
        cut = self._from + fitting
        return self._part(self._from, cut), self._part(cut, self._to)

    def _part(self, first: int, end: int) -> TablePiece:
        if self._element is None:
            self._element = Element("Table")
        part = TablePiece(self.table, self.continued, self.notes)
        part._grid, part._set_to, part._element = self._grid, self._set_to, self._element
        part._from, part._to = first, end
        return part

    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        grid = self.grid(width)
        element = self._element or Element("Table")
        if self._from == 0:
            sheet.root.kids.append(element)
        pen = _Pen(sheet, grid, self.table, left, top)
        pen.caption(self._caption(), element, width)
        first = pen.top
        pen.header(element, first=self._from == 0)
        for number, row in enumerate(self._rows(width), start=self._from):
            pen.row(row, element, striped=number % 2 == 1)
        with sheet.decoration():
            right = left + sum(grid.widths)
            for y, weight in ((first, 1.0), (first - grid.header.height, 0.6), (pen.top, 1.0)):
                sheet.rule([(left, y), (right, y)], weight, style.INK)


class _Pen:
    """Draws rows one below the other."""

    def __init__(self, sheet: Sheet, grid: Grid, table: DataTable, left: float, top: float) -> None:
        self.sheet, self.grid, self.table, self.left, self.top = sheet, grid, table, left, top
        self.edges = tuple(accumulate(grid.widths, initial=left))

    def caption(self, caption: str, element: Element, width: float) -> None:
        if not caption and not self.table.remark:
            return
        with self.sheet.content(element.add("Caption")):
            self.sheet.words(self.left, self.top - 13, caption, 11, bold=True)
            self.sheet.words(
                self.left + width, self.top - 13, self.table.remark, 8.5, colour=style.QUIET, align="right"
            )
        self.top -= _CAPTION

    def header(self, element: Element, first: bool) -> None:
        """The header row; on further pages it is decoration: said once is enough for a listener."""
        row = self.grid.header
        if first:
            self._spoken(row, element.add("TR"), header=True)
        else:
            with self.sheet.decoration():
                for place in range(len(row.cells)):
                    self._cell(row, place, bold=True)
        self.top -= row.height

    def row(self, row: Row, element: Element, striped: bool) -> None:
        width = sum(self.grid.widths)
        with self.sheet.decoration():
            if row.total:
                self.sheet.rule([(self.left, self.top), (self.left + width, self.top)], 0.6, style.INK)
            elif striped:
                self.sheet.box(self.left, self.top - row.height, width, row.height, style.ZEBRA)
        self._spoken(row, element.add("TR"), header=False)
        self.top -= row.height

    def _spoken(self, row: Row, element: Element, header: bool) -> None:
        for place, lines in enumerate(row.cells):
            tag, attributes = ("TH", "/A<</O/Table/Scope/Column>>") if header else ("TD", "")
            cell = element.add(tag, attributes=attributes)
            if any(lines):
                with self.sheet.content(cell):
                    self._cell(row, place, bold=header or row.total)

    def _cell(self, row: Row, place: int, bold: bool) -> None:
        size = self.grid.size
        number = self.table.columns[place].number and len(row.cells) > 1
        x = self.edges[place + 1] - _PAD * size if number else self.edges[place] + _PAD * size
        baseline = self.top - _AIR - size * (_LEADING - 1) / 2 - size * 0.88
        for line in row.cells[place]:
            self.sheet.words(x, baseline, line, size, bold=bold, align="right" if number else "left")
            baseline -= size * _LEADING


def set_table(table: DataTable, width: float) -> Grid:
    """Chooses the type size and the column widths, and cuts cells into lines where they do not fit."""
    pair = faces()
    widest = [_widest(table, place, pair) for place in range(len(table.columns))]
    whole = [_widest_piece(table, place, pair) for place in range(len(table.columns))]
    divided = [0.0] * len(table.columns)
    for pieces, size in product((whole, divided), SIZES):
        cells, words = [unit * size for unit in widest], [unit * size for unit in pieces]
        widths = _share(table, cells, words, width, size, pair.bold)
        if widths is not None:
            break
    else:
        widths = [width / len(table.columns)] * len(table.columns)
    setter = _Setter(size, tuple(widths))
    header = setter.row(tuple(column.header for column in table.columns), pair.bold)[0]
    rows = [row for cells in table.rows for row in setter.row(cells, pair.regular)]
    if not rows and table.empty:
        rows.append(Row(((table.empty,),), size * _LEADING + 2 * _AIR))
    if table.totals:
        rows += setter.row(table.totals, pair.bold, total=True)
    return Grid(size, tuple(widths), header, tuple(rows))


def _widest(table: DataTable, place: int, pair: Faces) -> float:
    """Width of the widest cell of a column at size 1; totals are bold."""
    total = pair.bold.width(table.totals[place], 1) if table.totals else 0
    return max(total, *(pair.regular.width(text, 1) for text in {row[place] for row in table.rows}), 0)


def _widest_piece(table: DataTable, place: int, pair: Faces) -> float:
    """Width, at size 1, of the widest word of a column, its header included."""
    head = widest_piece(table.columns[place].header, lambda text: pair.bold.width(text, 1))
    words = (
        widest_piece(text, lambda part: pair.regular.width(part, 1)) for text in {row[place] for row in table.rows}
    )
    return max(head, *words, 0)


def _share(
    table: DataTable, cells: list[float], words: list[float], width: float, size: float, bold: Face
) -> list[float] | None:
    """Column widths that add up to `width`; None when figures and undivided words are wider than that."""
    heads = [bold.width(column.header, size) for column in table.columns]
    wanted = [max(cell, head) + 2 * _PAD * size for cell, head in zip(cells, heads, strict=True)]
    least = [
        (cell if column.number else min(cell, 6 * size)) + 2 * _PAD * size
        for cell, column in zip(cells, table.columns, strict=True)
    ]
    least = [
        min(max(low, (2.2 + 2 * _PAD) * size, word + 2 * _PAD * size), want)
        for low, word, want in zip(least, words, wanted, strict=True)
    ]
    spare = width - sum(wanted)
    if spare >= 0:
        stretch = [0.0 if column.number else want for column, want in zip(table.columns, wanted, strict=True)]
        base = stretch if any(stretch) else wanted
        return [want + spare * part / sum(base) for want, part in zip(wanted, base, strict=True)]
    if sum(least) > width:
        return None
    if any(
        not column.number and want > width * _TEXT_FIRST for want, column in zip(wanted, table.columns, strict=True)
    ):
        texts = [
            0.0 if column.number else max(0.0, min(want, width * _TEXT_FIRST) - low)
            for want, low, column in zip(wanted, least, table.columns, strict=True)
        ]
        least = _raised(least, texts, width)
    return _raised(least, [want - low for want, low in zip(wanted, least, strict=True)], width)


def _raised(least: list[float], wishes: list[float], width: float) -> list[float]:
    """The least widths, and what is left of the width shared out over wishes."""
    level = _level(wishes, width - sum(least))
    return [low + min(wish, level) for low, wish in zip(least, wishes, strict=True)]


def _level(wishes: list[float], room: float) -> float:
    """The height to which water of volume `room` rises over wishes: small ones are met, large ones share the rest."""
    rest = room
    for done, wish in enumerate(sorted(wishes)):
        share = rest / (len(wishes) - done)
        if wish > share:
            return share
        rest -= wish
    return max(wishes, default=0)


class _Setter:
    """Cuts rows into lines for given columns."""

    def __init__(self, size: float, widths: tuple[float, ...]) -> None:
        self.size, self.widths = size, widths

    def row(self, texts: tuple[str, ...], face: Face, total: bool = False) -> list[Row]:
        """One row, or several when a cell is too long to stand on one page."""
        cells = [
            self._lines(text, width - 2 * _PAD * self.size, face)
            for text, width in zip(texts, self.widths, strict=True)
        ]
        most = max(len(lines) for lines in cells)
        rows = []
        for start in range(0, most, _MOST_LINES):
            part = tuple(lines[start : start + _MOST_LINES] for lines in cells)
            height = max(len(lines) for lines in part) * self.size * _LEADING + 2 * _AIR
            rows.append(Row(part, height, total))
        return rows

    def _lines(self, text: str, width: float, face: Face) -> tuple[str, ...]:
        if "\n" not in text and face.width(text, self.size) <= width + 0.01:
            return (text,)
        return tuple(break_lines(text, width, lambda part: face.width(part, self.size)))
