"""What holds for every page: who looks, which language, headers, refusals, and the door that is shut by default."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import structlog
import werkzeug
from babel import Locale
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from services.core import body_size, compressing, showing
from services.core.access import ANONYMOUS, Actor, ActorKind
from services.core.audit import Source, acting_through
from services.core.errors import ErrorCode, Problem
from services.core.logs import places
from services.core.navigation import beside_on_a_phone, navigation_for
from services.core.rooms import rooms
from services.core.words import Words, _, _l

LANGUAGES = ("zh-CN", "en")
SIZES = ("normal", "large")
LOCALES = {language: Locale.parse(language, sep="-") for language in LANGUAGES}
PRODUCT = _l("工会维权帮扶")
STATUS_OF = {
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.NOT_ALLOWED: 403,
    ErrorCode.INVALID: 422,
    ErrorCode.CONFLICT: 409,
}
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
YEAR_SECONDS = 31_536_000
WORTH_KEEPING = 20  # characters that are shown to their writer where the sign-in ended before they were sent
NOT_TYPED = frozenset(
    {"csrf_token", "key", "version", "old", "new", "again", "password", "answer", "offer"}
    | {"proof_password", "proof_code", "proof_answer"}
)

log = structlog.get_logger("web")
View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Marks a view that may be opened without signing in; all others send a stranger to the sign-in page."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def viewer() -> Actor:
    """Who looks, as of this request."""
    found: Actor = g.get("actor", ANONYMOUS)
    return found


def prepare(app: Flask) -> None:
    """Gives an application everything that holds for all pages."""
    body_size.prepare(app)
    compressing.prepare(app)
    CSRFProtect(app)
    Babel(
        app,
        default_locale="zh_CN",
        default_translation_directories=";".join(_catalogues(app)),
        locale_selector=lambda: LOCALES[current_language()],
        default_timezone="Asia/Shanghai",
    )
    app.before_request(_open_request)
    app.after_request(_close_request)
    app.teardown_request(_leave_source)
    app.context_processor(_page_context)
    showing.prepare(app)
    app.register_error_handler(Problem, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)
    for choice, allowed in (
        ("language", LANGUAGES),
        ("theme", ("auto", "light", "dark")),
        ("size", SIZES),
    ):
        app.add_url_rule(f"/{choice}", choice, _chooser(choice, allowed), methods=["POST"])


def _catalogues(app: Flask) -> list[str]:
    return sorted(str(folder) for folder in (Path(app.root_path) / "services").glob("*/translations"))


def current_language() -> str:
    """`zh-CN` or `en`: the reader's choice, else what the browser asks for, else Chinese."""
    if not has_request_context():
        return str(current_app.config.get("UI_LANGUAGE", "zh-CN"))
    known: str | None = g.get("language")
    return known or _language_asked_for()


def _language_asked_for() -> str:
    chosen = request.cookies.get("language")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(["zh-CN", "zh", "en"], "zh-CN").replace("zh", "zh-CN")[:5]


def _chooser(name: str, allowed: tuple[str, ...]) -> Callable[[], ResponseReturnValue]:
    """A view that keeps one display choice in a cookie and goes back to where it was made."""

    @public
    def choose() -> ResponseReturnValue:
        chosen = request.form.get(name, "")
        answer = redirect(local_path(request.form.get("next")), 303)
        if chosen in allowed:
            keep_choice(answer, name, chosen)
        return answer

    choose.__name__ = name
    return choose


def keep_choice(answer: werkzeug.Response, name: str, chosen: str) -> None:
    """Keeps a display choice in a cookie for a year."""
    answer.set_cookie(name, chosen, max_age=YEAR_SECONDS, secure=True, httponly=True, samesite="Lax")


def local_path(target: str | None) -> str:
    """The target if it is a path of this site, else the front page: no redirect leads elsewhere."""
    safe = target and target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    return target if target and safe and target.isprintable() else "/"


def _open_request() -> ResponseReturnValue | None:
    g.reference = secrets.token_hex(4).upper()
    g.language = _language_asked_for()
    load: Callable[[], Actor] | None = current_app.extensions.get("actor_of_request")
    g.actor = load() if load else ANONYMOUS
    is_member = g.actor.kind is not ActorKind.STAFF and request.blueprint == "portal"
    g.source = acting_through(Source.PORTAL if is_member else Source.PAGE)
    g.source.__enter__()
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(400)
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
        return None
    if g.actor.kind is ActorKind.STAFF:
        return None
    way_in = url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
    if typed := _typed():
        return render_template("core/signed_out.html", typed=typed, way_in=way_in), 401
    return redirect(way_in, 303)


