"""A slip of paper as a picture for a phone: a title, a few large values, a few lines beneath."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from services.drawing.fonts_folder import font_files

WIDTH, MARGIN = 720, 48
"""Pixels; twice the width of a small phone."""
TITLE, LABEL, VALUE, LINE = 36, 26, 48, 28
LEADING = 1.5
INK, SOFT, ACCENT, PAPER = "#1e1c19", "#544f47", "#b0151d", "#ffffff"


@dataclass(frozen=True)
class Slip:
    """What stands on it, from top to bottom; `values` are (label, value)."""

    title: str
    values: Sequence[tuple[str, str]]
    lines: Sequence[str]


def draw_slip(slip: Slip) -> bytes:
    """The slip as PNG. Raises FontsNotReady when set-up has not made the typefaces."""
    pieces = list(_pieces(slip))
    height = 2 * MARGIN + round(sum(size * LEADING for _words, size, _bold, _ink in pieces))
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen, down = ImageDraw.Draw(picture), float(MARGIN)
    pen.rectangle((0, 0, WIDTH, 8), fill=ACCENT)
    for words, size, bold, ink in pieces:
        pen.text((MARGIN, down), words, font=_font(size, bold), fill=ink)
        down += size * LEADING
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _pieces(slip: Slip) -> list[tuple[str, int, bool, str]]:
    """(words, size, bold, ink) of every line, long ones broken to the width."""
    pieces = [(words, TITLE, True, INK) for words in _broken(slip.title, TITLE, True)]
    for label, value in slip.values:
        pieces.append((label, LABEL, False, SOFT))
        pieces += [(words, VALUE, True, INK) for words in _broken(value, VALUE, True)]
    return pieces + [(words, LINE, False, INK) for line in slip.lines for words in _broken(line, LINE, False)]


def _broken(text: str, size: int, bold: bool) -> list[str]:
    """The text in lines no wider than the slip; Latin words stay whole where they fit."""
    font, lines = _font(size, bold), [""]
    for mark in text:
        if font.getlength(lines[-1] + mark) <= WIDTH - 2 * MARGIN:
            lines[-1] += mark
            continue
        head, blank, tail = lines[-1].rpartition(" ")
        if blank and tail.isascii() and mark.isascii():
            lines[-1] = head
            lines.append(tail + mark)
        else:
            lines.append(mark)
    return [line.strip() for line in lines]


def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    files = font_files()
    return ImageFont.truetype(str(files.bold if bold else files.regular), size)
