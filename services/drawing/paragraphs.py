"""Passages of running text: Chinese line ends, even right edges, no lonely lines at a page's head or foot."""

from __future__ import annotations

from services.drawing.fonts import faces
from services.drawing.linebreak import break_lines
from services.drawing.pieces import Piece
from services.drawing.sheet import Sheet
from services.drawing.style import TextStyle
from services.drawing.tags import Element

_STRETCH = 0.12  # of the type size: a line that would need more between two characters stays ragged


class ZhParagraph(Piece):
    """One passage of plain text in one style; `tag` is its place in the PDF's structure (P, H1, H2 …)."""

    def __init__(self, text: str, style: TextStyle, tag: str = "P", bookmark: int | None = None) -> None:
        self.text, self.style, self.tag, self.bookmark = text, style, tag, bookmark
        self.before, self.after = style.before, style.after
        self.keep_with_next = bookmark is not None
        self._lines: list[str] = []
        self._set_to: float | None = None
        self._element: Element | None = None
        self._first, self._last = True, True  # of a passage divided between pages

    def lines(self, width: float) -> list[str]:
        """The lines as they are printed at this width."""
        if self._set_to != width:
            style = self.style
            face = faces().get(style.bold)
            self._lines = break_lines(
                self.text,
                width - style.left_indent,
                lambda text: face.width(text, style.size),
                first=style.first_indent,
            )
            self._set_to = width
        return self._lines

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.style.leading

    def least(self, width: float) -> float:
        count = len(self.lines(width))
        return (count if count <= 3 else 2) * self.style.leading

    def split(self, width: float, room: float) -> tuple[Piece, Piece] | None:
        lines = self.lines(width)
        fitting = min(int((room + 1e-6) // self.style.leading), len(lines) - 2)
        if fitting < 2:
            return None
        head, tail = self._part(lines[:fitting], width), self._part(lines[fitting:], width)
        head._first, head._last, head.after = self._first, False, 0
        tail._first, tail._last, tail.before = False, self._last, 0
        return head, tail

    def _part(self, lines: list[str], width: float) -> ZhParagraph:
        if self._element is None:
            self._element = Element(self.tag)
        part = ZhParagraph(self.text, self.style, self.tag, self.bookmark)
        part._lines, part._set_to, part._element = lines, width, self._element
        return part

    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        if self.bookmark is not None:
            sheet.bookmark(self.text, self.bookmark, top)
        element = self._element or Element(self.tag)
        if self._first:
            sheet.root.kids.append(element)
        with sheet.content(element):
            self.ink(sheet, left, top, width)

    def ink(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        """Draws the lines without saying what they are; for cells and tiles, which say it themselves."""
        style = self.style
        lines = self.lines(width)
        baseline = top - (style.leading - style.size) / 2 - style.size * 0.88
        for number, line in enumerate(lines):
            indent = style.left_indent + (style.first_indent if number == 0 and self._first else 0)
            ends = self._last and number == len(lines) - 1
            self._line(sheet, left + indent, baseline, width - indent, line, ends)
            baseline -= style.leading

    def _line(self, sheet: Sheet, x: float, y: float, width: float, line: str, ends: bool) -> None:
        style, spacing = self.style, 0.0
        if style.align == "right":
            x += width
        elif style.align == "centre":
            x += width / 2
        elif style.align == "justify" and not ends and len(line) > 1:
            spare = width - sheet.faces.get(style.bold).width(line, style.size)
            gap = spare / (len(line) - 1)
            spacing = gap if 0 < gap <= style.size * _STRETCH else 0
        align = style.align if style.align in ("right", "centre") else "left"
        sheet.words(x, y, line, style.size, bold=style.bold, colour=style.colour, align=align, spacing=spacing)
