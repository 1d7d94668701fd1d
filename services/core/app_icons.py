"""The mark as pictures for the start screen of a telephone; drawn by set-up out of its rectangles."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

RED, PAPER = "#b0151d", "#f8f6f2"
GRID = 28
"""The mark is drawn on so many squares a side, as in the sprite."""
STROKES = ((7.5, 7.5, 20.5, 10.25), (12.5, 10.25, 15.5, 18.5), (6.25, 18.5, 21.75, 21.25))
"""The strokes of 工: left, top, right, bottom."""
ROUND = 6
FINER = 4
"""Drawn so many times larger and then made small: Pillow draws no soft edges."""
SAFE = 0.8
"""What a system may cut a maskable icon to: its middle, as part of the width (W3C, Web Application Manifest, 1.8.4)."""

SIZES = {"icon-192.png": (192, False), "icon-512.png": (512, False), "icon-mask.png": (512, True)}
SIZES |= {"icon-apple.png": (180, True)}
"""File → pixels a side, and whether the red reaches into the corners, which the system rounds itself."""


def app_icons() -> dict[str, bytes]:
    """File name → PNG."""
    return {name: draw_icon(*how) for name, how in SIZES.items()}


def draw_icon(pixels: int, full: bool) -> bytes:
    """The mark as PNG; `full` fills the corners and keeps the strokes inside what is never cut away."""
    side = pixels * FINER
    picture = Image.new("RGBA", (side, side), RED if full else (0, 0, 0, 0))
    pen, unit = ImageDraw.Draw(picture), side / GRID
    if not full:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), ROUND * unit, fill=RED)
    scale = SAFE if full else 1
    for stroke in STROKES:
        left, top, right, bottom = ((GRID / 2 + (at - GRID / 2) * scale) * unit for at in stroke)
        pen.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), fill=PAPER)
    made = io.BytesIO()
    picture.resize((pixels, pixels), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()
