"""What the room of messages offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.accounts.sessions import ask_along
from services.accounts.visitors import asked_along
from services.core.access import Actor, ActorKind, administers
from services.core.rooms import Entry, Panel, Room
from services.core.words import N_
from services.messages.commands import messages
from services.messages.queries import MOST_COUNTED, UNREAD
from services.messages.views import blueprint

ask_along("unread", UNREAD)


def unread_of(_nothing: Any, actor: Actor) -> Mapping[str, Any] | None:
    """For the head of every page of staff: how many notices wait to be read."""
    if actor.kind is not ActorKind.STAFF:
        return None
    unread = asked_along("unread")
    return {"unread": unread, "shown": f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread)}


def ways_to_choices(_user: Any, _actor: Actor) -> Mapping[str, Any]:
    """For the page of one's account: the ways to choices and calendar."""
    return {}


ROOM = Room(
    name="messages",
    blueprints=(blueprint,),
    commands=(messages,),
    navigation=(Entry("messages.outbox", N_("发件箱"), "send", administers, rank=92),),
    panels=(
        Panel("masthead", "messages/_unread.html", unread_of),
        Panel("account.links", "messages/_account_links.html", ways_to_choices),
    ),
)
