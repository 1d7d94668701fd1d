"""The same pages without anything around them: Flask, SQLAlchemy Core, one autoescaped template each.

No sign-in, no scope, no token against forged requests, no second language, no navigation, no history.
What it shows in the page's main part is what the product shows there; the benchmark compares the two texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Engine

from bench import bare_rows, bare_writes
from services.cases.kinds import CaseEvent, Channel, Difficulty, Factor, Group, Outcome, Rating, RecoveryKind, Status
from services.clocks.rules import Bands, due, sentence
from services.clocks.rules.lights import Light
from services.clocks.table import RULES, in_force
from services.core.money import yuan_grouped
from services.core.time import LOCAL, Month, local_date
from services.core.vault import Vault, mask_name, mask_phone

TABS = (
    ("全部", "/cases"),
    ("在办", "/cases?state=open"),
    ("我经办的", "/cases?mine=1"),
    ("已超期", "/cases?due=overdue"),
    ("已办结", "/cases?state=closed"),
)
FILTERS = ("status", "unit", "category", "group", "channel", "month")
TEXTS = (
    ("涉及金额（元）", "claim"),
    ("涉及人数", "people"),
    ("用人单位或平台", "employer"),
    ("职工姓名", "name"),
    ("手机号", "phone"),
    ("身份证号", "id_number"),
    ("年龄", "age"),
)
STEPS = (("reopening", "退回重办"), ("archiving", "归档"))
HEADINGS = ("编号", "类别", "职工", "用人单位", "状态", "期限", "经办人", "登记日期")
LIGHTS = {Light.GREEN: "时限内", Light.YELLOW: "临期", Light.RED: "已超期", Light.PURPLE: "严重超期"}
RULE_NAMES = {rule.code: rule.name for rule in RULES}
WORDS = {"difficulty": Difficulty, "outcome": Outcome, "rating": Rating}
Replayed = Sequence[tuple[str, Any]]
"""Statements of the product with their parameters."""


def same(message: str) -> str:
    """In place of a translation."""
    return message


def offered(kind: Any) -> list[tuple[str, str]]:
    """(value, Chinese label) of an enum."""
    return [(member.value, member.msgid) for member in kind]


def bare_app(engine: Engine, vault: Vault, month: Replayed) -> Flask:
    """The bare application on an engine like the product's; `month` are the statements behind the month's page."""
    app = Flask("bench.bare", template_folder="templates")
    app.config["TEMPLATES_AUTO_RELOAD"] = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["day"] = lambda at: at.astimezone(LOCAL).strftime("%Y-%m-%d")
    app.jinja_env.filters["minute"] = lambda at: at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    app.jinja_env.filters["yuan"] = yuan_grouped
    pages = Pages(engine, vault, month)
    app.add_url_rule("/cases", view_func=pages.listed)
    app.add_url_rule("/cases/<number>", view_func=pages.case)
    app.add_url_rule("/cases/new", view_func=pages.new)
    app.add_url_rule("/cases/new", "create", view_func=pages.create, methods=["POST"])
    app.add_url_rule("/month", view_func=pages.figures)
    return app


class Pages:
    """The views. The working calendar is read once, when the application starts."""

    def __init__(self, engine: Engine, vault: Vault, month: Replayed) -> None:
        self.engine, self.vault, self.month = engine, vault, month
        with engine.connect() as database:
            self.calendar = bare_rows.calendar(database)

    def listed(self) -> ResponseReturnValue:
        today = local_date(datetime.now(UTC))
        given = {name: request.args.get(name, "") for name in FILTERS}
        month = Month.parse(given["month"]) if given["month"] else None
        asked = bare_rows.Asked(given["status"], (month.start, month.end) if month else None, given["unit"])
        with self.engine.connect() as database:
            found = bare_rows.listed(database, asked)
            ids = [row.id for row in found[: bare_rows.PAGE]]
            rows = {row.id: row for row in bare_rows.shown(database, ids)}
            names = {row.case_id: self.masked(row) for row in bare_rows.names(database, ids)}
            overdue, categories = bare_rows.overdue(database, today), bare_rows.categories(database, today)
            choices = _choices(bare_rows.units(database), categories)
        return render_template(
            "list.html",
            rows=[rows[ident] for ident in ids],
            names=names,
            categories=categories,
            overdue=overdue,
            bands=Bands.of(today, self.calendar),
            lights=LIGHTS,
            rules=RULE_NAMES,
            tabs=TABS,
            headings=HEADINGS,
            choices=choices,
            chips=_chips(choices, given),
            asked=given,
            older=ids[-1] if len(found) > bare_rows.PAGE else None,
        )

    def masked(self, row: Any) -> str:
        return mask_name(self.vault.open(row.name_sealed, f"person.name_sealed.{row.id}"))

    def case(self, number: str) -> ResponseReturnValue:
        with self.engine.connect() as database:
            case = bare_rows.one_case(database, number)
            parts = bare_rows.parts(database, case.id)
            categories = bare_rows.categories(database, local_date(datetime.now(UTC)))
        money: dict[Any, dict[str, int]] = {}
        for row in parts["money"]:
            money.setdefault(row.kind, {})[row.stage] = int(row.fen)
        clocks = sorted(parts["clock"], key=lambda clock: clock.due_on)
        return render_template(
            "case.html",
            case=case,
            parts=parts,
            money=money,
            categories=categories,
            entries=self.entries(parts),
            clocks=[self.clock(row) for row in clocks],
            people=[self.person(row) for row in parts["person"]],
            steps=STEPS,
        )

    def person(self, row: Any) -> dict[str, object]:
        phone = self.vault.open(row.phone_sealed, f"person.phone_sealed.{row.id}")
        return {"id": row.id, "name": self.masked(row), "phone": mask_phone(phone), "sex": row.sex.msgid}

    def clock(self, row: Any) -> dict[str, object]:
        started = local_date(row.started_at)
        rule = in_force(row.rule, started)
        lines = [sentence(line, same) for line in due(rule, started, self.calendar).trace]
        return {"name": rule.name, "source": rule.source, "due_on": row.due_on, "met_at": row.met_at, "trace": lines}

    def entries(self, parts: Mapping[str, Sequence[Any]]) -> list[dict[str, object]]:
        written = {
            row.id: self.vault.open(row.text_sealed, f"{kind}.text_sealed.{row.id}")
            for kind in ("note", "reply")
            for row in parts[kind]
        }
        return [self.entry(row, written) for row in parts["event"]]

    def entry(self, row: Any, written: Mapping[int, str]) -> dict[str, object]:
        facts = json.loads(self.vault.open(row.payload_sealed, f"event.payload_sealed.{row.id}"))
        said = [WORDS[name](value).msgid for name, value in facts.items() if name in WORDS]
        said += [f"{yuan_grouped(facts['amount_fen'])} 元"] if "amount_fen" in facts else []
        said += [RecoveryKind(facts["kind"]).msgid] if "kind" in facts else []
        said += [str(facts["handler"])] if "handler" in facts else []
        said += ["通过"] if facts.get("passed") else []
        said += ["已与职工联系"] if facts.get("contacted") else []
        title = CaseEvent(row.kind).msgid
        words = f"{title}：{' · '.join(said)}" if said else title
        text = written.get(facts.get("note") or facts.get("reply") or 0, "")
        return {"title": words, "who": row.actor_label, "at": row.at, "text": text}

    def new(self) -> ResponseReturnValue:
        with self.engine.connect() as database:
            categories = list(bare_rows.categories(database, local_date(datetime.now(UTC))).items())
            units = [(row.code, row.name) for row in bare_rows.units(database)]
        choices = (
            ("主要类别", "category", categories),
            ("次要类别", "category_2", categories),
            ("来源", "channel", offered(Channel)),
            ("受理单位", "unit", units),
        )
        boxes = (("groups", offered(Group)), ("factors", offered(Factor)))
        return render_template("new.html", choices=choices, texts=TEXTS, boxes=boxes)

    def create(self) -> ResponseReturnValue:
        with self.engine.connect().execution_options(write=True) as database:
            number = bare_writes.create(database, request.form, self.vault, self.calendar, datetime.now(UTC))
            database.commit()
        return redirect(f"/cases/{number}", 303)

    def figures(self) -> ResponseReturnValue:
        with self.engine.connect() as database:
            tables = [_table(database, statement, given) for statement, given in self.month]
        return render_template("month.html", tables=tables)


def _table(database: Connection, statement: str, given: Any) -> tuple[Sequence[str], Sequence[Any]]:
    found = database.exec_driver_sql(statement, given)
    return list(found.keys()), found.all()


def _choices(units: Sequence[Any], categories: Mapping[str, str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        ("状态", "status", offered(Status)),
        ("单位", "unit", [(row.code, row.name) for row in units]),
        ("类别", "category", list(categories.items())),
        ("群体", "group", offered(Group)),
        ("来源", "channel", offered(Channel)),
    ]


def _chips(choices: list[tuple[str, str, list[tuple[str, str]]]], given: Mapping[str, str]) -> list[tuple[str, str]]:
    set_to = [(label, name, dict(options)[given[name]]) for label, name, options in choices if given[name]]
    chips = [(label, given[name] if name == "unit" else word) for label, name, word in set_to]
    return [*chips, ("登记月份", given["month"])] if given["month"] else chips
