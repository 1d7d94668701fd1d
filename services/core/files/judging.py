"""Judges files: after the commit that brought them, and by command whatever waited then."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select

from services.core.access import SYSTEM, Actor, Rule, declare_permissions, unscoped
from services.core.actions import action
from services.core.audit import Deed, declare_events, record
from services.core.database import db
from services.core.files.kinds import FileEvent, Verdict
from services.core.files.rows import FILE_TABLES, KeptFile
from services.core.files.scanning import Scanner, ScannerAway
from services.core.settings import settings_in_use
from services.core.words import N_

declare_events(FileEvent, {FileEvent.OPENED: Deed.TAKE_OUT}, onward=FileEvent)
declare_permissions(
    {"file.judge": Rule(roles=frozenset(), note=N_("只由系统根据病毒检查的结果办理"), name=N_("判定文件"))}
)
BATCH = 100
log = structlog.get_logger("files")


@action("file.judge")
def judge(file: KeptFile, verdict: Verdict, found: str | None = None, *, by: Actor, at: datetime) -> KeptFile:
    """Writes down what the scanner said; `found` is its name for what it found."""
    file.verdict = verdict
    file.judged_at = at
    file.found = found
    record(FileEvent.JUDGED, file.about, {"file": file.id, "verdict": verdict, "found": found}, by=by, at=at)
    return file


def scanner_in_use() -> Scanner | None:
    """The scanner that the installation names."""
    address = settings_in_use().clamd_address
    return Scanner(address) if address else None


def judge_after_commit(files: Sequence[KeptFile], at: datetime) -> None:
    """Asks about each of the files once. Where the scanner is away the rest wait for `flask files scan`."""
    scanner = scanner_in_use()
    if scanner is None:
        return
    for file in files:
        if not judged(file, scanner, at=at):
            return


def judged(file: KeptFile, scanner: Scanner, *, at: datetime, tries: int = 1) -> bool:
    """Whether a verdict was reached and written down. Between tries it waits a second longer each time."""
    for attempt in range(tries):
        time.sleep(attempt)
        try:
            finding = scanner.scan(file.unjudged_contents())
        except (ScannerAway, FileNotFoundError) as problem:
            log.warning("not judged", table=file.__tablename__, file=file.id, reason=str(problem)[:80])
            continue
        judge(file, finding.verdict, finding.name, by=SYSTEM, at=at)
        return True
    return False


def unjudged(verdicts: Sequence[Verdict]) -> Iterator[KeptFile]:
    """All files with one of the verdicts that were not withdrawn, oldest first."""
    for table in FILE_TABLES:
        last = 0
        while files := _batch(table, verdicts, last):
            yield from files
            last = files[-1].id


def _batch(table: Any, verdicts: Sequence[Verdict], last: int) -> list[KeptFile]:
    wanted = select(table).where(table.verdict.in_(verdicts), table.withdrawn_at.is_(None), table.id > last)
    found = unscoped(wanted.order_by(table.id).limit(BATCH), because="files are judged whoever sees them")
    return list(db.session.scalars(found))
