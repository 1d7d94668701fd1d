"""Long tables: read in little memory, taken in batches, and gone on with after the process was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, text

from app import create_app
from services.cases.models import Case, ImportedRow, ImportRun, ImportState
from services.core.access import unscoped
from services.core.audit import Event, verify
from services.core.database import db
from services.core.settings import Settings
from tests.cases.import_house import PROFILE, ROOT

HEADER = (
    "case_no,employer,employer_ubi,industry,city,zip,complaint_type,violation_types,received_date,closed_date,"
    "amount_claimed,amount_assessed"
)
FIRST = date(2019, 1, 1)


def long_table(file: Path, rows: int) -> Path:
    """A table of so many rows, some of them odd, one number used twice far apart."""
    with file.open("w", encoding="utf-8") as out:
        print(HEADER, file=out)
        for place in range(rows):
            number = "LT-0" if place == rows - 1 else f"LT-{place}"
            received = FIRST + timedelta(days=place % 700)
            amount = "lots" if place % 1000 == 7 else f"{place}.50"
            print(
                f"{number},Works {place % 90},6{place % 90:08d},Service,Town,98{place % 1000:03d},Wage Claim,"
                f"Other; Late pay,{received},{received + timedelta(days=30)},{amount},0.00",
                file=out,
            )
    return file


def environment(url: str, folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": url, "INSTANCE_DIR": str(folder), "PATH": os.environ["PATH"]}


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An office whose settings a process beside this one can have too."""
    app = create_app(Settings.from_environment(environment(database_url, tmp_path)))
    added = app.test_cli_runner().invoke(args=["units", "add", "WA", "示例", "--level", "province"])
    assert added.exit_code == 0, added.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def command(file: Path) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "app", "cases", "import", str(file), "--profile", str(PROFILE)]


def begun(url: str, folder: Path, file: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(file), cwd=ROOT, env=environment(url, folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def wait_for_rows(engine: Engine, process: subprocess.Popen[bytes], least: int) -> int:
    """How far the import is, once it is far enough."""
    for _look in range(1200):
        assert process.poll() is None, process.communicate()[0].decode()
        with engine.connect() as connection:
            done = connection.execute(text("SELECT max(done) FROM import_run")).scalar() or 0
        if done >= least:
            return int(done)
        time.sleep(0.05)
    raise AssertionError("the import does not get on")


def count(statement: Any) -> int:
    return db.session.scalar(unscoped(statement, because="a test counts everything")) or 0


@pytest.mark.slow
def test_an_import_that_was_killed_goes_on_where_it_stopped(office: Flask, database_url: str, tmp_path: Path) -> None:
    rows, file = 4000, long_table(tmp_path / "long.csv", 4000)
    process, engine = begun(database_url, tmp_path, file), create_engine(database_url)
    try:
        reached = wait_for_rows(engine, process, 1000)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(timeout=30) == -signal.SIGKILL
    finally:
        process.kill()
        process.stdout.close()  # type: ignore[union-attr]
        engine.dispose()
    assert reached < rows
    with office.app_context():
        kept = count(select(func.count(Case.id)))
        assert kept % 1000 == 0
        assert 1000 <= kept < rows
    again = office.test_cli_runner().invoke(args=command(file)[5:])
    assert again.exit_code == 0, again.output
    assert f"新增 {rows - kept} 行，已有 {kept} 行" in again.output
    assert f"上次导入到第 {kept} 行中断" in again.output
    with office.app_context():
        assert count(select(func.count(Case.id))) == count(select(func.count(ImportedRow.id))) == rows
        assert count(select(func.count(func.distinct(Case.number)))) == rows
        assert count(select(func.count(Event.id)).where(Event.kind == "case.imported")) == rows
        (run,) = db.session.scalars(unscoped(select(ImportRun), because="a test looks at everything"))
        assert (run.state, run.rows, run.done, run.new) == (ImportState.DONE, rows, rows, rows)
        assert run.flag_counts == {"bad_amount": 4, "duplicate_number": 1}
        assert verify()[1] == []


MEASURE = """
import resource, sys
from app import create_app
app = create_app()
runner = app.test_cli_runner()
def run(file):
    done = runner.invoke(args=["cases", "import", file, "--profile", sys.argv[1]])
    assert done.exit_code == 0, done.output
run(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
run(sys.argv[3])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_twenty_thousand_rows_need_no_more_memory_than_two_thousand(
    office: Flask, database_url: str, tmp_path: Path
) -> None:
    small, large = long_table(tmp_path / "small.csv", 2000), long_table(tmp_path / "large.csv", 20_000)
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(PROFILE), str(small), str(large)],
        cwd=ROOT,
        env=environment(database_url, tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    grown = int(measured.stdout.split()[-1]) / 1024  # kilobytes on Linux
    print(f"20,000 rows: {grown:.0f} MB more than 2,000")
    assert grown < 40
