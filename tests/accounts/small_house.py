"""A small house for the tests of units and accounts: the real pages and commands, on a fresh database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.accounts.actions import add_user
from services.accounts.models import User
from services.accounts.queries import user_named
from services.accounts.room import ROOM as ACCOUNTS
from services.core.access import SYSTEM, Level, Role
from services.core.mounting import mount
from services.core.settings import Settings
from services.units.actions import add_unit
from services.units.models import Unit
from services.units.queries import unit_named
from services.units.room import ROOM as UNITS

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "seven quiet herons wade"


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


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The house with units and accounts alone."""
    app = mount((UNITS, ACCOUNTS), settings_for(database_url, tmp_path))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        from services.core.database import db

        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


TREE = (
    ("NAT", Level.NATIONAL, None),
    ("PROV", Level.PROVINCE, "NAT"),
    ("CITY", Level.CITY, "PROV"),
    ("DA", Level.DISTRICT, "CITY"),
    ("DB", Level.DISTRICT, "CITY"),
    ("ST", Level.STREET, "DA"),
    ("WORKS", Level.ENTERPRISE, "ST"),
)


@dataclass(frozen=True)
class Town:
    """One unit of each level below one another, and DB beside DA."""

    def unit(self, code: str) -> Unit:
        return unit_named(code)

    def user(self, login: str) -> User:
        return user_named(login)

    def hire(self, login: str, code: str, *roles: Role, secret: str | None = PASSWORD) -> User:
        """A member of staff who has chosen a password, unless told otherwise."""
        return add_user(unit_named(code), login, None, roles, secret=secret, by=SYSTEM, at=AT)


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    """The tree of one town, inside an application context."""
    with app.app_context():
        plant()
        yield Town()


def plant() -> None:
    """Sets up the tree."""
    for code, level, parent in TREE:
        add_unit(unit_named(parent) if parent else None, code, f"{code} 总工会", level, by=SYSTEM, at=AT)
