"""One step for several cases: chosen in the queue, looked over, then done one by one, each with its own event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.accounts.queries import user_named
from services.cases.actions import dispatch, note, take
from services.cases.forms.turns import DispatchForm
from services.cases.kinds import DispatchMode
from services.cases.models import Case
from services.cases.queries.loads import able_for_each
from services.core.access import CASE_STAFF
from services.core.actions import submission
from services.core.errors import ErrorCode, Problem
from services.core.forms import BaseForm
from services.core.time import local_date, now
from services.core.web import local_path, viewer
from services.core.words import N_, _, _l
from services.desk.forms import AssignForm, BulkNoteForm, assign_form
from services.desk.queries.chosen import chosen_cases
from services.desk.views.blueprint import blueprint
from services.units.queries import unit_named, units_to_send_to

LONGEST_KEY = 60


@dataclass(frozen=True)
class Step:
    """A step that may be done for several cases: its title, its form, and what it calls for one case."""

    title: str
    form: Callable[[Sequence[Case]], Any]
    act: Callable[[Any, Case], object]


def _assign_form(cases: Sequence[Case]) -> AssignForm:
    return assign_form(cases, able_for_each(cases, viewer(), local_date(now())))


def _dispatch_form(cases: Sequence[Case]) -> DispatchForm:
    form = DispatchForm()
    form.offer(units_to_send_to(cases[0].org_path))
    return form


def _take(form: AssignForm, case: Case) -> object:
    login, why = form.handler_of(case.id), (form.why.data or "") if "why" in form else ""
    if not login:
        raise Problem(ErrorCode.INVALID, _l("没有选择经办人。"))
    return take(case, user_named(login), why, by=viewer(), at=now())


def _dispatch(form: Any, case: Case) -> object:
    to, mode = unit_named(form.to.data), DispatchMode(form.mode.data)
    return dispatch(case, to, mode, form.report_back.data, by=viewer(), at=now())


def _note(form: Any, case: Case) -> object:
    return note(case, form.text.data, by=viewer(), at=now())


STEPS = {
    "assign": Step(N_("确定经办人"), _assign_form, _take),
    "dispatch": Step(N_("派单"), _dispatch_form, _dispatch),
    "note": Step(N_("写记录"), lambda _cases: BulkNoteForm(), _note),
}


@dataclass(frozen=True)
class Done:
    """How the step ended for one case: a refusal says why."""

    number: str
    refused: str = ""


@blueprint.post("/bulk")
def bulk() -> ResponseReturnValue:
    """The chosen cases with the form of the step; with `confirmed`, the step itself and how it ended for each."""
    step, cases = STEPS.get(request.form.get("what", "")), _chosen()
    if step is None or not cases:
        raise Problem(ErrorCode.INVALID, _l("请先选中要一起办理的案件。"))
    form: BaseForm = step.form(cases)
    if not request.form.get("confirmed"):
        form.process(formdata=None)  # what was sent is the choice of cases alone
        return _page(step, form, cases)
    if not form.validate():
        return _page(step, form, cases)
    ends = [_one(step, form, case) for case in cases]
    return render_template("desk/bulk_done.html", title=_(step.title), ends=ends, back=_back())


def _chosen() -> Sequence[Case]:
    if not viewer().posts_as(CASE_STAFF):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("您的岗位不能办理这一步。"))
    return chosen_cases(request.form.getlist("numbers"), viewer())


def _page(step: Step, form: BaseForm, cases: Sequence[Case]) -> ResponseReturnValue:
    what = request.form["what"]
    page = render_template("desk/bulk.html", title=_(step.title), form=form, cases=cases, what=what, back=_back())
    return page, 422 if form.errors else 200


def _back() -> str:
    """The list from which the cases were chosen."""
    return local_path(request.form.get("back") or url_for("desk.index"))


def _one(step: Step, form: BaseForm, case: Case) -> Done:
    """The step for one case, once however often the form is sent."""
    number, key = case.number, (form.key.data or "")[:LONGEST_KEY]
    try:
        with submission(f"{key}:{case.id}" if key.isascii() and key.isprintable() and len(key) >= 16 else None):
            step.act(form, case)
    except Problem as problem:
        return Done(number, str(problem.sentence))
    return Done(number)
