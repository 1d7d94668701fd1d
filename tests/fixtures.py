"""The whole house on a fresh database, and the fixed cast that works in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from app import create_app
from services.accounts.actions import add_user
from services.accounts.actors import actor_of
from services.accounts.models import User
from services.accounts.queries import user_named
from services.cases.actions import accept, call_back, check, close, register, reply, submit, take
from services.cases.kinds import Channel, Difficulty, Family, Outcome, Rating
from services.cases.models import Case
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, SYSTEM, Actor, Level, Role
from services.core.database import db
from services.core.settings import Settings
from services.people.facts import PersonFacts
from services.units.actions import add_unit
from services.units.models import Unit
from services.units.queries import find_unit, unit_named

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, nine in the morning in China: a month without public holidays."""
PASSWORD = "seven quiet herons wade"

UNITS = (
    ("CITY", "示例市总工会", Level.CITY, None),
    ("DA", "甲区总工会", Level.DISTRICT, "CITY"),
    ("DB", "乙区总工会", Level.DISTRICT, "CITY"),
    ("SA", "甲区一街道总工会", Level.STREET, "DA"),
)
STAFF = (
    ("hotline", "何热线", "CITY", (Role.CASEWORKER, Role.DISPATCHER)),
    ("city.lead", "陈市长", "CITY", (Role.SUPERVISOR,)),
    ("city.audit", "沈经审", "CITY", (Role.AUDITOR,)),
    ("city.admin", "施管理", "CITY", (Role.ADMINISTRATOR,)),
    ("lin", "林一", "DA", (Role.CASEWORKER,)),
    ("fang", "方二", "DA", (Role.CASEWORKER,)),
    ("da.lead", "戴区长", "DA", (Role.SUPERVISOR,)),
    ("da.money", "钱财务", "DA", (Role.FINANCE,)),
    ("sun", "孙三", "DB", (Role.CASEWORKER,)),
    ("db.lead", "杜区长", "DB", (Role.SUPERVISOR,)),
)


def settings_for(url: str, folder: Path) -> Settings:
    """Settings of a test: fixed keys, cheap password hashes."""
    key = bytes(range(32))
    return Settings(
        instance_dir=folder,
        database_url=url,
        production=False,
        secret_key="of a test",
        vault_keys={"k1": key},
        vault_key_id="k1",
        vault_algorithm="A256GCM",
        index_key=key,
        audit_key=key,
        password_memory_kib=32,
    )


class Browser(FlaskClient):
    """A browser whose every request stands alone, as on a server: in an application context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.rollback()  # what the test read so far is read anew afterwards
        kwargs.setdefault("buffered", True)  # a served file is closed at once
        with self.application.app_context():
            return super().open(*args, **kwargs)


@dataclass(frozen=True)
class House:
    """The running house, and short ways to bring about what a test needs."""

    app: Flask

    def unit(self, code: str) -> Unit:
        return unit_named(code)

    def user(self, login: str) -> User:
        return user_named(login)

    def actor(self, login: str) -> Actor:
        """The colleague as someone who acts, with the posts of this moment."""
        return actor_of(user_named(login))

    def client(self, login: str | None = None) -> FlaskClient:
        """A browser; signed in where a login is given."""
        client = Browser(self.app, self.app.response_class, use_cookies=True)
        if login:
            answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
            assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    def make_case(
        self,
        *,
        unit: str = "DA",
        by: str = "lin",
        text: str = "两个月没有发工资",
        categories: tuple[str, ...] = ("A1",),
        person: PersonFacts | None = None,
        at: datetime = MONDAY,
        **asked: object,
    ) -> Case:
        """A case registered by a colleague."""
        ask = Ask(family=Family.RIGHTS, categories=categories, text=text, **asked)  # type: ignore[arg-type]
        return register(self.unit(unit), ask, Channel.HOTLINE, person, by=self.actor(by), at=at)

    def submit_case(self, *, unit: str = "DA", at: datetime = MONDAY, code: str | None = None, **asked: object) -> Case:
        """A case submitted through the portal by someone who is not signed in."""
        facts = {"family": Family.RIGHTS, "categories": ("A1",), "text": "两个月没有发工资", **asked}
        return submit(self.unit(unit), Ask(**facts), query_code=code, by=ANONYMOUS, at=at)  # type: ignore[arg-type]

    def handled(self, case: Case, *, handler: str = "lin", at: datetime = MONDAY) -> Case:
        """The case, accepted and in the hands of the handler."""
        accept(case, Difficulty.ORDINARY, by=self.actor(handler), at=at)
        return take(case, self.user(handler), by=self.actor(handler), at=at)

    def closed(self, case: Case, *, handler: str = "lin", lead: str = "da.lead", at: datetime = MONDAY) -> Case:
        """The case, handled, answered, checked, called back and closed."""
        self.handled(case, handler=handler, at=at)
        reply(case, Outcome.RESOLVED, "工资已补发", by=self.actor(handler), at=at)
        check(case, True, by=self.actor(lead), at=at)
        call_back(case, Rating.SATISFIED, by=self.actor(lead), at=at)
        return close(case, by=self.actor(lead), at=at)


class Compiled(BytecodeCache):
    """Templates are compiled once in a process; each test has an application of its own."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture
def whole_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application as it is served, on SQLite and on PostgreSQL."""
    yield from _running(database_url, tmp_path)


@pytest.fixture
def sqlite_app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on SQLite alone, for what has nothing to do with the database."""
    yield from _running(sqlite_url, tmp_path)


def _running(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(settings_for(url, folder))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def house(whole_app: Flask) -> Iterator[House]:
    """The house with its cast, inside an application context, on both databases."""
    yield from _peopled(whole_app)


@pytest.fixture
def small_house(sqlite_app: Flask) -> Iterator[House]:
    """The same on SQLite alone."""
    yield from _peopled(sqlite_app)


def _peopled(app: Flask) -> Iterator[House]:
    with app.app_context():
        if find_unit("CITY") is None:
            people_the_house()
        db.session.rollback()  # what a test reads is read anew, not as of this look
        yield House(app)
        db.session.remove()


def let_the_cast_move_in(url: str, folder: Path) -> None:
    """Into a migrated, empty database, from which a test's own is copied."""
    app = create_app(settings_for(url, folder))
    with app.app_context():
        people_the_house()
        db.session.remove()
        db.engine.dispose()


def people_the_house() -> None:
    """Adds the units and the staff, through the same verbs as everyone."""
    for code, name, level, parent in UNITS:
        add_unit(unit_named(parent) if parent else None, code, name, level, by=SYSTEM, at=MONDAY)
    for login, name, unit, roles in STAFF:
        user = add_user(unit_named(unit), login, name, roles, secret=PASSWORD, by=SYSTEM, at=MONDAY)
        _has_chosen_a_password(user)


def _has_chosen_a_password(user: User) -> None:
    from services.core.database import write_transaction

    login = user.login
    with write_transaction():
        user_named(login).must_change = False


@pytest.fixture
def count_statements() -> Iterator[Callable[[], list[str]]]:
    """The SQL sent to the database since the test began, apart from BEGIN and PRAGMA."""
    from sqlalchemy import Engine, event

    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield lambda: sent
    event.remove(Engine, "before_cursor_execute", note)
