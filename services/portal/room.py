"""What the portal offers to the house."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask

from services.core.access import ActorKind
from services.core.rooms import Room
from services.core.setup_icons import mark
from services.core.showing import static_url
from services.core.web import viewer
from services.portal import app_views, own_views, picture, voice_views  # noqa: F401  (they add their routes)
from services.portal.views import blueprint
from services.portal.worker import worker_address


def icon_sheet() -> str:
    """The address of the icons: all of them for staff, a light sheet for everyone else."""
    return static_url("build/icons.svg" if viewer().kind is ActorKind.STAFF else "build/portal.svg")


def prepare(app: Flask) -> None:
    """Lets pages choose their sheet of icons, carry the mark along, and name their worker."""
    app.jinja_env.globals.update(
        icon_sheet=icon_sheet, mark_address=f"data:image/svg+xml,{quote(mark())}", worker_address=worker_address
    )


ROOM = Room(name="portal", blueprints=(blueprint,), prepare=prepare)
