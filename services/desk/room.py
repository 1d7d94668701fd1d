"""What the room of the desk offers to the house."""

from __future__ import annotations

from services.core.access import CASE_STAFF, Actor
from services.core.rooms import Entry, Room
from services.core.words import N_
from services.desk.views import blueprint


def works_on_cases(actor: Actor) -> bool:
    """Whether the actor has a post that works on cases."""
    return bool(actor.posts_as(CASE_STAFF))


ROOM = Room(
    name="desk",
    blueprints=(blueprint,),
    navigation=(Entry("desk.index", N_("待办"), "list-check", works_on_cases, rank=5),),
)
