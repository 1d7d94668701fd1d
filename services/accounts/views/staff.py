"""Pages of the administrator about accounts: the list, one account, a new one and its one-time secret."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.actions import add_user
from services.accounts.models import User
from services.accounts.passwords import matches, one_time_secret
from services.accounts.queries import search_staff, staff_page, user_seen_by
from services.accounts.staff_forms import AddStaffForm, StaffSearchForm
from services.core.access import Role, administers, allowed
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.models import Unit
from services.units.queries import NamedUnit, unit_named, units_below

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The accounts of the viewer's units, or of one of them, unit by unit."""
    _administers_or_403()
    unit = _unit_in_reach(request.args.get("unit", ""))
    under = [unit.org_path] if unit else _tops()
    after = request.args.get("after", "")
    page = staff_page(viewer(), under, int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0)
    more = url_for("staff.index", unit=unit.code if unit else None, after=page.after) if page.after else None
    return render_template(
        "accounts/staff.html", form=StaffSearchForm(), users=page.users, unit=unit, units=units_kept(), more=more
    )


@blueprint.post("")
def find() -> ResponseReturnValue:
    """Whoever bears the name or login. What is looked for is sent by POST, as with all people."""
    _administers_or_403()
    form, found = StaffSearchForm(), None
    if form.validate_on_submit():
        found = search_staff(viewer(), form.text.data)
    page = render_template("accounts/staff.html", form=form, users=found, unit=None, units=units_kept(), more=None)
    return page, 422 if form.errors else 200


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add an account; its first password is shown once."""
    _administers_or_403()
    form, secret = AddStaffForm(), one_time_secret()
    form.offer(units_kept(), request.args.get("unit", ""))
    if form.validate_on_submit():
        made = attempt(form, _add, form, secret)
        if made:
            return show_secret(made, secret, _("已添加账号"))
    page = render_template(
        "core/form_page.html",
        form=form,
        title=_("添加账号"),
        crumbs=[(_("工作人员"), url_for("staff.index"))],
        lead=_("保存后显示一次性密码，请当面交给本人；首次登录须改成自己的密码。"),
        button_text=_("添加"),
        back_url=url_for("staff.index"),
    )
    return page, 422 if form.errors else 200


def _add(form: AddStaffForm, secret: str) -> User:
    roles = [Role(value) for value in form.roles.data or ()]
    unit = unit_named(form.unit.data)
    return add_user(unit, form.login.data, form.name.data, roles, secret=secret, by=viewer(), at=now())


@blueprint.get("/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    """One account: its posts through time, and what can be done with it."""
    user, actor = seen_or_404(user_id), viewer()
    return render_template(
        "accounts/one_of_staff.html",
        user=user,
        keeps=allowed("password.reset", actor, user.org_path) and user.id != actor.user_id,
        may_revoke=lambda post: allowed("post.revoke", actor, post.org_path) and user.id != actor.user_id,
    )


def show_secret(user: User, secret: str, title: str) -> ResponseReturnValue:
    """The page with the one-time secret; sent a second time, the form gets an answer without one."""
    if not matches(user.password_hash, secret):
        flash(_("这张表单已经提交过了，一次性密码只显示一次。如没有记下，请重置密码。"))
        return redirect(url_for("staff.show", user_id=user.id), 303)
    return render_template("accounts/secret.html", user=user, secret=secret, title=title)


def units_kept() -> Sequence[NamedUnit]:
    """The units in use whose accounts the viewer keeps."""
    return units_below(_tops())


def seen_or_404(user_id: int) -> User:
    """The account, for an administrator who may see it."""
    _administers_or_403()
    user = user_seen_by(viewer(), user_id) if 0 < user_id < 2**63 else None
    if user is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个账号。"))
    return user


def _tops() -> list[str]:
    return [post.unit_path for post in viewer().posts_as([Role.ADMINISTRATOR])]


def _unit_in_reach(code: str) -> Unit | None:
    """The unit asked for; None for all. Raises Problem: not_found, not_allowed."""
    if not code:
        return None
    unit = unit_named(code)
    if not allowed("user.add", viewer(), unit.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("这个单位不在您的管理范围内。"))
    return unit


def _administers_or_403() -> None:
    if not administers(viewer()):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("账号由系统管理员管理。"))
