"""What an event says to whoever reads the trail: who, from which post, what, about what, and what for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.core.access import SHOWN_BY_THE_DAY, Actor, ActorKind, Role
from services.core.audit import EVENT_KINDS
from services.core.time import local_date
from services.core.words import _
from services.oversight.queries import Page, case_numbers, names_of_subjects, posts_of
from services.people.kinds import PersonField

SHOWN_OF_A_DIGEST = 16
"""So many hex digits tell one file from all others; the whole value stands beside the export."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done, ready to be shown."""

    at: datetime | date
    """A day where it was a member."""
    late: datetime | date | None
    """When it was written, where that was on another day."""
    who: str
    person: int | None
    post: str
    what: str
    about: str
    number: str
    source: str
    purpose: str


def entries_of(page: Page, viewer: Actor) -> list[Entry]:
    """What the events say to whoever looks, in their order."""
    events = [event for event, _facts in page.events]
    numbers, names, posts = case_numbers(events, viewer), names_of_subjects(events), posts_of(events)
    return [_entry(event, facts, numbers, names, posts) for event, facts in page.events]


def _entry(
    event: Any,
    facts: Mapping[str, Any],
    numbers: Mapping[tuple[str, int], str],
    names: Mapping[tuple[str, int], str],
    posts: Mapping[int, Sequence[Any]],
) -> Entry:
    about, kind = (event.subject_type, event.subject_id), EVENT_KINDS.get(event.kind)
    staff = event.actor_kind is ActorKind.STAFF
    late = local_date(event.recorded_at) != local_date(event.at)
    shown: Callable[[datetime], date] = local_date if event.actor_kind in SHOWN_BY_THE_DAY else _as_it_is
    return Entry(
        at=shown(event.at),
        late=shown(event.recorded_at) if late else None,
        who=event.actor_label if staff else event.actor_kind.label,
        person=event.actor_id if staff else None,
        post=_post_at(posts.get(event.actor_id, ()), event) if staff else "",
        what=_("、").join(filter(None, [kind.label if kind else event.kind, _more(facts)])),
        about=names.get(about, ""),
        number=numbers.get(about, ""),
        source=event.source.label,
        purpose=str(facts.get("purpose") or ""),
    )


def _as_it_is(at: datetime) -> datetime:
    return at


def _post_at(posts: Sequence[Any], event: Any) -> str:
    """The post from which someone acted then: one that reached the matter, else any that was held."""
    held = [post for post in posts if post.since <= event.at and (post.until is None or event.at < post.until)]
    reached = [post for post in held if event.org_path.startswith(post.org_path)]
    return _("、").join(f"{post.name} {post.role.label}" for post in (reached or held)[:2])


def _more(facts: Mapping[str, Any]) -> str:
    """The field that was revealed, the role that was granted, the file that went out: what makes one kind two."""
    if "field" in facts:
        return next((field.label for field in PersonField if field.value == facts["field"]), "")
    if "sha256" in facts:
        return _("文件校验值 %(digest)s", digest=str(facts["sha256"])[:SHOWN_OF_A_DIGEST])
    if "role" in facts:
        return next((role.label for role in Role if role.value == facts["role"]), "")
    return ""
