"""The list of cases: filters stand in the address, pages follow keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.queries import name_seen_by
from services.cases.exporting.kinds import Column
from services.cases.forms import SearchForm, category_label
from services.cases.kinds import Channel, Status
from services.cases.models import Category
from services.cases.queries import Key, Page, Wanted, category_names, list_cases, units_for
from services.cases.queries.asked import MOST_COUNTED
from services.cases.queries.counts import Counts, counts_for
from services.cases.queries.saved import Own, own_lists
from services.cases.queries.wanted import figures_of_cases
from services.cases.rules import COLLECTIVE_FROM
from services.cases.views.addresses import address_of, kept_in, wanted_from
from services.cases.views.blueprint import blueprint
from services.clocks.queries import bands_on
from services.clocks.rules import Bands
from services.clocks.table import names_of_rules
from services.core.access import CASE_READERS, CASE_STAFF, Role
from services.core.search import bounded
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, enum_choices
from services.people.labels import group_label
from services.people.models import PriorityGroup
from services.people.queries import all_groups, employer_with_id

LONGEST_WAIT = 5
"""Seconds after which a search is broken off."""


@blueprint.get("/cases")
def index() -> ResponseReturnValue:
    """The cases that the viewer may see, by the filters in the address; what is personal is taken out of it."""
    wanted = wanted_from(request.args)
    if wanted.typed and wanted.typed.personal:
        return redirect(address_of(request.args, q=None), 303)
    return render_template("cases/list.html", **contents(wanted, Key.parse(request.args.get("key", ""), wanted.order)))


def contents(wanted: Wanted, key: Key | None = None, form: SearchForm | None = None) -> dict[str, Any]:
    """What the page shows of a list."""
    today = local_date(now())
    bands, given = bands_on(today), kept_in(wanted)
    categories, groups = category_names(), all_groups()
    page = _found(wanted, key, bands)
    counts = None if wanted.typed else counts_for(viewer(), today)  # who searches is not told
    own = own_lists(viewer())
    has_address = wanted.typed is None or not wanted.typed.personal
    return {
        "page": page,
        "count": page.count,
        "most_counted": MOST_COUNTED,
        "wanted": wanted,
        "bands": bands,
        "search": form or _search_form(wanted),
        "tabs": [*_tabs(given, counts), *_saved(given, own)],
        "chips": _chips(wanted, given, categories, groups),
        "overdue": counts.told("overdue") if counts and counts.overdue else None,
        "categories": categories,
        "category_label": category_label,
        "rule_names": names_of_rules(),
        "newer_url": address_of(given, key=page.newer) if page.newer and has_address else None,
        "older_url": address_of(given, key=page.older) if page.older and has_address else None,
        "choices": _choices([each for each in categories.values() if each.offered_on(today)], groups, today),
        "kept": {name: given[name] for name in KEPT if name in given},
        "given": given,
        "columns": _columns(wanted, given, own.columns),
        "may_register": bool(viewer().posts_as(CASE_STAFF)),
        "may_hand_over": bool(viewer().posts_as([Role.SUPERVISOR])),
        "reads_cases": bool(viewer().posts_as(CASE_READERS)),
        "collective_from": COLLECTIVE_FROM,
    }


def _found(wanted: Wanted, key: Key | None, bands: Bands) -> Page:
    """A page of the list; a search for it ends after LONGEST_WAIT."""
    with bounded(LONGEST_WAIT) if wanted.typed else nullcontext():
        return list_cases(wanted, viewer(), key, bands.today, bands.green_from)


def _search_form(wanted: Wanted) -> SearchForm:
    return SearchForm(formdata=None, typed=wanted.typed.text if wanted.typed else "")


def _tabs(given: Mapping[str, str], counts: Counts | None) -> list[dict[str, object]]:
    offered: list[tuple[str, dict[str, Any], str]] = [
        (_("全部"), {}, "all"),
        (_("在办"), {"state": "open", "order": "due"}, "open"),
        (_("未派"), {"state": "untaken", "order": "due"}, "untaken"),
        (_("我经办的"), {"mine": "1", "state": "open", "order": "due"}, "mine"),
        (_("待签收"), {"status": "dispatched", "order": "due"}, "dispatched"),
        (_("已超期"), {"due": "overdue", "state": "open", "order": "due"}, "overdue"),
        (_("已办结"), {"state": "closed"}, "closed"),
    ]
    present = {name: given[name] for name in ("state", "mine", "due", "status") if name in given}
    return [
        {
            "label": label,
            "url": url_for("cases.index", **address),
            "current": present == {name: value for name, value in address.items() if name != "order"},
            "count": counts.told(counted) if counts else None,
        }
        for label, address, counted in offered
    ]


def _saved(given: Mapping[str, str], own: Own) -> list[dict[str, object]]:
    """One's own saved views, as further tabs."""
    here = address_of(given)
    return [{"label": name, "url": address, "current": address == here} for name, address in own.views]


