"""The verbs of an import as a whole: begin, take some rows, end. Each batch of rows is a transaction of its own."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from services.cases import permissions  # noqa: F401  (declares the verbs below)
from services.cases.importing.kinds import ImportEvent
from services.cases.importing.outcome import Batch, Origin
from services.cases.importing.profile import TableProfile
from services.cases.importing.trades import TRADES
from services.cases.models import ImportRun, ImportState
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.units.models import Unit


@dataclass(frozen=True)
class Brought:
    """A file that somebody brings, with its profile as read and as written."""

    profile: TableProfile
    profile_text: str
    file_name: str
    sha256: str
    rows: int


@action("import.begin", makes=True)
def begin(unit: Unit, brought: Brought, *, by: Actor, at: datetime) -> ImportRun:
    """Begins an import, or takes up the one of the same file that was interrupted."""
    open_still = select(ImportRun).where(
        ImportRun.unit_id == unit.id,
        ImportRun.profile == brought.profile.name,
        ImportRun.file_sha256 == brought.sha256,
        ImportRun.state == ImportState.RUNNING,
        ImportRun.by_id.is_(None) if by.user_id is None else ImportRun.by_id == by.user_id,
    )
    run = db.session.scalars(open_still.order_by(ImportRun.id.desc()).limit(1)).one_or_none()
    if run is None:
        run = new_run(unit, brought, ImportState.RUNNING, by, at)
        db.session.add(run)
    run.rows, run.seen_at = brought.rows, at
    db.session.flush()
    record(ImportEvent.BEGUN, run, facts_of(run) | {"from": run.done}, by=by, at=at)
    return run


def new_run(unit: Unit, brought: Brought, state: ImportState, by: Actor, at: datetime) -> ImportRun:
    """The row of a new import; not yet added."""
    return ImportRun(
        org_path=unit.org_path,
        unit_id=unit.id,
        by_id=by.user_id,
        kind=brought.profile.kind,
        profile=brought.profile.name,
        profile_text=brought.profile_text,
        file_name=brought.file_name[:200],
        file_sha256=brought.sha256,
        rows=brought.rows,
        state=state,
        begun_at=at,
        seen_at=at,
    )


@action("import.take")
def take(run: ImportRun, profile: TableProfile, batch: Batch, *, by: Actor, at: datetime) -> ImportRun:
    """Takes the new rows of one batch, all or none of them, and notes how far the import is.

    Raises Problem: illegal_move (the import does not run), conflict (another import took the same rows meanwhile).
    """
    if run.state is not ImportState.RUNNING:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这次导入已经结束。"))
    if batch.new:
        unit = db.session.scalars(select(Unit).where(Unit.id == run.unit_id).with_for_update()).one()
        TRADES[profile.kind].take(unit, Origin(profile, run.file_name, run.id), batch.new, by, at)
    if batch.upto > run.done:
        run.done, run.odd = batch.upto, run.odd + batch.tally.odd
        run.changed += batch.tally.changed
    for name in ("new", "waiting", "mended"):
        setattr(run, name, getattr(run, name) + getattr(batch.tally, name))
    run.flags = json.dumps(dict(sorted((Counter(run.flag_counts) + batch.tally.flags).items())))
    run.seen_at = at
    db.session.flush()
    facts = {"upto": batch.upto, "taken": len(batch.new), "of": run.rows}
    record(ImportEvent.WENT_ON, run, facts, by=by, at=at)
    return run


@action("import.end")
def end(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Every row of the table is there now."""
    if run.state is not ImportState.RUNNING:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这次导入已经结束。"))
    run.state, run.ended_at, run.seen_at = ImportState.DONE, at, at
    counts = {name: getattr(run, name) for name in ("new", "there", "changed", "waiting", "mended")}
    record(ImportEvent.TAKEN, run, facts_of(run) | counts | {"flags": run.flag_counts}, by=by, at=at)
    return run


def facts_of(run: ImportRun) -> dict[str, object]:
    """What an event about an import says of its file."""
    return {
        "file": run.file_name,
        "sha256": run.file_sha256,
        "profile": run.profile,
        "kind": run.kind,
        "rows": run.rows,
    }
