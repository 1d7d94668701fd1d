"""One page for each turn of a case: at the door, between units, in time, and at its end."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.accounts.posts import case_staff_below
from services.accounts.queries import user_named
from services.cases.actions import (
    archive,
    ask_completion,
    bounce,
    bring_above,
    chase,
    complete,
    decline,
    dispatch,
    extend,
    hand_over,
    merge,
    refuse_objection,
    reopen,
    resume,
    sign,
    supervise,
    suspend,
    undo_merge,
    withdraw,
)
from services.cases.forms import CloseForm
from services.cases.forms.turns import (
    ChaserForm,
    CompletionForm,
    CompletionRequestForm,
    DeclineForm,
    DispatchForm,
    ExtendForm,
    HandOverForm,
    MergeForm,
    OptionalReasonForm,
    ReasonForm,
    ToldReasonForm,
)
from services.cases.kinds import DispatchMode
from services.cases.queries import find_case
from services.cases.views.blueprint import blueprint, case_for, done
from services.cases.views.steps import BOTH, step_page
from services.core.access import Role
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.queries import unit_named, units_to_send_to


@blueprint.route("/cases/<number>/refusal", methods=BOTH)
def refusal(number: str) -> ResponseReturnValue:
    """Decline."""
    case, form = case_for("case.decline", number), DeclineForm()
    if form.validate_on_submit() and attempt(
        form, decline, case, form.reason.data, form.refer_to.data or "", by=viewer(), at=now()
    ):
        return done(number, _("已登记不予受理，理由会告诉职工。"))
    return step_page(case, form, _l("不予受理"))


@blueprint.route("/cases/<number>/completion-request", methods=BOTH)
def completion_request(number: str) -> ResponseReturnValue:
    """Ask the member for what is missing."""
    case, form = case_for("case.ask_completion", number), CompletionRequestForm()
    if form.validate_on_submit() and attempt(form, ask_completion, case, form.missing.data, by=viewer(), at=now()):
        return done(number, _("已请职工补正，受理期限暂停计算。"))
    return step_page(case, form, _l("请职工补正"), _l("补正期间，受理期限暂停计算。"))


@blueprint.route("/cases/<number>/completion", methods=BOTH)
def completion(number: str) -> ResponseReturnValue:
    """Note that what was missing has come."""
    case, form = case_for("case.complete", number), CompletionForm()
    if form.validate_on_submit() and attempt(form, complete, case, form.text.data or "", by=viewer(), at=now()):
        return done(number, _("已登记补正，受理期限继续计算。"))
    return step_page(case, form, _l("登记补正"))


@blueprint.route("/cases/<number>/dispatch", methods=BOTH)
def dispatching(number: str) -> ResponseReturnValue:
    """Hand the case to another unit."""
    case, form = case_for("case.dispatch", number), DispatchForm()
    form.offer(units_to_send_to(case.org_path))
    if form.validate_on_submit() and attempt(
        form,
        dispatch,
        case,
        unit_named(form.to.data),
        DispatchMode(form.mode.data),
        form.report_back.data,
        by=viewer(),
        at=now(),
    ):
        return done(number, _("已派单，等待对方签收。"))
    return step_page(case, form, _l("派单"), _l("转办由接收单位负责到底；交办仍由本单位负责，对方报告结果。"))


@blueprint.route("/cases/<number>/signature", methods=BOTH)
def signature(number: str) -> ResponseReturnValue:
    """Sign for the case."""
    case, form = case_for("case.sign", number), CloseForm()
    if form.validate_on_submit() and attempt(form, sign, case, by=viewer(), at=now()):
        return done(number, _("已签收。"))
    return step_page(case, form, _l("签收"), _l("签收后，由本单位办理这件案件。"), _l("确认签收"))


@blueprint.route("/cases/<number>/return", methods=BOTH)
def bouncing(number: str) -> ResponseReturnValue:
    """Send the case back."""
    case, form = case_for("case.bounce", number), ReasonForm()
    if form.validate_on_submit() and attempt(form, bounce, case, form.reason.data, by=viewer(), at=now()):
        return done(number, _("已退单。"))
    return step_page(case, form, _l("退单"), _l("不属于本单位办理的才退单。第三次退单后，由上一级单位裁定。"))


@blueprint.route("/cases/<number>/extension", methods=BOTH)
def extension(number: str) -> ResponseReturnValue:
    """Grant a later date."""
    case, form = case_for("case.extend", number), ExtendForm()
    if form.validate_on_submit() and attempt(
        form, extend, case, form.until.data, form.reason.data, by=viewer(), at=now()
    ):
        return done(number, _("已批准延期，职工会看到。"))
    return step_page(case, form, _l("延期"), _l("办理期限只能延期一次，须在到期日之前批准。"), _l("批准延期"))


@blueprint.route("/cases/<number>/above", methods=BOTH)
def bringing_above(number: str) -> ResponseReturnValue:
    """Let the unit above read a sealed case."""
    case, form = case_for("case.bring_above", number), ReasonForm()
    if form.validate_on_submit() and attempt(form, bring_above, case, form.reason.data, by=viewer(), at=now()):
        return done(number, _("上一级的保密受理人现在能看到本案。"))
    lead = _l("上一级的保密受理人从此能看到本案，可以批准延期。不得接触本案的人除外。不能撤销。")
    return step_page(case, form, _l("请上一级知情"), lead)


@blueprint.route("/cases/<number>/suspension", methods=BOTH)
def suspension(number: str) -> ResponseReturnValue:
    """Suspend."""
    case, form = case_for("case.suspend", number), ToldReasonForm()
    if form.validate_on_submit() and attempt(form, suspend, case, form.reason.data, by=viewer(), at=now()):
        return done(number, _("已挂起，服务期限暂停计算。"))
    return step_page(case, form, _l("挂起案件"), _l("等待仲裁、法院或认定结果时挂起。法定期限不因挂起而停止。"))


@blueprint.route("/cases/<number>/resumption", methods=BOTH)
def resumption(number: str) -> ResponseReturnValue:
    """Go on."""
    case, form = case_for("case.resume", number), OptionalReasonForm()
    if form.validate_on_submit() and attempt(form, resume, case, form.reason.data or "", by=viewer(), at=now()):
        return done(number, _("已恢复办理，期限继续计算。"))
    return step_page(case, form, _l("继续办理"), _l("从今天起，期限继续计算。"))


@blueprint.route("/cases/<number>/chaser", methods=BOTH)
def chasing(number: str) -> ResponseReturnValue:
    """Press whoever has the case in hand."""
    case, form = case_for("case.chase", number), ChaserForm()
    if form.validate_on_submit() and attempt(form, chase, case, form.words.data, by=viewer(), at=now()):
        return done(number, _("已催办，经办人会收到消息。"))
    return step_page(case, form, _l("催办"), _l("告诉经办人要在什么时候办到哪一步；休假的，由代理人收到。"))


@blueprint.route("/cases/<number>/supervision", methods=BOTH)
def supervision(number: str) -> ResponseReturnValue:
    """Press the unit from above."""
    case, form = case_for("case.supervise", number), ChaserForm()
    if form.validate_on_submit() and attempt(form, supervise, case, form.words.data, by=viewer(), at=now()):
        return done(number, _("已督办，经办人和所在单位的负责人会收到消息。"))
    return step_page(case, form, _l("督办"), _l("由上一级督办，经办人和所在单位的负责人都会收到消息。"))


@blueprint.route("/cases/<number>/withdrawal", methods=BOTH)
def withdrawal(number: str) -> ResponseReturnValue:
    """Note that the member took the request back."""
    case, form = case_for("case.withdraw", number), OptionalReasonForm()
    if form.validate_on_submit() and attempt(form, withdraw, case, form.reason.data or "", by=viewer(), at=now()):
        return done(number, _("已登记撤回。"))
    return step_page(case, form, _l("撤回"), _l("只在职工本人要求撤回时登记。"), _l("确认撤回"))


@blueprint.route("/cases/<number>/merging", methods=BOTH)
def merging(number: str) -> ResponseReturnValue:
    """Join with another case."""
    case, form = case_for("case.merge", number), MergeForm()
    if form.validate_on_submit():
        other = find_case(form.into.data, viewer())
        if other is None:
            form.into.errors = [_("没有找到这个案件。")]
        elif attempt(form, merge, case, other, by=viewer(), at=now()):
            return done(number, _("已并入 %(number)s。", number=other.number))
    return step_page(case, form, _l("并案"), _l("同一件事重复登记的，并入其中一件一并办理；可以撤销。"))


@blueprint.route("/cases/<number>/parting", methods=BOTH)
def parting(number: str) -> ResponseReturnValue:
    """Undo a merge."""
    case, form = case_for("case.undo_merge", number), CloseForm()
    if form.validate_on_submit() and attempt(form, undo_merge, case, by=viewer(), at=now()):
        return done(number, _("已撤销并案，案件恢复原状。"))
    return step_page(case, form, _l("撤销并案"), _l("案件恢复到并案之前的状态和期限。"), _l("确认撤销"))


@blueprint.route("/cases/<number>/reopening", methods=BOTH)
def reopening(number: str) -> ResponseReturnValue:
    """Handle a closed case again."""
    case, form = case_for("case.reopen", number), OptionalReasonForm()
    if form.validate_on_submit() and attempt(form, reopen, case, form.reason.data or "", by=viewer(), at=now()):
        return done(number, _("已退回重办，原办理期限不变。"))
    return step_page(case, form, _l("退回重办"), _l("原答复不再有效，办理期限不变。"), _l("确认重办"))


@blueprint.route("/cases/<number>/objection-reply", methods=BOTH)
def objection_reply(number: str) -> ResponseReturnValue:
    """Answer an objection that was found to be without ground."""
    case, form = case_for("case.refuse_objection", number), ToldReasonForm()
    if form.validate_on_submit() and attempt(form, refuse_objection, case, form.reason.data, by=viewer(), at=now()):
        return done(number, _("已答复职工的异议。"))
    return step_page(case, form, _l("异议不成立"), _l("复核后认为办结恰当的，写明理由；否则退回重办。"))


@blueprint.route("/cases/<number>/archiving", methods=BOTH)
def archiving(number: str) -> ResponseReturnValue:
    """Put a closed case away."""
    case, form = case_for("case.archive", number), CloseForm()
    if form.validate_on_submit() and attempt(form, archive, case, by=viewer(), at=now()):
        return done(number, _("已归档。"))
    return step_page(case, form, _l("归档"), _l("归档后不能再退回重办。"), _l("确认归档"))


@blueprint.route("/hand-over", methods=BOTH)
def handing_over() -> ResponseReturnValue:
    """Hand all cases of a leaver to a colleague at once."""
    paths = [post.unit_path for post in viewer().posts_as([Role.SUPERVISOR])]
    if not paths:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    form = HandOverForm()
    form.offer(case_staff_below(paths, also_former=True), case_staff_below(paths))
    if form.validate_on_submit():
        leaver, to = user_named(form.leaver.data), user_named(form.to.data)
        moved = attempt(form, hand_over, leaver, to, by=viewer(), at=now())
        if moved is not None:
            flash(_("已把 %(count)d 件案件移交给%(name)s。", count=moved, name=to.name), "ok")
            return redirect(url_for("cases.index", state="open", order="due"), 303)
    return render_template("cases/hand_over.html", form=form), 422 if form.errors else 200
