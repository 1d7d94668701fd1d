"""Bringing a database to the newest form without an application: for tests, benchmarks and first starts."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(url: str, _instance_dir: Path | None = None) -> None:
    """Runs all migrations that the database at `url` has not seen yet."""
    command.upgrade(_config(url), "head")


def make_revision(url: str, message: str, revision: str) -> None:
    """Writes a migration for the difference between the models and the migrated database at `url`."""
    command.revision(_config(url), message=message, autogenerate=True, rev_id=revision)


def _config(url: str) -> Config:
    config = Config(str(MIGRATIONS / "alembic.ini"))
    config.attributes["address"] = url
    return config
