"""Pages of reports: choose a month, read it, open what stands behind a figure, take it away as a file."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.core.access import Actor, allowed, highest_post
from services.core.errors import ErrorCode, Problem
from services.core.time import Month, local_date, now
from services.core.web import current_language, viewer
from services.core.words import _, _l
from services.drawing import svg
from services.reports import chapters, printed
from services.reports.files import report_json, report_pdf
from services.reports.forms import ChooseForm
from services.reports.queries import (
    Cursor,
    behind,
    category_names,
    cut_of,
    dictionary,
    monthly_report,
    not_open,
    open_value,
    unit_by_code,
    units_for,
)
from services.reports.report import HEADLINES, MonthlyReport
from services.reports.rules import APART, rest_told
from services.reports.tables import Table
from services.units.models import Unit

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.get("")
def choose() -> ResponseReturnValue:
    """Unit and month; goes on to the report once both are given."""
    units = units_for(viewer())
    form = ChooseForm(request.args)
    form.offer(units)
    asked = "month" in request.args
    if asked and form.validate():
        return redirect(url_for("reports.month", code=form.unit.data, month=form.month.data.strip()), 303)
    if not asked:
        form.month.data = str(Month.of(local_date(now())).previous())
    return render_template("reports/choose.html", form=form, units=units), 422 if asked else 200


@blueprint.get("/<code>/<month>")
def month(code: str, month: str) -> ResponseReturnValue:
    """The month on a page: the same figures as the document."""
    report = _report(code, month, "report.see")
    language = current_language()
    return render_template(
        "reports/month.html",
        report=report,
        period=printed.month_name(report.month, language),
        cut_off=printed.cut_off(report, language),
        headlines=HEADLINES,
        sentences=printed.sentences(report),
        chart=svg(chapters.trend_chart(report, partial(_address, code))),
        tables=_tables(report, language),
        printed=printed,
    )


def _address(code: str, month: Month, figure: str) -> str:
    return url_for("reports.cases_behind", code=code, month=str(month), figure=figure)


def _tables(report: MonthlyReport, language: str) -> tuple[Table, ...]:
    return (
        chapters.flow_table(report),
        chapters.trend_table(report),
        chapters.category_table(report, language),
        chapters.people_table(report),
        chapters.unit_table(report),
        chapters.money_table(report),
        chapters.voice_table(report),
    )


@blueprint.get("/<code>/<month>/report.json")
def as_data(code: str, month: str) -> ResponseReturnValue:
    """`report.json`, as the command writes it."""
    report = _report(code, month, "report.build")
    return _file(report_json(report), "application/json", f"{code}-{month}.json")


@blueprint.get("/<code>/<month>/report.pdf")
def as_document(code: str, month: str) -> ResponseReturnValue:
    """`report.pdf` in the reader's language, as the command writes it."""
    report = _report(code, month, "report.build")
    return _file(report_pdf(report, current_language()), "application/pdf", f"{code}-{month}.pdf")


def _file(contents: bytes, kind: str, name: str) -> Response:
    plain = "".join(mark if mark.isascii() and mark.isprintable() and mark not in '"\\' else "_" for mark in name)
    return Response(contents, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{plain}"'})


@blueprint.get("/<code>/<month>/<figure>")
def cases_behind(code: str, month: str, figure: str) -> ResponseReturnValue:
    """The records that a figure counts, as far as this viewer may see them, and nothing of the others but `rest_told`.

    The same statements are sent whatever they find, and the official number is in none of their answers.
    """
    unit, asked, actor = _unit(code, "report.see"), Month.parse(month), viewer()
    known = dictionary()
    if figure not in known:
        abort(404)
    entry, cut = known[figure], cut_of(unit.org_path, asked)
    found = behind(entry, known, cut, seen_by=actor, after=Cursor.parse(request.args.get("after")))
    hidden = not_open(entry, cut, seen_by=actor) if figure in APART else []
    return render_template(
        "reports/behind.html",
        unit=unit,
        asked=asked,
        period=printed.month_name(asked, current_language()),
        figure=entry,
        value=open_value(entry, known, cut, seen_by=actor),
        rest=rest_told(figure, hidden, over=cut.end <= now()),
        found=found,
        first="after" not in request.args,
        names=category_names(),
        language=current_language(),
        printed=printed,
        may_export=highest_post("case.export", actor) is not None,
    )


def _report(code: str, month: str, verb: str) -> MonthlyReport:
    unit = _unit(code, verb)
    return monthly_report(unit, Month.parse(month), at=now())


def _unit(code: str, verb: str) -> Unit:
    """The unit, where the viewer holds a post in it or above: else not_found, or not_allowed for the wrong post."""
    unit, actor = unit_by_code(code), viewer()
    if not _within_posts(actor, unit):
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这份月报。"))
    if not allowed(verb, actor, unit.org_path):
        raise Problem(ErrorCode.NOT_ALLOWED, _("您的岗位不能查看月报。"))
    return unit


def _within_posts(actor: Actor, unit: Unit) -> bool:
    return any(post.reaches(unit.org_path) for post in actor.posts)
