"""What the room of clocks offers to the house."""

from services.clocks.calendar_commands import calendar
from services.clocks.calendar_views import blueprint
from services.clocks.commands import clocks
from services.core.access import administers
from services.core.rooms import Entry, Room
from services.core.words import N_

ROOM = Room(
    name="clocks",
    blueprints=(blueprint,),
    commands=(clocks, calendar),
    navigation=(Entry("calendar.index", N_("工作日历"), "calendar3", administers, rank=90),),
)
