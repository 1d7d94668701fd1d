"""The navigation of a page: what the rooms offer to whoever looks, and where on it the page stands."""

from __future__ import annotations

import unicodedata

from flask import request, url_for

from services.core.access import Actor
from services.core.rooms import rooms
from services.core.words import _

_ROOM = 17.0
_PADDING = 1.5
_MOST = 4


def beside_on_a_phone(labels: list[str]) -> int:
    """How many of the first entries stand side by side on a screen 360 px wide; the others wait under “more”.

    Reckoned in the size of the type: a Chinese character is one wide, a Latin letter about half of that.
    """
    used, count = 0.0, 0
    for label in labels[:_MOST]:
        used += _PADDING + sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55 for char in label)
        if used > _ROOM:
            break
        count += 1
    return count


def navigation_for(actor: Actor) -> list[dict[str, object]]:
    """Label, address and `current` of each entry; current is the one to whose pages this address belongs."""
    offered = (entry for room in rooms() for entry in room.navigation if entry.shown_to(actor))
    shown = sorted(offered, key=lambda entry: entry.rank)
    urls = [url_for(entry.endpoint) for entry in shown]
    path = f"{request.script_root}{request.path}/"
    above = (url for url in urls if path.startswith(f"{url}/"))
    beside = (url for entry, url in zip(shown, urls, strict=True) if request.endpoint in entry.also)
    here = next(beside, None) or max(above, key=len, default=None)
    return [
        {"label": _(entry.msgid), "url": url, "current": url == here} for entry, url in zip(shown, urls, strict=True)
    ]
