"""`flask reports build`: the month as files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from services.core.cli import plain_errors
from services.core.time import Month, now
from services.core.words import _
from services.reports import printed
from services.reports.files import put_in_place, report_files
from services.reports.queries import monthly_report, unit_by_code
from services.reports.report import HEADLINES, MonthlyReport

LANGUAGES = {"zh": "zh-CN", "en": "en"}


@click.group("reports")
def reports() -> None:
    """月报。 Monthly reports."""


@reports.command("build")
@click.option("--unit", "unit_code", required=True, metavar="CODE", help="code of the unit; everything below it counts")
@click.option("--month", "month_text", required=True, metavar="YYYY-MM", help="calendar month, local time")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
@with_appcontext
def build(unit_code: str, month_text: str, out: Path, lang: str) -> None:
    """Writes DIR/report.json and DIR/report.pdf and prints the headline figures."""
    with force_locale("zh_CN" if lang == "zh" else lang):
        _build(unit_code, month_text, out, LANGUAGES[lang])


@plain_errors
def _build(unit_code: str, month_text: str, out: Path, language: str) -> None:
    month = Month.parse(month_text)
    report = monthly_report(unit_by_code(unit_code), month, at=now())
    paths = put_in_place(out, report_files(report, language))
    for line in _headlines(report, language):
        click.echo(line)
    for path in paths:
        click.echo(str(path))


def _headlines(report: MonthlyReport, language: str) -> list[str]:
    lines = [f"{report.unit.name}  {printed.month_name(report.month, language)}"]
    if report.provisional:
        lines.append(_("本月尚未结束，为暂定数；数据截止 %(at)s。", at=printed.cut_off(report, language)))
    for code in HEADLINES:
        figure = report.figure(code)
        lines.append(f"  {code:<18} {printed.in_words(report.values[code], figure)}  {figure.label}")
    return lines
