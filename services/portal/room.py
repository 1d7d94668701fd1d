"""What the portal offers to the house."""

from __future__ import annotations

from flask import Flask

from services.core.access import ActorKind
from services.core.rooms import Room
from services.core.showing import static_url
from services.core.web import viewer
from services.portal import own_views, picture, voice_views  # noqa: F401  (they add their routes)
from services.portal.views import blueprint


def icon_sheet() -> str:
    """The address of the icons: all of them for staff, a light sheet for everyone else."""
    return static_url("build/icons.svg" if viewer().kind is ActorKind.STAFF else "build/portal.svg")


def prepare(app: Flask) -> None:
    """Lets pages choose their sheet of icons."""
    app.jinja_env.globals["icon_sheet"] = icon_sheet


ROOM = Room(name="portal", blueprints=(blueprint,), prepare=prepare)
