"""Pages of people: find by a whole number, see masked, reveal one field for a purpose, correct."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.accounts.proof import proved
from services.core.access import CASE_STAFF
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.people.actions import correct_person, reveal
from services.people.forms import CorrectionForm, RevealForm, SearchForm
from services.people.kinds import PersonField
from services.people.labels import tag_label
from services.people.models import Person
from services.people.queries import (
    find_person,
    find_person_by_id_number,
    find_person_by_phone,
    tags_of,
    unit_names,
)

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def search() -> ResponseReturnValue:
    """The empty search. Numbers are sent by POST alone, so that no address ever holds one."""
    _works_on_cases_or_403()
    return render_template("people/search.html", form=SearchForm())


@blueprint.post("/people")
def find() -> ResponseReturnValue:
    """Whoever bears exactly this number, masked, as far as the viewer may see them."""
    _works_on_cases_or_403()
    form = SearchForm()
    if not form.validate_on_submit():
        return render_template("people/search.html", form=form), 422
    by_number = find_person_by_id_number if form.is_id_number else find_person_by_phone
    found = by_number(form.number.data, viewer())
    return render_template("people/search.html", form=form, found=found, units=unit_names(found))


@blueprint.get("/people/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    """One person, masked."""
    return _page(_visible_or_404(person_id), RevealForm())


@blueprint.post("/people/<int:person_id>/disclosure")
@proved()
def disclose(person_id: int) -> ResponseReturnValue:
    """One field in full, on this page alone; who, what and what for are on record before it is shown."""
    person, form = _visible_or_404(person_id), RevealForm()
    form.offer(person.known_fields)
    if not form.validate_on_submit():
        return _page(person, form)
    field = PersonField(form.field.data)
    try:
        value = reveal(person, field, form.purpose.data, by=viewer(), at=now())
    except Problem as problem:
        return _refused(person, form, problem)
    return _page(_visible_or_404(person_id), form, shown={field: value})


@blueprint.route("/people/<int:person_id>/correction", methods=["GET", "POST"])
def correct(person_id: int) -> ResponseReturnValue:
    """Correct what is known; the present values are not shown."""
    person, form = _visible_or_404(person_id), CorrectionForm()
    if form.validate_on_submit():
        done = attempt(form, correct_person, person, form.facts(), by=viewer(), at=now())
        if done:
            flash(_("已更正。"), "ok")
            return redirect(url_for("people.show", person_id=person_id), 303)
    elif not form.is_submitted():
        form.version.data = person.version
    page = render_template("people/correct.html", form=form, person=_visible_or_404(person_id))
    return page, 422 if form.errors else 200


def _page(person: Person, form: RevealForm, shown: dict[PersonField, str] | None = None) -> ResponseReturnValue:
    form.offer(person.known_fields)
    page = render_template(
        "people/show.html",
        person=person,
        form=form,
        shown=shown or {},
        units=unit_names([person]),
        fields=PersonField,
        held=[tag for tag in tags_of(person, viewer()) if tag.holds_on(local_date(now()))],
        tag_label=tag_label,
    )
    return page, 422 if form.errors else 200


def _refused(person: Person, form: RevealForm, problem: Problem) -> ResponseReturnValue:
    if problem.code in (ErrorCode.NOT_FOUND, ErrorCode.NOT_ALLOWED):
        raise problem
    form.show(problem)
    return _page(person, form)


def _visible_or_404(person_id: int) -> Person:
    found = find_person(person_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found


def _works_on_cases_or_403() -> None:
    if not viewer().posts_as(CASE_STAFF):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查找职工。"))
