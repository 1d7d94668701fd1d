"""Where the benchmark's data live: a folder of its own outside the repository, gone at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app import create_app
from services.core.database import db
from services.core.migrating import upgrade
from services.core.settings import Settings


@contextmanager
def house(kind: str) -> Iterator[Flask]:
    """The product on a fresh, migrated database: `sqlite`, or `postgres` from a throw-away server."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o711)
    given = {"INSTANCE_DIR": str(folder), "PASSWORD_MEMORY_KIB": "1024"}
    try:
        if kind == "postgres":
            given["DATABASE_URL"] = _postgres(folder)
        settings = Settings.from_environment(given)
        upgrade(settings.database_url)
        app = create_app(settings)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        if kind == "postgres":
            _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _postgres(folder: Path) -> str:
    from tests.postgres import programs, running_cluster

    if programs() is None:
        raise SystemExit("PostgreSQL is missing: sudo apt install postgresql")
    return running_cluster(folder, os.getpid()).make("bench")


def _stop(folder: Path) -> None:
    from tests.session import AT_END

    for finish in AT_END:
        finish(folder)


def settle(app: Flask) -> None:
    """What PostgreSQL's own housekeeping would have done by then; SQLite has none."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as database:
                database.execute(text("VACUUM ANALYZE"))
