"""The two faces that pages are set in: registered once, always embedded, and honest about what they cannot draw."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from services.drawing.fonts_folder import FontsNotReady, font_files

REGULAR = "UnionCases-Regular"
BOLD = "UnionCases-Bold"

# Variation selectors, zero-width and control characters: they carry no ink, so they are left out and never reported.
_NO_INK = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,
    ]
    + [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
_INK: dict[int, int | str | None] = {**_NO_INK, 0x09: " ", 0x0A: "\n", 0x2028: "\n", 0x2029: "\n"}
_ASTRAL = re.compile(r"(<[0-9A-F]{2}>) <([0-9A-F]{5,6})>")
_lock = threading.Lock()


class MissingGlyphs(Exception):
    """Characters that the fonts cannot draw, found before anything was printed."""

    def __init__(self, characters: frozenset[str], places: tuple[str, ...]) -> None:
        self.characters = characters
        self.places = places  # the texts that hold them, for whoever has to mend or replace a name
        listed = " ".join(f"{char} (U+{ord(char):04X})" for char in sorted(characters))
        super().__init__(f"字体缺字，未打印 / Not printed, the fonts lack: {listed}")


@dataclass(frozen=True)
class Face:
    """One registered weight and the advance widths of its characters."""

    name: str
    widths: dict[int, float]  # per Unicode code point, thousandths of the type size
    default: float  # width of a character that the face lacks

    def width(self, text: str, size: float) -> float:
        """Width of `text` in points at type size `size`."""
        widths, default = self.widths, self.default
        return sum([widths.get(code, default) for code in map(ord, text)]) * size / 1000


@dataclass(frozen=True)
class Faces:
    """The pair that a document is set in."""

    regular: Face
    bold: Face

    def get(self, bold: bool) -> Face:
        """The bold face or the regular one."""
        return self.bold if bold else self.regular


class EmbeddedFont(TTFont):
    """A TrueType font whose text can be copied out again, also above U+FFFF.

    reportlab writes `<2CC56>` there; ISO 32000-1, 9.10.3 wants UTF-16BE, that is a pair of surrogates.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (reportlab's name)
        """Adds the subsets to the document, then mends their ToUnicode maps."""
        super().addObjects(doc)
        for name, content in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                content.content = _ASTRAL.sub(_as_surrogates, content.content)


def _as_surrogates(found: re.Match[str]) -> str:
    pair = chr(int(found[2], 16)).encode("utf-16-be").hex().upper()
    return f"{found[1]} <{pair}>"


def faces() -> Faces:
    """Both faces, registered with reportlab on the first call of the process (a quarter of a second).

    Raises FontsNotReady when set-up has not made them.
    """
    with _lock:
        return _registered()


@cache
def _registered() -> Faces:
    files = font_files()
    try:
        regular = EmbeddedFont(REGULAR, str(files.regular))
        bold = EmbeddedFont(BOLD, str(files.bold))
    except Exception as problem:  # reportlab raises several unrelated types for a file that is no TrueType font
        raise FontsNotReady(
            f"字体文件无法使用 / These font files cannot be used: {files.regular.parent} ({problem})"
        ) from problem
    if bold.face.name == regular.face.name:
        bold.face.name += b"-Bold"  # two faces of one name would share the first one's glyphs
    for font in (regular, bold):
        pdfmetrics.registerFont(font)
    return Faces(_face(regular), _face(bold))


def _face(font: EmbeddedFont) -> Face:
    widths = {code: font.face.charWidths[code] for code in font.face.charToGlyph if code in font.face.charWidths}
    return Face(font.fontName, widths, float(font.face.defaultWidth))


def printable(text: str) -> str:
    """`text` without what carries no ink (variation selectors, zero-width and control characters); newlines stay."""
    return text.translate(_INK)


def missing_glyphs(text: str) -> set[str]:
    """Characters of `text` that one of the two faces cannot draw; empty when all can be printed."""
    pair = faces()
    return {
        char
        for char in set(printable(text)) - {"\n"}
        if ord(char) not in pair.regular.widths or ord(char) not in pair.bold.widths
    }
