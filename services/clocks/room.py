"""What the room of clocks offers to the house."""

from services.clocks.calendar_commands import calendar
from services.clocks.commands import clocks
from services.core.rooms import Room

ROOM = Room(name="clocks", commands=(clocks, calendar))
