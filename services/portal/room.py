"""What the portal offers to the house."""

from __future__ import annotations

from services.core.rooms import Room
from services.portal.views import blueprint

ROOM = Room(name="portal", blueprints=(blueprint,))
