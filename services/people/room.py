"""What the room of people offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.core.access import CASE_STAFF, Actor, allowed
from services.core.rooms import Entry, Panel, Room
from services.core.words import N_
from services.people.commands import people
from services.people.employer_views import KEEPERS
from services.people.employer_views import blueprint as employers
from services.people.models import Employer
from services.people.queries import find_employer
from services.people.views import blueprint


def works_on_cases(actor: Actor) -> bool:
    """Whether the actor has a post that works on cases."""
    return bool(actor.posts_as(CASE_STAFF))


def keeps_employers(actor: Actor) -> bool:
    """Whether the actor has a post that keeps employers."""
    return bool(actor.posts_as(KEEPERS))


def way_to_person(link: Any, actor: Actor) -> Mapping[str, Any] | None:
    """For a case page: the person behind a link to one, where the actor may reveal what is masked."""
    return {"person": link.person} if allowed("person.reveal", actor, link.person.org_path) else None


ROOM = Room(
    name="people",
    blueprints=(blueprint, employers),
    commands=(people,),
    navigation=(
        Entry("people.search", N_("查找职工"), "search", works_on_cases),
        Entry("employers.index", N_("用人单位"), "briefcase", keeps_employers),
    ),
    panels=(Panel("case.person", "people/_way_to_person.html", way_to_person),),
    found_by={Employer: find_employer},
)
