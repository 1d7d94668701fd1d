"""Pages of the tree: find a unit, set one up below another, rename, close, reopen, bring in a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.core.access import Level, Role, administers, allowed
from services.core.errors import ErrorCode, Problem
from services.core.forms import BaseForm, attempt
from services.core.tables import table_in
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import Words, _, _l
from services.units.actions import add_unit, close_unit, import_units, rename_unit, reopen_unit
from services.units.forms import ConfirmForm, FindForm, NameForm, TableForm, UnitForm
from services.units.models import StandardKind, Unit
from services.units.queries import line_of, standards_on, tree_page, unit_named
from services.units.rules import COLUMNS, codes_on

BOTH = ["GET", "POST"]
blueprint = Blueprint("units", __name__)


@blueprint.get("/units")
def index() -> ResponseReturnValue:
    """The tree as far as the viewer keeps it, or what is found in it."""
    if not administers(viewer()):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("单位由系统管理员维护。"))
    form = FindForm(request.args)
    tops = [post.unit_path for post in viewer().posts_as([Role.ADMINISTRATOR])]
    under = request.args.get("under", "")
    if under:
        tops = [_kept(under, "unit.rename").org_path]
    text = (form.text.data or "")[:60]
    page = tree_page(tops, text, request.args.get("after", "")[:255])
    shallow = min((len(codes_on(top)) for top in tops), default=1)
    more = url_for("units.index", under=under or None, text=text or None, after=page.after) if page.after else None
    return render_template(
        "units/index.html", form=form, page=page, text=text, under=under, more=more, depth=_depth_below(shallow)
    )


@blueprint.get("/units/<code>")
def show(code: str) -> ResponseReturnValue:
    """One unit: where it stands, what holds there, and what can be done with it."""
    unit = _kept(code, "unit.rename")
    holds = standards_on([unit], local_date(now()))[unit.code]
    return render_template("units/show.html", unit=unit, line=line_of(unit)[:-1], holds=holds, kinds=StandardKind)


@blueprint.route("/units/<code>/units", methods=BOTH)
def new(code: str) -> ResponseReturnValue:
    """Set up a unit below this one."""
    unit, form = _kept(code, "unit.add"), UnitForm()
    form.offer(unit.level)
    if form.validate_on_submit():
        code, name, level = form.code.data, form.name.data, Level(form.level.data)
        made = attempt(form, add_unit, unit, code, name, level, by=viewer(), at=now())
        if made:
            flash(_("已设立“%(unit)s”。", unit=made.name), "ok")
            return redirect(url_for("units.show", code=made.code), 303)
    return _step(unit, form, _l("设立下级单位"), _l("设立"))


@blueprint.route("/units/<code>/name", methods=BOTH)
def name(code: str) -> ResponseReturnValue:
    """Give the unit another name."""
    unit, form = _kept(code, "unit.rename"), NameForm()
    if form.validate_on_submit():
        if attempt(form, rename_unit, unit, form.name.data, by=viewer(), at=now()):
            return _done(code, _("已更名。"))
    elif not form.is_submitted():
        form.name.data, form.version.data = unit.name, unit.version
    lead = _l("只改名称；代码、隶属关系和以往的案件、记录都不变。")
    return _step(unit, form, _l("单位更名"), _l("保存"), lead)


@blueprint.route("/units/<code>/closure", methods=BOTH)
def closure(code: str) -> ResponseReturnValue:
    """Take the unit out of use."""
    lead = _l("停用后，不能再在这个单位登记诉求或设立下级单位；在办的案件照常办完，账号和岗位不变。需要时可以恢复。")
    return _confirm(code, "unit.close", close_unit, _l("停用单位"), _l("停用"), lead, _l("已停用。"))


@blueprint.route("/units/<code>/reopening", methods=BOTH)
def reopening(code: str) -> ResponseReturnValue:
    """Bring the unit back into use."""
    lead = _l("恢复后，可以重新在这个单位登记诉求。")
    return _confirm(code, "unit.reopen", reopen_unit, _l("恢复单位"), _l("恢复"), lead, _l("已恢复。"))


@blueprint.route("/units/<code>/table", methods=BOTH)
def table(code: str) -> ResponseReturnValue:
    """Bring in a table of units below this one: all of them, or none and everything that is wrong."""
    unit, form = _kept(code, "unit.import"), TableForm()
    if form.validate_on_submit():
        made = attempt(form, _read_in, unit, form)
        if made is not None:
            flash(_("新设单位 %(count)d 个。", count=len(made)), "ok")
            return redirect(url_for("units.index", under=unit.code), 303)
    page = render_template("units/table.html", form=form, unit=unit, columns=COLUMNS, levels=list(Level))
    return page, 422 if form.errors else 200


def _read_in(unit: Unit, form: TableForm) -> list[Unit]:
    return import_units(unit, table_in(form.table.data.read(), COLUMNS), by=viewer(), at=now())


def _confirm(
    code: str, verb: str, act: Callable[..., Unit], title: Words, button: Words, lead: Words, done: Words
) -> ResponseReturnValue:
    unit, form = _kept(code, verb), ConfirmForm()
    if form.validate_on_submit():
        if attempt(form, act, unit, by=viewer(), at=now()):
            return _done(code, str(done))
    elif not form.is_submitted():
        form.version.data = unit.version
    return _step(unit, form, title, button, lead)


def _step(unit: Unit, form: BaseForm, title: Words, button: Words, lead: Words | None = None) -> ResponseReturnValue:
    back = url_for("units.show", code=unit.code)
    crumbs = [(_("各级单位"), url_for("units.index")), (unit.name, back)]
    page = render_template(
        "core/form_page.html", form=form, title=title, lead=lead, crumbs=crumbs, button_text=button, back_url=back
    )
    return page, 422 if form.errors else 200


def _done(code: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "ok")
    return redirect(url_for("units.show", code=code), 303)


def _kept(code: str, verb: str) -> Unit:
    """The unit, for a page that uses the verb. The tree is no secret: out of reach is refused, not hidden."""
    unit = unit_named(code)
    if not allowed(verb, viewer(), unit.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("这个单位不在您的管理范围内。"))
    return unit


def _depth_below(shallow: int) -> Any:
    return lambda unit: min(len(codes_on(unit.org_path)) - shallow, 6)
