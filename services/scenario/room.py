"""What the player of stories offers to the house."""

from __future__ import annotations

from services.core.rooms import Room
from services.scenario.city import command as _load  # noqa: F401  (adds `demo load`)
from services.scenario.commands import scenario
from services.scenario.demo import demo

ROOM = Room(name="scenario", commands=(scenario, demo))
