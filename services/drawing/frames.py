"""The frame around every page (GB/T 9704-2012): cover, running head, page number, and what goes on which page."""

from __future__ import annotations

from collections.abc import Sequence

from services.drawing import style
from services.drawing.blocks import Document
from services.drawing.paragraphs import ZhParagraph
from services.drawing.pieces import NewPage, Piece
from services.drawing.sheet import About, Sheet
from services.drawing.style import MM, TextStyle

_TOP = style.PAGE_HEIGHT - style.TOP
_BOTTOM = _TOP - style.HEIGHT
_RIGHT = style.LEFT + style.WIDTH
_NUMBER = 14.0  # 四号
_HEAD = 9.0

_MASTHEADS = (34.0, 28.0, 24.0, 20.0)
_TITLES = (22.0, 20.0, 18.0, 16.0)  # 二号, smaller for the longer words of other languages
_PERIOD = TextStyle(16, 29, align="centre")
_COVER_FACT = TextStyle(14, 24)


class Frame:
    """Sets pieces one after the other, and begins pages as they fill."""

    def __init__(self, document: Document) -> None:
        self.document = document
        subject = document.subject or f"{document.title} {document.period}".strip()
        self.sheet = Sheet(About(document.title, document.unit, subject, document.language))
        self._y = _TOP
        self._gap = 0.0

    def print(self, pieces: Sequence[Piece]) -> bytes:
        """Cover and pieces as a PDF file."""
        self._cover()
        for number, piece in enumerate(pieces):
            if self._fresh_page_for(pieces, number):
                self._next_page()
            self._place(piece)
        return self.sheet.finish()

    def _fresh_page_for(self, pieces: Sequence[Piece], number: int) -> bool:
        """Must this piece begin a page? A heading goes where the beginning of what it heads still fits."""
        if self.sheet.page == 1:
            return not isinstance(pieces[number], NewPage)
        if self._y == _TOP:
            return False
        needed, gap = 0.0, self._gap
        for piece in pieces[number:]:
            needed += max(gap, piece.before)
            needed += piece.height(style.WIDTH) if piece.keep_with_next else piece.least(style.WIDTH)
            gap = piece.after
            if not piece.keep_with_next:
                break
        return isinstance(pieces[number], NewPage) or needed > self._y - _BOTTOM

    def _place(self, piece: Piece) -> None:
        if self._y < _TOP:
            self._y -= max(self._gap, piece.before)
        while piece.height(style.WIDTH) + piece.foot(style.WIDTH) > self._y - _BOTTOM + 1e-6:
            parts = piece.split(style.WIDTH, self._y - _BOTTOM)
            if parts is None and self._y == _TOP:
                break  # larger than a page and indivisible: better cut at the foot than never printed
            if parts is not None:
                self._draw(parts[0])
                piece = parts[1]
            self._next_page()
        self._draw(piece)

    def _draw(self, piece: Piece) -> None:
        piece.draw(self.sheet, style.LEFT, self._y, style.WIDTH)
        self._y -= piece.height(style.WIDTH)
        self._gap = piece.after

    def _next_page(self) -> None:
        self.sheet.next_page()
        self._y, self._gap = _TOP, 0.0
        with self.sheet.decoration():
            self._running_head()
            self._page_number()

    def _running_head(self) -> None:
        y = _TOP + 13 * MM
        title = f"{self.document.title}　{self.document.period}".strip("　")
        title = self._cut(title, style.WIDTH * 0.65)
        unit = self._cut(self.document.unit, style.WIDTH - self.sheet.faces.regular.width(title, _HEAD) - 12)
        self.sheet.words(style.LEFT, y, unit, _HEAD, colour=style.QUIET)
        self.sheet.words(_RIGHT, y, title, _HEAD, colour=style.QUIET, align="right")
        self.sheet.rule([(style.LEFT, y - 6), (_RIGHT, y - 6)], 0.5, style.RULE)

    def _cut(self, text: str, width: float) -> str:
        """The text, or as much of its beginning as fits with an ellipsis."""
        face = self.sheet.faces.regular
        if face.width(text, _HEAD) <= width:
            return text
        while text and face.width(text + "…", _HEAD) > width:
            text = text[:-1]
        return text + "…"

    def _page_number(self) -> None:
        """四号, one character in from the outer edge, a line 7 mm below the text (GB/T 9704-2012, 7.5)."""
        text = self.document.labels.page.format(page=self.sheet.page)
        odd = self.sheet.page % 2 == 1
        x = _RIGHT - _NUMBER if odd else style.LEFT + _NUMBER
        self.sheet.words(x, _BOTTOM - 7 * MM - _NUMBER * 0.6, text, _NUMBER, align="right" if odd else "left")

    def _cover(self) -> None:
        document, sheet = self.document, self.sheet
        if document.mark:
            with sheet.content(sheet.root.add("P")):
                sheet.words(style.LEFT, _TOP - 14, document.mark, 16, bold=True)
        y = self._centred(document.unit, _fitting(document.unit, _MASTHEADS, style.ACCENT), _TOP - 35 * MM, "P")
        with sheet.decoration():
            sheet.rule([(style.LEFT, y - 10), (_RIGHT, y - 10)], 1.6, style.ACCENT)
        y = self._centred(document.title, _fitting(document.title, _TITLES), _TOP - 88 * MM, "P")
        self._centred(document.period, _PERIOD, y - 6, "P")
        self._cover_facts()
        with sheet.decoration():
            self._page_number()

    def _centred(self, text: str, set_in: TextStyle, top: float, tag: str) -> float:
        """Draws a passage of the cover; gives the y of its lower edge."""
        passage = ZhParagraph(text, set_in, tag)
        passage.draw(self.sheet, style.LEFT, top, style.WIDTH)
        return top - passage.height(style.WIDTH)

    def _cover_facts(self) -> None:
        facts = self.document.cover
        names = max((self.sheet.faces.regular.width(name, _COVER_FACT.size) for name, _ in facts), default=0)
        y = _BOTTOM + 12 * MM
        for name, value in reversed(facts):
            passage = ZhParagraph(value, _COVER_FACT)
            height = passage.height(style.WIDTH - names - 24)
            with self.sheet.content(self.sheet.root.add("P")):
                self.sheet.words(style.LEFT, y + height - 18, name, _COVER_FACT.size, colour=style.QUIET)
                passage.ink(self.sheet, style.LEFT + names + 24, y + height, style.WIDTH - names - 24)
            y += height


def _fitting(words: str, sizes: Sequence[float], colour: str = style.INK) -> TextStyle:
    """The largest of the sizes in which the words keep to one line; the smallest where none does."""
    styles = [TextStyle(size, size * 1.5, bold=True, colour=colour, align="centre") for size in sizes]
    return next((each for each in styles if len(ZhParagraph(words, each).lines(style.WIDTH)) == 1), styles[-1])
