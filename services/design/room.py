"""What the room of the look offers to the house."""

from __future__ import annotations

from services.core.rooms import Room
from services.design.commands import design
from services.design.views import blueprint

ROOM = Room(name="design", blueprints=(blueprint,), commands=(design,))
