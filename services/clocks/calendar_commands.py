"""`flask calendar`: the working calendar, as the State Council publishes it each year."""

from __future__ import annotations

from datetime import date

import click
from flask.cli import with_appcontext

from services.clocks.calendar_keeping import publish_year, set_day
from services.clocks.models import CalendarKind
from services.clocks.queries import named_days_of, notice_of
from services.core.access import SYSTEM
from services.core.cli import plain_errors
from services.core.time import now
from services.core.words import _
from services.units.queries import unit_named

KINDS = [*(kind.value for kind in CalendarKind), "ordinary"]
A_DAY = click.DateTime(["%Y-%m-%d"])
UNIT = click.option("--unit", required=True, metavar="CODE", help="the unit in whose name the calendar is kept")
SOURCE = click.option("--source", required=True, help="the notice, e.g. 国办发明电〔2026〕1号")


@click.group("calendar")
def calendar() -> None:
    """工作日历：放假与调休。 The working calendar: holidays and make-up days."""


@calendar.command("list")
@click.argument("year", type=int)
@with_appcontext
@plain_errors
def list_days(year: int) -> None:
    """Prints the days of YEAR that depart from the ordinary week."""
    for day in named_days_of(year):
        click.echo(f"{day.on}  {day.kind.label}  {day.name}")
    if notice_of(year) is None:
        click.echo(_("%(year)d 年的放假安排尚未公布，日期均为暂定。", year=year))


@calendar.command("set")
@click.argument("day", type=A_DAY)
@click.option("--kind", type=click.Choice(KINDS), required=True, help="ordinary: neither holiday nor make-up day")
@click.option("--name", default="", help="the festival")
@SOURCE
@UNIT
@with_appcontext
@plain_errors
def set_command(day: date, kind: str, name: str, source: str, unit: str) -> None:
    """Sets one DAY; running deadlines are worked out anew."""
    chosen = None if kind == "ordinary" else CalendarKind(kind)
    moved = set_day(unit_named(unit), date(day.year, day.month, day.day), chosen, name, source, by=SYSTEM, at=now())
    click.echo(_("已修改。重新计算后，%(count)d 个期限有变化。", count=moved))


@calendar.command("publish")
@click.argument("year", type=int)
@SOURCE
@UNIT
@with_appcontext
@plain_errors
def publish_command(year: int, source: str, unit: str) -> None:
    """States that the holidays of YEAR are entered; its dates are no longer provisional."""
    moved = publish_year(unit_named(unit), year, source, by=SYSTEM, at=now())
    click.echo(_("已公布 %(year)d 年。重新计算后，%(count)d 个期限有变化。", year=year, count=moved))
