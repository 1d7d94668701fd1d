"""A house with one unit and the import, on a fresh database of each kind; and the table's twin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_babel import Babel
from sqlalchemy import func, select

from services.accounts.room import ROOM as ACCOUNTS
from services.cases.importing.command import import_table
from services.cases.models import Case, ImportedRow
from services.core.access import SYSTEM, Level, unscoped
from services.core.audit import Event
from services.core.database import Base, db
from services.core.errors import Problem
from services.core.mounting import mount
from services.core.rooms import Room
from services.units.actions import add_unit
from services.units.room import ROOM as UNITS
from tests.accounts.small_house import settings_for

ROOT = Path(__file__).resolve().parents[2]
TWIN = ROOT / "tests" / "data" / "wa_twin.csv"
PROFILE = ROOT / "docs" / "examples" / "wa.yaml"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def said(problem: Problem) -> str:
    """The sentence of a refusal, in Chinese, for tests without a house."""
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        return str(problem.sentence)


@dataclass(frozen=True)
class ImportHouse:
    """The command, and what stands in the tables afterwards."""

    app: Flask

    def run(self, file: Path, profile: Path = PROFILE, *options: str) -> Result:
        """`flask import FILE --profile PROFILE …`."""
        return self.app.test_cli_runner().invoke(args=["import", str(file), "--profile", str(profile), *options])

    def rows(self, model: type[Base], *conditions: Any) -> Sequence[Any]:
        """All rows of a table that meet the conditions, oldest first."""
        statement = select(model).where(*conditions).order_by(*model.__mapper__.primary_key)
        return db.session.scalars(unscoped(statement, because="a test looks at everything")).all()

    def count(self, model: type[Base]) -> int:
        statement = unscoped(select(func.count()).select_from(model), because="a test counts everything")
        return db.session.scalar(statement) or 0

    def case_from(self, number: str, occurrence: int = 1) -> Case:
        """The case that came of a row of the table."""
        came = (ImportedRow.source_number == number, ImportedRow.occurrence == occurrence)
        return self.rows(Case, Case.id == self.rows(ImportedRow, *came)[0].case_id)[0]

    def snapshot(self) -> dict[str, int]:
        """How many rows each table has."""
        return {mapper.class_.__tablename__: self.count(mapper.class_) for mapper in Base.registry.mappers}

    def events(self, kind: str) -> Sequence[Event]:
        return self.rows(Event, Event.kind == kind)


@pytest.fixture
def import_house(database_url: str, tmp_path: Path) -> Iterator[ImportHouse]:
    """An empty house with the unit WA."""
    app = mount((UNITS, ACCOUNTS, Room(name="cases", commands=(import_table,))), settings_for(database_url, tmp_path))
    app.testing = True
    with app.app_context():
        add_unit(None, "WA", "示例", Level.PROVINCE, by=SYSTEM, at=AT)
        yield ImportHouse(app)
        db.session.remove()
        db.engine.dispose()
