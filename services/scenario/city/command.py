"""`flask demo load`: the city of the first start grown up, with fourteen months of work in it."""

from __future__ import annotations

import sys

import click
from flask import current_app
from sqlalchemy import select

from services.accounts.events import EventKind
from services.core.access import unscoped
from services.core.audit import Event, Source
from services.core.cli import plain_errors
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.settings import Settings
from services.core.time import Month, local_date, local_midnight, now
from services.core.words import _, _l
from services.scenario.city.loading import load
from services.scenario.city.places import Places
from services.scenario.city.planning import Wish
from services.scenario.demo import demo, print_sign_ins
from services.units.queries import find_unit

FEWEST, MOST = 100, 20_000
"""So few that every category and state still finds a place; so many as there are sentences for."""


@demo.command("load")
@click.option(
    "--cases", type=click.IntRange(FEWEST, MOST), default=2000, show_default=True, help="件数 How many cases."
)
@click.option("--seed", type=int, default=7, show_default=True, help="种子 The same seed makes the same city.")
@click.option(
    "--until", metavar="YYYY-MM", help="最后一个月 The last of the fourteen months; by default the last whole one."
)
@plain_errors
def load_city(cases: int, seed: int, until: str | None) -> None:
    """Fill the demo city with CASES invented cases of the fourteen months up to UNTIL, by the product's own rules."""
    month = Month.parse(until) if until else Month.of(local_date(now())).previous()
    _refuse_what_cannot_be(month)
    wish = Wish(cases, seed, month, min(month.end, local_midnight(local_date(now()))))
    with click.progressbar(length=cases, label=_("演示城市"), file=sys.stderr) as bar:
        added = load(wish, bar.update)
    able = [entry for entry in added if "secret" in entry]
    print_sign_ins(able, Places().units)
    click.echo()
    click.echo(
        _(
            "其余 %(count)d 个账号还没有密码：运行 flask --app app users reset 账号，或由管理员在“工作人员”里重置。",
            count=len(added) - len(able),
        )
    )
    click.echo(_("已装入 %(cases)d 件案件，截至 %(month)s。", cases=cases, month=str(month)))


def _refuse_what_cannot_be(month: Month) -> None:
    """Raises Problem(invalid) with one sentence; nothing has been written then."""
    settings: Settings = current_app.extensions["settings"]
    if settings.production:
        raise Problem(ErrorCode.INVALID, _l("正式环境不装演示数据。"))
    if local_midnight(local_date(now())) <= month.start:
        raise Problem(ErrorCode.INVALID, _l("%(month)s 还没有开始，请选更早的月份。", month=str(month)))
    if _was_worked_in() or any(find_unit(entry["code"]) for entry in Places().units if entry["code"] == "HX"):
        raise Problem(
            ErrorCode.INVALID, _l("数据库里已有记录，演示数据只能装进空的或刚首次启动的数据库。什么都没有改动。")
        )


def _was_worked_in() -> bool:
    """Whether anything happened besides a first start and what people do with their own accounts."""
    others = select(Event.id).where(Event.source != Source.DEMO, Event.kind.not_in([kind.value for kind in EventKind]))
    return db.session.scalar(unscoped(others.limit(1), because="looking for work before a demo")) is not None
