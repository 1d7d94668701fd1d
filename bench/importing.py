"""`python -m bench.importing [ROWS]`: seconds and memory of the import of a long table, in a process of its own.

On a fresh SQLite database in a temporary folder. Memory is what the process grew by at its peak, beyond what it needed
for the import of a single row; the pages of the database file that it looks at are the system's and do not count.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.places import ROOT
from services.core.migrating import upgrade

MOST_MB = 100
"""By how much the process may grow, whatever the length of the table."""
PROFILE = ROOT / "docs" / "examples" / "wa.yaml"
HEADER = (
    "case_no,employer,employer_ubi,industry,city,zip,complaint_type,violation_types,received_date,closed_date,"
    "amount_claimed,amount_assessed"
)
FIRST = date(2019, 1, 1)
KINDS = ("Wage Claim", "Overtime", "Final Pay", "Rest Periods")


@dataclass(frozen=True)
class Measured:
    """What the import took."""

    rows: int
    seconds: float
    grown_mb: float

    @property
    def line(self) -> str:
        """One line, for the table."""
        verdict = "holds" if self.grown_mb <= MOST_MB else "MISSED"
        return (
            f"import of {self.rows:,} rows: {self.seconds:.0f} s, {self.rows / self.seconds:.0f} rows/s; "
            f"memory grew by {self.grown_mb:.0f} MB (≤ {MOST_MB})  {verdict}"
        )


def measured(rows: int) -> Measured:
    """Imports an invented table of so many rows in a process beside this one."""
    with tempfile.TemporaryDirectory(prefix="bench-import-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'import.sqlite3'}"
        upgrade(url)
        one, all_of_them = written(folder / "one.csv", 1), written(folder / "long.csv", rows)
        told = subprocess.run(
            [sys.executable, "-m", "bench.importing", "--here", str(one), str(all_of_them)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "INSTANCE_DIR": name},
            capture_output=True,
            text=True,
            check=True,
        )
    seconds, grown = json.loads(told.stdout.splitlines()[-1])
    return Measured(rows, seconds, grown)


def written(file: Path, rows: int) -> Path:
    """A table of so many rows, one in a hundred odd."""
    with file.open("w", encoding="utf-8") as out:
        print(HEADER, file=out)
        for line in _lines(rows):
            print(line, file=out)
    return file


def _lines(rows: int) -> Iterator[str]:
    for place in range(rows):
        received = FIRST + timedelta(days=place % 700)
        amount = "undetermined" if place % 100 == 7 else f"{place % 5000}.50"
        yield (
            f"BN-{rows}-{place},Works {place % 9000},6{place % 9000:08d},Service,Town,98{place % 1000:03d},"
            f"{KINDS[place % 4]},Other; Late pay,{received},{received + timedelta(days=30)},{amount},0.00"
        )


def _here(one: str, all_of_them: str) -> None:
    """Runs both imports and prints `[seconds, megabytes]`."""
    from app import create_app

    runner = create_app().test_cli_runner()

    def run(*args: str) -> None:
        done = runner.invoke(args=list(args))
        if done.exit_code:
            raise SystemExit(done.output)

    run("units", "add", "WA", "示例", "--level", "province")
    run("cases", "import", one, "--profile", str(PROFILE))
    before, begun, peak = _own_mb(), time.perf_counter(), 0.0
    with ThreadPoolExecutor(1) as beside:
        importing = beside.submit(copy_context().run, run, "cases", "import", all_of_them, "--profile", str(PROFILE))
        while not importing.done():
            peak = max(peak, _own_mb())
            time.sleep(0.05)
        importing.result()
    seconds = time.perf_counter() - begun
    print(json.dumps([round(seconds, 1), round(peak - before, 1)]))


def _own_mb() -> float:
    """What the process holds for itself alone, in megabytes (proc(5), `RssAnon`)."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("RssAnon:")[2].split()[0]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        _here(*sys.argv[2:])
    else:
        print(measured(int((sys.argv[1:] or ["100000"])[0])).line)
