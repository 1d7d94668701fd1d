"""`/design`: every component with its states, drawn by the real templates. In development only."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.core.settings import settings_in_use
from services.core.web import public
from services.design.components import shown_on
from services.design.forms import fresh_form, wrong_form
from services.design.tokens import GROUPS

blueprint = Blueprint("design", __name__, url_prefix="/design")

DAY = date(2026, 3, 9)
MOMENT = datetime(2026, 3, 5, 2, 32, tzinfo=UTC)


@blueprint.before_request
def only_in_development() -> None:
    """Where people work, the page does not exist."""
    if settings_in_use().production:
        abort(404)


@blueprint.get("")
@public
def staff_pages() -> ResponseReturnValue:
    """The components as members of staff see them."""
    return _page("staff")


@blueprint.get("/portal")
@public
def member_pages() -> ResponseReturnValue:
    """The components as members see them: larger letters and targets."""
    return _page("portal")


@blueprint.post("")
@public
def sent() -> ResponseReturnValue:
    """Where the forms of the page lead: back to it."""
    return redirect(url_for("design.staff_pages"), 303)


def _page(pages: str) -> ResponseReturnValue:
    return render_template(
        "design/page.html",
        pages=pages,
        components=shown_on(pages),
        groups=GROUPS,
        form=fresh_form(),
        wrong=wrong_form(),
        on=DAY,
        at=MOMENT,
    )
