"""The month at a glance: tiles with a name, a large figure, its unit, and how it compares."""

from __future__ import annotations

from services.drawing import style
from services.drawing.blocks import Figure, FigureGrid
from services.drawing.paragraphs import ZhParagraph
from services.drawing.pieces import Piece
from services.drawing.sheet import Sheet
from services.drawing.style import TextStyle

_GAP = 14.0
_NAME = TextStyle(10, 15, colour=style.QUIET)
_VALUE = 23.0
_COMPARED = TextStyle(8.5, 13, colour=style.INK)


class TileRow(Piece):
    """One row of tiles, as wide as `columns` of them even when fewer are left."""

    before, after = 8, 12

    def __init__(self, figures: tuple[Figure, ...], columns: int) -> None:
        self.figures, self.columns = figures, columns

    def _width(self, width: float) -> float:
        return (width - _GAP * (self.columns - 1)) / self.columns

    def _parts(self, figure: Figure) -> tuple[ZhParagraph, list[ZhParagraph]]:
        return ZhParagraph(figure.name, _NAME), [ZhParagraph(line, _COMPARED) for line in figure.comparisons]

    def _names(self, width: float) -> float:
        return max(ZhParagraph(figure.name, _NAME).height(width) for figure in self.figures)

    def height(self, width: float) -> float:
        tile = self._width(width)
        compared = [sum(line.height(tile) for line in self._parts(figure)[1]) for figure in self.figures]
        return 8 + self._names(tile) + _VALUE * 1.45 + max(compared)

    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        tile = self._width(width)
        names = self._names(tile)
        section = sheet.root.add("L")
        for place, figure in enumerate(self.figures):
            x = left + place * (tile + _GAP)
            with sheet.decoration():
                sheet.rule([(x, top), (x + tile, top)], 0.9, style.INK)
            with sheet.content(section.add("LI").add("LBody")):
                self._tile(sheet, figure, (x, top - 8), tile, names)

    def _tile(self, sheet: Sheet, figure: Figure, corner: tuple[float, float], tile: float, names: float) -> None:
        x, top = corner
        name, compared = self._parts(figure)
        name.ink(sheet, x, top, tile)
        baseline = top - names - _VALUE * 1.05
        size = _VALUE
        unit = sheet.faces.regular.width(figure.unit, 10) + 4 if figure.unit else 0
        while size > 9 and sheet.faces.bold.width(figure.value, size) + unit > tile:
            size -= 0.5
        sheet.words(x, baseline, figure.value, size, bold=True)
        after = x + sheet.faces.bold.width(figure.value, size) + 4
        sheet.words(after, baseline, figure.unit, 10, colour=style.QUIET)
        y = top - names - _VALUE * 1.45
        for line in compared:
            line.ink(sheet, x, y, tile)
            y -= line.height(tile)


def tile_rows(grid: FigureGrid) -> list[TileRow]:
    """The grid as rows that may stand on different pages."""
    steps = range(0, len(grid.figures), grid.columns)
    return [TileRow(grid.figures[start : start + grid.columns], grid.columns) for start in steps]
