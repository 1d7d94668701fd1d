"""Contrast of the tokens in both themes, worked out as WCAG 2.2 defines it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "static/css/tokens.css").read_text("utf-8")

# Words on their ground: WCAG 2.2, 1.4.3 (4.5 to 1).
WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("paper", "surface", "sunken")],
    *[(ink, ground) for ink in ("link", "link-deep", "accent", "red") for ground in ("paper", "surface", "sunken")],
    *[(tone, f"{tone}-wash") for tone in ("neutral", "blue", "green", "yellow", "red", "purple")],
    *[("ink", f"{tone}-wash") for tone in ("neutral", "blue", "green", "yellow", "red", "purple")],
    *[("ink-soft", f"{tone}-wash") for tone in ("neutral", "blue")],
    *[(tone, ground) for tone in ("blue", "green", "yellow", "purple") for ground in ("paper", "surface", "sunken")],
    ("accent", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-action", "action"),
    ("on-action", "action-deep"),
]
# Edges of what can be used, and the ring of what has the focus: 1.4.11 (3 to 1).
EDGES = [(edge, ground) for edge in ("line-strong", "focus") for ground in ("paper", "surface", "sunken")]


def _block(opening: str) -> dict[str, str]:
    body = TOKENS.split(opening, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


LIGHT = _block(":root {")
DARK = LIGHT | _block('html[data-theme="dark"] {')


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_edges_can_be_told_from_their_ground(theme: dict[str, str]) -> None:
    faint = [pair for pair in WORDS if _contrast(theme[pair[0]], theme[pair[1]]) < 4.5]
    faint += [pair for pair in EDGES if _contrast(theme[pair[0]], theme[pair[1]]) < 3]
    assert faint == []


def test_dark_is_the_same_whether_the_device_or_the_person_asks_for_it() -> None:
    assert _block('html[data-theme="dark"] {') == _block('html:not([data-theme="light"]) {')
