"""Taking a list out as a file: a short one at once, a long one once somebody else agreed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.proof import proved
from services.cases.actions import exports as verbs
from services.cases.exporting.files import Made, made
from services.cases.exporting.kinds import Column, ExportState, FileKind, shown_with
from services.cases.exporting.sheet import mark_of, sheet_of
from services.cases.forms import category_label
from services.cases.forms.exports import ExportForm
from services.cases.models import Export
from services.cases.queries import category_names
from services.cases.queries.exports import exports_for, find_export, rows_for_file
from services.cases.queries.saved import own_lists
from services.cases.views.addresses import address_of, kept_in, wanted_from
from services.cases.views.blueprint import blueprint
from services.clocks.queries import bands_on
from services.core.access import allowed, highest_post
from services.core.errors import ErrorCode, Problem
from services.core.forms import BaseForm, attempt
from services.core.search import bounded
from services.core.time import LOCAL, local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.models import Unit
from services.units.queries import unit_of

LONGEST_WAIT = 20
"""Seconds after which the reading of a long list is broken off."""
MIMETYPES = {
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/cases/export")
def export_page() -> ResponseReturnValue:
    """What to take out of the list with these filters."""
    _acting_unit()
    form = ExportForm()
    form.columns.data = [column.value for column in shown_with(own_lists(viewer()).columns)]
    return _export_page(form, kept_in(wanted_from(request.args)))


@blueprint.post("/cases/export")
@proved()
def export() -> ResponseReturnValue:
    """The file of a short list; of a long one, the request that somebody else has to grant."""
    unit, form, given = _acting_unit(), ExportForm(), kept_in(wanted_from(request.form))
    if not form.validate_on_submit():
        return _export_page(form, given), 422
    order, by, at = form.order(address_of(given)), viewer(), now()
    file = _file(order.address, order.columns, order.kind, order.purpose, verbs.MOST + 1)
    if file.rows > verbs.ALONE:
        if attempt(form, verbs.ask_export, unit, order, file.rows, by=by, at=at) is None:
            return _export_page(form, given), 422
        flash(_("已申请导出。另一位负责人批准后，可在这里下载一次。"), "ok")
        return redirect(url_for("cases.exports"), 303)
    if attempt(form, verbs.export_cases, unit, order, file, by=by, at=at) is None:
        return _export_page(form, given), 422
    return _download(file, order.kind)


@blueprint.get("/cases/exports")
def exports() -> ResponseReturnValue:
    """The exports that one asked for, and those on which one may decide."""
    _acting_unit()
    return render_template("cases/exports.html", exports=exports_for(viewer()), form=BaseForm(), offers=_offers)


@blueprint.post("/cases/exports/<int:export_id>/approval")
@proved()
def approve(export_id: int) -> ResponseReturnValue:
    """Lets the other person have the file."""
    return _decided(export_id, verbs.approve_export, _("已批准。申请人可以下载一次。"))


@blueprint.post("/cases/exports/<int:export_id>/refusal")
def refuse(export_id: int) -> ResponseReturnValue:
    """Does not let them have it."""
    return _decided(export_id, verbs.refuse_export, _("已拒绝这次导出。"))


@blueprint.post("/cases/exports/<int:export_id>/file")
@proved()
def fetch(export_id: int) -> ResponseReturnValue:
    """The file of a granted export, once, as far as its taker sees the cases now."""
    export = _visible_or_404(export_id)
    columns = tuple(map(Column, export.columns.split()))
    file = _file(export.address, columns, export.kind, export.purpose or "", verbs.MOST + 1)
    verbs.fetch_export(export, file, by=viewer(), at=now())
    return _download(file, export.kind)


def _acting_unit() -> Unit:
    """The unit in whose name the viewer takes lists out. Problem(not_allowed) for those who read no cases."""
    post = highest_post("case.export", viewer())
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能导出案件。"))
    return unit_of(post)


def _export_page(form: ExportForm, given: Mapping[str, str]) -> str:
    return render_template(
        "cases/export.html", form=form, given=given, back_url=address_of(given), alone=verbs.ALONE, most=verbs.MOST
    )


def _file(address: str, columns: tuple[Column, ...], kind: FileKind, purpose: str, most: int) -> Made:
    """The list behind an address as a file, for whoever looks."""
    wanted = wanted_from(dict(parse_qsl(urlsplit(address).query)))
    at, names = now(), category_names()
    bands = bands_on(local_date(at))
    with bounded(LONGEST_WAIT):
        rows = rows_for_file(wanted, viewer(), bands.today, bands.green_from, most)
    mark = mark_of(viewer().label, at, purpose, unquote(address))
    labels = {code: category_label(category) for code, category in names.items()}
    return made(sheet_of(rows, columns, lambda code: labels.get(code, code), mark), kind)


def _download(file: Made, kind: FileKind) -> Response:
    name = f"cases-{now().astimezone(LOCAL):%Y%m%d-%H%M}.{kind.value}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.contents, mimetype=MIMETYPES[kind], headers=headers)


def _decided(export_id: int, verb: verbs.Decision, sentence: str) -> ResponseReturnValue:
    form = BaseForm()
    if attempt(form, verb, _visible_or_404(export_id), by=viewer(), at=now()) is None:
        flash("".join(str(error) for error in form.form_errors), "error")
    else:
        flash(sentence, "ok")
    return redirect(url_for("cases.exports"), 303)


def _visible_or_404(export_id: int) -> Export:
    found = find_export(export_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found


def _offers(export: Export) -> dict[str, str]:
    """What the viewer may do with it now: step → address."""
    ours = export.user_id == viewer().user_id
    if export.state is ExportState.WAITING and not ours and allowed("export.approve", viewer(), export.org_path):
        steps = {"approve": "cases.approve", "refuse": "cases.refuse"}
        return {step: url_for(page, export_id=export.id) for step, page in steps.items()}
    if export.state is ExportState.APPROVED and ours:
        return {"fetch": url_for("cases.fetch", export_id=export.id)}
    return {}
