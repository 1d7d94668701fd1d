"""Pages of oversight: what was done in one's units, with one case, and whether the chains are whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.events import EventKind
from services.cases.actions import see
from services.cases.queries import find_case
from services.core.access import ActorKind, Role, allowed
from services.core.audit import EVENT_KINDS, Deed
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date, local_midnight, now
from services.core.web import viewer
from services.core.words import _, _l
from services.oversight.permissions import RULES
from services.oversight.queries import (
    Asked,
    Key,
    Page,
    case_numbers,
    colleagues,
    count_since,
    events_about,
    events_seen,
    heads_before,
    last_verified,
    names_of_subjects,
    posts_of,
)
from services.people.kinds import PersonField

blueprint = Blueprint("oversight", __name__, url_prefix="/trail")
SHOWN_OF_A_DIGEST = 16
"""So many hex digits tell one file from all others; the whole value stands beside the export."""
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
FILTERS = ("deed", "kind", "person", "first", "last")


@dataclass(frozen=True)
class Entry:
    """One thing that was done, ready to be shown."""

    at: datetime
    late: datetime | None
    """When it was written, where that was on another day."""
    who: str
    person: int | None
    post: str
    what: str
    about: str
    number: str
    source: str
    purpose: str


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What was done in the viewer's units, newest first."""
    _looks_over_or_403()
    asked, actor, at = _asked(), viewer(), now()
    page = events_seen(asked, actor, Key.parse(request.args.get("key", "")))
    return render_template(
        "oversight/index.html",
        entries=_entries(page),
        older_url=_here("oversight.index", key=str(page.older)) if page.older else None,
        verified=last_verified(),
        stale=at - A_DAY,
        failed=count_since(EventKind.SIGN_IN_FAILED, actor, at - A_WEEK),
        failed_url=url_for("oversight.index", kind=EventKind.SIGN_IN_FAILED.value, first=local_date(at - A_WEEK)),
        **_filters("oversight.index", asked),
    )


@blueprint.get("/cases/<number>")
def of_case(number: str) -> ResponseReturnValue:
    """Who saw, took out and changed this case: all that is on record about it, its people and its rows."""
    actor = viewer()
    case = find_case(number, actor)
    if case is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个案件。"))
    if not allowed("trail.see", actor, case.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查阅留痕。"))
    if case.sealed:
        see(case, by=actor, at=now())
    asked = _asked()
    page = events_about(case, asked, actor, Key.parse(request.args.get("key", "")))
    here = {"number": number}
    return render_template(
        "oversight/case.html",
        case=case,
        entries=_entries(page),
        older_url=_here("oversight.of_case", **here, key=str(page.older)) if page.older else None,
        **_filters("oversight.of_case", asked, **here),
    )


@blueprint.get("/chains")
def chains() -> ResponseReturnValue:
    """The heads of the chains as they stood when the day began, to be noted down outside the system."""
    _looks_over_or_403()
    today = local_date(now())
    paths = [post.unit_path for post in viewer().posts_as(RULES["trail.see"].roles)]
    heads, after = heads_before(local_midnight(today), paths, request.args.get("after", "")[:255])
    more = url_for("oversight.chains", after=after) if after else None
    return render_template("oversight/chains.html", heads=heads, more=more, today=today, verified=last_verified())


def _looks_over_or_403() -> None:
    if not viewer().posts_as(RULES["trail.see"].roles):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查阅留痕。"))


def _asked() -> Asked:
    given = request.args
    person = given.get("person", "")
    return Asked(
        deed=next((deed for deed in Deed if deed.value == given.get("deed")), None),
        kind=given["kind"] if given.get("kind") in EVENT_KINDS else "",
        person=int(person) if person.isascii() and person.isdecimal() and len(person) < 19 else None,
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _here(endpoint: str, **changes: Any) -> str:
    """The address of this list with some filters changed; a changed filter begins at the first page."""
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return url_for(endpoint, **{name: value for name, value in {**kept, **changes}.items() if value})


def _filters(endpoint: str, asked: Asked, **here: Any) -> dict[str, Any]:
    """Tabs, chips and choices of a list of events."""
    people = colleagues(viewer())
    named = {row.id: row.name for row in people}
    shown = [
        (_("动作"), "kind", EVENT_KINDS[asked.kind].label if asked.kind else ""),
        (_("人员"), "person", named.get(asked.person, str(asked.person)) if asked.person else ""),
        (_("从"), "first", str(asked.first or "")),
        (_("到"), "last", str(asked.last or "")),
    ]
    kinds = sorted(((kind, member.label) for kind, member in EVENT_KINDS.items()), key=lambda each: each[1])
    return {
        "asked": asked,
        "action": url_for(endpoint, **here),
        "tabs": [
            {
                "label": deed.label if deed else _("全部"),
                "url": _here(endpoint, **here, deed=deed.value if deed else None),
                "current": asked.deed is deed,
            }
            for deed in (None, *Deed)
            if not (here and deed is Deed.DOOR)
        ],
        "chips": [
            {"label": label, "value": value, "remove_url": _here(endpoint, **here, **{name: None})}
            for label, name, value in shown
            if value
        ],
        "kinds": kinds,
        "people": people,
        "by_person": lambda person: _here(endpoint, **here, person=person),
    }


def _entries(page: Page) -> list[Entry]:
    events = [event for event, _facts in page.events]
    numbers, names, posts = case_numbers(events, viewer()), names_of_subjects(events), posts_of(events)
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
    return Entry(
        at=event.at,
        late=event.recorded_at if late else None,
        who=event.actor_label if staff else event.actor_kind.label,
        person=event.actor_id if staff else None,
        post=_post_at(posts.get(event.actor_id, ()), event) if staff else "",
        what=_("、").join(filter(None, [kind.label if kind else event.kind, _more(facts)])),
        about=names.get(about, ""),
        number=numbers.get(about, ""),
        source=event.source.label,
        purpose=str(facts.get("purpose") or ""),
    )


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
