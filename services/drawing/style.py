"""Sizes, colours and distances of the printed page: GB/T 9704-2012 for the sheet, one accent, much white."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4

PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
LEFT = 28 * MM  # GB/T 9704-2012, 5.2.1: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm
TOP = 37 * MM
WIDTH = 156 * MM
HEIGHT = 225 * MM

ACCENT = "#B3261E"
INK = "#1F2328"
QUIET = "#5B6168"
RULE = "#C9CDD2"
ZEBRA = "#F6F7F8"
PAPER = "#FFFFFF"

SERIES_COLOURS = ("#22577A", "#B3261E", "#7A6A12", "#5C5470")  # 4.5:1 on white each, and told apart by pattern too


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a passage is set; all lengths in points."""

    size: float
    leading: float
    bold: bool = False
    colour: str = INK
    align: str = "left"  # left · right · centre · justify
    first_indent: float = 0
    left_indent: float = 0
    before: float = 0
    after: float = 0


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The text styles of one document."""

    body: TextStyle
    lead: TextStyle
    small: TextStyle
    heading: TextStyle
    subheading: TextStyle
    caption: TextStyle
    note: TextStyle
    term: TextStyle
    definition: TextStyle


_SHARED = {
    "caption": TextStyle(11, 18, bold=True, before=8, after=4),
    "note": TextStyle(8.5, 13.5, colour=QUIET, before=3),
    "small": TextStyle(10.5, 18, before=2, after=2),
    "term": TextStyle(10.5, 18, bold=True, before=7),
    "definition": TextStyle(10.5, 18, left_indent=0, colour=INK),
}

CHINESE = StyleSheet(
    body=TextStyle(16, 29, align="justify", first_indent=32),  # 三号, 22 lines of 28 characters a page
    lead=TextStyle(16, 29, bold=True, align="justify", first_indent=32),
    heading=TextStyle(18, 30, bold=True, before=22, after=8),
    subheading=TextStyle(16, 28, bold=True, before=14, after=4),
    **_SHARED,
)

LATIN = StyleSheet(
    body=TextStyle(11.5, 18.5, after=7),
    lead=TextStyle(11.5, 18.5, bold=True, after=7),
    heading=TextStyle(17, 26, bold=True, before=22, after=8),
    subheading=TextStyle(13, 20, bold=True, before=14, after=4),
    **_SHARED,
)


def style_sheet(language: str) -> StyleSheet:
    """Official-document sizes for a Chinese text, smaller ones for Latin script, which fills more at equal size."""
    return CHINESE if language.lower().startswith("zh") else LATIN
