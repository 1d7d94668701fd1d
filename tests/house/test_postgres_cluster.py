"""The throw-away PostgreSQL: one server under an ordinary user, a database of its own for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from tests.databases import Kind
from tests.postgres import OWNER, Cluster


def _ask(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            answer = connection.execute(text(statement))
            return answer.scalar() if answer.returns_rows else None
    finally:
        engine.dispose()


def test_each_test_has_a_database_of_its_own_that_starts_from_the_same_template(
    database_url: str, fresh_database: Callable[[Kind], str]
) -> None:
    _ask(database_url, "CREATE TABLE mine AS SELECT '喆堃䶮𬭎' AS name")
    kind: Kind = "sqlite" if database_url.startswith("sqlite") else "postgres"
    assert _ask(database_url, "SELECT name FROM mine") == "喆堃䶮𬭎"
    another = fresh_database(kind)
    assert _ask(another, "SELECT version_num FROM alembic_version") == _ask(
        database_url, "SELECT version_num FROM alembic_version"
    )
    with pytest.raises(DatabaseError, match="mine"):
        _ask(another, "SELECT name FROM mine")


@pytest.mark.postgres
def test_the_server_runs_under_an_ordinary_user(postgres: Cluster) -> None:
    assert Path(f"/proc/{postgres.pid}").stat().st_uid != 0


@pytest.mark.postgres
def test_the_product_is_no_superuser(postgres_url: str) -> None:
    assert _ask(postgres_url, "SELECT current_user") == OWNER
    assert _ask(postgres_url, "SELECT usesuper FROM pg_user WHERE usename = current_user") is False


@pytest.mark.postgres
def test_a_stranger_on_this_machine_needs_the_password(postgres: Cluster, postgres_url: str) -> None:
    with pytest.raises(DatabaseError, match="password authentication failed"):
        _ask(postgres_url.replace(postgres.password, "guess"), "SELECT 1")
