"""The pieces of work that are measured, each as the product does it and as the bare application does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import Engine, create_engine, event, select

from bench.bare import bare_app
from bench.town import PASSWORD
from bench.visitor import Answer, Visitor
from services.cases.models import Case, CasePerson, Recovery
from services.core.access import unscoped
from services.core.database import db

OPENED = 20
"""Different cases that are opened in turn."""
FILTER = "/cases?status=closed&month=2026-01&unit=D01"
MONTH = "/reports/CITY/2026-03"
COMMON, RARE = (f"/cases?q={quote(word)}" for word in ("工资", "矽肺"))
SEARCH: dict[str, Any] = {"most_ms": 100, "compared": False}
"""Nothing bare to compare with but the list itself; the bar is one of time."""
ASKED = {
    "text": "三个月没有拿到工资,找了几次都说再等等。",
    "category": "A1",
    "category_2": "",
    "channel": "hotline",
    "unit": "D01S1",
    "claim": "12800.00",
    "people": "1",
    "employer": "示例第七公司",
    "name": "王小明",
    "phone": "13812345678",
    "sex": "",
    "groups": "migrant",
}


@dataclass(frozen=True)
class Work:
    """One line of the table. `most` is the ratio that should not be passed; None where the figure only informs."""

    name: str
    ours: Callable[[], Answer]
    bare: Callable[[], Answer]
    most: float | None = None
    times: int = 10
    """How often in each round."""
    most_ms: float | None = None
    """The milliseconds that should not be passed, where the bar is one of time."""
    compared: bool = True
    """Whether both sides show the same words."""


def works(app: Flask) -> list[Work]:
    """The table's lines, for the supervisor of the city, who sees every unit."""
    product = Visitor(app)
    product.post("/sign-in", {**product.get("/sign-in").hidden, "login": "city.lead", "password": PASSWORD})
    with statements("official") as month:
        product.get(MONTH)
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], **app.config["SQLALCHEMY_ENGINE_OPTIONS"])
    bare = Visitor(bare_app(engine, app.extensions["vault"], month))
    return [
        Work("case list, newest first", lambda: product.get("/cases"), lambda: bare.get("/cases"), 4),
        Work("list by state, unit, month", lambda: product.get(FILTER), lambda: bare.get(FILTER), 4),
        Work("one case with its history", *_in_turn(app, product, bare), 4),
        Work("search 工资", lambda: product.get(COMMON), lambda: bare.get("/cases"), **SEARCH),
        Work("search 矽肺", lambda: product.get(RARE), lambda: bare.get("/cases"), **SEARCH),
        Work("form and new case", lambda: _create(product), lambda: _create(bare), 4, compared=False),
        Work("figures of a month", lambda: product.get(MONTH), lambda: bare.get("/month"), 5, 2, compared=False),
    ]


def _in_turn(app: Flask, *visitors: Visitor) -> list[Callable[[], Answer]]:
    with app.app_context():
        numbers = _closed_cases()
    turns = [cycle(numbers) for _visitor in visitors]
    return [lambda v=visitor, t=turn: v.get(f"/cases/{next(t)}") for visitor, turn in zip(visitors, turns, strict=True)]


def _closed_cases() -> list[str]:
    """Whole cases: closed, with a name and with money."""
    wanted = select(Case.number).where(
        Case.closed_at.is_not(None),
        Case.sealed.is_(False),
        Case.id.in_(select(CasePerson.case_id)),
        Case.id.in_(select(Recovery.case_id)),
    )
    newest = wanted.order_by(Case.closed_at.desc()).limit(OPENED)
    return list(db.session.scalars(unscoped(newest, because="the benchmark opens them in turn")))


def _create(visitor: Visitor) -> Answer:
    return visitor.post("/cases/new", {**visitor.get("/cases/new").hidden, **ASKED})


@contextmanager
def statements(scope: str | None = None) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database inside the block, with its parameters; of one scope only where it is given."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, context: Any, _many: bool) -> None:
        said = str(context.execution_options.get("scope", "")) if context else ""
        if not statement.startswith(("BEGIN", "PRAGMA")) and said.startswith(scope or ""):
            sent.append((statement, given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
