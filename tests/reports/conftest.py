"""A house with the figures of cases, on SQLite and on PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from services.core.database import Base, db
from services.core.mounting import mount
from tests.postgres import Cluster
from tests.reports.world import CASES_ROOM, World, settings


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'figures.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    name = f"figures_{secrets.token_hex(8)}"
    yield cluster.make(name)
    cluster.drop(name)


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application without pages, its tables made."""
    app = mount((CASES_ROOM,), settings(tmp_path, url))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(house: Flask) -> World:
    """CITY above DA, DB and DC."""
    return World().found()
