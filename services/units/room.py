"""What the tree of units offers to the house."""

from __future__ import annotations

from services.core.access import administers
from services.core.rooms import Entry, Room
from services.core.words import N_
from services.units import standard_views
from services.units.commands import units
from services.units.models import Unit
from services.units.queries import find_unit
from services.units.views import blueprint

ROOM = Room(
    name="units",
    blueprints=(blueprint, standard_views.blueprint),
    commands=(units,),
    navigation=(
        Entry("units.index", N_("各级单位"), "diagram-3", administers, rank=60),
        Entry("standards.index", N_("保障标准"), "sliders", standard_views.sets_standards, rank=95),
    ),
    found_by={Unit: find_unit},
)
