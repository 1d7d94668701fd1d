"""The list of cases: filters stand in the address, pages follow keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.cases.forms import category_label, choice_of
from services.cases.kinds import Channel, Status
from services.cases.models import Category
from services.cases.queries import Key, Wanted, category_names, count_cases, list_cases, units_for
from services.cases.rules import COLLECTIVE_FROM
from services.cases.views.blueprint import blueprint
from services.clocks.queries import bands_on
from services.clocks.table import names_of_rules
from services.core.access import CASE_READERS, CASE_STAFF
from services.core.errors import Problem
from services.core.time import Month, local_date, now
from services.core.web import viewer
from services.core.words import _, enum_choices
from services.people.labels import group_label
from services.people.models import PriorityGroup
from services.people.queries import all_groups

STATES = ("open", "closed")
DUE = ("overdue", "today", "soon")
ORDERS = ("newest", "due")


@blueprint.get("/desk")
def desk() -> ResponseReturnValue:
    """Where a working day begins: open cases, the nearest clock first; one's account for those who read none."""
    if not viewer().posts_as(CASE_READERS):
        return redirect(url_for("accounts.account"), 303)
    return redirect(url_for("cases.index", state="open", order="due"), 303)


@blueprint.get("/cases")
def index() -> ResponseReturnValue:
    """The cases that the viewer may see, by the filters in the address."""
    wanted, today = _wanted(), local_date(now())
    bands = bands_on(today)
    key = Key.parse(request.args.get("key", ""), wanted.order)
    page = list_cases(wanted, viewer(), key, today, bands.green_from)
    categories, groups = category_names(), all_groups()
    return render_template(
        "cases/list.html",
        page=page,
        wanted=wanted,
        bands=bands,
        tabs=_tabs(wanted),
        chips=_chips(wanted, categories, groups),
        overdue=count_cases(Wanted(due="overdue", state="open"), viewer(), today, bands.green_from),
        categories=categories,
        category_label=category_label,
        rule_names=names_of_rules(),
        newer_url=_here(key=page.newer) if page.newer else None,
        older_url=_here(key=page.older) if page.older else None,
        choices=_choices([each for each in categories.values() if each.offered_on(today)], groups, today),
        kept={name: request.args[name] for name in ("order", "state", "due", "mine") if request.args.get(name)},
        columns=_columns(wanted),
        may_register=bool(viewer().posts_as(CASE_STAFF)),
        reads_cases=bool(viewer().posts_as(CASE_READERS)),
        collective_from=COLLECTIVE_FROM,
    )


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        status=choice_of(Status, given.get("status")),
        state=given["state"] if given.get("state") in STATES else "",
        due=given["due"] if given.get("due") in DUE else "",
        unit=given.get("unit", "")[:40],
        mine=given.get("mine") == "1",
        category=given.get("category", "")[:120],
        group=given.get("group", ""),
        channel=choice_of(Channel, given.get("channel")),
        month=_month(given.get("month", "")),
        order=given["order"] if given.get("order") in ORDERS else "newest",
    )


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text) if text else None
    except Problem:
        return None


NAMES = ("status", "state", "due", "unit", "mine", "category", "group", "channel", "month", "order", "key")


def _here(**changes: Any) -> str:
    """The address of this list with some filters changed; a changed filter begins at the first page."""
    kept: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name) and name != "key"}
    return url_for("cases.index", **{name: value for name, value in {**kept, **changes}.items() if value})


def _tabs(wanted: Wanted) -> list[dict[str, object]]:
    offered: list[tuple[str, dict[str, Any]]] = [
        (_("全部"), {}),
        (_("在办"), {"state": "open", "order": "due"}),
        (_("我经办的"), {"mine": "1", "state": "open", "order": "due"}),
        (_("已超期"), {"due": "overdue", "state": "open", "order": "due"}),
        (_("已办结"), {"state": "closed"}),
    ]
    present = {name: request.args[name] for name in ("state", "mine", "due") if request.args.get(name)}
    return [
        {
            "label": label,
            "url": url_for("cases.index", **address),
            "current": present == {name: value for name, value in address.items() if name != "order"},
        }
        for label, address in offered
    ]


def _chips(wanted: Wanted, categories: Mapping[str, Category], groups: Sequence[PriorityGroup]) -> list[dict[str, str]]:
    named = categories.get(wanted.category)
    shown = [
        (_("状态"), "status", wanted.status.label if wanted.status else ""),
        (_("单位"), "unit", wanted.unit),
        (_("类别"), "category", category_label(named) if named else wanted.category),
        (_("群体"), "group", next((group_label(each) for each in groups if each.code == wanted.group), wanted.group)),
        (_("来源"), "channel", wanted.channel.label if wanted.channel else ""),
        (_("登记月份"), "month", str(wanted.month or "")),
    ]
    return [
        {"label": label, "value": value, "remove_url": _here(**{name: None})} for label, name, value in shown if value
    ]


def _choices(
    categories: Iterable[Category], groups: Iterable[PriorityGroup], today: date
) -> dict[str, list[tuple[str, str]]]:
    """What the filter bar offers."""
    everything = ("", _("全部"))
    return {
        "status": [everything, *enum_choices(Status)],
        "group": [everything, *((group.code, group_label(group)) for group in groups if group.offered_on(today))],
        "channel": [everything, *enum_choices(Channel)],
        "unit": [everything, *((unit.code, unit.name) for unit in units_for(viewer(), CASE_READERS))],
        "category": [everything, *((each.code, category_label(each)) for each in categories)],
    }


def _columns(wanted: Wanted) -> list[dict[str, object]]:
    """The headings of the table, with the addresses that sort by them."""
    plain = [_("编号"), _("类别"), _("职工"), _("用人单位"), _("状态"), _("期限"), _("经办人"), _("登记日期")]
    columns: list[dict[str, object]] = [{"label": label} for label in plain]
    columns[5] |= {"sort_url": _here(order="due"), "sorted": "ascending" if wanted.order == "due" else None}
    columns[7] |= {"sort_url": _here(order="newest"), "sorted": "descending" if wanted.order == "newest" else None}
    return columns
