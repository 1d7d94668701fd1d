"""A chart on paper: its title, then the same strokes and words that the page shows."""

from __future__ import annotations

from services.drawing import style
from services.drawing.blocks import Plot
from services.drawing.chart_layout import lay_out
from services.drawing.chart_shapes import TEXT, Area, Disc, Shape, Stroke, Words
from services.drawing.paragraphs import ZhParagraph
from services.drawing.pieces import Piece
from services.drawing.sheet import Sheet

_ALIGN = {"start": "left", "middle": "centre", "end": "right"}


class ChartPiece(Piece):
    """A chart that is never divided; a listener hears its figures in place of the picture."""

    before, after = 8, 10

    def __init__(self, plot: Plot, caption: style.TextStyle) -> None:
        self.plot = plot
        self.caption = ZhParagraph(plot.chart.title, caption)

    def height(self, width: float) -> float:
        return self.caption.height(width) + 6 + self.plot.height

    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        chart = self.plot.chart
        layout = lay_out(chart, width, self.plot.height)
        with sheet.content(sheet.root.add("P")):
            self.caption.ink(sheet, left, top, width)
        bottom = top - self.height(width)
        with sheet.content(sheet.root.add("Figure", alt=f"{chart.title}: {chart.in_words()}")):
            for shape in (*layout.behind, *(s for spot in layout.spots for s in spot.shapes), *layout.before):
                _ink(sheet, shape, left, bottom)


def _ink(sheet: Sheet, shape: Shape, left: float, bottom: float) -> None:
    match shape:
        case Stroke(points, colour, width, dash):
            sheet.rule([(x + left, y + bottom) for x, y in points], width, colour, dash)
        case Area(points, fill, outline):
            sheet.shape([(x + left, y + bottom) for x, y in points], fill, outline)
        case Disc((x, y), radius, fill, outline):
            sheet.disc(x + left, y + bottom, radius, fill, outline)
        case Words(x, y, text, anchor, colour, bold):
            sheet.words(x + left, y + bottom, text, TEXT, bold=bold, colour=colour, align=_ALIGN[anchor])
