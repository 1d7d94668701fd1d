"""Leaves: one's own and, for supervisors, those of their colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.accounts.actions import end_leave, tell_leave
from services.accounts.leave_forms import LeaveForm
from services.accounts.leaves import find_leave, leaves_seen_by
from services.accounts.models import User
from services.accounts.posts import case_staff_below, handlers_for
from services.accounts.queries import user_named
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import signed_in_user
from services.core.access import Role
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l


@blueprint.route("/account/leaves", methods=["GET", "POST"])
def leaves() -> ResponseReturnValue:
    """Tell of a leave, and see those that are coming."""
    form, me = LeaveForm(), signed_in_user()
    form.offer(_whom(me), handlers_for(me.org_path))
    if not form.user.data:
        form.user.data = me.login
    if form.validate_on_submit():
        deputy = user_named(form.deputy.data) if form.deputy.data else None
        who = user_named(form.user.data)
        if attempt(form, tell_leave, who, form.first.data, form.last.data, deputy, by=viewer(), at=now()):
            flash(_("休假已登记。"), "ok")
            return redirect(url_for("accounts.leaves"), 303)
    found = leaves_seen_by(viewer(), local_date(now()))
    return render_template("accounts/leaves.html", form=form, leaves=found), 422 if form.errors else 200


@blueprint.post("/account/leaves/<int:leave_id>/ending")
def leave_ending(leave_id: int) -> ResponseReturnValue:
    """It does not take place, or is over."""
    found = find_leave(leave_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    end_leave(found, by=viewer(), at=now())
    flash(_("休假已结束。"), "ok")
    return redirect(url_for("accounts.leaves"), 303)


def _whom(me: User) -> Sequence[User]:
    """Oneself, and those whom one leads."""
    led = case_staff_below({post.unit_path for post in viewer().posts_as([Role.SUPERVISOR])})
    return [me, *(user for user in led if user.id != me.id)]
