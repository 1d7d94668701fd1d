"""The sheets under the pen: words, rules and boxes on A4, each said to be content or mere decoration."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from services.drawing import style
from services.drawing.fonts import REGULAR, Faces, faces
from services.drawing.tags import Element, Mark, attach

rl_config.useA85 = 0  # streams stay binary: a fifth smaller, and every transport of our days carries them


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    subject: str
    language: str


class Sheet:
    """A PDF in the making. Points, origin bottom left; the same calls give the same bytes."""

    def __init__(self, about: About) -> None:
        self.faces: Faces = faces()
        self._stream = io.BytesIO()
        self._canvas: Any = Canvas(
            self._stream,
            pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 7),
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub says float; it is a font's name
            lang=about.language,
        )
        self._canvas.setTitle(about.title)
        self._canvas.setAuthor(about.author)
        self._canvas.setSubject(about.subject)
        self._canvas.setCreator(about.author)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self.root = Element("Document")
        self._marks: list[int] = [0]
        self._colour = ""
        self._bookmarks = 0
        self._outline_level = -1

    @property
    def page(self) -> int:
        """Number of the page being drawn; the first is 1."""
        return len(self._marks)

    def next_page(self) -> None:
        """Ends this page and begins another."""
        self._canvas.showPage()
        self._colour = ""
        self._marks.append(0)

    def finish(self) -> bytes:
        """Ends the last page and gives the file."""
        self._canvas.showPage()
        attach(self.root, self._canvas._doc, self._marks)
        self._canvas.save()
        return self._stream.getvalue()

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to `element`. Does not nest."""
        number = self._marks[-1]
        self._marks[-1] += 1
        element.kids.append(Mark(self.page - 1, number))
        self._canvas._code.append(f"/{element.tag} <</MCID {number}>> BDC")
        yield
        self._canvas._code.append("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn inside carries no meaning: rules, grounds, running heads, page numbers."""
        self._canvas._code.append("/Artifact BMC")
        yield
        self._canvas._code.append("EMC")

    def bookmark(self, text: str, level: int, top: float) -> None:
        """An entry of the outline that leads to height `top` of this page; levels from 0, none skipped."""
        level = min(level, self._outline_level + 1)
        self._outline_level = level
        self._bookmarks += 1
        key = f"h{self._bookmarks}"
        self._canvas.bookmarkHorizontalAbsolute(key, top)
        self._canvas.addOutlineEntry(text, key, level=level)
        self._canvas.showOutline()

    def words(
        self, x: float, y: float, text: str, size: float, *,
        bold: bool = False, colour: str = style.INK, align: str = "left", spacing: float = 0,
    ) -> None:  # fmt: skip
        """One line of text, baseline at y; x is its left edge, right edge or middle, as `align` says."""
        if not text:
            return
        face = self.faces.get(bold)
        if align != "left":
            x -= face.width(text, size) * (1 if align == "right" else 0.5)
        self._ink(colour)
        self._canvas.setFont(face.name, size)
        self._canvas.drawString(x, y, text, charSpace=spacing)

    def rule(
        self, points: Sequence[tuple[float, float]], width: float = 0.5,
        colour: str = style.RULE, dash: Sequence[float] = (),
    ) -> None:  # fmt: skip
        """A line through two or more points."""
        canvas = self._canvas
        canvas.setStrokeColor(HexColor(colour))
        canvas.setLineWidth(width)
        canvas.setDash(list(dash))
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)

    def shape(self, points: Sequence[tuple[float, float]], fill: str, outline: str = "", width: float = 0.8) -> None:
        """A closed shape; `outline` is its rim's colour, empty for none."""
        canvas = self._canvas
        self._ink(fill)
        if outline:
            canvas.setStrokeColor(HexColor(outline))
            canvas.setLineWidth(width)
            canvas.setDash([])
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        canvas.drawPath(path, stroke=int(bool(outline)), fill=1)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle whose lower left corner is (x, y)."""
        self._ink(fill)
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def disc(self, x: float, y: float, radius: float, fill: str, outline: str) -> None:
        """A filled circle with a rim."""
        self._ink(fill)
        self._canvas.setStrokeColor(HexColor(outline))
        self._canvas.setLineWidth(1)
        self._canvas.setDash([])
        self._canvas.circle(x, y, radius, stroke=1, fill=1)

    def _ink(self, colour: str) -> None:
        if colour != self._colour:
            self._canvas.setFillColor(HexColor(colour))
            self._colour = colour
