"""The page on which supervisors name who receives the sealed cases of a unit."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.posts import handlers_for
from services.accounts.queries import find_user
from services.cases.actions import dismiss_officer, name_officer
from services.cases.forms import CloseForm
from services.cases.forms.conflicts import OfficerForm
from services.cases.models import IntakeOfficer
from services.cases.queries import units_for
from services.cases.queries.readers import find_officer, officers_for, officers_named_in, people_with
from services.cases.views.blueprint import blueprint
from services.core.access import Role, allowed
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.models import Unit
from services.units.queries import unit_named

LEADS = frozenset({Role.SUPERVISOR})


@blueprint.get("/officers")
def officers() -> ResponseReturnValue:
    """Who receives the sealed cases of a unit that the viewer supervises: the one in the address, else the first."""
    units = units_for(viewer(), LEADS)
    if not units:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("保密受理人由本单位或上级单位的负责人指定。"))
    asked = request.args.get("unit", "")[:40].upper()
    return _page(unit_named(next((unit.code for unit in units if unit.code == asked), units[0].code)), OfficerForm())


@blueprint.post("/officers/<code>")
def appoint(code: str) -> ResponseReturnValue:
    """Name an officer."""
    unit, form = _led_or_404(code), OfficerForm()
    form.offer_staff(handlers_for(unit.org_path))
    if form.validate_on_submit():
        chosen = find_user(form.user.data)
        if chosen and attempt(form, name_officer, unit, chosen, by=viewer(), at=now()):
            flash(_("已指定：%(name)s。新的保密案件由其受理。", name=chosen.name), "ok")
            return redirect(url_for("cases.officers", unit=code), 303)
    return _page(unit, form)


@blueprint.post("/officers/<int:officer_id>/dismissal")
def dismissal(officer_id: int) -> ResponseReturnValue:
    """Dismiss an officer."""
    officer = find_officer(officer_id, viewer())
    if officer is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    unit, name, form = officer.unit, officer.user.name, OfficerForm()
    if attempt(form, dismiss_officer, officer, by=viewer(), at=now()):
        flash(_("已免去：%(name)s。", name=name), "ok")
        return redirect(url_for("cases.officers", unit=unit.code), 303)
    return _page(unit, form)


def _led_or_404(code: str) -> Unit:
    unit = unit_named(code)
    if not any(post.reaches(unit.org_path) for post in viewer().posts):
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个单位。"))
    if not allowed("officer.name", viewer(), unit.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("保密受理人由本单位或上级单位的负责人指定。"))
    return unit


def _page(unit: Unit, form: OfficerForm) -> ResponseReturnValue:
    named: list[IntakeOfficer] = list(officers_named_in(unit, viewer()))
    known = {officer.user_id for officer in named} | {viewer().user_id}
    form.offer_staff([user for user in handlers_for(unit.org_path) if user.id not in known])
    page = render_template(
        "cases/officers.html",
        unit=unit,
        units=units_for(viewer(), LEADS),
        named=named,
        receiving=people_with(user_id for user_id, _unit in officers_for(unit)),
        form=form,
        dismissal_form=CloseForm(),
    )
    return page, 422 if form.errors else 200
