"""Tasks: asked for, changed, done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.leaves import away_on
from services.accounts.models import User
from services.accounts.posts import handlers_for
from services.accounts.queries import user_named
from services.cases.models import Case
from services.cases.queries.readers import handlers_of
from services.cases.views.blueprint import case_for
from services.core.access import Actor, highest_post, permitted
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import LOCAL, local_date, now
from services.core.web import local_path, viewer
from services.core.words import _, _l
from services.desk.actions import add_task, change_task, finish_task
from services.desk.forms import DoneForm, TaskForm
from services.desk.models import Task
from services.desk.queries.tasks import find_task, tasks_of
from services.desk.views.blueprint import blueprint
from services.units.models import Unit
from services.units.queries import unit_of

BOTH = ["GET", "POST"]


def tasks_card(case: Case, actor: Actor) -> Mapping[str, Any] | None:
    """The card on the page of a case: what is still to be done, and a way to log a call."""
    may_call = permitted("call.log", actor, case)
    return {"tasks": tasks_of(case, actor), "form": DoneForm(), "case": case, "may_call": may_call}


@blueprint.route("/tasks/new", methods=BOTH)
def new_task() -> ResponseReturnValue:
    """Put a task on somebody's desk; with `case`, about a case."""
    unit, number = _acting_unit(), request.values.get("case", "")
    case = case_for("task.add", number) if number else None
    form = TaskForm()
    users = _doers(case, unit)
    form.offer_users(users)
    if request.method == "GET":
        form.user.data = next((user.login for user in users if user.id == viewer().user_id), None)
    if form.validate_on_submit():
        doer = user_named(form.user.data)
        if attempt(form, add_task, unit, form.facts(), doer, case, by=viewer(), at=now()):
            flash(_("已增加事项。"), "ok")
            return redirect(url_for("cases.show", number=number) if case else url_for("desk.index"), 303)
    page = render_template("desk/task.html", form=form, case=case, task=None)
    return page, 422 if form.errors else 200


@blueprint.route("/tasks/<int:task_id>", methods=BOTH)
def task(task_id: int) -> ResponseReturnValue:
    """One task: change it."""
    found, form = _task_or_404(task_id), TaskForm()
    form.offer_users([found.user])
    if request.method == "GET":
        _show(form, found)
    form.user.data = found.user.login
    if form.validate_on_submit() and attempt(form, change_task, found, form.facts(), by=viewer(), at=now()):
        flash(_("已保存。"), "ok")
        return redirect(url_for("desk.index"), 303)
    theirs = form.differences(_shown(found)) if form.overtaken else []
    page = render_template("desk/task.html", form=form, case=found.case, task=found, done=DoneForm(), theirs=theirs)
    return page, 422 if form.errors else 200


@blueprint.post("/tasks/<int:task_id>/completion")
def completion(task_id: int) -> ResponseReturnValue:
    """It is done."""
    found, form = _task_or_404(task_id), DoneForm()
    if form.validate_on_submit() and attempt(form, finish_task, found, by=viewer(), at=now()):
        flash(_("事项已完成。"), "ok")
    else:
        flash(" ".join(str(sentence) for sentence in form.form_errors), "error")
    return redirect(local_path(request.form.get("next") or url_for("desk.index")), 303)


def _shown(found: Task) -> dict[str, Any]:
    """Field → what the task says now."""
    hour = found.at_time.astimezone(LOCAL).time() if found.at_time else None
    return {
        "kind": found.kind.value,
        "next_step": found.text,
        "due_on": found.due_on,
        "hour": hour,
        "remind_on": found.remind_on,
    }


def _show(form: TaskForm, found: Task) -> None:
    form.process(data=_shown(found))
    form.version.data = found.version


def _doers(case: Case | None, unit: Unit) -> Sequence[User]:
    """Who may be asked; whoever asks is always among them."""
    able = handlers_of(case) if case is not None else handlers_for(unit.org_path)
    away = away_on(local_date(now()))
    own = [user for user in handlers_for(unit.org_path) if user.id == viewer().user_id]
    there = [user for user in able if user.id not in away]
    return [*there, *(user for user in own if user.id not in {each.id for each in there})]


def _acting_unit() -> Unit:
    post = highest_post("task.add", viewer())
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    return unit_of(post)


def _task_or_404(task_id: int) -> Task:
    found = find_task(task_id, viewer())
    if found is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这条记录。"))
    return found
