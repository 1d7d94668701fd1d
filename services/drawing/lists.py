"""Labelled lines: a name at the left, what it says at the right."""

from __future__ import annotations

from services.drawing import style
from services.drawing.fonts import faces
from services.drawing.paragraphs import ZhParagraph
from services.drawing.pieces import Piece
from services.drawing.sheet import Sheet
from services.drawing.style import TextStyle

_NAME = TextStyle(10.5, 18, colour=style.QUIET)
_SAYS = TextStyle(10.5, 18)
_AIR = 4.0


class FactPiece(Piece):
    """One line of a list of facts; the whole list decides how wide the names' column is."""

    def __init__(self, items: tuple[tuple[str, str], ...], place: int) -> None:
        regular = faces().regular
        self.indent = min(max(regular.width(name, _NAME.size) for name, _ in items) + 18, style.WIDTH * 0.4)
        self.name, self.says = (
            ZhParagraph(text, form) for text, form in zip(items[place], (_NAME, _SAYS), strict=True)
        )
        self.before = 8 if place == 0 else 0
        self.after = 10 if place == len(items) - 1 else 0

    def height(self, width: float) -> float:
        return max(self.name.height(self.indent - 12), self.says.height(width - self.indent)) + 2 * _AIR

    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        with sheet.content(sheet.root.add("P")):
            self.name.ink(sheet, left, top - _AIR, self.indent - 12)
            self.says.ink(sheet, left + self.indent, top - _AIR, width - self.indent)
        with sheet.decoration():
            bottom = top - self.height(width)
            sheet.rule([(left, bottom), (left + width, bottom)], 0.4, style.RULE)
