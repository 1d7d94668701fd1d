"""How much a request may carry: little, except where a signed-in person brings a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from services.core.access import ActorKind

View = TypeVar("View", bound=Callable[..., Any])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Marks a view to which staff may send so many bytes; strangers may not send more there than anywhere."""

    def mark(view: View) -> View:
        view.most_bytes = size  # type: ignore[attr-defined]
        return view

    return mark


def prepare(app: Flask) -> None:
    """Raises the limit of such a request before anything reads its body."""
    app.before_request(_allow_more)


def most_bytes_of(endpoint: str | None) -> int | None:
    """How much may be sent to a view that was marked; None for any other."""
    size: int | None = getattr(current_app.view_functions.get(endpoint or ""), "most_bytes", None)
    return size


def _allow_more() -> None:
    size = most_bytes_of(request.endpoint)
    load = current_app.extensions.get("actor_of_request")
    if size and request.method == "POST" and load and load().kind is ActorKind.STAFF:
        request.max_content_length = size
