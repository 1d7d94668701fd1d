"""A form in which somebody writes about a case: what was left unfinished, and what happened to the case meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from wtforms import TextAreaField

from services.accounts.draft_forms import draft_attributes, offer_draft
from services.accounts.drafts import fields_of
from services.cases.models import Case
from services.cases.queries import timeline_of
from services.cases.views.entries import told_entry
from services.core.forms import BaseForm
from services.core.time import now

MOST = 10
"""So many of the things that happened meanwhile are shown."""


def as_left(case: Case, form: BaseForm) -> dict[str, Any]:
    """For the page of a step: the draft that fills the form, since when it is open, and what happened since then."""
    draft, attributes = None, {}
    if any(isinstance(field, TextAreaField) for field in form):
        name = request.endpoint or ""
        draft = offer_draft(form, name, case.number)
        attributes = draft_attributes(name, case.number, draft)
    since = _since(fields_of(draft).get("since", [""])[0] if draft and request.method == "GET" else "")
    stale = form.overtaken or (draft is not None and form.version.data not in (None, case.version))
    return {
        "draft": draft,
        "draft_attributes": attributes,
        "since": since.isoformat(),
        "meanwhile": _meanwhile(case, since) if stale else [],
    }


def _since(kept: str) -> datetime:
    """When the page was first opened, as the form or the draft says; now where neither says it."""
    try:
        at = datetime.fromisoformat(kept or request.form.get("since", ""))
    except ValueError:
        return now()
    return at if at.tzinfo else now()


def _meanwhile(case: Case, since: datetime) -> list[dict[str, object]]:
    """What happened to the case after the instant; the last thing at least, where clocks differ."""
    entries = timeline_of(case)
    later = [entry for entry in entries if entry.is_later_than(since)][:MOST]
    return [told_entry(entry) for entry in later or entries[:1]]
