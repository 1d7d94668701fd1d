"""Pages of the door: sign in, sign out."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from services.accounts.forms import SignInForm
from services.accounts.sessions import close_session
from services.accounts.sign_in import sign_in as open_door
from services.accounts.sign_in import sign_out as shut_door
from services.accounts.views.answers import again
from services.accounts.views.blueprint import blueprint
from services.accounts.views.second_step import to_second_step
from services.accounts.visitors import COOKIE, farewell, landing, signed_in_user, visit_of_request, welcome
from services.core.errors import Problem
from services.core.time import now
from services.core.web import public


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(landing(request.args.get("next")), 303)
    return render_template("accounts/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Opens a session, or says that account and password do not go together, or how long to wait."""
    form = SignInForm()
    if not form.validate_on_submit():
        return again("accounts/sign_in.html", form)
    try:
        entry = open_door(form.login.data, form.password.data, visit=visit_of_request(), at=now())
    except Problem as problem:
        return again("accounts/sign_in.html", form, problem)
    if before := request.cookies.get(COOKIE):
        close_session(before, at=now())
    if entry.is_half:
        return to_second_step(entry.token, form.next.data)
    return welcome(entry.token, form.next.data)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Ends the session."""
    if current_user.is_authenticated:
        shut_door(signed_in_user(), request.cookies[COOKIE], at=now())
    return farewell()
