"""The page on which one colleague helps another who lost every second factor."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from services.accounts.actions import recover_factor
from services.accounts.forms import RecoveryForm
from services.accounts.passwords import one_time_secret
from services.accounts.permissions import PERMISSIONS
from services.accounts.proof import proved
from services.accounts.queries import user_seen_as
from services.accounts.views.blueprint import blueprint
from services.core.errors import ErrorCode, Problem
from services.core.time import now
from services.core.web import viewer
from services.core.words import _l


@blueprint.get("/account/recoveries")
@proved()
def recoveries() -> ResponseReturnValue:
    """The form; `?login=` names the colleague."""
    _helps_or_403()
    form = RecoveryForm()
    form.login.data = request.args.get("login", "")[:64]
    return render_template("accounts/recovery.html", form=form)


@blueprint.post("/account/recoveries")
@proved()
def recover() -> ResponseReturnValue:
    """Removes the colleague's second factors, and shows the secret that stands in for them, this once."""
    _helps_or_403()
    form, secret = RecoveryForm(), one_time_secret()
    if not form.validate():
        return render_template("accounts/recovery.html", form=form), 422
    try:
        found = user_seen_as(viewer(), form.login.data)
        helped = recover_factor(found, form.how.data, secret, by=viewer(), at=now())
    except Problem as problem:
        if problem.code is ErrorCode.NOT_FOUND:
            problem.field = "login"
        form.show(problem)
        return render_template("accounts/recovery.html", form=form), 422
    return render_template("accounts/recovery.html", form=form, secret=secret, helped=helped)


def _helps_or_403() -> None:
    if not viewer().posts_as(PERMISSIONS["factor.recover"].roles):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("第二验证由本单位负责人或系统管理员帮助恢复。"))
