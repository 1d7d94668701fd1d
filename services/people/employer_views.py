"""Pages of employers: find, add, correct."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.core.access import CASE_STAFF, Role
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _, _l
from services.people.actions import add_employer, correct_employer
from services.people.employer_forms import EmployerForm, EmployerSearchForm
from services.people.models import Employer
from services.people.queries import employer_with_id, search_employers
from services.units.models import Unit
from services.units.queries import unit_named, units_below

KEEPERS = CASE_STAFF | {Role.ADMINISTRATOR}
BOTH = ["GET", "POST"]

blueprint = Blueprint("employers", __name__)


@blueprint.route("/employers", methods=BOTH)
def index() -> ResponseReturnValue:
    """Find an employer. What is looked for is sent by POST, as with people."""
    _keeps_employers_or_403()
    form = EmployerSearchForm()
    found = search_employers(form.text.data) if form.validate_on_submit() else None
    return render_template("people/employers.html", form=form, found=found), 422 if form.errors else 200


@blueprint.route("/employers/new", methods=BOTH)
def new() -> ResponseReturnValue:
    """Add an employer."""
    form = _offered(EmployerForm())
    if form.validate_on_submit():
        made = attempt(form, _add, form, _unit(form))
        if made:
            flash(_("已登记用人单位。"), "ok")
            return redirect(url_for("employers.show", employer_id=made.id), 303)
    return render_template("people/employer_form.html", form=form, employer=None), 422 if form.errors else 200


@blueprint.get("/employers/<int:employer_id>")
def show(employer_id: int) -> ResponseReturnValue:
    """One employer and whom it works for."""
    _keeps_employers_or_403()
    return render_template("people/employer.html", employer=_found_or_404(employer_id))


@blueprint.route("/employers/<int:employer_id>/correction", methods=BOTH)
def correct(employer_id: int) -> ResponseReturnValue:
    """Correct what is known."""
    employer, form = _found_or_404(employer_id), _offered(EmployerForm())
    if form.validate_on_submit():
        if attempt(form, _correct, form, _unit(form), employer):
            flash(_("已更正。"), "ok")
            return redirect(url_for("employers.show", employer_id=employer_id), 303)
    elif not form.is_submitted():
        form.fill(employer)
    page = render_template("people/employer_form.html", form=form, employer=_found_or_404(employer_id))
    return page, 422 if form.errors else 200


def _add(form: EmployerForm, unit: Unit) -> Employer:
    return add_employer(unit, form.facts(), by=viewer(), at=now())


def _correct(form: EmployerForm, unit: Unit, employer: Employer) -> Employer:
    return correct_employer(unit, employer, form.facts(), by=viewer(), at=now())


def _offered(form: EmployerForm) -> EmployerForm:
    _keeps_employers_or_403()
    form.offer_units(units_below(post.unit_path for post in viewer().posts_as(KEEPERS)))
    return form


def _unit(form: EmployerForm) -> Unit:
    return unit_named(form.unit.data)


def _found_or_404(employer_id: int) -> Employer:
    found = employer_with_id(employer_id)
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found


def _keeps_employers_or_403() -> None:
    if not viewer().posts_as(KEEPERS):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
