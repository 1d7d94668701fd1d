"""A city with nothing but figures, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.core.audit import Answers, Hand
from services.core.database import db
from services.core.mounting import mount
from tests.fixtures import settings_for
from tests.reports.world import CASES_ROOM, World


@pytest.fixture
def world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """CITY above DA, DB and DC, in an application without pages. Its rows stand in no chain, so no answer is kept."""
    monkeypatch.setattr(Answers, "at_hand", lambda answers: Hand(answers, None))
    app = mount((CASES_ROOM,), settings_for(database_url, tmp_path))
    with app.app_context():
        yield World().found()
        db.session.remove()
        db.engine.dispose()
