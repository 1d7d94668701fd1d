"""The verbs of an import that begins on a page: bring a file, say what its columns mean, look, confirm or give up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.cases.importing.kinds import ImportEvent
from services.cases.importing.outcome import Tally
from services.cases.importing.profile import TableProfile
from services.cases.importing.runs import Brought, facts_of, new_run
from services.cases.models import ImportRun, ImportState
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.units.models import Unit

UNDECIDED = frozenset({ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED, ImportState.REFUSED})


@action("import.upload", makes=True)
def upload(unit: Unit, ident: int, brought: Brought, described: bool, *, by: Actor, at: datetime) -> ImportRun:
    """A file that waits under `ident`. Not `described`: its columns are still to be named."""
    run = new_run(unit, brought, ImportState.CHECKING if described else ImportState.MAPPING, by, at)
    run.id = ident
    db.session.add(run)
    db.session.flush()
    record(ImportEvent.UPLOADED, run, facts_of(run), by=by, at=at)
    return run


@action("import.describe")
def describe(run: ImportRun, profile: TableProfile, text: str, *, by: Actor, at: datetime) -> ImportRun:
    """Says how the file is read, and lets it be checked (again). Problem(illegal_move): it was confirmed already."""
    _must_be(run, UNDECIDED)
    run.profile, run.profile_text, run.kind = profile.name, text, profile.kind
    run.state, run.problem, run.seen_at = ImportState.CHECKING, None, at
    record(ImportEvent.DESCRIBED, run, facts_of(run), by=by, at=at)
    return run


@dataclass(frozen=True)
class Seen:
    """What was found when a file was checked: counts, the first rows, the first odd cells."""

    tally: Tally
    shown: Mapping[str, object]


@action("import.check")
def checked(run: ImportRun, seen: Seen | None, problem: str | None = None, *, by: Actor, at: datetime) -> ImportRun:
    """Keeps what checking found: a preview, or the sentence that says why the file cannot be imported."""
    if run.state not in (ImportState.CHECKING, ImportState.RUNNING):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这次导入已经结束。"))
    run.seen_at, run.problem = at, problem
    run.state = ImportState.REFUSED if problem else ImportState.CHECKED
    if seen is not None:
        tally = seen.tally
        run.rows, run.new, run.waiting, run.mended = tally.rows, tally.new, tally.waiting, tally.mended
        run.changed, run.odd = tally.changed, tally.odd
        run.flags = json.dumps(dict(sorted(tally.flags.items())))
        run.preview = json.dumps(seen.shown, ensure_ascii=False)
    db.session.flush()
    record(ImportEvent.CHECKED, run, facts_of(run) | {"refused": problem is not None}, by=by, at=at)
    return run


@action("import.confirm")
def confirm(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Lets what was looked at be written: the counts begin anew and tell from now on what is on disk."""
    _must_be(run, {ImportState.CHECKED})
    run.state, run.seen_at, run.preview_sealed, run.flags = ImportState.RUNNING, at, None, "{}"
    run.done = run.new = run.changed = run.waiting = run.mended = run.odd = 0
    record(ImportEvent.BEGUN, run, facts_of(run) | {"from": 0}, by=by, at=at)
    return run


@action("import.drop")
def drop(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Gives a file up before anything was written."""
    _must_be(run, UNDECIDED)
    run.state, run.ended_at, run.preview_sealed = ImportState.DROPPED, at, None
    record(ImportEvent.DROPPED, run, facts_of(run), by=by, at=at)
    return run


def _must_be(run: ImportRun, states: frozenset[ImportState] | set[ImportState]) -> None:
    if run.state not in states:
        raise Problem(
            ErrorCode.ILLEGAL_MOVE,
            _l("这次导入目前是“%(state)s”，不能这样办。", state=_l(run.state.msgid)),
        )
