"""Workload and quality of a month, on a page and as a table to take along; no case and no member is named in it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from services.cases.exporting.files import Cell, Sheet, made
from services.cases.exporting.kinds import FileKind
from services.clocks.queries import bands_on
from services.core.time import LOCAL, Month, local_date, now
from services.core.web import viewer
from services.core.words import _
from services.desk.queries.workload import FIGURE_OF, Line, Workload, workload_of
from services.desk.views.blueprint import blueprint
from services.desk.views.board import led_unit, list_of, month_asked_for, months_offered, way_up
from services.units.models import Unit

COLUMNS = ("open", "overdue", "closed", "due", "on_time", "reopened")
"""The columns that are counts of cases, each a link."""


@blueprint.get("/workload")
def workload() -> ResponseReturnValue:
    """Who had how much in the month, and how well it was done."""
    unit, month = led_unit(), month_asked_for()
    return render_template(
        "desk/workload.html",
        unit=unit,
        month=month,
        months=months_offered(),
        found=_found(unit, month),
        columns=COLUMNS,
        list_behind=list_behind,
        above=way_up(unit),
    )


@blueprint.get("/workload.csv")
def workload_file() -> ResponseReturnValue:
    """The same as CSV."""
    unit, month = led_unit(), month_asked_for()
    found = _found(unit, month)
    rows = [*(_cells(line) for line in found.units), *(_cells(line) for line in found.colleagues)]
    mark = [
        _("%(unit)s %(month)s 工作量与质量", unit=unit.name, month=month),
        _("导出人：%(who)s", who=viewer().label),
        _("导出时间：%(at)s", at=f"{now().astimezone(LOCAL):%Y-%m-%d %H:%M}"),
        _("内部资料，不得外传。"),
    ]
    file = made(Sheet(_headings(), rows, mark), FileKind.CSV)
    headers = {"Content-Disposition": f'attachment; filename="workload-{unit.code}-{month}.csv"'}
    return Response(file.contents, mimetype="text/csv", headers=headers)


def _found(unit: Unit, month: Month) -> Workload:
    return workload_of(unit, month, viewer(), bands_on(local_date(now())))


def list_behind(column: str, month: Month, **where: Any) -> str:
    """The address of the list that shows the cases which a column counts."""
    if column in FIGURE_OF:
        return url_for("cases.index", **where, figure=FIGURE_OF[column], period=str(month))
    return list_of(column, **where)


def _headings() -> list[str]:
    return [
        *(_("单位"), _("同事"), _("在办"), _("已超期"), _("已办结"), _("应办结"), _("按期答复"), _("退回重办")),
        *(_("按期率（%%）"), _("有效回访"), _("满意率（%%）")),
    ]


def _cells(line: Line) -> list[Cell]:
    work = line.work
    unit = line.user.unit.name if line.user else line.name or _("合计")
    colleague = line.user.name if line.user else _("本级") if line.alone else _("全部")
    counts: list[Cell] = [getattr(work, column) for column in COLUMNS]
    voices: list[Cell] = [line.mark or work.answered, line.mark or work.satisfaction]
    return [unit, colleague, *counts, work.punctuality, *voices]
