"""Pages of the category trees: what there is, a new entry, other words, an end, marks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.cases.actions.categories import add_category, correct_category, end_category, mark_category
from services.cases.forms.categories import CategoryForm, EndForm, MarksForm, NamesForm
from services.cases.models import Category, CategoryTree
from services.cases.queries.finding import category_coded, category_names
from services.cases.rules.categories import is_always_sealed
from services.core.access import administers, highest_post
from services.core.errors import ErrorCode, Problem
from services.core.forms import BaseForm, attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import Words, _, _l
from services.units.models import Unit
from services.units.queries import unit_of

BOTH = ["GET", "POST"]
blueprint = Blueprint("categories", __name__, url_prefix="/categories")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One of the trees: its entries in their order, with their days and marks."""
    _administers_or_403()
    chosen = next((tree for tree in CategoryTree if tree.value == request.args.get("tree")), CategoryTree.GENERAL)
    return render_template(
        "cases/categories.html",
        entries=_in_order([each for each in category_names().values() if each.tree is chosen]),
        tabs=[
            {"label": tree.label, "url": url_for("categories.index", tree=tree.value), "current": tree is chosen}
            for tree in CategoryTree
        ],
        depth=lambda category: category.code.count("-") if category.parent_code else 0,
        today=local_date(now()),
        keeps=highest_post("category.correct", viewer()) is not None,
    )


def _in_order(categories: list[Category]) -> list[Category]:
    """Each entry before those below it, those beside one another in their order."""
    below: dict[str | None, list[Category]] = {}
    for category in categories:
        below.setdefault(category.parent_code, []).append(category)

    def walk(parent: str | None) -> list[Category]:
        return [each for category in below.get(parent, ()) for each in (category, *walk(category.code))]

    return walk(None)


@blueprint.route("/new", methods=BOTH)
def new() -> ResponseReturnValue:
    """A new entry of one of the four trees."""
    unit, form = _unit_for("category.correct"), CategoryForm()
    if form.validate_on_submit():
        if attempt(form, add_category, unit, form.facts(), by=viewer(), at=now()):
            return _done(form.code.data, _("已增加类别。"))
    elif not form.is_submitted():
        form.valid_from.data = local_date(now())
    return _step(None, form, _l("增加类别"), _l("增加"))


@blueprint.route("/<path:category>/names", methods=BOTH)
def names(category: str) -> ResponseReturnValue:
    """Other words for the same meaning, and its place."""
    unit, found, form = _unit_for("category.correct"), _found_or_404(category), NamesForm()
    if form.validate_on_submit():
        words, place = (form.name_zh.data, form.name_en.data), form.position.data or found.position
        if _attempt(form, correct_category, unit, found.code, words, place):
            return _done(category, _("已更正。"))
    elif not form.is_submitted():
        form.fill(found)
        form.version.data = found.version
    lead = _l("只改说法，不改含义：以往的案件和统计都按这个代码。含义变了的，停用它，另设一个。")
    return _step(found, form, _l("更正名称和次序"), _l("保存"), lead)


@blueprint.route("/<path:category>/ending", methods=BOTH)
def ending(category: str) -> ResponseReturnValue:
    """The last day on which it is offered; or no end."""
    unit, found, form = _unit_for("category.end"), _found_or_404(category), EndForm()
    if form.validate_on_submit():
        if _attempt(form, end_category, unit, found.code, form.last.data):
            return _done(category, _("已保存。"))
    elif not form.is_submitted():
        form.last.data, form.version.data = found.valid_to, found.version
    return _step(found, form, _l("停用或恢复类别"), _l("保存"))


@blueprint.route("/<path:category>/marks", methods=BOTH)
def marks(category: str) -> ResponseReturnValue:
    """Sealed by itself; small figures hidden."""
    unit, found, form = _unit_for("category.mark"), _found_or_404(category), MarksForm()
    if form.validate_on_submit():
        if _attempt(form, mark_category, unit, found.code, bool(form.sealed.data), bool(form.hidden.data)):
            return _done(category, _("已保存。"))
    elif not form.is_submitted():
        form.sealed.data, form.hidden.data = found.sealed_by_itself, found.small_cells_hidden
        form.version.data = found.version
    lead = _l("只影响以后登记的诉求，已有的案件不变。自动保密的类别，下一层也一律保密。")
    if is_always_sealed(found.code):
        lead = _l("性骚扰类别一律自动保密，标记不能取消。")
    return _step(found, form, _l("改动保密标记"), _l("保存"), lead)


def _attempt(form: BaseForm, verb: Any, unit: Unit, *args: Any) -> Category | None:
    """The verb, told which version of the entry was seen; the unit's own version is no matter here."""
    seen, form.version.data = form.version.data, None
    done: Category | None = attempt(form, verb, unit, *args, seen=seen, by=viewer(), at=now())
    if done is None:
        form.version.data = _found_or_404(args[0]).version
    return done


def _step(
    found: Category | None, form: BaseForm, title: Words, button: Words, lead: Words | None = None
) -> ResponseReturnValue:
    back = url_for("categories.index", tree=found.tree.value if found else None)
    crumbs = [(_("类别目录"), back)]
    if found:
        crumbs.append((found.code if found.tree is not CategoryTree.LOCAL else _("原有类别"), ""))
    page = render_template(
        "core/form_page.html", form=form, title=title, lead=lead, crumbs=crumbs, button_text=button, back_url=back
    )
    return page, 422 if form.errors else 200


def _done(code: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "ok")
    return redirect(url_for("categories.index", tree=_found_or_404(code).tree.value), 303)


def _found_or_404(code: str) -> Category:
    found = category_coded(code)
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有这个类别。"))
    return found


def _unit_for(verb: str) -> Unit:
    """The unit in whose name the viewer keeps the trees."""
    post = highest_post(verb, viewer())
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("四棵类别树由市级以上的系统管理员维护。"))
    return unit_of(post)


def _administers_or_403() -> None:
    if not administers(viewer()):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("类别由系统管理员维护。"))
