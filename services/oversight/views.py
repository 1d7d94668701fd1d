"""Pages of oversight: what was done in one's units, with one case, and whether the chains are whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.events import EventKind
from services.cases.actions import see
from services.cases.models import Case
from services.cases.queries import find_case
from services.core.access import allowed
from services.core.audit import EVENT_KINDS, Deed
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date, local_midnight, now
from services.core.web import viewer
from services.core.words import _, _l
from services.oversight.permissions import RULES
from services.oversight.queries import (
    Asked,
    Key,
    colleagues,
    count_since,
    events_about,
    events_seen,
    heads_before,
    last_verified,
)
from services.oversight.telling import entries_of

blueprint = Blueprint("oversight", __name__, url_prefix="/trail")
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
FILTERS = ("deed", "kind", "person", "first", "last")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What was done in the viewer's units, newest first."""
    _looks_over_or_403()
    asked, actor, at = asked_in(request.args), viewer(), now()
    page = events_seen(asked, actor, Key.parse(request.args.get("key", "")))
    return render_template(
        "oversight/index.html",
        entries=entries_of(page, actor),
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
    actor, case = viewer(), case_looked_over(number)
    if case.sealed:
        see(case, by=actor, at=now())
    asked = asked_in(request.args)
    page = events_about(case, asked, actor, Key.parse(request.args.get("key", "")))
    here = {"number": number}
    return render_template(
        "oversight/case.html",
        case=case,
        entries=entries_of(page, actor),
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


def case_looked_over(number: str) -> Case:
    """The case as the viewer may see it, for those who look over it. Problem: not_found, not_allowed."""
    case = find_case(number, viewer())
    if case is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个案件。"))
    if not allowed("trail.see", viewer(), case.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查阅留痕。"))
    return case


def _looks_over_or_403() -> None:
    if not viewer().posts_as(RULES["trail.see"].roles):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查阅留痕。"))


def asked_in(given: Mapping[str, str]) -> Asked:
    """What an address or a form looks for; what makes no sense is left out."""
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
        "export_url": _here("oversight.export_page", case=here.get("number")),
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
