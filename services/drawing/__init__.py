"""What PDF and SVG are made of: figures in, bytes out. It knows no case, no database and no web.

    from services.drawing import Document, Heading, Text, FigureGrid, Figure, DataTable, Column, draw

    pdf = draw(Document(title="职工维权月报", unit="示例市总工会", period="2026年3月", blocks=(
        Heading("一、要情"),
        FigureGrid((Figure("新受理", "128", "件", ("环比 +12", "同比 −3")),)),
        DataTable((Column("类别"), Column("件数", number=True)), (("劳动报酬", "61"),), totals=("合计", "61")),
    )))

`draw` gives the same bytes for the same document; it raises MissingGlyphs (which characters, in which texts) before
it prints anything, and FontsNotReady with one sentence when `make setup` has not made the fonts. A chart is one value
(LineChart, BarChart, RankChart, each with Series) for both media: Plot(chart) is its block on paper, svg(chart) its
element on the page. All words come in as strings, in the document's language; the frame's own few stand in Labels.
"""

from services.drawing.blocks import (
    Block,
    Column,
    DataTable,
    Definitions,
    Document,
    Facts,
    Figure,
    FigureGrid,
    Heading,
    Labels,
    PageBreak,
    Plot,
    Text,
)
from services.drawing.chart_data import BarChart, Chart, LineChart, RankChart, Series
from services.drawing.document import check_glyphs, draw
from services.drawing.fonts import MissingGlyphs, missing_glyphs
from services.drawing.fonts_folder import FontsNotReady
from services.drawing.svg import svg

__all__ = [
    "BarChart",
    "Block",
    "Chart",
    "Column",
    "DataTable",
    "Definitions",
    "Document",
    "Facts",
    "Figure",
    "FigureGrid",
    "FontsNotReady",
    "Heading",
    "Labels",
    "LineChart",
    "MissingGlyphs",
    "PageBreak",
    "Plot",
    "RankChart",
    "Series",
    "Text",
    "check_glyphs",
    "draw",
    "missing_glyphs",
    "svg",
]
