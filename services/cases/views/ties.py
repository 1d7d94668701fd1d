"""Pages of declared ties: one's own, those of the staff one supervises, and enterprises' unions."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.accounts.queries import find_user
from services.cases.actions import declare_tie, end_tie, link_union
from services.cases.forms import CloseForm
from services.cases.forms.conflicts import TieForm, UnionForm
from services.cases.queries.ties import enterprise_unions, find_tie, staff_led_by, ties_of, ties_seen_by
from services.cases.views.blueprint import blueprint
from services.cases.views.steps import BOTH
from services.core.access import Role
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.queries import unit_named


@blueprint.route("/account/ties", methods=BOTH)
def ties() -> ResponseReturnValue:
    """One's own ties, and for supervisors those of their staff; declare one."""
    form, leads, staff = TieForm(), _leads(), staff_led_by(viewer())
    form.offer_staff(staff)
    if form.validate_on_submit() and _declared(form):
        flash(_("已申报。有关案件从现在起不再对其开放。"), "ok")
        return redirect(url_for("cases.ties"), 303)
    if not form.is_submitted():
        form.user.data = next(user.login for user in staff if user.id == viewer().user_id)
    found = ties_seen_by(viewer()) if leads else ties_of(viewer().user_id or 0, viewer())
    page = render_template("cases/ties.html", form=form, ties=found, leads=leads, me=viewer(), end_form=CloseForm())
    return page, 422 if form.errors else 200


def _declared(form: TieForm) -> bool:
    user = find_user(form.user.data)
    try:
        facts = form.facts()
    except Problem as problem:
        form.show(problem)
        return False
    return user is not None and attempt(form, declare_tie, user, facts, by=viewer(), at=now()) is not None


@blueprint.post("/account/ties/<int:tie_id>/end")
def tie_end(tie_id: int) -> ResponseReturnValue:
    """End a tie of a colleague."""
    tie = find_tie(tie_id, viewer())
    if tie is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    end_tie(tie, by=viewer(), at=now())
    flash(_("已解除。"), "ok")
    return redirect(url_for("cases.ties"), 303)


@blueprint.route("/enterprise-unions", methods=BOTH)
def unions() -> ResponseReturnValue:
    """Which employer each enterprise's union belongs to."""
    if not _leads():
        raise Problem(ErrorCode.NOT_ALLOWED, _l("企业工会所属的用人单位由上级负责人登记。"))
    form, found = UnionForm(), enterprise_unions(viewer())
    form.offer_unions(found)
    if form.validate_on_submit() and _linked(form):
        flash(_("已登记。该企业工会的工作人员不再看到涉及本单位的案件。"), "ok")
        return redirect(url_for("cases.unions"), 303)
    return render_template("cases/unions.html", form=form, unions=found), 422 if form.errors else 200


def _linked(form: UnionForm) -> bool:
    try:
        employer = form.found_employer()
    except Problem as problem:
        form.show(problem)
        return False
    return attempt(form, link_union, unit_named(form.unit.data), employer, by=viewer(), at=now()) is not None


def _leads() -> bool:
    return bool(viewer().posts_as([Role.SUPERVISOR]))
