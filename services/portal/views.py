"""Pages for members: the front page, a request over four pages with its receipt, and following it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, session, url_for
from flask import request as sent
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from services.accounts.attempts import Waiting, clear, count_attempt
from services.accounts.visitors import address_of_request
from services.cases import query_codes
from services.cases.actions import submit
from services.cases.models import Case
from services.cases.queries.consents import consent_texts_on
from services.clocks.queries import named_days_of
from services.clocks.table import in_force
from services.core.access import ANONYMOUS
from services.core.files.receiving import takes_files
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import SIZES, keep_choice, public
from services.core.words import _
from services.portal.forms import FollowForm, RequestForm
from services.portal.member_sessions import forget
from services.portal.progress_page import progress_page
from services.portal.queries import (
    case_with,
    categories_on,
    has_telephone,
    offered_units,
    plain_text_of,
    promise_of,
    receiving_unit,
)
from services.portal.receipts import open_code, seal_picture
from services.portal.rules import (
    NAMING_HINTS,
    PATHS,
    STEPS,
    TILES,
    Naming,
    Step,
    read_step,
)

blueprint = Blueprint("portal", __name__)


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """The front page for members."""
    today = local_date(now())
    days = {code: in_force(f"sla.{code}", today).length for code in ("accept", "first_contact", "callback")}
    return render_template("portal/front.html", days=days, form=RequestForm(), matters=TILES, paths=PATHS)


@blueprint.get("/leave")
@public
def leave() -> ResponseReturnValue:
    """The quick exit: forgets the visit, tells the browser to forget it too, and shows a page of no interest.

    It is a plain link, which only forgets, so that it works from anywhere at once.
    """
    session.clear()
    answer = forget(redirect(url_for("portal.holidays"), 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.get("/holidays")
@public
def holidays() -> ResponseReturnValue:
    """The public holidays of the year: what somebody looking over the shoulder may see."""
    year = local_date(now()).year
    return render_template("portal/holidays.html", year=year, days=named_days_of(year))


@blueprint.get("/request")
@public
def request() -> ResponseReturnValue:
    """The first page of a request, with a key and a query code of its own."""
    if receiving_unit() is None:
        return render_template("portal/closed.html")
    return _page(_request_form(now()), Step.MATTER)


@blueprint.post("/request")
@public
@takes_files
def continue_request() -> ResponseReturnValue:
    """Takes one page and shows another: back as it stands, onward only when all pages so far are right."""
    at = now()
    form = _request_form(at)
    form.files.receive(form.key.data or "", at)
    standing, asked = form.standing, read_step(sent.form.get("go"))
    if (size := sent.form.get("size")) in SIZES:
        return _in_size(form, standing, size)
    if asked is not None and STEPS.index(asked) <= STEPS.index(standing):
        return _page(form, asked)
    if form.path.leads_to:
        return _page(form, Step.MATTER, template="pause")
    wrong = form.first_wrong(standing)
    if wrong is not None:
        return _page(form, wrong, 422)
    return _send(form, at) if standing is Step.CHECK else _page(form, form.next_page())


def _in_size(form: RequestForm, step: Step, size: str) -> ResponseReturnValue:
    """The same page with everything typed, in another size of letters, which is kept from now on."""
    page, status = _page(form, step, size=size)
    answer = make_response(page, status)
    keep_choice(answer, "size", size)
    return answer


def _request_form(at: datetime) -> RequestForm:
    form = RequestForm()
    day = local_date(at)
    categories = categories_on(day, (*form.path.default, *form.path.details))
    form.offer(offered_units(), categories, consent_texts_on(day))
    return form


def _page(
    form: RequestForm, step: Step, status: int = 200, template: str | None = None, size: str | None = None
) -> tuple[str, int]:
    """One page of the request. From the page of checking on, a corrected page leads straight back to it."""
    form.open_pages()
    form.reached.data = "y" if step is Step.CHECK or form.reached.data else ""
    page = render_template(
        f"portal/request_{template or step.value}.html",
        form=form,
        step=step,
        steps=STEPS,
        paths=PATHS,
        naming_hints=NAMING_HINTS,
        unit=receiving_unit(form.unit.data),
        matters=TILES,
        naming=Naming,
        current_size=size or sent.cookies.get("size"),
    )
    return page, status


def _send(form: RequestForm, at: datetime) -> ResponseReturnValue:
    """Makes the case and shows its receipt; the same key again shows the same receipt."""
    code, unit = open_code(form.receipt.data, form.key.data), receiving_unit(form.unit.data)
    if code is None or unit is None:
        form.form_errors.append(_("这一页没有送到。请核对后再点一次“提交”。"))
        return _page(form, Step.CHECK, 422)
    case = attempt(
        form,
        submit,
        unit,
        form.ask(),
        form.person(),
        None,
        code,
        form.consents(),
        proxy=form.proxy(),
        files=form.files.staged,
        by=ANONYMOUS,
        at=at,
    )
    if case is None:
        return _page(form, form.page_of_error(), 422)
    return _receipt(case, code, at, guarded=form.path.guarded)


def _receipt(case: Case, code: str, at: datetime, *, guarded: bool) -> ResponseReturnValue:
    again = case.received_at != at
    shown = query_codes.shown(code) if not again or query_codes.matches(case, code) else None
    promise = promise_of(case, local_date(at))
    due = str(_(promise.words, day=format_date(promise.due, _("y年M月d日（EEEE）")))) if promise else ""
    return render_template(
        "portal/receipt.html",
        case=case,
        guarded=guarded,
        again=again,
        code=shown,
        picture=seal_picture(case.number, shown, due, at) if shown else None,
        until=local_date(case.query_code_until) if case.query_code_until else None,
        promise=promise,
        reachable=has_telephone(case),
    )


@blueprint.get("/follow")
@public
def follow() -> ResponseReturnValue:
    """Asks for number and query code."""
    return render_template("portal/follow.html", form=FollowForm())


@blueprint.post("/follow")
@public
def show_progress() -> ResponseReturnValue:
    """Where the request stands; one and the same answer for whatever does not go together."""
    form, at = FollowForm(), now()
    if not form.validate():
        return render_template("portal/follow.html", form=form), 422
    number = plain_text_of(form.number.data)
    try:
        counted = count_attempt(f"follow:{number}", f"follow:{address_of_request()}", at=at)
    except Waiting as waiting:
        form.form_errors.append(wait_words(waiting.seconds))
        return render_template("portal/follow.html", form=form), 429, {"Retry-After": str(waiting.seconds)}
    case = case_with(form.number.data, form.code.data, at)
    if case is None:
        form.form_errors.append(_("诉求编号和查询码对不上，或者查询码已过期。请核对后再试，也可以拨打 12351 查询。"))
        return render_template("portal/follow.html", form=form), 422
    clear(counted, at=at)
    return progress_page(case, at)


def wait_words(seconds: int) -> str:
    """How long to wait after too many tries."""
    minutes = -(-seconds // 60)
    if seconds < 90:
        return _("试错的次数太多。请在 %(seconds)s 秒后再试，急事请拨打 12351。", seconds=seconds)
    return _("试错的次数太多。请在 %(minutes)s 分钟后再试，急事请拨打 12351。", minutes=minutes)
