"""What the tree of units offers to the house."""

from __future__ import annotations

from services.core.rooms import Room
from services.units.commands import units
from services.units.models import Unit
from services.units.queries import find_unit

ROOM = Room(name="units", commands=(units,), found_by={Unit: find_unit})
