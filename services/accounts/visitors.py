"""Who comes with a request: the session cookie, and flask-login told by it alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import flask
from flask import Flask, Request, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from services.accounts import passwords
from services.accounts.actors import actor_of
from services.accounts.devices import Visit
from services.accounts.models import User, UserSession
from services.accounts.password_policy import policy_in_use
from services.accounts.rules import roles_needing_second_factor
from services.accounts.second_factors import must_enrol
from services.accounts.security_keys import Site
from services.accounts.sessions import open_session, session_behind
from services.core.access import ANONYMOUS, Actor, Role
from services.core.errors import NotSetUp, Problem
from services.core.settings import Settings, settings_in_use
from services.core.time import now
from services.core.web import local_path

COOKIE = "__Host-sid"
OPEN_TO_NEWCOMERS = frozenset({"accounts.account", "accounts.change_password", "accounts.sign_out", "static"})
OPEN_TO_ENROL = OPEN_TO_NEWCOMERS | {
    f"accounts.{view}"
    for view in ("second_factor", "app_page", "enrol_app", "enrol_key", "key_challenge")
    + ("proof_page", "give_proof", "proof_challenge")
}
LEAST_MEMORY_KIB = 19 * 1024
"""What an argon2id hash should need at least in earnest (OWASP Password Storage Cheat Sheet)."""


def prepare(app: Flask) -> None:
    """Lets the application know its visitors. Raises NotSetUp for password hashes too cheap for production."""
    settings: Settings = app.extensions["settings"]
    if settings.production and settings.password_memory_kib < LEAST_MEMORY_KIB:
        raise NotSetUp(f"PASSWORD_MEMORY_KIB should be at least {LEAST_MEMORY_KIB} in production")
    _check_second_factor(settings)
    passwords.COST.memory_kib = settings.password_memory_kib
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    manager.request_loader(_user_of)
    app.extensions["actor_of_request"] = actor_of_request
    app.before_request(_first_things_first)


def _user_of(asked: Request) -> User | None:
    token = asked.cookies.get(COOKIE)
    if not token or asked.endpoint == "static":
        return None
    found = session_behind(token, at=now(), **limits())
    if found is None:
        return None
    flask.g.user_session, flask.g.asked_along = found.session, found.along
    return found.session.user


def limits() -> dict[str, timedelta]:
    """How long a session may lie idle, and how long it may last at all."""
    settings = settings_in_use()
    return {
        "idle": timedelta(minutes=settings.idle_minutes),
        "absolute": timedelta(hours=settings.absolute_hours),
    }


def signed_in_user() -> User:
    """The account itself, not flask-login's stand-in. Only for pages that are not public."""
    user: User = current_user._get_current_object()
    return user


def session_of_request() -> UserSession:
    """The session behind the cookie. Only for pages that are not public."""
    found: UserSession = flask.g.user_session
    return found


def asked_along(name: str) -> Any:
    """What a room had asked along with the session (sessions.ask_along). Only where somebody is signed in."""
    return flask.g.asked_along[name]


def actor_of_request() -> Actor:
    """Who acts in this request, with the posts that are live now."""
    return actor_of(current_user) if current_user.is_authenticated else ANONYMOUS


def _first_things_first() -> ResponseReturnValue | None:
    """Whoever came with a one-time secret chooses a password; then whoever needs a second factor enrols one."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint in OPEN_TO_NEWCOMERS or getattr(view, "is_public", False):
        return None
    if not current_user.is_authenticated:
        return None
    if must_choose_password(current_user):
        return redirect(url_for("accounts.account"), 303)
    if request.endpoint not in OPEN_TO_ENROL and must_enrol(current_user):
        return redirect(url_for("accounts.second_factor"), 303)
    return None


def must_choose_password(user: User) -> bool:
    """Whether a new password comes before anything else: after a one-time one, or where the policy has it renewed."""
    return user.must_change or policy_in_use().is_over(user.password_set_at, at=now())


def _check_second_factor(settings: Settings) -> None:
    try:
        roles_needing_second_factor(settings.second_factor)
    except Problem as problem:
        known = ",".join(role.value for role in Role)
        raise NotSetUp(f"SECOND_FACTOR should be required, optional, or some of {known}") from problem
    if settings.public_address and not settings.public_address.startswith(("https://", "http://localhost")):
        raise NotSetUp("PUBLIC_ADDRESS should begin with https://")


def welcome(token: str, target: str | None) -> Response:
    """Sends a person who signed in on their way; nothing of the time before is kept."""
    flask.session.clear()
    return carry(redirect(landing(target), 303), token)


def renewed(user: User, *, at: datetime) -> Response:
    """Back to the account page under a new session, the old ones being dead."""
    return carry(redirect(url_for("accounts.account"), 303), open_session(user, visit=visit_of_request(), at=at))


def farewell() -> Response:
    """To the sign-in page, without a session."""
    flask.session.clear()
    answer = redirect(url_for("accounts.sign_in"), 303)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


def carry(answer: Response, token: str) -> Response:
    """Puts the secret of a session into its cookie, which ends with the browser."""
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


def landing(target: str | None) -> str:
    """A page of this site that can be opened: the one asked for, else the desk."""
    path = local_path(target)
    try:
        current_app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return "/desk"
    return "/desk" if path == "/" else path


def site_of_request() -> Site:
    """The site to which security keys are bound: the public address, else the host that the browser asked."""
    public = settings_in_use().public_address
    if public:
        return Site(urlsplit(public).hostname or "", (public,))
    return Site(urlsplit(f"//{request.host}").hostname or "", (f"https://{request.host}", f"http://{request.host}"))


def address_of_request() -> str:
    """The network address from which the request came, as far as the server can tell."""
    return request.remote_addr or "-"


def visit_of_request() -> Visit:
    """From where the request came, as far as browser and network tell."""
    return Visit(request.user_agent.string, address_of_request())
