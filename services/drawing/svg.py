"""A chart on the page: plain SVG without style or script, so that it passes a strict content security policy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape

from services.drawing import style
from services.drawing.chart_data import Chart
from services.drawing.chart_layout import lay_out
from services.drawing.chart_shapes import TEXT, Area, Disc, Point, Shape, Spot, Stroke, Words

_TOKENS = dict(
    zip(
        (style.INK, style.QUIET, style.RULE, style.PAPER, *style.SERIES_COLOURS),
        ("ink", "ink-soft", "line", "surface", "blue", "red", "yellow", "purple"),
        strict=True,
    )
)


class Drawing(str):
    """Markup in which every word was escaped: a template takes it as it is, without switching its own escaping off."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def svg(chart: Chart, width: float = 600, height: float = 215) -> Drawing:
    """The chart as an `<svg>` element. It scales with its container; its text is 9 units high, so a container of 720
    pixels shows the default width with text of 11, and a narrow one wants a smaller `width` or a scrolling box.

    Without links it is one image (role img), named by its title and read out by its description. With links its role
    is group, because the children of an image do not exist for assistive technology (WAI-ARIA 1.2, 5.2.8); every
    linked point is an `<a>` with its own name and a target of 24 units (WCAG 2.2, 2.5.8). All text is escaped. Colours
    are the tokens of the page around it, so that they turn with a dark theme; alone it has those of the paper.
    """
    layout = lay_out(chart, width, height)
    name = "chart-" + hashlib.sha256(repr((chart, width, height)).encode()).hexdigest()[:12]
    linked = any(spot.link for spot in layout.spots)
    role = "group" if linked else "img"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {_n(width)} {_n(height)}"'
        f' role="{role}" aria-labelledby="{name}-title {name}-desc" font-size="{_n(TEXT)}">',
        f'<title id="{name}-title">{escape(chart.title)}</title>',
        f'<desc id="{name}-desc">{escape(chart.in_words())}</desc>',
        *(_shape(shape, height) for shape in layout.behind),
        *(_spot(spot, height) for spot in layout.spots),
        *(_shape(shape, height) for shape in layout.before),
        "</svg>",
    ]
    return Drawing("".join(parts))


def _n(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _paint(colour: str) -> str:
    return f"var(--{_TOKENS[colour]}, {colour})"


def _spot(spot: Spot, height: float) -> str:
    x, y, wide, high = spot.box
    inside = f"<title>{escape(spot.label)}</title>" + "".join(_shape(shape, height) for shape in spot.shapes)
    touch = f'<rect x="{_n(x)}" y="{_n(height - y - high)}" width="{_n(wide)}" height="{_n(high)}" fill="transparent"/>'
    if not spot.link:
        return f'<g class="chart-spot">{inside}{touch}</g>'
    return f'<a class="chart-spot" href="{escape(spot.link)}" aria-label="{escape(spot.label)}">{inside}{touch}</a>'


def _points(points: Iterable[Point], height: float) -> str:
    return " ".join(f"{_n(x)},{_n(height - y)}" for x, y in points)


def _shape(shape: Shape, height: float) -> str:
    match shape:
        case Stroke(points, colour, width, dash):
            dashes = f' stroke-dasharray="{" ".join(_n(part) for part in dash)}"' if dash else ""
            line = (
                f'points="{_points(points, height)}" fill="none" stroke="{_paint(colour)}" stroke-width="{_n(width)}"'
            )
            return f'<polyline {line}{dashes} stroke-linejoin="round"/>'
        case Area(points, fill, outline):
            rim = f' stroke="{_paint(outline)}" stroke-width="0.8"' if outline else ""
            return f'<polygon points="{_points(points, height)}" fill="{_paint(fill)}"{rim}/>'
        case Disc((x, y), radius, fill, outline):
            place = f'cx="{_n(x)}" cy="{_n(height - y)}" r="{_n(radius)}"'
            return f'<circle {place} fill="{_paint(fill)}" stroke="{_paint(outline)}"/>'
        case Words(x, y, text, anchor, colour, bold):
            weight = ' font-weight="bold"' if bold else ""
            place = f'x="{_n(x)}" y="{_n(height - y)}" text-anchor="{anchor}"'
            return f'<text {place} fill="{_paint(colour)}"{weight} aria-hidden="true">{escape(text)}</text>'
