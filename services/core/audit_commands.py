"""`flask audit`: verify the chains, and note their heads outside the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from services.core.access import SYSTEM
from services.core.audit import ChainHead, Deed, declare_events, record, verify
from services.core.cli import plain_errors
from services.core.database import db, write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.time import now
from services.core.words import N_, Labelled, _, _l


def anchor_file() -> Path:
    """Where noted heads are kept: beside the database, to be copied off the machine every day."""
    instance: Path = current_app.extensions["settings"].instance_dir
    return instance / "audit-heads.jsonl"


def note_heads() -> int:
    """Appends the present head of each chain to the anchor file; gives how many."""
    heads = list(db.session.scalars(select(ChainHead).order_by(ChainHead.chain)))
    noted_at = datetime.now(UTC).isoformat(timespec="seconds")
    with anchor_file().open("a", encoding="utf-8") as out:
        for head in heads:
            line = {"at": noted_at, "chain": head.chain, "seq": head.seq, "hash": head.hash}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(heads)


def noted_heads(file: Path) -> dict[str, tuple[int, str]]:
    """The furthest noted head of each chain; empty where nothing was noted. Problem(invalid): a line is damaged.

    The furthest, not the last: a line that somebody adds cannot take back what was noted before.
    """
    noted: dict[str, tuple[int, str]] = {}
    lines = file.read_text("utf-8", errors="replace").splitlines() if file.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            head = json.loads(line)
            chain, seq, digest = str(head["chain"]), int(head["seq"]), str(head["hash"])
        except (ValueError, KeyError, TypeError) as problem:
            damaged = _l("“%(file)s”第 %(line)d 行已损坏。", file=file.name, line=number)
            raise Problem(ErrorCode.INVALID, damaged) from problem
        if seq > noted.get(chain, (-1, ""))[0]:
            noted[chain] = (seq, digest)
    return noted


@click.group("audit")
def audit() -> None:
    """审计链：核验与留存。 The audit chain: verify, and note its heads."""


class AuditEvent(Labelled):
    """What happens to the chains themselves."""

    VERIFIED = "audit.verified", N_("核验审计链")


declare_events(AuditEvent, {AuditEvent.VERIFIED: Deed.LOOK})


@dataclass(frozen=True)
class _TheHouse:
    """What the event of a verification is about: the chain of the house itself."""

    id: int = 0
    org_path: str = "/"
    __tablename__ = "house"


def keep_result(read: int, faults: int, *, at: datetime) -> None:
    """Puts a verification on record, good or bad, so that auditors see when the last one was and what it found."""
    with write_transaction():
        record(AuditEvent.VERIFIED, _TheHouse(), {"read": read, "faults": faults}, by=SYSTEM, at=at)


@audit.command("verify")
@click.option("--anchors", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="heads noted earlier")
@with_appcontext
@plain_errors
def verify_command(anchors: Path | None) -> None:
    """Reads every link; exits 1 and names each fault where one is found."""
    read, faults = verify(noted_heads(anchors or anchor_file()))
    keep_result(read, len(faults), at=now())
    for fault in faults:
        click.echo(f"{fault.chain} #{fault.seq}: {fault.what}", err=True)
    if faults:
        raise click.ClickException(_("审计链有 %(count)d 处问题。", count=len(faults)))
    note_heads()
    click.echo(_("审计链完整，共核验 %(count)d 条记录。", count=read))


@audit.command("heads")
@with_appcontext
@plain_errors
def heads_command() -> None:
    """Notes the heads outside the database and prints them, to be sent off the machine."""
    note_heads()
    for chain, (seq, digest) in sorted(noted_heads(anchor_file()).items()):
        click.echo(f"{chain}\t{seq}\t{digest}")
