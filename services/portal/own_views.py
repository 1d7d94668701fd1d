"""Pages of a member who signs in by telephone: the number, the code, all their cases in one place, and the way out."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from services.accounts.attempts import Waiting, clear, count_attempt
from services.accounts.visitors import address_of_request
from services.core.settings import settings_in_use
from services.core.time import now
from services.core.vault import mask_phone
from services.core.web import public
from services.core.words import _
from services.people.rules import read_phone
from services.portal.forms.telephone import CodeForm, OwnCaseForm, TelephoneForm
from services.portal.member_codes import TooSoon, phone_of, proved_by, send_code
from services.portal.member_sessions import COOKIE, carry, close_session, forget, open_session, phone_of_request
from services.portal.own_cases import own_case, own_cases
from services.portal.progress_page import progress_page
from services.portal.views import blueprint, wait_words


def sends_codes() -> bool:
    """Whether a code can reach anybody: through a gateway, or in development through the outbox page."""
    settings = settings_in_use()
    return settings.sms is not None or not settings.production


@blueprint.get("/mine")
@public
def mine() -> ResponseReturnValue:
    """All cases of the telephone; whoever has proved none is asked for its number."""
    index = phone_of_request()
    if index is None:
        return _ask(TelephoneForm(formdata=None))
    return render_template("portal/mine.html", cases=own_cases(index, now()), form=OwnCaseForm(formdata=None))


def _ask(form: TelephoneForm, status: int = 200, wait: int | None = None) -> ResponseReturnValue:
    return render_template("portal/mine_phone.html", form=form, open=sends_codes()), status, _after(wait)


def _after(seconds: int | None) -> dict[str, str]:
    """The header that tells a program when to come again."""
    return {} if seconds is None else {"Retry-After": str(seconds)}


@blueprint.post("/mine/code")
@public
def ask_code() -> ResponseReturnValue:
    """Sends a code to the number, or another one to the number of a page that has one already."""
    form = TelephoneForm()
    known = phone_of(request.form.get("ticket"))
    if known is not None:
        form.phone.data = known
    if not sends_codes() or not form.validate():
        return _ask(form, 422)
    phone, at = read_phone(form.phone.data), now()
    try:
        count_attempt(f"member.code:{phone}", f"member.code:{address_of_request()}", at=at)
        ticket = send_code(phone, at=at)
    except (Waiting, TooSoon) as waiting:
        form.form_errors.append(_too_soon(waiting.seconds))
        return _ask(form, 429, waiting.seconds)
    asked = CodeForm(formdata=None)
    asked.ticket.data = ticket
    return _code_page(asked)


def _code_page(form: CodeForm, status: int = 200, wait: int | None = None) -> ResponseReturnValue:
    phone = phone_of(form.ticket.data)
    development = not settings_in_use().production and settings_in_use().sms is None
    page = render_template(
        "portal/mine_code.html", form=form, phone=mask_phone(phone) if phone else "", development=development
    )
    return page, status, _after(wait)


def _too_soon(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if seconds < 90:
        return _("刚刚发过验证码。请在 %(seconds)s 秒后再试，急事请拨打 12351。", seconds=seconds)
    return _("验证码发得太多了。请在 %(minutes)s 分钟后再试，急事请拨打 12351。", minutes=minutes)


@blueprint.post("/mine/session")
@public
def enter_mine() -> ResponseReturnValue:
    """Takes the code; one and the same answer for whatever is not right with it."""
    form, at = CodeForm(), now()
    phone = phone_of(form.ticket.data)
    if phone is None:
        again = TelephoneForm(formdata=None)
        again.form_errors.append(_("页面打开太久了，请再要一个验证码。"))
        return _ask(again, 422)
    if not form.validate():
        return _code_page(form, 422)
    try:
        counted = count_attempt(f"member:{phone}", f"member:{address_of_request()}", at=at)
    except Waiting as waiting:
        form.form_errors.append(wait_words(waiting.seconds))
        return _code_page(form, 429, waiting.seconds)
    index = proved_by(form.ticket.data, form.digits, at=at)
    if index is None:
        form.form_errors.append(_("验证码不对，或者已经过期、用过。请核对短信，或者重新发送一个。"))
        return _code_page(form, 422)
    clear(counted, at=at)
    close_session(request.cookies.get(COOKIE))
    session.clear()
    return carry(redirect(url_for("portal.mine"), 303), open_session(index, at=at))


@blueprint.post("/mine/progress")
@public
def own_progress() -> ResponseReturnValue:
    """Where one of the cases stands: the page of progress, without number and query code."""
    index, at = phone_of_request(), now()
    if index is None:
        again = TelephoneForm(formdata=None)
        again.form_errors.append(_("登录已经结束，请再要一个验证码。"))
        return _ask(again, 422)
    case = own_case(OwnCaseForm().case_id, index, at)
    return redirect(url_for("portal.mine"), 303) if case is None else progress_page(case, at)


@blueprint.post("/mine/end")
@public
def leave_mine() -> ResponseReturnValue:
    """Signs out."""
    close_session(request.cookies.get(COOKIE))
    session.clear()
    return forget(redirect(url_for("portal.front"), 303))
