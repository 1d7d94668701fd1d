"""A fresh, migrated database for each test, on SQLite and on PostgreSQL, in milliseconds.

The migrations run once per test run and kind, into a template; the fixed cast moves in once, into another. Every test
gets a copy of one of them.
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

TEMPLATE, PEOPLED = "template_house", "template_peopled"


def sqlite_address(file: Path) -> str:
    return f"sqlite:///{file}"


class Databases:
    """Makes fresh databases of both kinds and removes them again."""

    def __init__(self, folder: Path, cluster: Callable[[], Cluster]) -> None:
        self._folder = folder
        self._cluster = cluster
        self._remove: list[Callable[[], None]] = []

    def fresh(self, kind: Kind, *, peopled: bool = False) -> str:
        """The address of a migrated database that nobody else knows; with the cast where it is asked for."""
        template = PEOPLED if peopled else TEMPLATE
        return self._fresh_sqlite(template) if kind == "sqlite" else self._fresh_postgres(template)

    def remove_all(self) -> None:
        while self._remove:
            self._remove.pop()()

    def _fresh_sqlite(self, template: str) -> str:
        copy = self._folder / f"{secrets.token_hex(8)}.sqlite3"
        shutil.copyfile(self._sqlite_template(template), copy)
        self._remove.append(lambda: _unlink_sqlite(copy))
        return sqlite_address(copy)

    def _sqlite_template(self, name: str) -> Path:
        file = self._folder / f"{name}.sqlite3"
        if name == PEOPLED:
            self._sqlite_template(TEMPLATE)
        with only_one(self._folder / "sqlite.lock"):
            if not file.exists():
                growing = self._folder / "growing.sqlite3"
                if name == PEOPLED:
                    shutil.copyfile(self._folder / f"{TEMPLATE}.sqlite3", growing)
                _grown(name, sqlite_address(growing), self._folder)
                _fold_log_into(growing)
                growing.rename(file)
        return file

    def _fresh_postgres(self, template: str) -> str:
        self._postgres_template(template)
        cluster, name = self._cluster(), f"test_{secrets.token_hex(8)}"
        self._remove.append(lambda: cluster.drop(name))
        return cluster.make(name, template=template)

    def _postgres_template(self, name: str) -> None:
        cluster, made = self._cluster(), self._folder / f"{name}.made"
        if name == PEOPLED:
            self._postgres_template(TEMPLATE)
        with only_one(self._folder / "postgres-template.lock"):
            if not made.exists():
                cluster.drop(name)
                _grown(name, cluster.make(name, template=TEMPLATE if name == PEOPLED else "template1"), self._folder)
                made.touch()


def _grown(name: str, url: str, folder: Path) -> None:
    """Migrates the database, or lets the cast move into one that was migrated."""
    from tests.fixtures import let_the_cast_move_in

    if name == PEOPLED:
        let_the_cast_move_in(url, folder)
    else:
        upgrade(url)


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
def sqlite_url(request: pytest.FixtureRequest, databases: Databases) -> str:
    return databases.fresh("sqlite", peopled="small_house" in request.fixturenames)


@pytest.fixture
def postgres_url(databases: Databases) -> str:
    return databases.fresh("postgres")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The test runs twice: on a fresh SQLite file and on a fresh PostgreSQL database."""
    return databases.fresh(request.param, peopled="house" in request.fixturenames)
