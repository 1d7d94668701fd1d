"""The few shapes that every chart is made of, and the small sums behind them. Points, y upwards."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from services.drawing import style

TEXT = 9.0
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.5, 2), (7, 2, 1.5, 2))
_HATCH_STEPS = (0.0, 5.0, 3.2, 8.0)  # distance of the slanting lines over a bar; 0 leaves it plain

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """An open line."""

    points: tuple[Point, ...]
    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A closed, filled shape; `outline` is its rim's colour or empty."""

    points: tuple[Point, ...]
    fill: str
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle with a rim."""

    centre: Point
    radius: float
    fill: str
    outline: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; x is its start, middle or end, as `anchor` says; y is the baseline."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    colour: str = style.INK
    bold: bool = False


Shape = Stroke | Area | Disc | Words


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands for one figure: its shapes, what it says, its address if any, and the box that a finger may touch."""

    shapes: tuple[Shape, ...]
    label: str
    link: str
    box: tuple[float, float, float, float]  # x, y, width, height


@dataclass(frozen=True, slots=True)
class Layout:
    """A chart ready to be drawn: what lies behind, then the spots, then what lies before them."""

    width: float
    height: float
    behind: tuple[Shape, ...]
    spots: tuple[Spot, ...]
    before: tuple[Shape, ...]


def text_width(text: str, size: float = TEXT) -> float:
    """An estimate without a font, since the screen's is unknown: a full square for Han, 0.58 of it for others."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.58 for char in text) * size


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers (1, 2, 5 × 10ⁿ apart) from at or below `low` to at or above `high`."""
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / about))
    step = next(power * nice for nice in (1, 2, 5, 10) if span / (power * nice) <= about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def plain(value: float) -> str:
    """A tick's number without needless zeros."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


def colour(place: int) -> str:
    """Colour of the series at this place."""
    return style.SERIES_COLOURS[place % len(style.SERIES_COLOURS)]


def hatch(x: float, y: float, width: float, height: float, step: float) -> list[tuple[Point, Point]]:
    """Slanting lines (45°) clipped to a box, so that bars can be told apart without colour."""
    lines = []
    offset = step
    while step and offset < width + height:
        start = (x + max(0.0, offset - height), y + min(offset, height))
        end = (x + min(offset, width), y + max(0.0, offset - width))
        lines.append((start, end))
        offset += step
    return lines


def shorten(text: str, width: float) -> str:
    """`text`, or as much of its beginning as fits with an ellipsis."""
    if text_width(text) <= width:
        return text
    while text and text_width(text) + TEXT > width:
        text = text[:-1]
    return text + "…"


def bar_shapes(box: tuple[float, float, float, float], place: int) -> list[Shape]:
    """A bar in the colour and pattern of a series."""
    x, y, width, height = box
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    shapes: list[Shape] = [Area(corners, colour(place))]
    step = _HATCH_STEPS[place % len(_HATCH_STEPS)]
    shapes += [Stroke(line, style.PAPER, 1.1) for line in hatch(x, y, width, height, step)]
    return shapes


def marker(x: float, y: float, number: int) -> Shape:
    """Circle, square, diamond, triangle: the lines' points differ in shape as well as colour."""
    tint, r = colour(number), 3.0
    if number % 4 == 0:
        return Disc((x, y), r, tint, style.PAPER)
    corners: tuple[tuple[Point, ...], ...] = (
        ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
        ((x, y - r * 1.4), (x + r * 1.4, y), (x, y + r * 1.4), (x - r * 1.4, y)),
        ((x - r * 1.2, y - r), (x + r * 1.2, y - r), (x, y + r * 1.3)),
    )
    return Area(corners[number % 4 - 1], tint, style.PAPER)
