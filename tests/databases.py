"""A fresh, migrated database for each test, on SQLite and on PostgreSQL, in milliseconds.

The migrations run once per test run and kind, into a template; every test gets a copy of it.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from services.core.migrating import upgrade
from tests.postgres import Cluster
from tests.session import only_one

Kind = Literal["sqlite", "postgres"]

TEMPLATE = "template_house"


def sqlite_address(file: Path) -> str:
    return f"sqlite:///{file}"


class Databases:
    """Makes fresh databases of both kinds and removes them again."""

    def __init__(self, folder: Path, cluster: Callable[[], Cluster]) -> None:
        self._folder = folder
        self._cluster = cluster
        self._remove: list[Callable[[], None]] = []

    def fresh(self, kind: Kind) -> str:
        """The address of a migrated database that nobody else knows."""
        return self._fresh_sqlite() if kind == "sqlite" else self._fresh_postgres()

    def remove_all(self) -> None:
        while self._remove:
            self._remove.pop()()

    def _fresh_sqlite(self) -> str:
        template = self._folder / f"{TEMPLATE}.sqlite3"
        with only_one(self._folder / "sqlite.lock"):
            if not template.exists():
                growing = self._folder / "growing.sqlite3"
                upgrade(sqlite_address(growing))
                _fold_log_into(growing)
                growing.rename(template)
        copy = self._folder / f"{secrets.token_hex(8)}.sqlite3"
        shutil.copyfile(template, copy)
        self._remove.append(lambda: _unlink_sqlite(copy))
        return sqlite_address(copy)

    def _fresh_postgres(self) -> str:
        cluster, made = self._cluster(), self._folder / "postgres.migrated"
        with only_one(self._folder / "postgres-template.lock"):
            if not made.exists():
                cluster.drop(TEMPLATE)
                upgrade(cluster.make(TEMPLATE))
                made.touch()
        name = f"test_{secrets.token_hex(8)}"
        self._remove.append(lambda: cluster.drop(name))
        return cluster.make(name, template=TEMPLATE)


def _fold_log_into(file: Path) -> None:
    """Bring a WAL database back into its one file, so that a plain copy is whole."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _unlink_sqlite(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


@pytest.fixture
def databases(run_folder: Path, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Fresh databases for one test, removed after it."""
    made = Databases(run_folder, lambda: request.getfixturevalue("postgres"))
    yield made
    made.remove_all()


@pytest.fixture
def fresh_database(databases: Databases) -> Callable[[Kind], str]:
    """`fresh_database("sqlite")` and `fresh_database("postgres")`: the address of a migrated database."""
    return databases.fresh


@pytest.fixture
def sqlite_url(databases: Databases) -> str:
    return databases.fresh("sqlite")


@pytest.fixture
def postgres_url(databases: Databases) -> str:
    return databases.fresh("postgres")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The test runs twice: on a fresh SQLite file and on a fresh PostgreSQL database."""
    return databases.fresh(request.param)
