"""A call is written down beside the case while somebody talks: in a pane of the page, or on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.draft_forms import draft_attributes, offer_draft
from services.accounts.drafts import drop_draft
from services.cases.models import Case
from services.cases.rules import OPEN
from services.cases.views.blueprint import case_for
from services.cases.views.calling import whom_to_call
from services.clocks.queries import working_calendar
from services.clocks.table import names_of_rules
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import local_path, viewer
from services.core.words import _
from services.desk.actions import log_call
from services.desk.forms import CallForm
from services.desk.views.blueprint import blueprint

FORM = "desk.call"


@dataclass(frozen=True)
class Proposal:
    """What the form proposes as the next step: by the nearest clock, and where the call must be made again."""

    step: str
    day: date
    again_step: str
    again_day: date


@blueprint.route("/cases/<number>/call", methods=["GET", "POST"])
def call(number: str) -> ResponseReturnValue:
    """Log a call about the case. With `pane`, the form alone, for a page that shows it at its side."""
    case, form = case_for("call.log", number), CallForm()
    proposed = _proposal(case)
    draft = offer_draft(form, FORM, number)
    if request.method == "GET" and draft is None and case.status in OPEN:
        form.next_step.data, form.due_on.data = proposed.step, proposed.day
    if form.validate_on_submit() and attempt(
        form, log_call, case, form.call(), form.following(), by=viewer(), at=now()
    ):
        drop_draft(viewer(), FORM, number)
        flash(_("通话已登记。"), "ok")
        return redirect(local_path(request.form.get("next") or url_for("cases.show", number=number)), 303)
    alone = request.method == "GET" and bool(request.args.get("pane"))
    page = render_template(
        "desk/_call.html" if alone else "desk/call.html",
        case=case,
        form=form,
        proposed=proposed,
        draft=draft,
        draft_attributes=draft_attributes(FORM, number, draft),
        back=local_path(request.values.get("next") or url_for("cases.show", number=number)),
        whom=whom_to_call(case),
        ends=case.status not in OPEN,
    )
    return page, 422 if form.errors else 200


def _proposal(case: Case) -> Proposal:
    """From the clocks of the case; where none runs, three working days are proposed."""
    today, calendar = local_date(now()), working_calendar()
    tomorrow = calendar.add_working_days(today, 1)
    step = names_of_rules().get(case.next_rule or "", _("跟进办理情况"))
    day = case.next_due_on or calendar.add_working_days(today, 3)
    return Proposal(step, max(day, today), _("再次联系职工"), tomorrow)
