"""`flask clocks`: why a date is what it is, and the handbook of rules."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from services.clocks.queries import working_calendar
from services.clocks.rules import Fact, FactKind, NoRuleInForce, as_json, due, sentence
from services.clocks.table import RULES, in_force
from services.core.words import _

YEARS = range(1949, 2950)
"""The years of which dates may be asked."""


@click.group("clocks")
def clocks() -> None:
    """期限：由来与规则表。 Deadlines: where a date comes from, and the table of rules."""


@clocks.command("explain")
@click.argument("rule")
@click.option("--from", "start", required=True, metavar="DATE", help="the local day on which the clock starts")
@click.option("--event", "events", multiple=True, metavar="KIND:DATE", help="e.g. suspend:2026-03-04")
@click.option("--fact", "given", multiple=True, metavar="K=V", help="e.g. until=2026-04-01 for an extension")
@click.option("--json", "as_data", is_flag=True, help="{due, provisional, trace}")
@with_appcontext
def explain(rule: str, start: str, events: tuple[str, ...], given: tuple[str, ...], as_data: bool) -> None:
    """Prints the due date of RULE and the day-by-day trace."""
    first = _day(start)
    try:
        chosen = in_force(rule, first)
    except NoRuleInForce:
        known = ", ".join(sorted({each.code for each in RULES}))
        raise click.ClickException(_("没有名为“%(rule)s”的期限规则。现有：%(known)s", rule=rule, known=known)) from None
    answer = due(chosen, first, working_calendar(), _facts(events, dict(_pairs(given))))
    if as_data:
        click.echo(json.dumps(as_json(answer), ensure_ascii=False, indent=1))
        return
    click.echo(f"{chosen.code}  {_(chosen.name)}  {chosen.length} {chosen.unit.label}")
    click.echo(_("依据：%(source)s", source=_(chosen.source)))
    for line in answer.trace:
        click.echo("  " + sentence(line, _))
    provisional = _("（暂定）") if answer.provisional else ""
    click.echo(str(answer.due or _("暂停计时，暂无到期日")) + provisional)


@clocks.command("handbook")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("docs/clocks.md"))
def handbook(out: Path) -> None:
    """Writes the table of rules."""
    from services.clocks.handbook import handbook_text

    out.write_text(handbook_text(), "utf-8")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.ClickException(_("“%(text)s”不是日期，应写成 2026-03-02。", text=text)) from None
    if day.year not in YEARS:
        first, last = YEARS[0], YEARS[-1]
        raise click.ClickException(_("日期应在 %(first)d 年至 %(last)d 年之间。", first=first, last=last))
    return day


def _pairs(given: tuple[str, ...]) -> list[tuple[str, str]]:
    for text in given:
        if "=" not in text:
            raise click.ClickException(_("“%(text)s”应写成 名称=值。", text=text))
    return [(text.split("=", 1)[0], text.split("=", 1)[1]) for text in given]


def _facts(events: tuple[str, ...], given: dict[str, str]) -> list[Fact]:
    facts = []
    for text in events:
        kind, mark, day = text.rpartition(":")
        try:
            known = FactKind.parse(kind) if mark else None
        except ValueError:
            known = None
        if known is None:
            raise click.ClickException(_("“%(text)s”应写成 事件:日期，例如 suspend:2026-03-04。", text=text))
        until = _day(given.get("until", "")) if known is FactKind.EXTENDED else None
        facts.append(Fact(known, _day(day), until))
    return facts
