"""Where the benchmark's databases live: in a cache outside the repository, one folder for each kind and size."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import time_machine
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from app import create_app
from bench.lives import END
from bench.seed import SEED, fill
from services.core.audit import verify
from services.core.database import db
from services.core.migrating import upgrade
from services.core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
CHEAP = {"PASSWORD_MEMORY_KIB": "1024"}


@dataclass(frozen=True)
class House:
    """A filled database and how it came to be."""

    folder: Path
    url: str
    events: int
    seconds: float
    """How long filling took; the audit's verifier not counted."""
    cpu_seconds: float

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to open it."""
        return {"INSTANCE_DIR": str(self.folder), "DATABASE_URL": self.url, **CHEAP}

    def app(self) -> Flask:
        """The product on it."""
        return create_app(Settings.from_environment(self.environment))


@contextmanager
def house(kind: str, cases: int) -> Iterator[House]:
    """The database of that kind with so many cases, filled the first time and kept; a server runs meanwhile."""
    folder = _cache() / f"{kind}-{_schema_head()}-{SEED}-{cases}"
    known = folder / "filled.json"
    if not known.exists() or (kind == "postgres" and not (folder / "postgres" / "data" / "PG_VERSION").exists()):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        url = _postgres(folder) if kind == "postgres" else f"sqlite:///{folder / 'bench.sqlite3'}"
        if not known.exists():
            known.write_text(json.dumps(_filled(folder, url, cases)))
        yield House(folder, url, **json.loads(known.read_text()))
    finally:
        if kind == "postgres":
            _stop(folder)


def _filled(folder: Path, url: str, cases: int) -> dict[str, float]:
    upgrade(url)
    app = House(folder, url, 0, 0, 0).app()
    with app.app_context(), time_machine.travel(END, tick=True):
        begun, spent = time.perf_counter(), _processor_time()
        fill(cases)
        seconds, cpu_seconds = time.perf_counter() - begun, _processor_time() - spent
        events, faults = verify()
        if faults:
            raise RuntimeError(f"the audit finds {len(faults)} faults, the first: {faults[0]}")
        _settle()
        db.session.remove()
        db.engine.dispose()
    return {"events": events, "seconds": round(seconds, 1), "cpu_seconds": round(cpu_seconds, 1)}


def _processor_time() -> float:
    """Seconds of this process and of those that it began and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _settle() -> None:
    """What PostgreSQL's own housekeeping would have done by then; SQLite has none."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as database:
            database.execute(text("VACUUM ANALYZE"))


def _cache() -> Path:
    """Root's own home is closed to the server's user, so root keeps it elsewhere."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = (Path("/var/tmp") if os.geteuid() == 0 else home) / "union-cases" / "bench"
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return folder


def _schema_head() -> str:
    return str(ScriptDirectory(str(ROOT / "migrations")).get_current_head())


def _postgres(folder: Path) -> str:
    from tests.postgres import programs, running_cluster

    if programs() is None:
        raise SystemExit("PostgreSQL is missing: sudo apt install postgresql")
    (folder / "postgres.json").unlink(missing_ok=True)
    cluster = running_cluster(folder, os.getpid())
    if not (folder / "filled.json").exists():
        cluster.make("bench")
    return cluster.url("bench")


def _stop(folder: Path) -> None:
    from tests.session import AT_END

    for finish in AT_END:
        finish(folder)
