"""What a list is asked for, read from an address or from a form, and written into an address again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from services.cases.forms import choice_of
from services.cases.kinds import Channel, ChaserKind, Status
from services.cases.queries import ORDERS, Wanted
from services.cases.queries.wanted import figures_of_cases
from services.cases.typed import Typed, read
from services.core.errors import Problem
from services.core.time import Month
from services.people.queries import employer_with_id, find_group

STATES = ("open", "untaken", "closed")
DUE = ("overdue", "today", "soon")
NAMES = (
    *("q", "status", "state", "due", "unit", "alone", "mine", "handler", "category", "group", "channel", "month"),
    *("employer", "chased", "figure", "period", "order"),
)
"""What may stand in the address of a list, in this order; `key` comes after them."""


def wanted_from(given: Mapping[str, str], typed: Typed | None = None) -> Wanted:
    """What is asked for; whatever is no filter or has no meaning is passed over. `typed` goes before `q`."""
    words = read(given.get("q", ""))
    figure = given["figure"] if given.get("figure") in figures_of_cases() else ""
    period = _month(given.get("period", ""))
    return Wanted(
        status=choice_of(Status, given.get("status")),
        state=given["state"] if given.get("state") in STATES else "",
        due=given["due"] if given.get("due") in DUE else "",
        unit=given.get("unit", "")[:40],
        alone=bool(given.get("unit")) and given.get("alone") == "1",
        handler=_id(given.get("handler", "")),
        chased=choice_of(ChaserKind, given.get("chased")),
        figure=figure if period else "",
        period=period if figure else None,
        mine=given.get("mine") == "1",
        category=given.get("category", "")[:120],
        group=_group(given.get("group", "")),
        channel=choice_of(Channel, given.get("channel")),
        month=_month(given.get("month", "")),
        employer=_employer(given.get("employer", "")),
        order=given["order"] if given.get("order") in ORDERS else "newest",
        typed=typed or (words if words.text else None),
    )


def _group(code: str) -> str:
    return code if code and find_group(code) else ""


def _employer(text: str) -> int:
    """The id of a known employer; 0 for anything else."""
    known = employer_with_id(_id(text)) if _id(text) else None
    return known.id if known else 0


def _id(text: str) -> int:
    """An id as it stands in an address; 0 for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number < 2**63 else 0


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text) if text else None
    except Problem:
        return None


def kept_in(wanted: Wanted) -> dict[str, str]:
    """The parts of the address that ask for this, nothing personal among them."""
    plain = wanted.typed.text if wanted.typed and not wanted.typed.personal else ""
    said = {
        "q": plain,
        "status": wanted.status or "",
        "state": wanted.state,
        "due": wanted.due,
        "unit": wanted.unit,
        "alone": "1" if wanted.alone else "",
        "handler": str(wanted.handler or ""),
        "chased": wanted.chased or "",
        "figure": wanted.figure,
        "period": str(wanted.period or ""),
        "mine": "1" if wanted.mine else "",
        "category": wanted.category,
        "group": wanted.group,
        "channel": wanted.channel or "",
        "month": str(wanted.month or ""),
        "employer": str(wanted.employer or ""),
        "order": wanted.order if wanted.order != "newest" else "",
    }
    return {name: str(said[name]) for name in NAMES if said[name]}


def address_of(given: Mapping[str, str], **changes: Any) -> str:
    """The address of a list with some parts changed; without a key of its own it begins at the first page."""
    said: dict[str, Any] = {**given, "key": None, **changes}
    return url_for("cases.index", **{name: said[name] for name in (*NAMES, "key") if said.get(name)})
