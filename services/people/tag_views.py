"""Pages of priority groups: the tags of a person, and the list of groups."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.core.access import Role, allowed
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.people.actions import add_group, correct_group, tag_person, untag_person
from services.people.labels import group_label, tag_label
from services.people.models import Person, PersonTag, PriorityGroup
from services.people.queries import all_groups, find_group, find_person, find_tag, groups_on, tags_of
from services.people.tag_forms import GroupForm, TagForm, UntagForm
from services.units.models import Unit
from services.units.queries import unit_named, units_below

BOTH = ["GET", "POST"]

blueprint = Blueprint("groups", __name__)


@blueprint.route("/people/<int:person_id>/tags", methods=BOTH)
def tags(person_id: int) -> ResponseReturnValue:
    """The groups to which a person belongs and belonged, and the form for one more."""
    person, form = _person_for("person.tag", person_id), TagForm()
    form.offer(groups_on(local_date(now())))
    if form.validate_on_submit() and attempt(form, _tag, person, form):
        flash(_("已登记。"), "ok")
        return redirect(url_for("groups.tags", person_id=person_id), 303)
    seen = _person_for("person.tag", person_id)
    page = render_template(
        "people/tags.html",
        person=seen,
        form=form,
        tags=tags_of(seen, viewer()),
        today=local_date(now()),
        label=tag_label,
    )
    return page, 422 if form.errors else 200


def _tag(person: Person, form: TagForm) -> PersonTag:
    return tag_person(person, form.facts(), by=viewer(), at=now())


@blueprint.route("/people/<int:person_id>/tags/<int:tag_id>/ending", methods=BOTH)
def untag(person_id: int, tag_id: int) -> ResponseReturnValue:
    """End a tag, or take it back as wrong."""
    person, form = _person_for("person.untag", person_id), UntagForm()
    tag = _tag_or_404(tag_id, person)
    if form.validate_on_submit() and form.check_day():
        last_day = form.last_day.data if form.how.data == "over" else None
        if attempt(form, untag_person, tag, form.reason.data, last_day, by=viewer(), at=now()):
            flash(_("已更新。"), "ok")
            return redirect(url_for("groups.tags", person_id=person_id), 303)
    elif not form.is_submitted():
        form.version.data = tag.version
    seen = _person_for("person.untag", person_id)
    page = render_template("people/untag.html", person=seen, form=form, tag=_tag_or_404(tag_id, seen), label=tag_label)
    return page, 422 if form.errors else 200


@blueprint.get("/groups")
def index() -> ResponseReturnValue:
    """The priority groups."""
    _administers_or_403()
    page = render_template("people/groups.html", groups=all_groups(), today=local_date(now()), label=group_label)
    return page, 200


@blueprint.route("/groups/new", methods=BOTH)
def new() -> ResponseReturnValue:
    """Add a group."""
    form = _offered(GroupForm())
    if form.validate_on_submit() and attempt(form, _add, _unit(form), form):
        flash(_("已增加重点群体。"), "ok")
        return redirect(url_for("groups.index"), 303)
    return render_template("people/group_form.html", form=form, group=None), 422 if form.errors else 200


@blueprint.route("/groups/<code>", methods=BOTH)
def correct(code: str) -> ResponseReturnValue:
    """Rename a group, or say until when it may be chosen."""
    form, group = _offered(GroupForm()), _group_or_404(code)
    if not form.is_submitted():
        form.fill(group)
    form.code.data = group.code  # stays, whatever is sent
    if form.validate_on_submit() and attempt(form, _correct, _unit(form), form):
        flash(_("已更正。"), "ok")
        return redirect(url_for("groups.index"), 303)
    page = render_template("people/group_form.html", form=form, group=_group_or_404(code))
    return page, 422 if form.errors else 200


def _add(unit: Unit, form: GroupForm) -> PriorityGroup:
    return add_group(unit, form.facts(), by=viewer(), at=now())


def _correct(unit: Unit, form: GroupForm) -> PriorityGroup:
    return correct_group(unit, form.code.data, form.facts(), by=viewer(), at=now())


def _unit(form: GroupForm) -> Unit:
    return unit_named(form.unit.data)


def _offered(form: GroupForm) -> GroupForm:
    _administers_or_403()
    form.offer_units(units_below(post.unit_path for post in viewer().posts_as([Role.ADMINISTRATOR])))
    return form


def _person_for(verb: str, person_id: int) -> Person:
    found = find_person(person_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    if not allowed(verb, viewer(), found.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    return found


def _tag_or_404(tag_id: int, person: Person) -> PersonTag:
    found = find_tag(tag_id, person, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found


def _group_or_404(code: str) -> PriorityGroup:
    found = find_group(code)
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个重点群体。"))
    return found


def _administers_or_403() -> None:
    if not viewer().posts_as([Role.ADMINISTRATOR]):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
