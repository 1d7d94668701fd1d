"""What the room of the desk offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from services.core.access import CASE_STAFF, Actor, Role
from services.core.rooms import Entry, Panel, Room
from services.core.words import N_
from services.desk.views import blueprint
from services.desk.views.tasks import tasks_card
from services.desk.views.texts import texts_to_insert


def works_on_cases(actor: Actor) -> bool:
    """Whether the actor has a post that works on cases."""
    return bool(actor.posts_as(CASE_STAFF))


def leads_a_unit(actor: Actor) -> bool:
    """Whether the actor has a supervisor's post."""
    return bool(actor.posts_as([Role.SUPERVISOR]))


def for_whoever_works_here(_subject: object, actor: Actor) -> Mapping[str, Any] | None:
    """For parts of pages that need nothing but a viewer who works on cases: the keyboard's help, the answers."""
    return {} if works_on_cases(actor) else None


def steps_for_several(_page: object, actor: Actor) -> Mapping[str, Any] | None:
    """For a list of cases: the steps that may be done for several, and the way back to this list."""
    back = request.full_path if request.method == "GET" else url_for("cases.index")
    return {"back": back} if works_on_cases(actor) else None


ROOM = Room(
    name="desk",
    blueprints=(blueprint,),
    navigation=(
        Entry("desk.index", N_("待办"), "list-check", works_on_cases, rank=5),
        Entry("desk.board", N_("看板"), "grid", leads_a_unit, rank=7, also=("desk.workload",)),
        Entry("desk.texts", N_("文本"), "chat-left-text", leads_a_unit, rank=80),
    ),
    panels=(
        Panel("case.show", "desk/_tasks.html", tasks_card),
        Panel("case.write", "desk/_texts.html", texts_to_insert),
        Panel("cases.list", "desk/_bulk.html", steps_for_several),
        Panel("contact.new", "desk/_way_to_answers.html", for_whoever_works_here),
        Panel("page.footer", "desk/_way_to_keys.html", for_whoever_works_here),
    ),
)
