"""One page for each step of a case: read the form, call the verb, say what happened, go back to the case."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from services.accounts.queries import find_user
from services.cases.actions import accept, agree, call_back, check, close, note, pay, reply, take
from services.cases.forms import (
    AcceptForm,
    CallbackForm,
    CheckForm,
    CloseForm,
    NoteForm,
    RecoveryForm,
    ReplyForm,
    TakeForm,
    category_label,
)
from services.cases.kinds import Difficulty, Outcome, Rating, RecoveryKind, RecoveryStage
from services.cases.models import Case
from services.cases.queries.consents import wish_of
from services.cases.queries.likeness import Alike, alike_to
from services.cases.queries.loads import able_to_handle
from services.cases.views.blueprint import blueprint, case_for, done
from services.cases.views.calling import whom_to_call
from services.cases.views.checking import who_checks
from services.cases.views.writing import as_left
from services.core.forms import BaseForm, attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import Words, _, _l

BOTH = ["GET", "POST"]


def step_page(
    case: Case,
    form: BaseForm,
    title: Words,
    lead: Words | str = "",
    button: Words | str = "",
    same: Sequence[Alike] = (),
) -> ResponseReturnValue:
    """The page of a step: 422 where the form came back with errors. `same` are requests that may be the same."""
    if request.method == "GET":
        form.version.data = case.version
    page = render_template(
        "cases/step.html",
        case=case,
        form=form,
        title=title,
        lead=lead,
        button_text=button or title,
        same=same,
        category_label=category_label,
        **as_left(case, form),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/cases/<number>/acceptance", methods=BOTH)
def acceptance(number: str) -> ResponseReturnValue:
    """Accept."""
    case, form = case_for("case.accept", number), AcceptForm()
    if form.validate_on_submit() and attempt(
        form, accept, case, Difficulty(form.difficulty.data), by=viewer(), at=now()
    ):
        return done(number, _("已受理，办理期限开始计算。"))
    lead = _l("受理后开始计算首次联系和办理期限。")
    return step_page(case, form, _l("受理"), lead, same=alike_to(case, viewer()))


@blueprint.route("/cases/<number>/handler", methods=BOTH)
def handler(number: str) -> ResponseReturnValue:
    """Say who handles the case."""
    case, form = case_for("case.take", number), TakeForm()
    form.offer(able_to_handle(case, viewer(), local_date(now())), case)
    if form.validate_on_submit():
        chosen = find_user(form.handler.data)
        if chosen and attempt(form, take, case, chosen, form.reason, by=viewer(), at=now()):
            return done(number, _("已确定经办人：%(name)s。", name=chosen.name))
    wish = wish_of(case, viewer())
    lead = _l("职工希望由%(sex)s同事办理。", sex=_l(wish.handler_sex.msgid)) if wish and wish.handler_sex else ""
    return step_page(case, form, _l("确定经办人"), lead)


@blueprint.route("/cases/<number>/notes", methods=BOTH)
def note_page(number: str) -> ResponseReturnValue:
    """Write an entry of the timeline."""
    case, form = case_for("case.note", number), NoteForm()
    if form.validate_on_submit() and attempt(
        form, note, case, form.text.data, form.public.data, form.contacted.data, by=viewer(), at=now()
    ):
        return done(number, _("已记录。"))
    return step_page(case, form, _l("写记录"), button=_l("保存记录"))


@blueprint.route("/cases/<number>/reply", methods=BOTH)
def reply_page(number: str) -> ResponseReturnValue:
    """Answer the worker."""
    case, form = case_for("case.reply", number), ReplyForm()
    if form.validate_on_submit() and attempt(
        form, reply, case, Outcome(form.outcome.data), form.text.data, by=viewer(), at=now()
    ):
        return done(number, _("已答复职工，等待审核和回访。"))
    return step_page(case, form, _l("答复职工"), who_checks(case))


@blueprint.route("/cases/<number>/check", methods=BOTH)
def quality_check(number: str) -> ResponseReturnValue:
    """Check the reply."""
    case, form = case_for("case.check", number), CheckForm()
    passed = form.passed.data == "yes"
    if form.validate_on_submit() and attempt(form, check, case, passed, form.note.data or "", by=viewer(), at=now()):
        return done(number, _("审核通过。") if passed else _("已退回经办人重办，办理期限不变。"))
    return step_page(case, form, _l("质量审核"), button=_l("提交审核结论"))


@blueprint.route("/cases/<number>/callback", methods=BOTH)
def callback(number: str) -> ResponseReturnValue:
    """Note what the worker said when called back."""
    case, form = case_for("case.callback", number), CallbackForm()
    if form.validate_on_submit() and attempt(
        form,
        call_back,
        case,
        Rating(form.rating.data),
        form.senses(),
        bool(form.fault_of_handler.data),
        by=viewer(),
        at=now(),
    ):
        return done(number, _("已登记回访。"))
    lead = _l("由经办人以外的同事拨打。%(whom)s", whom=whom_to_call(case))
    return step_page(case, form, _l("回访"), lead, _l("保存回访"))


@blueprint.route("/cases/<number>/closure", methods=BOTH)
def closure(number: str) -> ResponseReturnValue:
    """Close the case."""
    case, form = case_for("case.close", number), CloseForm()
    if form.validate_on_submit() and attempt(form, close, case, by=viewer(), at=now()):
        return done(number, _("案件已办结。"))
    return step_page(case, form, _l("办结"), _l("办结前须审核通过，并已回访到职工。"), _l("确认办结"))


@blueprint.route("/cases/<number>/recoveries", methods=BOTH)
def recovery(number: str) -> ResponseReturnValue:
    """Note money agreed or paid."""
    case, form = case_for("recovery.pay", number), RecoveryForm()
    if form.validate_on_submit():
        fen, kind = form.amount.fen or 0, RecoveryKind(form.kind.data)
        if form.stage.data == RecoveryStage.PAID:
            made = attempt(form, pay, case, fen, kind, by=viewer(), at=now())
        else:
            made = attempt(form, agree, case, fen, kind, form.pay_by.data, by=viewer(), at=now())
        if made:
            return done(number, _("款项已登记。"))
    return step_page(case, form, _l("登记挽回款项"), button=_l("保存款项"))
