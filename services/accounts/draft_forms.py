"""Forms that come back as they were left: filled from a draft, and the draft let go of once they are sent."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from services.accounts.drafts import draft_of, fields_of
from services.accounts.models import Draft
from services.core.forms import BaseForm
from services.core.web import viewer
from services.core.words import _

NOT_KEPT = frozenset({"csrf_token", "key"})
"""Fields that belong to one showing of the page."""


def offer_draft(form: BaseForm, name: str, subject: str) -> Draft | None:
    """On a page that is opened, fills the form with what the viewer left unfinished there; gives the draft, if any."""
    draft = draft_of(viewer(), name, subject)
    if draft is None or request.method != "GET":
        return draft
    told = MultiDict([(field, value) for field, values in fields_of(draft).items() for value in values])
    for field in form:
        if field.short_name not in NOT_KEPT and field.short_name in told:
            field.process(told)
    return draft


def draft_attributes(name: str, subject: str, draft: Draft | None) -> dict[str, Any]:
    """What a form's tag carries so that its words are kept while they are typed."""
    address = url_for("accounts.draft", form=name, subject=subject or "-")
    return {
        "data-draft": address,
        "data-draft-version": draft.version if draft else 0,
        "data-offline": _("连接中断：您写的内容仍在本页，连上后会自动保存。"),
        "data-signed-out": _("登录已结束：您写的内容仍在本页。请在另一个窗口登录，再回到这里。"),
    }
