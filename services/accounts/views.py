"""Pages of accounts: sign in, sign out, one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from services.accounts.actions import set_password
from services.accounts.attempts import Waiting, clear, count_attempt
from services.accounts.forms import PasswordForm, SignInForm
from services.accounts.sessions import close_session
from services.accounts.sign_in import sign_in as open_door
from services.accounts.sign_in import sign_out as shut_door
from services.accounts.visitors import COOKIE, address_of_request, farewell, landing, renewed, signed_in_user, welcome
from services.core.errors import Problem
from services.core.forms import BaseForm, attempt
from services.core.time import now
from services.core.web import public, viewer
from services.core.words import _

blueprint = Blueprint("accounts", __name__)


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
        return _again("accounts/sign_in.html", form)
    try:
        token = open_door(form.login.data, form.password.data, address=address_of_request(), at=now())
    except Problem as problem:
        return _again("accounts/sign_in.html", form, problem)
    if before := request.cookies.get(COOKIE):
        close_session(before, at=now())
    return welcome(token, form.next.data)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Ends the session."""
    if current_user.is_authenticated:
        shut_door(signed_in_user(), request.cookies[COOKIE], at=now())
    return farewell()


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """One's own account: name, unit, posts, password."""
    return render_template("accounts/account.html", form=PasswordForm())


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Changes one's own password; guessing at the old one is slowed down like a sign-in."""
    form, at = PasswordForm(), now()
    if not form.validate_on_submit():
        return _again("accounts/account.html", form)
    try:
        guess = count_attempt(signed_in_user().login, address_of_request(), at=at)
    except Waiting as problem:
        return _again("accounts/account.html", form, problem)
    old, new = form.old.data, form.new.data
    user = attempt(form, set_password, signed_in_user(), old, new, by=viewer(), at=at)
    if not form.old.errors:
        clear(guess, at=at)
    if user is None:
        return _again("accounts/account.html", form)
    flash(_("密码已修改，其他设备上的登录已退出。"))
    return renewed(user, at=at)


def _again(template: str, form: BaseForm, problem: Problem | None = None) -> ResponseReturnValue:
    """The same page with what is wrong: 422, or 429 and the seconds to wait."""
    if problem is not None:
        form.show(problem)
    if isinstance(problem, Waiting):
        return render_template(template, form=form), 429, {"Retry-After": str(problem.seconds)}
    return render_template(template, form=form), 422
