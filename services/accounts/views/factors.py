"""Pages of one's second factors: an authenticator app, security keys."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from services.accounts.actions import add_app, add_key, remove_factor
from services.accounts.forms import AppForm, KeyForm
from services.accounts.proof import proved
from services.accounts.second_factors import is_required, keep_challenge, keys_of, take_challenge, totp_of
from services.accounts.security_keys import ask_to_make, made_key
from services.accounts.totp import address_of, fresh_secret, offer_of, secret_in
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import session_of_request, signed_in_user, site_of_request
from services.core.errors import Problem
from services.core.forms import attempt
from services.core.time import now
from services.core.web import viewer
from services.core.words import _


@blueprint.get("/account/second-factor")
def second_factor() -> ResponseReturnValue:
    """What there is, and what can be added."""
    return _page(KeyForm(), 200)


@blueprint.get("/account/second-factor/app")
@proved()
def app_page() -> ResponseReturnValue:
    """A fresh secret as picture and as letters; it counts once its first code was typed."""
    form = AppForm()
    form.offer.data = offer_of(fresh_secret(), signed_in_user().id, at=now())
    return _app_page(form, 200)


@blueprint.post("/account/second-factor/app")
@proved()
def enrol_app() -> ResponseReturnValue:
    """Adds the app that knows the secret."""
    form, user = AppForm(), signed_in_user()
    secret = secret_in(form.offer.data or "", user.id, at=now())
    if secret is None:
        flash(_("这个页面放得太久了，请用新的二维码重新添加。"))
        return redirect(url_for("accounts.app_page"), 303)
    if not form.validate() or attempt(form, add_app, user, secret, form.code.data, by=viewer(), at=now()) is None:
        return _app_page(form, 422)
    return _done(_("已添加验证器应用。下次登录时，输入密码后还会要验证码。"))


@blueprint.post("/account/second-factor/app/removal")
@proved()
def remove_app() -> ResponseReturnValue:
    """Removes the app."""
    remove_factor(signed_in_user(), None, by=viewer(), at=now())
    return _done(_("已删除验证器应用。"))


@blueprint.post("/account/second-factor/keys/challenge")
def key_challenge() -> ResponseReturnValue:
    """What a new security key should be made for, as JSON for the browser."""
    user = signed_in_user()
    asked = ask_to_make(site_of_request(), user, keys_of(user.id))
    keep_challenge(session_of_request(), asked.challenge)
    return asked.options, {"Content-Type": "application/json"}


@blueprint.post("/account/second-factor/keys")
@proved()
def enrol_key() -> ResponseReturnValue:
    """Adds the security key that was made."""
    form, user = KeyForm(), signed_in_user()
    if not form.validate():
        return _page(form, 422)
    try:
        made = made_key(form.answer.data or "", take_challenge(session_of_request()), site_of_request())
    except Problem as problem:
        form.show(problem)
        return _page(form, 422)
    if attempt(form, add_key, user, form.name.data, made, by=viewer(), at=now()) is None:
        return _page(form, 422)
    return _done(_("已添加安全密钥。下次登录时，输入密码后还会要它。"))


@blueprint.post("/account/second-factor/keys/<int:key_id>/removal")
@proved()
def remove_key(key_id: int) -> ResponseReturnValue:
    """Removes one security key."""
    remove_factor(signed_in_user(), key_id, by=viewer(), at=now())
    return _done(_("已删除安全密钥。"))


def _page(form: KeyForm, status: int) -> ResponseReturnValue:
    user = signed_in_user()
    app, keys = totp_of(user.id), keys_of(user.id)
    page = render_template(
        "accounts/second_factor.html", form=form, app=app, keys=keys, user=user, required=is_required(user)
    )
    return page, status


def _app_page(form: AppForm, status: int) -> ResponseReturnValue:
    user = signed_in_user()
    secret = secret_in(form.offer.data or "", user.id, at=now()) or ""
    drawn = segno.make_qr(address_of(secret, user.login)).svg_inline(omitsize=True, light="#fff")
    picture = Markup(drawn)  # nosec B704  (a path of squares, made here)
    page = render_template("accounts/app.html", form=form, secret=secret, picture=picture)
    return page, status


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence, "ok")
    return redirect(url_for("accounts.second_factor"), 303)
