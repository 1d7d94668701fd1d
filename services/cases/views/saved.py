"""Saved views: the list as it stands under a name, and the page on which they are kept."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.queries import user_seen_by
from services.cases.actions.saved import choose_columns, drop_view, save_view
from services.cases.forms.search import ColumnsForm, ViewForm
from services.cases.queries.saved import find_view, own_lists, views_of
from services.cases.views.addresses import address_of, kept_in, wanted_from
from services.cases.views.blueprint import blueprint
from services.core.access import highest_post
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.models import Unit
from services.units.queries import unit_of


@blueprint.route("/cases/views", methods=["GET", "POST"])
def saved_views() -> ResponseReturnValue:
    """One's own views, and a form that keeps the list from which one came under a name."""
    unit, form = _acting_unit(), ViewForm()
    given = kept_in(wanted_from(request.values))
    if form.validate_on_submit():
        done = attempt(form, save_view, unit, form.name.data, address_of(given), by=viewer(), at=now())
        if done:
            flash(_("已保存视图“%(name)s”。", name=done.name), "ok")
            return redirect(done.address, 303)
    page = render_template(
        "cases/views.html",
        form=form,
        given=given,
        back_url=address_of(given),
        views=views_of(viewer()),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/cases/columns", methods=["GET", "POST"])
def choosing_columns() -> ResponseReturnValue:
    """Which columns one's own lists show; the file of a list has the same."""
    _acting_unit()
    form, given = ColumnsForm(), kept_in(wanted_from(request.values))
    if request.method == "GET":
        form.columns.data = [column.value for column in own_lists(viewer()).columns]
    user = user_seen_by(viewer(), viewer().user_id or 0)
    if user and form.validate_on_submit() and attempt(form, choose_columns, user, form.chosen(), by=viewer(), at=now()):
        flash(_("已保存列表的列，导出的列也随之改变。"), "ok")
        return redirect(address_of(given), 303)
    page = render_template("cases/columns.html", form=form, given=given, back_url=address_of(given))
    return page, 422 if form.errors else 200


@blueprint.post("/cases/views/<int:view_id>/removal")
def drop_saved_view(view_id: int) -> ResponseReturnValue:
    """Lets go of a view."""
    view = find_view(view_id, viewer())
    if view is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    drop_view(view, by=viewer(), at=now())
    flash(_("已删除视图。"), "ok")
    return redirect(url_for("cases.saved_views"), 303)


def _acting_unit() -> Unit:
    """The unit in whose name the viewer saves views. Problem(not_allowed) for those who read no cases."""
    post = highest_post("view.save", viewer())
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不查看案件。"))
    return unit_of(post)
