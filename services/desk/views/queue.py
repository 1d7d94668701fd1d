"""Where a working day begins: everything that the viewer must do, the nearest clock first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.models import Draft
from services.cases.queries import Wanted, count_cases
from services.cases.queries.complaints import complaints_waiting
from services.cases.rules import COLLECTIVE_FROM
from services.cases.views.offers import STEPS
from services.clocks.queries import bands_on
from services.clocks.rules import Bands
from services.clocks.table import names_of_rules
from services.core.access import CASE_READERS, CASE_STAFF, Role
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import N_, _
from services.desk.queries.queue import Counts, Key, Queue
from services.desk.queries.reach import answers_for
from services.desk.queries.rows import rows_for
from services.desk.queries.unfinished import unfinished
from services.desk.rules import Group
from services.desk.views.blueprint import blueprint
from services.desk.views.calls import FORM as CALL

NOTHING = {
    Group.OVERDUE: N_("没有超期事项"),
    Group.TODAY: N_("今天没有到期事项"),
    Group.SOON: N_("三天内没有到期事项"),
    Group.LATER: N_("没有更晚到期的事项"),
    Group.WAITING: N_("没有在等对方的事项"),
}
"""What an empty group says."""


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The queue; the list of cases for those who only read them, one's account for those who read none."""
    if not viewer().posts_as(CASE_STAFF):
        reads = viewer().posts_as(CASE_READERS)
        return redirect(
            url_for("cases.index", state="open", order="due") if reads else url_for("accounts.account"), 303
        )
    return render_template("desk/queue.html", **_contents(_group_asked_for()))


def _group_asked_for() -> Group | None:
    asked = request.args.get("group", "")
    return Group(asked) if asked in set(Group) else None


def _contents(group: Group | None) -> dict[str, Any]:
    bands = bands_on(local_date(now()))
    answers = answers_for(viewer(), bands.today)
    queue = Queue(viewer(), answers, bands)
    counts = queue.counts()
    places, after = queue.page(group, Key.parse(request.args.get("key", "")))
    chosen: dict[str, Any] = {"group": group.value} if group else {}
    return {
        "rows": rows_for(places, viewer(), answers),
        "group": group,
        "counts": counts,
        "bands": bands,
        "tabs": _tabs(group, counts),
        "rule_names": names_of_rules(),
        "nothing": _(NOTHING[group]) if group else _("没有待办事项"),
        "coming": _coming(group, counts),
        "more_url": url_for("desk.index", key=str(after), **chosen) if after else None,
        "first_url": url_for("desk.index", **chosen) if request.args.get("key") else None,
        "collective_from": COLLECTIVE_FROM,
        "overdue_below": _overdue_below(bands),
        "complaints": _complaints(),
        "left": [] if group else [_left(draft) for draft in unfinished(viewer())],
    }


@dataclass(frozen=True)
class Left:
    """Something that was left unfinished: which step of which case, when, and where it goes on."""

    title: str
    number: str
    at: datetime
    url: str


WRITTEN = {CALL: N_("记录通话"), **{page: label for _move, _verb, page, label, _icon in STEPS}}
"""Form → what is written in it."""


def _left(draft: Draft) -> Left:
    """The draft with a way to its form; where the form has no page of its own, to the case."""
    page = draft.form if draft.form in WRITTEN else "cases.show"
    title = _(WRITTEN.get(draft.form, N_("其他步骤")))
    return Left(title, draft.subject, draft.at, url_for(page, number=draft.subject))


def _overdue_below(bands: Bands) -> int:
    """How many cases are overdue in all units that the viewer leads; nothing for those who lead none."""
    if not viewer().posts_as([Role.SUPERVISOR]):
        return 0
    return count_cases(Wanted(state="open", due="overdue"), viewer(), bands.today, bands.green_from)


def _complaints() -> tuple[int, date | None]:
    """How many complaints about handlers wait for the viewer's answer, and until when; none for who leads no unit."""
    return complaints_waiting(viewer()) if viewer().posts_as([Role.SUPERVISOR]) else (0, None)


def _tabs(chosen: Group | None, counts: Counts) -> list[dict[str, object]]:
    every = {"label": _("全部"), "url": url_for("desk.index"), "current": chosen is None, "count": counts.all}
    groups = [
        {
            "label": group.label,
            "url": url_for("desk.index", group=group.value),
            "current": group is chosen,
            "count": counts.of.get(group, 0),
        }
        for group in Group
    ]
    return [every, *groups]


@dataclass(frozen=True)
class Coming:
    """What comes next where nothing is due: the day, and where it is to be found."""

    day: date
    url: str


def _coming(chosen: Group | None, counts: Counts) -> Coming | None:
    """The nearest day behind the group, where it is empty; behind today, where the whole queue is shown."""
    if chosen is Group.WAITING or counts.of.get(chosen or Group.TODAY):
        return None
    if chosen is None and counts.of.get(Group.OVERDUE):
        return None
    found = counts.next_after(chosen or Group.TODAY)
    return Coming(found[1], url_for("desk.index", group=found[0].value)) if found else None
