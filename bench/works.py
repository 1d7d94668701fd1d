"""The pieces of work that are measured, each as the product does it and as the bare application does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from random import randrange
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Engine, create_engine, event, select

from bench.bare import bare_app
from bench.town import PASSWORD
from bench.visitor import Answer, Inside, Visitor
from services.cases.kinds import Consent
from services.cases.models import Case, CasePerson, Recovery
from services.core.access import unscoped
from services.core.database import db

V = TypeVar("V", bound=Visitor)

OPENED = 20
"""Different cases that are opened in turn."""
FILTER = "/cases?status=closed&month=2026-01&unit=D01"
SEARCH = "/cases?q={}"
MONTH = "/reports/CITY/2026-03"
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
    "proxy_kinship": "",
    "proxy_consent": Consent.NOT_YET.value,
}


Call = Callable[[Visitor], Answer]


@dataclass(frozen=True)
class Work:
    """One line of the table. `most` is the ratio that should not be passed, `most_ms` a bar in milliseconds."""

    name: str
    ours: Call
    bare: Call | None
    most: float | None = None
    most_ms: float | None = None
    times: int = 20
    """How often in each round by one client; by eight, each a quarter of it."""
    compared: bool = True
    """Whether both sides show the same words."""


def works() -> list[Work]:
    """The table's lines."""

    def one(visitor: Visitor) -> Answer:
        return visitor.get(f"/cases/{next(visitor.cases)}")

    def page(path: str) -> Call:
        return lambda visitor: visitor.get(path)

    return [
        Work("case list, newest first", page("/cases"), page("/cases"), 4),
        Work("list by state, unit, month", page(FILTER), page(FILTER), 4),
        Work("one case with its history", one, one, 4),
        Work("form and new case", create, create, 5, compared=False),
        Work("search 工资", page(SEARCH.format("%E5%B7%A5%E8%B5%84")), None, most_ms=100, times=10),
        Work("search 矽肺", page(SEARCH.format("%E7%9F%BD%E8%82%BA")), None, most_ms=100, times=10),
        Work("queue of the day", page("/desk"), None, most_ms=100, times=10),
        Work("figures of a month", page(MONTH), page("/month"), most_ms=100, times=4, compared=False),
        Work("new case, then its month", create_and_look, None, times=2),
    ]


def signed_in(visitor: V) -> V:
    """The supervisor of the city, who sees every unit."""
    visitor.post("/sign-in", {**visitor.get("/sign-in").hidden, "login": "city.lead", "password": PASSWORD})
    return visitor


def create(visitor: Visitor) -> Answer:
    """Opens the form and sends it, for somebody with a number that nobody of the filled city has."""
    drawn = randrange(10**8)
    who = {"phone": f"139{drawn:08d}", "name": f"王{chr(0x4E00 + drawn % 20_000)}{chr(0x4E00 + drawn // 5_001)}"}
    return visitor.post("/cases/new", {**visitor.get("/cases/new").hidden, **ASKED, **who})


def create_and_look(visitor: Visitor) -> Answer:
    """A new case of the month, after which nothing that is kept of its figures is true any more."""
    create(visitor)
    return visitor.get(MONTH)


def bare_beside(app: Flask) -> Flask:
    """The bare application on the product's database, with the statements of the product's own month."""
    product = signed_in(Inside(app))
    with statements("official") as month:
        product.get(MONTH)
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], **app.config["SQLALCHEMY_ENGINE_OPTIONS"])
    return bare_app(engine, app.extensions["vault"], month)


def whole_cases(app: Flask) -> Iterator[str]:
    """Numbers of cases to open in turn, without end: closed, with a name and with money."""
    wanted = select(Case.number).where(
        Case.closed_at.is_not(None),
        Case.sealed.is_(False),
        Case.id.in_(select(CasePerson.case_id)),
        Case.id.in_(select(Recovery.case_id)),
    )
    newest = wanted.order_by(Case.closed_at.desc()).limit(OPENED)
    with app.app_context():
        return cycle(db.session.scalars(unscoped(newest, because="the benchmark opens them in turn")).all())


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
