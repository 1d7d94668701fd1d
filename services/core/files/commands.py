"""`flask files`: judge what waits, clear away what nobody claimed, see whether everything is there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from services.core.access import SYSTEM, unscoped
from services.core.cli import refuse
from services.core.database import db
from services.core.files import storing
from services.core.files.judging import judge, judged, scanner_in_use, unjudged
from services.core.files.kinds import Verdict
from services.core.files.rows import FILE_TABLES, KeptFile
from services.core.files.staging import SWEPT_AFTER
from services.core.settings import settings_in_use
from services.core.time import now
from services.core.vault import Tampered
from services.core.words import _

BATCH = 500


@click.group("files")
def files_group() -> None:
    """文件：病毒检查、清理、核对。 Files: scan, sweep, check."""


@files_group.command("scan")
@click.option("--tries", type=click.IntRange(1, 10), default=3, show_default=True)
@with_appcontext
def scan_command(tries: int) -> None:
    """Asks the scanner about every file that has no verdict of its yet. Ends with 1 where some remain without."""
    scanner = scanner_in_use()
    if scanner is None:
        _without_scanner()
        return
    counts = {"judged": 0, "left": 0}
    for file in unjudged((Verdict.WAITING, Verdict.UNSCANNED)):
        done = judged(file, scanner, at=now(), tries=tries)
        counts["judged" if done else "left"] += 1
        tries = tries if done else 1  # a scanner that is away is not waited for again and again
    click.echo(_("已检查 %(judged)d 个文件，%(left)d 个没有得到结果。", **counts))
    if counts["left"]:
        refuse(_("病毒检查程序没有应答，或不能判断。请检查 CLAMD_ADDRESS，稍后再运行。"))


def _without_scanner() -> None:
    """Where files may be read unscanned, those that wait say so; else nothing can be done."""
    if not settings_in_use().unscanned_readable:
        refuse(_("没有配置病毒检查程序。请设置 CLAMD_ADDRESS；也可以设置 UNSCANNED_FILES=readable。"))
    count = 0
    for file in unjudged((Verdict.WAITING,)):
        judge(file, Verdict.UNSCANNED, by=SYSTEM, at=now())
        count += 1
    click.echo(_("没有配置病毒检查程序：%(count)d 个文件标为“未经病毒检查”。", count=count))


@files_group.command("sweep")
@click.option("--hours", type=click.IntRange(min=int(SWEPT_AFTER.total_seconds() // 3600)), default=24)
@with_appcontext
def sweep_command(hours: int) -> None:
    """Clears away what was uploaded and never became part of anything, and what is left of withdrawn files."""
    click.echo(_("已清理 %(count)d 个无人认领的文件。", count=sweep(now() - timedelta(hours=hours))))


def sweep(instant: datetime) -> int:
    """Removes everything unclaimed that was last written before the instant; gives how many files."""
    count, batch = 0, list[str]()
    for place in [*storing.places_older_than(instant), ""]:
        if place:
            batch.append(place)
        if batch and (not place or len(batch) == BATCH):
            claimed = _claimed(batch)
            for each in batch:
                storing.drop_drafts(each)
                if each not in claimed:
                    storing.remove(each)
                    count += 1
            batch = []
    return count


def _claimed(places: list[str]) -> set[str]:
    held = set[str]()
    for table in FILE_TABLES:
        found: Any = select(table.place).where(table.place.in_(places), table.withdrawn_at.is_(None))
        held |= set(db.session.scalars(unscoped(found, because="a file is claimed whoever sees it")))
    return held


@files_group.command("check")
@with_appcontext
def check_command() -> None:
    """Opens every file and compares it with the digest taken at its receipt. Ends with 1 where one is not whole."""
    count, wrong = 0, list[str]()
    for file in unjudged(tuple(Verdict)):
        count += 1
        wrong += [f"{file.__tablename__} {file.id}：{fault}" for fault in _faults(file)]
    click.echo(_("已核对 %(count)d 个文件，%(wrong)d 个有问题。", count=count, wrong=len(wrong)))
    if wrong:
        refuse(*wrong)


def _faults(file: KeptFile) -> Iterator[str]:
    try:
        raw = file.unjudged_contents()
    except FileNotFoundError:
        yield _("文件不在了")
    except Tampered:
        yield _("内容被改动，或密钥不在了")
    else:
        if hashlib.sha256(raw).hexdigest() != file.sha256:
            yield _("内容与登记的摘要不符")
