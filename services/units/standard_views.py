"""Pages of the standards: what holds where, and an amount set from a day on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.core.access import Actor, Role, administers, allowed
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.actions import set_standard
from services.units.forms import StandardForm
from services.units.models import StandardKind, Unit
from services.units.permissions import PERMISSIONS
from services.units.queries import standards_of, standards_on, tree_page, unit_named

blueprint = Blueprint("standards", __name__, url_prefix="/standards")


def sets_standards(actor: Actor) -> bool:
    """Whether the actor has a post that sets standards."""
    rule = PERMISSIONS["standard.set"]
    return any(post.level in rule.levels for post in actor.posts_as(rule.roles))


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What holds today in the viewer's units."""
    actor = viewer()
    if not (sets_standards(actor) or administers(actor)):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能查看标准。"))
    posts = actor.posts_as([Role.SUPERVISOR, Role.ADMINISTRATOR])
    page = tree_page([post.unit_path for post in posts], after=request.args.get("after", "")[:255])
    return render_template(
        "units/standards.html",
        page=page,
        holds=standards_on(page.units, local_date(now())),
        kinds=StandardKind,
        more=url_for("standards.index", after=page.after) if page.after else None,
    )


@blueprint.route("/<code>", methods=["GET", "POST"])
def unit(code: str) -> ResponseReturnValue:
    """The standards of one unit through time, and a new one set."""
    found, form = _seen(code), StandardForm()
    may_set = allowed("standard.set", viewer(), found.org_path)
    if form.is_submitted() and not may_set:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("标准由区县级以上的负责人登记。"))
    if form.validate_on_submit():
        kind, day = StandardKind(form.kind.data), form.valid_from.data
        if attempt(form, set_standard, found, kind, form.monthly.fen or 0, day, by=viewer(), at=now()):
            flash(_("已登记。"), "ok")
            return redirect(url_for("standards.unit", code=found.code), 303)
    page = render_template(
        "units/standard.html",
        form=form,
        unit=found,
        may_set=may_set,
        rows=standards_of(found),
        holds=standards_on([found], local_date(now()))[found.code],
        kinds=StandardKind,
    )
    return page, 422 if form.errors else 200


def _seen(code: str) -> Unit:
    found = unit_named(code)
    if not any(allowed(verb, viewer(), found.org_path) for verb in ("standard.set", "unit.rename")):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("这个单位不在您的管理范围内。"))
    return found
