"""What the room of people offers to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.core.access import CASE_STAFF, Actor, Role, allowed
from services.core.rooms import Entry, Panel, Room
from services.core.time import local_date, now
from services.core.words import N_
from services.people.chains import chain_of
from services.people.commands import index_names, people
from services.people.employer_views import KEEPERS
from services.people.employer_views import blueprint as employers
from services.people.labels import tag_label
from services.people.models import Employer
from services.people.queries import find_employer
from services.people.tag_views import blueprint as groups
from services.people.views import blueprint


def works_on_cases(actor: Actor) -> bool:
    """Whether the actor has a post that works on cases."""
    return bool(actor.posts_as(CASE_STAFF))


def keeps_employers(actor: Actor) -> bool:
    """Whether the actor has a post that keeps employers."""
    return bool(actor.posts_as(KEEPERS))


def administers(actor: Actor) -> bool:
    """Whether the actor has a post that configures the system."""
    return bool(actor.posts_as([Role.ADMINISTRATOR]))


def way_to_person(link: Any, actor: Actor) -> Mapping[str, Any] | None:
    """For a case page: the groups of the person behind a link to one, and the way there for those who may reveal."""
    person, today = link.person, local_date(now())
    held = [tag_label(tag) for tag in person.tags if tag.holds_on(today)]
    return {"person": person, "tags": held, "open": allowed("person.reveal", actor, person.org_path)}


def chain_around(employer: Employer, actor: Actor) -> Mapping[str, Any] | None:
    """For the page of an employer: the chain of work, where there is one."""
    chain = chain_of(employer)
    return {"chain": chain, "open": keeps_employers(actor)} if chain else None


def chain_of_case(case: Any, actor: Actor) -> Mapping[str, Any] | None:
    """For a case page: the chain of work around its employer."""
    return chain_around(case.employer, actor) if case.employer else None


ROOM = Room(
    name="people",
    blueprints=(blueprint, employers, groups),
    commands=(people,),
    navigation=(
        Entry("people.search", N_("查找职工"), "search", works_on_cases),
        Entry("employers.index", N_("用人单位名录"), "briefcase", keeps_employers),
        Entry("groups.index", N_("重点群体"), "people", administers),
    ),
    panels=(
        Panel("case.person", "people/_way_to_person.html", way_to_person),
        Panel("case.show", "people/_chain.html", chain_of_case),
        Panel("employer.show", "people/_chain.html", chain_around),
    ),
    upgrade_work={"person_names": index_names},
    found_by={Employer: find_employer},
)
