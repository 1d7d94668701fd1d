"""Pages of one's own account: who one is here, and the password."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from services.accounts.actions import set_password
from services.accounts.attempts import Waiting, clear, count_attempt
from services.accounts.forms import PasswordForm
from services.accounts.password_policy import policy_in_use
from services.accounts.views.answers import again
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import address_of_request, must_choose_password, renewed, signed_in_user
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """One's own account: name, unit, posts, password."""
    return render_template("accounts/account.html", form=PasswordForm(), **_shown())


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Changes one's own password; guessing at the old one is slowed down like a sign-in."""
    form, at = PasswordForm(), now()
    if not form.validate_on_submit():
        return again("accounts/account.html", form, None, **_shown())
    try:
        guess = count_attempt(signed_in_user().login, address_of_request(), at=at)
    except Waiting as problem:
        return again("accounts/account.html", form, problem, **_shown())
    old, new = form.old.data, form.new.data
    user = attempt(form, set_password, signed_in_user(), old, new, by=viewer(), at=at)
    if not form.old.errors:
        clear(guess, at=at)
    if user is None:
        return again("accounts/account.html", form, None, **_shown())
    flash(_("密码已修改，其他设备上的登录已退出。"))
    return renewed(user, at=at)


def _shown() -> dict[str, object]:
    return {"renewal": must_choose_password(signed_in_user()), "policy": policy_in_use()}
