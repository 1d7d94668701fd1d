"""Steps of the administrator with an account: grant and revoke a post, disable, enable, reset the password."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.actions import disable_user, enable_user, grant_post, note_sex, reset_password, revoke_post
from services.accounts.models import User, UserPost
from services.accounts.passwords import one_time_secret
from services.accounts.proof import proved
from services.accounts.queries import post_seen_by
from services.accounts.staff_forms import ConfirmForm, GrantForm, SexForm
from services.accounts.views.staff import blueprint, seen_or_404, show_secret, units_kept
from services.core.access import Role, administers, allowed
from services.core.errors import ErrorCode, Problem
from services.core.forms import BaseForm, attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import Words, _, _l
from services.units.queries import unit_named

BOTH = ["GET", "POST"]


@blueprint.route("/<int:user_id>/posts", methods=BOTH)
def grant(user_id: int) -> ResponseReturnValue:
    """Give one more post, from now on."""
    user, form = seen_or_404(user_id), GrantForm()
    form.offer(units_kept(), request.args.get("unit", user.unit.code))
    if form.validate_on_submit() and attempt(form, _grant, form, user):
        return _done(user_id, _("已授予岗位，下一次打开页面即生效。"))
    return _step(user, form, _l("授予岗位"), _l("授予"))


def _grant(form: GrantForm, user: User) -> UserPost:
    return grant_post(unit_named(form.unit.data), user, Role(form.role.data), by=viewer(), at=now())


@blueprint.route("/<int:user_id>/sex", methods=BOTH)
def sex(user_id: int) -> ResponseReturnValue:
    """Note, or take from the record, what members' wishes are compared with."""
    user, form = _kept(user_id, "user.note_sex"), SexForm()
    if form.validate_on_submit():
        if attempt(form, note_sex, user, form.told, by=viewer(), at=now()):
            return _done(user_id, _("已保存。"))
    elif not form.is_submitted():
        form.sex.data, form.version.data = user.sex or "", user.version
    lead = _l("征得本人同意后记录，可以随时改为不记录。只在职工希望由女同事或男同事办理时，供分派的人参考。")
    return _step(user, form, _l("记录性别"), _l("保存"), lead)


@blueprint.route("/posts/<int:post_id>/revocation", methods=BOTH)
def revocation(post_id: int) -> ResponseReturnValue:
    """Take a post away."""
    post, form = _post_or_404(post_id), ConfirmForm()
    user = post.user
    if form.validate_on_submit() and attempt(form, revoke_post, post, by=viewer(), at=now()):
        return _done(user.id, _("已收回岗位，下一次打开页面即生效。"))
    lead = _l("收回“%(unit)s”的%(role)s岗位。", unit=post.unit.name, role=_(post.role.msgid))
    return _step(user, form, _l("收回岗位"), _l("收回"), lead)


@blueprint.route("/<int:user_id>/disabling", methods=BOTH)
def disabling(user_id: int) -> ResponseReturnValue:
    """Shut the account."""
    lead = _l("停用后立即退出全部登录，不能再登录；办过的事照旧留名。停用前，请负责人把在办案件移交给其他同事。")
    return _confirm(
        user_id, "user.disable", disable_user, _l("停用账号"), _l("停用账号"), lead, _l("已停用，登录已全部退出。")
    )


@blueprint.route("/<int:user_id>/enabling", methods=BOTH)
def enabling(user_id: int) -> ResponseReturnValue:
    """Open a disabled account again."""
    lead = _l("恢复后可以用原来的密码登录，没有收回的岗位随之恢复。")
    return _confirm(user_id, "user.enable", enable_user, _l("恢复账号"), _l("恢复"), lead, _l("已恢复。"))


@blueprint.route("/<int:user_id>/reset", methods=BOTH)
@proved()
def reset(user_id: int) -> ResponseReturnValue:
    """Replace a lost password by a one-time secret, which is shown once."""
    user, form, secret = _kept(user_id, "password.reset"), ConfirmForm(), one_time_secret()
    if form.validate_on_submit():
        done = attempt(form, reset_password, user, secret, by=viewer(), at=now())
        if done:
            return show_secret(done, secret, _("已重置密码"))
    elif not form.is_submitted():
        form.version.data = user.version
    lead = _l("原来的密码立即失效，登录全部退出。请先当面或打电话核对是本人。")
    return _step(user, form, _l("重置密码"), _l("重置"), lead)


def _confirm(
    user_id: int, verb: str, act: Callable[..., User], title: Words, button: Words, lead: Words, done: Words
) -> ResponseReturnValue:
    user, form = _kept(user_id, verb), ConfirmForm()
    if form.validate_on_submit():
        if attempt(form, act, user, by=viewer(), at=now()):
            return _done(user_id, str(done))
    elif not form.is_submitted():
        form.version.data = user.version
    return _step(user, form, title, button, lead)


def _step(user: User, form: BaseForm, title: Words, button: Words, lead: Words | None = None) -> ResponseReturnValue:
    back = url_for("staff.show", user_id=user.id)
    page = render_template(
        "core/form_page.html",
        form=form,
        title=title,
        lead=lead,
        crumbs=[(_("工作人员"), url_for("staff.index")), (user.name, back)],
        button_text=button,
        back_url=back,
    )
    return page, 422 if form.errors else 200


def _done(user_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "ok")
    return redirect(url_for("staff.show", user_id=user_id), 303)


def _kept(user_id: int, verb: str) -> User:
    user = seen_or_404(user_id)
    if not allowed(verb, viewer(), user.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("这个账号不在您的管理范围内。"))
    return user


def _post_or_404(post_id: int) -> UserPost:
    post = post_seen_by(viewer(), post_id) if administers(viewer()) and 0 < post_id < 2**63 else None
    if post is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return post
