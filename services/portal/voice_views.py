"""What a member says from the page of progress: the pass names the case, the verb does the rest."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template
from flask.typing import ResponseReturnValue

from services.cases.actions import add, complain, object_, rate, withdraw, withdraw_consent
from services.cases.kinds import Rating
from services.cases.models import Case
from services.core.access import Actor
from services.core.files.receiving import takes_files
from services.core.forms import attempt
from services.core.time import now
from services.core.web import public
from services.core.words import _
from services.portal.forms import FollowForm
from services.portal.forms.voice import (
    AddForm,
    ComplainForm,
    ConsentForm,
    ObjectForm,
    RateForm,
    VoiceForm,
    WithdrawForm,
)
from services.portal.passes import case_of_pass
from services.portal.progress_page import member_with, progress_page
from services.portal.queries import case_with_id
from services.portal.views import blueprint

Say = Callable[[Case, Actor], object]


@blueprint.post("/follow/addition")
@public
@takes_files
def addition() -> ResponseReturnValue:
    """More about the matter."""
    form = AddForm()
    return _said(
        form,
        lambda case, member: attempt(form, add, case, form.text.data, form.files.staged, by=member, at=now()),
        _("已收到您补充的内容。"),
    )


@blueprint.post("/follow/withdrawal")
@public
def withdrawal() -> ResponseReturnValue:
    """Takes the request back."""
    form = WithdrawForm()
    return _said(
        form,
        lambda case, member: attempt(form, withdraw, case, form.reason.data or "", by=member, at=now()),
        _("已撤回。"),
    )


@blueprint.post("/follow/rating")
@public
def rating() -> ResponseReturnValue:
    """Rates the reply."""
    form = RateForm()
    return _said(
        form,
        lambda case, member: attempt(form, rate, case, Rating(form.rating.data), by=member, at=now()),
        _("谢谢您的评价。"),
    )


@blueprint.post("/follow/objection")
@public
def objection() -> ResponseReturnValue:
    """Disagrees with the closing."""
    form = ObjectForm()
    return _said(
        form,
        lambda case, member: attempt(form, object_, case, form.reason.data, by=member, at=now()),
        _("已收到您的异议，由经办人以外的负责人复核后答复您。"),
    )


@blueprint.post("/follow/complaint")
@public
def complaint() -> ResponseReturnValue:
    """Complains about the handler, who does not learn of it."""
    form = ComplainForm()
    return _said(
        form,
        lambda case, member: attempt(form, complain, case, form.text.data, by=member, at=now()),
        _("已收到您的投诉，由经办人以外的负责人答复您；经办人看不到。"),
    )


@blueprint.post("/follow/consent")
@public
def consent() -> ResponseReturnValue:
    """Takes a consent back."""
    form = ConsentForm()
    return _said(
        form,
        lambda case, member: attempt(form, withdraw_consent, case, form.code.data, by=member, at=now()),
        _("已撤回这项同意，工作人员会看到。"),
    )


def _said(form: VoiceForm, say: Say, thanks: str) -> ResponseReturnValue:
    """Lets the member say it, and shows the page of progress as it stands then."""
    at = now()
    case_id = case_of_pass(form.ticket.data, at)
    case = case_with_id(case_id, member_with(case_id)) if case_id is not None else None
    if case is None:
        again = FollowForm(formdata=None)
        again.form_errors.append(_("页面打开太久了。请再输入一次诉求编号和查询码，您写的内容请先复制下来。"))
        return render_template("portal/follow.html", form=again), 422
    if isinstance(form, AddForm):
        form.files.receive(form.key.data or "", at)
    done = form.validate() and say(case, member_with(case.id))
    return progress_page(case, now(), None if done else form, thanks if done else None)
