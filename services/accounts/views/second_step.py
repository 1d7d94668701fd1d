"""The second step of a sign-in: a code, a security key, or the secret of a recovery."""

from __future__ import annotations

import flask
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.accounts.attempts import Waiting
from services.accounts.forms import SecondForm
from services.accounts.half_sessions import half_behind
from services.accounts.models import HalfSession
from services.accounts.second_factors import SecondProof, keep_challenge, keys_of, ways_of
from services.accounts.security_keys import ask_to_sign
from services.accounts.sign_in import finish_sign_in
from services.accounts.views.blueprint import blueprint
from services.accounts.visitors import site_of_request, visit_of_request, welcome
from services.core.errors import Problem
from services.core.time import now
from services.core.web import public
from services.core.words import _


def to_second_step(token: str, target: str | None) -> ResponseReturnValue:
    """Keeps the half session's secret and where the person wanted to go, and asks for the second proof."""
    flask.session.clear()
    flask.session["half"], flask.session["target"] = token, target or ""
    return redirect(url_for("accounts.second_step"), 303)


@blueprint.get("/sign-in/second")
@public
def second_step() -> ResponseReturnValue:
    """The page that asks for the second proof."""
    half = half_behind(flask.session.get("half"), at=now())
    return _page(half, SecondForm(), 200) if half else _from_the_start()


@blueprint.post("/sign-in/second")
@public
def finish() -> ResponseReturnValue:
    """Takes the second proof and opens the session."""
    half, form = half_behind(flask.session.get("half"), at=now()), SecondForm()
    if half is None:
        return _from_the_start()
    if not form.validate():
        return _page(half, form, 422)
    proof = SecondProof(site_of_request(), form.code.data or "", form.answer.data or "")
    try:
        entry = finish_sign_in(half, proof, visit=visit_of_request(), at=now())
    except Problem as problem:
        form.show(problem)
        return _page(half, form, 429 if isinstance(problem, Waiting) else 422)
    return welcome(entry.token, flask.session.get("target"))


@blueprint.post("/sign-in/second/challenge")
@public
def second_challenge() -> ResponseReturnValue:
    """What one of the user's security keys should sign, as JSON for the browser."""
    half = half_behind(flask.session.get("half"), at=now())
    if half is None:
        return _from_the_start()
    asked = ask_to_sign(site_of_request(), keys_of(half.user_id))
    keep_challenge(half, asked.challenge)
    return asked.options, {"Content-Type": "application/json"}


def _page(half: HalfSession, form: SecondForm, status: int) -> ResponseReturnValue:
    page = render_template("accounts/second_step.html", form=form, ways=ways_of(half.user_id, at=now()))
    return page, status


def _from_the_start() -> ResponseReturnValue:
    flash(_("登录没有完成，请重新输入账号和密码。"))
    return redirect(url_for("accounts.sign_in"), 303)
