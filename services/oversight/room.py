"""What the room of oversight offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.core.access import Actor, allowed
from services.core.rooms import Entry, Panel, Room
from services.core.words import N_
from services.oversight import export_views  # noqa: F401  (adds its routes)
from services.oversight.permissions import RULES
from services.oversight.views import blueprint


def looks_over(actor: Actor) -> bool:
    """Whether the actor has a post that sees what others did."""
    return bool(actor.posts_as(RULES["trail.see"].roles))


def way_to_trail(case: Any, actor: Actor) -> Mapping[str, Any] | None:
    """For a case page: the way to all that was done with the case, for those who may see it."""
    return {"number": case.number} if allowed("trail.see", actor, case.org_path) else None


ROOM = Room(
    name="oversight",
    blueprints=(blueprint,),
    navigation=(Entry("oversight.index", N_("留痕"), "eye", looks_over, rank=55),),
    panels=(Panel("case.show", "oversight/_way_to_trail.html", way_to_trail),),
)
