"""What templates may use: words in the reader's language, days and moments, yuan, addresses of static files.

A page asks for hundreds of these, so each is one plain call.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from services.core.found import PATTERN, marked
from services.core.money import yuan_grouped
from services.core.time import LOCAL
from services.core.words import catalogue


class Pages(Environment):
    """Templates share the application's globals: none has its own, and each import of a macro compares them."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def prepare(app: Flask) -> None:
    """Gives the application's templates their words and filters. Comes after flask-babel, whose own are slower."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(day=day, moment=moment, yuan=yuan_grouped, marked=marked)
    environment.globals.update(
        _=translated,
        gettext=translated,
        ngettext=translated_number,
        static_url=static_url,
        found_pattern=PATTERN,
        csrf_token=generate_csrf,
    )


def translated(message: str, **values: object) -> Markup:
    """The message as safe text, with the values escaped."""
    text = Markup(catalogue().gettext(message))  # nosec B704  (messages are ours)
    return text % values if values else text


def translated_number(one: str, many: str, num: int, **values: object) -> Markup:
    """The message in the form that the number asks for."""
    text = Markup(catalogue().ngettext(one, many, num))  # nosec B704
    return text % {"num": num, **values}


def day(value: date | datetime) -> Markup:
    """`<time>` with the local day: 2026-03-31."""
    on = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    return Markup('<time datetime="%s">%s</time>') % (on, on)


def moment(value: date | datetime) -> Markup:
    """`<time>` with the local minute: 2026-03-31 09:05. What is told by the day alone stays a day."""
    if not isinstance(value, datetime):
        return day(value)
    local = value.astimezone(LOCAL)
    return Markup('<time datetime="%s">%s</time>') % (local.isoformat(), f"{local:%Y-%m-%d %H:%M}")


def read_static_hashes(app: Flask) -> Mapping[str, str]:
    """The manifest that set-up wrote; empty before set-up."""
    manifest = Path(app.static_folder or "static") / "build" / "manifest.json"
    hashes: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}
    return hashes


def static_url(name: str) -> str:
    """The address of a static file, with its content hash so that it may be cached for ever."""
    address = f"{request.script_root}{current_app.static_url_path}/{name}"
    known = current_app.extensions["static_hashes"].get(name)
    return f"{address}?v={known}" if known else address
