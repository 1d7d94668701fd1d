"""The member pages as an app on the start screen: what it is called, and the script that runs when there is no line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import current_app, request, url_for

from services.core.app_icons import PAPER, RED, SIZES
from services.core.setup_icons import WORKER
from services.core.showing import static_url
from services.core.web import PRODUCT, current_language
from services.core.words import _

FILES = ("build/portal.css", "build/portal.js", "build/writing.js", "build/portal.svg")
"""What the pages are made with. Nothing that a person reads or writes is among it."""
NEVER_KEPT = ("leave", "receipt", "worker.js", "app.webmanifest")
"""First parts of addresses that the worker leaves alone: the exit is the browser's own affair, and so are downloads."""


def manifest() -> dict[str, object]:
    """The app in the reader's language (W3C, Web Application Manifest)."""
    return {
        "name": str(PRODUCT),
        "short_name": _("工会帮扶"),
        "description": _("向工会反映劳动问题，查询办理进度。"),
        "lang": current_language(),
        "dir": "ltr",
        "id": url_for("portal.front"),
        "start_url": url_for("portal.front"),
        "scope": url_for("portal.front"),
        "display": "standalone",
        "theme_color": RED,
        "background_color": PAPER,
        "icons": _icons(),
        "shortcuts": [
            {"name": _("提交诉求"), "url": url_for("portal.request")},
            {"name": _("查询进度"), "url": url_for("portal.follow")},
        ],
    }


def _icons() -> list[dict[str, str]]:
    drawn = [
        {
            "src": static_url(f"build/{name}"),
            "sizes": f"{pixels}x{pixels}",
            "type": "image/png",
            "purpose": "maskable" if full else "any",
        }
        for name, (pixels, full) in SIZES.items()
    ]
    return [{"src": static_url("build/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}, *drawn]


def worker_address() -> str:
    """The worker for a reader of this language and letter size: with another choice, the page it keeps is another."""
    size = request.cookies.get("size")
    return url_for("portal.worker_script", look=f"{current_language()}-{size if size == 'large' else 'normal'}")


def script() -> str:
    """The worker, with what this release consists of; another release is another text, and so another worker."""
    body = (Path(current_app.static_folder or "static") / "build" / f"{WORKER}.js").read_text("utf-8")
    told = {
        "FILES": [static_url(name) for name in FILES],
        "OFFLINE": url_for("portal.offline"),
        "PLACES": sorted(_places()),
    }
    version = hashlib.sha256((json.dumps(told) + body + _page_without_line()).encode()).hexdigest()[:12]
    head = {"VERSION": version, **told}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in head.items()) + body


def _places() -> set[str]:
    """First parts of the addresses of member pages; the front page's is empty."""
    rules = current_app.url_map.iter_rules()
    return {rule.rule.split("/")[1] for rule in rules if rule.endpoint.startswith("portal.")} - set(NEVER_KEPT)


def _page_without_line() -> str:
    return (Path(current_app.root_path) / "templates" / "portal" / "offline.html").read_text("utf-8")