WITH = {"unit": ("unit", "alone"), "figure": ("figure", "period")}
"""Parts of an address that are taken away together."""


def _chips(
    wanted: Wanted, given: Mapping[str, str], categories: Mapping[str, Category], groups: Sequence[PriorityGroup]
) -> list[dict[str, str]]:
    named = categories.get(wanted.category)
    shown = [
        (_("查找"), "q", given.get("q", "")),
        (_("状态"), "status", wanted.status.label if wanted.status else ""),
        (_("单位"), "unit", _("%(unit)s（本级）", unit=wanted.unit) if wanted.alone else wanted.unit),
        (_("经办人"), "handler", name_seen_by(viewer(), wanted.handler) or _("其他同事") if wanted.handler else ""),
        (
            _("统计口径"),
            "figure",
            f"{figures_of_cases()[wanted.figure].label} {wanted.period}" if wanted.figure else "",
        ),
        (_("类别"), "category", category_label(named) if named else wanted.category),
        (_("群体"), "group", next((group_label(each) for each in groups if each.code == wanted.group), wanted.group)),
        (_("催办督办"), "chased", wanted.chased.label if wanted.chased else ""),
        (_("来源"), "channel", wanted.channel.label if wanted.channel else ""),
        (_("登记月份"), "month", str(wanted.month or "")),
        (_("用工链条"), "employer", _employer_name(wanted.employer)),
    ]
    return [
        {"label": label, "value": value, "remove_url": address_of(given, **dict.fromkeys(WITH.get(name, (name,))))}
        for label, name, value in shown
        if value
    ]


def _employer_name(employer_id: int) -> str:
    found = employer_with_id(employer_id) if employer_id else None
    return found.name if found else ""


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


KEPT = ("order", "state", "due", "alone", "mine", "handler", "q", "employer", "chased", "figure", "period")
"""Parts of an address that filtering by others leaves as they are."""

SORTS = {
    Column.NUMBER: ("number", "number_down"),
    Column.STATUS: ("status", "status_down"),
    Column.DUE: ("due",),
    Column.RECEIVED: ("newest", "oldest"),
    Column.UNIT: ("unit", "unit_down"),
    Column.PEOPLE: ("people",),
    Column.CHANNEL: ("channel",),
}
"""Column → the orders that its heading leads to, in turn: all that stand in the row of a case itself."""
FALLS = ("number_down", "status_down", "unit_down", "newest", "people", "closed")
NUMERIC = (Column.PEOPLE, Column.CLAIM)


def _columns(wanted: Wanted, given: Mapping[str, str], chosen: Iterable[Column]) -> list[dict[str, object]]:
    """The headings of the table, with the addresses that sort by them."""
    return [
        {"name": column.value, "label": column.label, "numeric": column in NUMERIC, **_sorting(column, wanted, given)}
        for column in (Column.NUMBER, *chosen)
    ]


def _sorting(column: Column, wanted: Wanted, given: Mapping[str, str]) -> dict[str, object]:
    orders = SORTS.get(column, ("closed",) if column is Column.CLOSED and wanted.state == "closed" else ())
    if not orders or (wanted.typed and wanted.typed.personal):
        return {}
    here = wanted.order in orders
    following = orders[(orders.index(wanted.order) + 1) % len(orders)] if here else orders[0]
    sorted_now = "descending" if wanted.order in FALLS else "ascending"
    return {"sort_url": address_of(given, order=following), "sorted": sorted_now if here else None}
