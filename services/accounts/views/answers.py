"""How a form of this room is answered when it is refused."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from services.accounts.attempts import Waiting
from services.core.errors import Problem
from services.core.forms import BaseForm


def again(template: str, form: BaseForm, problem: Problem | None = None, **shown: object) -> ResponseReturnValue:
    """The same page with what is wrong: 422, or 429 and the seconds to wait."""
    if problem is not None:
        form.show(problem)
    page = render_template(template, form=form, **shown)
    if isinstance(problem, Waiting):
        return page, 429, {"Retry-After": str(problem.seconds)}
    return page, 422
