"""What an import on a page does meanwhile: checks a file, or takes its rows, beside the requests of the page.

Where it stands is on disk after every batch. Whatever ends it, the same call goes on from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from services.accounts.actors import actor_of
from services.accounts.models import User
from services.cases.importing import staging
from services.cases.importing.flags import CellFault
from services.cases.importing.loading import profile_in
from services.cases.importing.outcome import Tally
from services.cases.importing.planning import plan_of
from services.cases.importing.profile import TableProfile
from services.cases.importing.runs import end, take
from services.cases.importing.showing import shown
from services.cases.importing.trades import TRADES
from services.cases.importing.units import set_up_units
from services.cases.importing.uploads import Seen, checked
from services.cases.importing.walking import Walk
from services.cases.models import ImportRun, ImportState
from services.core.access import Actor, unscoped, visible
from services.core.audit import Source, acting_through
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date, now

ROWS_SHOWN = 8
FAULTS_SHOWN = 100
STILL_AFTER = timedelta(seconds=60)
"""An import of which nothing was heard for so long was interrupted."""
_AT_WORK: set[int] = set()
_one_at_a_time = threading.Lock()
log = structlog.get_logger("import")


def is_at_work(run: ImportRun) -> bool:
    """Whether somebody is at it: this process, or another one a moment ago."""
    return run.id in _AT_WORK or now() - run.seen_at < STILL_AFTER


def start(app: Flask, run: ImportRun, by: Actor, language: str, patience: float = 2.0) -> None:
    """Sets about what the import is waiting for, and waits a moment: a short table is done by then."""
    with _one_at_a_time:
        if run.id in _AT_WORK:
            return
        _AT_WORK.add(run.id)
    worker = threading.Thread(target=_work, args=(app, run.id, by.user_id, language), daemon=True)
    worker.start()
    worker.join(patience)


def _work(app: Flask, run_id: int, user_id: int | None, language: str) -> None:
    try:
        with app.app_context(), force_locale(language.replace("-", "_")), acting_through(Source.IMPORT):
            _go_on(run_id, user_id)
    finally:
        _AT_WORK.discard(run_id)


def _go_on(run_id: int, user_id: int | None) -> None:
    begun_by = select(User).where(User.id == user_id, User.disabled_at.is_(None))
    user = db.session.scalar(unscoped(begun_by, because="the import goes on as whoever began it"))
    if user is None:
        return
    by = actor_of(user)
    run = db.session.scalar(visible(ImportRun, by).where(ImportRun.id == run_id))
    if run is None:
        return  # the post that brought it is gone
    steps: dict[ImportState, Callable[[ImportRun, Actor], None]] = {
        ImportState.CHECKING: _check,
        ImportState.RUNNING: _take_all,
    }
    step = steps.get(run.state)
    if step is None:
        return
    try:
        step(run, by)
    except Problem as problem:
        if problem.code is not ErrorCode.CONFLICT:
            checked(_held(run_id, by), None, str(problem.sentence), by=by, at=now())
    except Exception as problem:  # noqa: BLE001  (nobody above would hear of it; the import stays where it is)
        log.error("import_broken", kind=type(problem).__name__, run=run_id)


def _held(run_id: int, by: Actor) -> ImportRun:
    found: ImportRun | None = db.session.scalar(visible(ImportRun, by).where(ImportRun.id == run_id))
    if found is None:
        raise LookupError(run_id)
    return found


def _walk(run: ImportRun, profile: TableProfile) -> Walk:
    TRADES[profile.kind].refuse(profile)
    file = staging.staged(run.id, run.file_name)
    return Walk(file, profile, plan_of(file, profile, run.unit), run.unit, local_date(now()))


def _check(run: ImportRun, by: Actor) -> None:
    profile, done = profile_of(run), Tally()
    first_faults: list[CellFault] = []
    first_rows: list[dict[str, Any]] = []
    kept = staging.KeptFaults(run.id)

    def tell(fault: CellFault) -> None:
        kept.list.tell(fault)
        if len(first_faults) < FAULTS_SHOWN:
            first_faults.append(fault)

    try:
        for batch in _walk(run, profile).batches(tell):
            done.add(batch.tally)
            for row in batch.shown[: ROWS_SHOWN - len(first_rows)]:
                first_rows.append({"row": row.place, "number": row.number, "fields": shown(run.kind, row)})
    finally:
        kept.close()
    faults = [(each.row, each.number, each.column, each.value[:200], each.flag.value) for each in first_faults]
    checked(_held(run.id, by), Seen(done, {"rows": first_rows, "faults": faults}), by=by, at=now())


def _take_all(run: ImportRun, by: Actor) -> None:
    profile, run_id = profile_of(run), run.id
    set_up_units(profile, by=by, at=now())
    kept = staging.KeptFaults(run_id)
    try:
        for batch in _walk(run, profile).batches(kept.list.tell):
            run = take(_held(run_id, by), profile, batch, by=by, at=now())
    finally:
        kept.close()
    end(_held(run_id, by), by=by, at=now())
    staging.forget_table(run_id)


def profile_of(run: ImportRun) -> TableProfile:
    """The profile as it was brought, for the unit that was chosen with it. Raises Problem(invalid)."""
    told = profile_in(run.profile_text, run.file_name)
    left = tuple(unit for unit in told.units if unit.code != told.unit or unit.code == run.unit.code)
    moved = (replace(unit, parent=run.unit.code) if unit.parent == told.unit else unit for unit in left)
    mine: TableProfile = replace(told, unit=run.unit.code, units=tuple(moved))
    return mine
