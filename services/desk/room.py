"""What the room of the desk offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.core.access import CASE_STAFF, Actor
from services.core.rooms import Entry, Panel, Room
from services.core.words import N_
from services.desk.views import blueprint
from services.desk.views.tasks import tasks_card


def works_on_cases(actor: Actor) -> bool:
    """Whether the actor has a post that works on cases."""
    return bool(actor.posts_as(CASE_STAFF))


def way_to_keys(_subject: object, actor: Actor) -> Mapping[str, Any] | None:
    """For the foot of every page of those who work on cases: what the keyboard does."""
    return {} if works_on_cases(actor) else None


ROOM = Room(
    name="desk",
    blueprints=(blueprint,),
    navigation=(Entry("desk.index", N_("待办"), "list-check", works_on_cases, rank=5),),
    panels=(
        Panel("case.show", "desk/_tasks.html", tasks_card),
        Panel("page.footer", "desk/_way_to_keys.html", way_to_keys),
    ),
)
