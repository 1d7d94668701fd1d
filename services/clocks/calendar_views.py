"""Pages of the working calendar: a year at a glance, one day changed, one year published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from services.clocks.calendar_forms import DayForm, YearForm
from services.clocks.calendar_keeping import publish_year, set_day
from services.clocks.models import CalendarDay
from services.clocks.queries import named_days_of, notice_of, working_calendar
from services.clocks.rules.year import FIRST_YEAR, LAST_YEAR, months_of
from services.core.access import highest_post
from services.core.errors import ErrorCode, Problem
from services.core.forms import attempt
from services.core.time import local_date, now
from services.core.web import viewer
from services.core.words import _, _l
from services.units.models import Unit
from services.units.queries import unit_of

BOTH = ["GET", "POST"]
A_WEEK = [date(2024, 1, day) for day in range(1, 8)]
"""From a Monday to a Sunday, for the names of the days."""
blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The present year."""
    return redirect(url_for("calendar.year", year=local_date(now()).year), 303)


@blueprint.get("/<int:year>")
def year(year: int) -> ResponseReturnValue:
    """The year at a glance: what each day is, and whether its dates are provisional."""
    _known_or_404(year)
    months = months_of(year, working_calendar())
    return render_template(
        "clocks/year.html",
        year=year,
        today=local_date(now()),
        months=months,
        working_days=sum(month.working_days for month in months),
        named=named_days_of(year),
        notice=notice_of(year),
        years=[
            {"label": each, "url": url_for("calendar.year", year=each), "current": each == year}
            for each in range(max(year - 2, FIRST_YEAR), min(year + 2, LAST_YEAR) + 1)
        ],
        weekdays=[(format_date(day, "EEEEE"), format_date(day, "EEEE")) for day in A_WEEK],
        month_names=[format_date(month.first, "LLLL") for month in months],
        may_set=highest_post("calendar.set_day", viewer()) is not None,
        may_publish=highest_post("calendar.publish_year", viewer()) is not None,
    )


@blueprint.route("/<int:year>/days", methods=BOTH)
def day(year: int) -> ResponseReturnValue:
    """Make a day a holiday, a make-up day or an ordinary one; running deadlines are worked out anew."""
    _known_or_404(year)
    unit, form = _unit_for("calendar.set_day"), DayForm()
    if form.validate_on_submit():
        on, name, source = form.on.data, form.name.data or "", form.source.data
        moved = attempt(form, set_day, unit, on, form.chosen, name, source, by=viewer(), at=now())
        if moved is not None:
            flash(_("已修改。重新计算后，%(count)d 个期限有变化。", count=moved), "ok")
            return redirect(url_for("calendar.year", year=on.year), 303)
    elif not form.is_submitted():
        _fill(form, named_days_of(year))
    return render_template("clocks/day.html", form=form, year=year), 422 if form.errors else 200


@blueprint.route("/<int:year>/publication", methods=BOTH)
def publication(year: int) -> ResponseReturnValue:
    """State that all days of the year's notice are entered: its dates are no longer provisional."""
    _known_or_404(year)
    unit, form = _unit_for("calendar.publish_year"), YearForm()
    if form.validate_on_submit():
        moved = attempt(form, publish_year, unit, year, form.source.data, by=viewer(), at=now())
        if moved is not None:
            flash(_("已公布 %(year)d 年。重新计算后，%(count)d 个期限有变化。", year=year, count=moved), "ok")
            return redirect(url_for("calendar.year", year=year), 303)
    page = render_template("clocks/publication.html", form=form, year=year, named=named_days_of(year))
    return page, 422 if form.errors else 200


def _fill(form: DayForm, named: Sequence[CalendarDay]) -> None:
    """Shows what is known of the day in the address."""
    try:
        form.on.data = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return
    for known in named:
        if known.on == form.on.data:
            form.kind.data, form.name.data, form.source.data = known.kind.value, known.name, known.source


def _unit_for(verb: str) -> Unit:
    """The unit in whose name the viewer keeps the calendar."""
    post = highest_post(verb, viewer())
    if post is None:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("工作日历由市级以上的系统管理员维护。"))
    return unit_of(post)


def _known_or_404(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
