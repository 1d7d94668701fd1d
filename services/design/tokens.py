"""The tokens: every colour, space, size and radius, read from the one style sheet that declares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from services.core.words import N_

SHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
LIGHT, DARK = ":root {", 'html[data-theme="dark"] {'
DECLARED = re.compile(r"--([\w-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Token:
    """A custom property. `dark` is empty where both themes share the value."""

    name: str
    light: str
    dark: str = ""


@dataclass(frozen=True)
class Group:
    """Tokens of one kind; the title is a message id, `kind` says how the page shows them."""

    title: str
    kind: str
    names: tuple[str, ...]

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the group, in the order of the style sheet."""
        light, dark = _declared(LIGHT), _declared(DARK)
        return [Token(name, value, dark.get(name, "")) for name, value in light.items() if name.startswith(self.names)]


GROUPS = (
    Group(N_("纸与墨"), "colour", ("paper", "surface", "sunken", "line", "ink")),
    Group(N_("工会红，只用在印章、所在处和职工页面的一次召唤"), "colour", ("accent", "on-accent")),
    Group(N_("操作、链接和焦点"), "colour", ("action", "on-action", "link", "focus")),
    Group(
        N_("状态，每种都有词和形状"),
        "colour",
        ("neutral", "blue", "green", "yellow", "red", "purple"),
    ),
    Group(N_("字号和行高"), "size", ("size-", "leading", "measure")),
    Group(N_("间距"), "space", ("space-",)),
    Group(N_("圆角、按得准的高度和页边"), "plain", ("radius-", "target", "gutter")),
    Group(N_("字体和阴影"), "plain", ("font", "shadow-")),
)


def _declared(opening: str) -> dict[str, str]:
    body = SHEET.read_text("utf-8").split(opening, 1)[1].split("}", 1)[0]
    return {name: " ".join(value.split()) for name, value in DECLARED.findall(body)}


def all_names() -> list[str]:
    """Every token that the style sheet declares for the light theme."""
    return list(_declared(LIGHT))
