"""`flask demo first-start`: a small city to look at, made once, in an empty database, by the product's own actions."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from services.accounts.passwords import one_time_secret
from services.cases.query_codes import new_query_code, shown
from services.clocks.queries import working_calendar
from services.core.access import Role
from services.core.audit import Source
from services.core.cli import plain_errors
from services.core.database import write_transaction
from services.core.settings import Settings
from services.core.time import from_local, local_date, now
from services.core.words import _
from services.scenario.player import Player
from services.scenario.queries import first_table_in_use
from services.scenario.story import Fields, Moment, Story, read_story

CITY = Path(__file__).with_name("first_city.yaml")
FOLLOWED = "c12"
"""The case whose receipt is printed, so that a visitor can follow it as its member does."""

demo = AppGroup("demo", help="演示：第一次启动时的小城市。 The small city of a first start.")


@demo.command("first-start")
@plain_errors
def first_start() -> None:
    """Make the demo city if the database is empty, print its one-time sign-ins, and print the address."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.production and first_table_in_use() is None:
        _open_city()
    click.echo(_("地址：%(address)s", address=f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/"))


def _open_city() -> None:
    """All of it or nothing: an interrupted first start leaves the database empty, to be begun again."""
    today = local_date(now())
    story = with_secrets(with_days(read_story(CITY, working_days_before(today)), today))
    player = Player(story, Source.DEMO)
    with write_transaction():
        player.play()
    print_sign_ins(story.world["staff"], story.world["units"])
    click.echo()
    code = _field(story, FOLLOWED, "query_code")
    receipt = {"number": player.named[FOLLOWED].number, "code": shown(code)}
    click.echo(_("职工查进度可以试用：编号 %(number)s，查询码 %(code)s", **receipt))


def working_days_before(today: date) -> Moment:
    """Reads `-12 09:30`: the local time, so many working days before today."""
    calendar = working_calendar()

    def moment(told: object) -> datetime:
        days, clock = str(told).split()
        day = calendar.add_working_days(today, int(days))
        return from_local(datetime.combine(day, time.fromisoformat(clock)))

    return moment


def with_days(story: Story, today: date) -> Story:
    """The same story, in which `until: 8` has become the day eight working days from today."""
    calendar = working_calendar()
    steps = (
        replace(step, fields={**step.fields, "until": calendar.add_working_days(today, step.fields["until"])})
        if "until" in step.fields
        else step
        for step in story.steps
    )
    return replace(story, steps=tuple(steps))


def with_secrets(story: Story) -> Story:
    """The same story, in which each member of staff and one submitted case get a fresh secret of their own."""
    staff = tuple({**entry, "secret": one_time_secret()} for entry in story.world["staff"])
    steps = (
        replace(step, fields={**step.fields, "query_code": new_query_code()}) if step.name == FOLLOWED else step
        for step in story.steps
    )
    return replace(story, world={**story.world, "staff": staff}, steps=tuple(steps))


def _field(story: Story, name: str, field: str) -> str:
    return next(str(step.fields[field]) for step in story.steps if step.name == name)


def print_sign_ins(staff: Sequence[Fields], units_told: Iterable[Fields]) -> None:
    """The one-time secrets of the staff, shown this once."""
    units = {entry["code"]: str(entry["name"]) for entry in units_told}
    head = (_("账号"), _("姓名"), _("单位"), _("岗位"), _("一次性密码"))
    lines = [head, *(_line(entry, units) for entry in staff)]
    click.echo(_("已建好一个演示城市。下面的一次性密码只显示这一次，首次登录须改成自己的密码："))
    click.echo()
    for line in in_columns(lines):
        click.echo(line)


def _line(entry: Fields, units: dict[str, str]) -> tuple[str, ...]:
    roles = "、".join(Role(role).label for role in entry["roles"])
    return entry["login"], entry["name"], units[entry["unit"]], roles, entry["secret"]


def in_columns(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of cells, each column as wide as its widest cell on a screen where Han characters take two places."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(_padded(line, widths)).rstrip() for line in lines]


def _padded(line: Iterable[str], widths: Iterable[int]) -> Iterable[str]:
    return (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)
