"""Pages of complaints about handlers, for whoever answers them: never for whom they are about."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.cases.actions import answer_complaint
from services.cases.forms.complaints import ComplaintAnswerForm
from services.cases.models import Complaint, ComplaintState
from services.cases.queries.complaints import complaints_for, find_complaint
from services.cases.views.blueprint import blueprint
from services.core.access import CASE_STAFF, permitted
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l


@blueprint.get("/complaints")
def complaints() -> ResponseReturnValue:
    """Those that the viewer answers: what waits, the next due first, and what was answered."""
    if not viewer().posts_as(CASE_STAFF):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("投诉由经办人以外的负责人或保密受理人答复。"))
    return render_template(
        "cases/complaints.html",
        waiting=complaints_for(viewer(), ComplaintState.WAITING),
        answered=complaints_for(viewer(), ComplaintState.ANSWERED),
        today=local_date(now()),
    )


@blueprint.route("/complaints/<int:complaint_id>", methods=["GET", "POST"])
def complaint(complaint_id: int) -> ResponseReturnValue:
    """One complaint, and its answer."""
    found, form = _complaint_or_404(complaint_id), ComplaintAnswerForm()
    if form.validate_on_submit() and attempt(form, answer_complaint, found, form.text.data, by=viewer(), at=now()):
        flash(_("已答复，职工查询时能看到。"), "ok")
        return redirect(url_for("cases.complaints"), 303)
    may_answer = found.answered_at is None and permitted("complaint.answer", viewer(), found)
    page = render_template("cases/complaint.html", complaint=found, form=form, may_answer=may_answer)
    return page, 422 if form.errors else 200


def _complaint_or_404(complaint_id: int) -> Complaint:
    found = find_complaint(complaint_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这件投诉。"))
    return found
