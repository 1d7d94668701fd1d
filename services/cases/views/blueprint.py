"""The blueprint of the room, and how a case is loaded."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.drafts import drop_draft
from services.cases.models import Case
from services.cases.queries import find_case, is_seen
from services.core.access import permitted
from services.core.errors import ErrorCode, Problem
from services.core.web import viewer
from services.core.words import _l

blueprint = Blueprint("cases", __name__)


def visible_or_404(number: str) -> Case:
    """The case as the viewer may see it; absent and hidden look the same."""
    case = find_case(number, viewer())
    if case is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个案件。"))
    return case


def case_for(verb: str, number: str) -> Case:
    """The case, for a page that uses the verb: not_allowed where the viewer sees the case but may not do this."""
    case = visible_or_404(number)
    if not permitted(verb, viewer(), case):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    return case


def done(number: str, sentence: str) -> ResponseReturnValue:
    """Says what happened and goes back to the case; to the list, where the step took the case out of sight."""
    drop_draft(viewer(), request.endpoint or "", number)
    return leave(number, is_seen(number, viewer()), sentence)


def leave(number: str, seen: bool, sentence: str) -> ResponseReturnValue:
    """The same, where it is known whether the viewer sees the case."""
    flash(sentence, "ok")
    return redirect(url_for("cases.show", number=number) if seen else url_for("cases.index"), 303)
