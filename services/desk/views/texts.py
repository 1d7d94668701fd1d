"""Texts of a unit: the page on which they are kept, the library of answers, and what a form offers to insert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.cases.forms import category_label
from services.cases.models import Case
from services.core.access import CASE_STAFF, Actor, highest_post, permitted
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.desk.actions import add_text, change_text, end_text
from services.desk.forms import DoneForm, TextForm
from services.desk.models import TextKind, TextModule
from services.desk.queries.texts import find_text, texts_for
from services.desk.rules import FIELDS, filled
from services.desk.views.blueprint import blueprint
from services.units.queries import unit_of

BOTH = ["GET", "POST"]
LONGEST_QUESTION = 80
KIND_FOR = {"cases.note_page": TextKind.NOTE, "cases.reply_page": TextKind.REPLY, "desk.call": TextKind.NOTE}
"""On which page which texts are offered."""


def texts_to_insert(case: Case, actor: Actor) -> Mapping[str, Any] | None:
    """For the page on which something is written about a case: the texts, their fields filled in."""
    kind = KIND_FOR.get(request.endpoint or "")
    if kind is None:
        return None
    values, texts = values_of(case), texts_for(actor, kind)
    return {"texts": [(text.title, filled(text.body, values)) for text in texts]} if texts else None


def values_of(case: Case) -> dict[str, str]:
    """Field → what it stands for in the case. A name stays covered: whoever needs it whole uncovers it on record."""
    masked = case.person.masked_name if case.person else ""
    surname = (masked or "").rstrip("*")
    return {
        "编号": case.number,
        "姓名": f"{surname}同志" if surname else "",
        "事由": category_label(case.categories[0].category) if case.categories else "",
        "用人单位": "" if case.confidential_from_employer else case.employer_name,
        "期限": f"{case.next_due_on}" if case.next_due_on else "",
        "受理单位": case.unit.name,
        "经办人": case.handler.name if case.handler else "",
        "今天": f"{local_date(now())}",
    }


@blueprint.get("/texts")
def texts() -> ResponseReturnValue:
    """All texts that the viewer may use."""
    _works_here_or_403()
    return render_template("desk/texts.html", texts=texts_for(viewer()), may_add=_unit_to_add_to() is not None)


@blueprint.get("/answers")
def answers() -> ResponseReturnValue:
    """The library of answers, found by their words."""
    _works_here_or_403()
    question = request.args.get("q", "")[:LONGEST_QUESTION]
    found = texts_for(viewer(), TextKind.ANSWER, question)
    return render_template("desk/answers.html", texts=found, question=question)


@blueprint.route("/texts/new", methods=BOTH)
def new_text() -> ResponseReturnValue:
    """Give one's unit a text."""
    post = _unit_to_add_to()
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    form, unit = TextForm(), unit_of(post)
    if form.validate_on_submit() and attempt(form, add_text, unit, form.facts(), by=viewer(), at=now()):
        flash(_("已保存。"), "ok")
        return redirect(url_for("desk.texts"), 303)
    return _page(form, None)


@blueprint.route("/texts/<int:text_id>", methods=BOTH)
def text(text_id: int) -> ResponseReturnValue:
    """Change a text."""
    found, form = _text_to("text.change", text_id), TextForm()
    if request.method == "GET":
        form.process(data=_shown(found))
        form.version.data = found.version
    if form.validate_on_submit() and attempt(form, change_text, found, form.facts(), by=viewer(), at=now()):
        flash(_("已保存。"), "ok")
        return redirect(url_for("desk.texts"), 303)
    return _page(form, found)


@blueprint.post("/texts/<int:text_id>/ending")
def text_ending(text_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    end_text(_text_to("text.end", text_id), by=viewer(), at=now())
    flash(_("已停用。"), "ok")
    return redirect(url_for("desk.texts"), 303)


def _page(form: TextForm, found: TextModule | None) -> ResponseReturnValue:
    theirs = form.differences(_shown(found)) if found and form.overtaken else []
    page = render_template("desk/text.html", form=form, text=found, fields=FIELDS, done=DoneForm(), theirs=theirs)
    return page, 422 if form.errors else 200


def _shown(found: TextModule) -> dict[str, Any]:
    """Field → what the text says now."""
    return {"kind": found.kind.value, "title": found.title, "body": found.body}


def _unit_to_add_to() -> Any:
    return highest_post("text.add", viewer())


def _text_to(verb: str, text_id: int) -> TextModule:
    found = find_text(text_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    if not permitted(verb, viewer(), found):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    return found


def _works_here_or_403() -> None:
    if not viewer().posts_as(CASE_STAFF):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
