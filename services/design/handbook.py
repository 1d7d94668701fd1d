"""The handbook of the look, `docs/design.md`: tokens and components, both languages side by side."""

from __future__ import annotations

from collections.abc import Iterable

from services.core import catalogues
from services.design.components import COMPONENTS, Component
from services.design.tokens import GROUPS, Group, Token

PREFACE = """# 界面 · The look

本页由 `flask --app app design write` 按组件清单生成，请勿手工修改；图由 `make shots` 拍摄。
Printed by `flask --app app design write` from the list of components, not edited by hand; pictures by `make shots`.

开发时打开 `/design`（工作人员）和 `/design/portal`（职工），可以看到每个组件的每种状态，中英文、浅色深色都能切换。
In development `/design` (staff) and `/design/portal` (members) show every component in every state; language and theme
are switched on the page itself. Why the style sheet is our own: [decision 0002](decisions/0002-own-stylesheet.md).
How a page is written: [templates/components](../templates/components/README.md).

![浅色 · light](pictures/design/page.png)
![深色 · dark](pictures/design/page-dark.png)

"""
TOKENS = "## 令牌 · Tokens\n\n"
TOKEN_HEAD = ("令牌 token", "浅色 light", "深色 dark")
PARTS = "## 组件 · Components\n\n"


def handbook_text() -> str:
    """The page as it should stand in `docs/design.md`, ending in a newline.

    Raises LookupError, naming the message, where a word has no English yet.
    """
    tokens = "\n".join(_tokens(group) for group in GROUPS)
    return PREFACE + TOKENS + tokens + "\n" + PARTS + "\n".join(map(_component, COMPONENTS))


def _tokens(group: Group) -> str:
    lines = [f"### {_both(group.title)}", "", _row(TOKEN_HEAD), _row(["---"] * 3)]
    return "\n".join([*lines, *(_row(_cells(token)) for token in group.tokens), ""])


def _cells(token: Token) -> list[str]:
    return [f"`--{token.name}`", f"`{token.light}`", f"`{token.dark}`" if token.dark else "–"]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _component(component: Component) -> str:
    """Name, what it is for, how it is called, its states, its picture."""
    told = [component.use, *([component.instead] if component.instead else [])]
    lines = [f"### {_both(component.title)}", ""]
    for msgid in told:
        lines += [f"{msgid}<br>{english(msgid)}", ""]
    lines += [f"    {macro}" for macro in component.macros]
    lines += ["", *(f"- {_both(state)}" for state in component.states), ""]
    lines += [f"![{component.title}](pictures/design/{component.name}.png)", ""]
    return "\n".join(lines)


def _both(msgid: str) -> str:
    return f"{msgid} · {english(msgid)}"


def english(msgid: str) -> str:
    """The English of this room's catalogue, or of the ground floor's."""
    for room in ("design", "core"):
        message = catalogues.read(room).get(msgid)
        if message is not None and message.string:
            return str(message.string)
    raise LookupError(msgid)