def _typed() -> list[str]:
    """What a person wrote at some length into the form that was sent."""
    words = (value.strip() for name, value in request.form.items() if name not in NOT_TYPED)
    return [each for each in words if len(each) >= WORTH_KEEPING]


def _leave_source(_problem: BaseException | None) -> None:
    g.pop("language", None)
    source = g.pop("source", None)
    if source is not None:
        source.__exit__(None, None, None)


def _close_request(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if current_app.extensions["settings"].production:
        answer.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
    if request.endpoint == "static" and answer.status_code == 200:
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        answer.headers["Cache-Control"] = "no-store"
        answer.vary.update(("Cookie", "Accept-Language"))
    return answer


def _page_context() -> dict[str, object]:
    actor = viewer()
    navigation = navigation_for(actor)
    return {
        "product_name": PRODUCT,
        "current_language": current_language(),
        "current_theme": request.cookies.get("theme"),
        "current_size": request.cookies.get("size"),
        "size_url": url_for("size"),
        "viewer": actor,
        "navigation": navigation,
        "beside_on_a_phone": beside_on_a_phone([str(entry["label"]) for entry in navigation]),
        "home_url": "/desk" if actor.kind is ActorKind.STAFF else "/",
        "account_url": url_for("accounts.account"),
        "sign_in_url": url_for("accounts.sign_in"),
        "panels": panels,
    }


def panels(place: str, subject: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """(template, content) of all panels that rooms offer at a place for this viewer."""
    offered = (
        (panel, panel.content(subject, viewer())) for room in rooms() for panel in room.panels if panel.place == place
    )
    return [(panel.template, content) for panel, content in offered if content is not None]


def _error_page(
    status: int, title: Words | str, sentence: Words | str, advice: Words | str | None = None
) -> ResponseReturnValue:
    staff = viewer().kind is ActorKind.STAFF
    page = render_template(
        "core/error.html", title=title, sentence=sentence, advice=advice, code=g.get("reference"), portal=not staff
    )
    return page, status


def _refused(problem: Problem) -> ResponseReturnValue:
    status = STATUS_OF.get(problem.code, 409)
    if status == 404:
        return _not_found()
    return _error_page(status, problem.code.label, problem.sentence)


def _not_found() -> ResponseReturnValue:
    return _error_page(404, _("没有找到这个页面"), _("地址可能有误，或者这项内容不对您开放。"))


def _form_expired(_problem: CSRFError) -> ResponseReturnValue:
    return _error_page(
        400, _("页面已过期"), _("为了安全，表单只能在打开它的浏览器里提交。请返回上一页，刷新后再提交。")
    )


def _http_error(problem: HTTPException) -> ResponseReturnValue:
    status = problem.code or 500
    if status < 400:
        return problem.get_response()
    if status == 404:
        return _not_found()
    known = {
        400: (_("请求有误"), _("浏览器送来的内容不完整。请返回上一页再试。")),
        403: (_("没有权限"), _("您的岗位不能打开这个页面。")),
        405: (_("不能这样打开"), _("请从页面上的按钮进入。")),
        413: (_("内容太大"), _("提交的内容超过了上限。请缩短文字或减少附件后再试。")),
        429: (_("请稍候"), _("操作太频繁，请稍后再试。")),
    }
    title, sentence = known.get(status, (_("出了一点问题"), _("这一步没有完成。请返回上一页再试。")))
    return _error_page(status, title, sentence)


def _broken(problem: Exception) -> ResponseReturnValue:
    """Says nothing of the cause to the reader; the log has it under the same reference."""
    if current_app.testing and current_app.config.get("PROPAGATE_ERRORS", True):
        raise problem
    log.error(
        "broken",
        reference=g.get("reference"),
        kind=type(problem).__name__,
        endpoint=request.endpoint,
        where=places(problem),
    )
    return _error_page(
        500,
        _("系统出了问题"),
        _("这一步没有完成，已经填写的内容没有被改动。请稍后再试。"),
        _("如果一再出现，请把下面的代码告诉管理员。"),
    )
