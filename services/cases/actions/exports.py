"""Verbs of exports: a short list at once, a long one after somebody else agreed; each file once, on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from services.cases.actions import moving  # noqa: F401  (declares permissions)
from services.cases.exporting.files import Made
from services.cases.exporting.kinds import Column, ExportEvent, ExportState, FileKind
from services.cases.models import Export, ExportedCase
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import Deed, declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.rules import LONGEST_PURPOSE, SHORTEST_PURPOSE
from services.units.models import Unit

ALONE = 500
"""More rows than this need somebody else's consent (GB/T 35273 7.1)."""
MOST = 20_000
"""More rows than this are no list that anybody reads."""

AT_ONCE = 1000
"""So many rows that say which case was in a file are written at once."""

Decision = Callable[..., Export]

declare_events(ExportEvent, dict.fromkeys(ExportEvent, Deed.TAKE_OUT))


@dataclass(frozen=True)
class Order:
    """What is to be taken out: the address of the list, its columns, the kind of file, and what for."""

    address: str
    columns: tuple[Column, ...]
    kind: FileKind
    purpose: str

    def check(self) -> None:
        """Raises Problem(invalid): no purpose of SHORTEST_PURPOSE to LONGEST_PURPOSE characters, no column."""
        check_purpose(self.purpose)
        if not self.columns:
            raise Problem(ErrorCode.INVALID, _l("请至少选择一列。"), field="columns")


def check_purpose(purpose: str) -> None:
    """Raises Problem(invalid) for one that does not have SHORTEST_PURPOSE to LONGEST_PURPOSE characters."""
    if not SHORTEST_PURPOSE <= len(purpose) <= LONGEST_PURPOSE:
        sentence = _l("请写明用途，%(least)d 到 %(most)d 个字。", least=SHORTEST_PURPOSE, most=LONGEST_PURPOSE)
        raise Problem(ErrorCode.INVALID, sentence, field="purpose")


@action("case.export", makes=True)
def export_cases(unit: Unit, order: Order, made: Made, *, by: Actor, at: datetime) -> Export:
    """A short list was made into a file and goes out. Problem: invalid, over_cap (more than ALONE rows)."""
    order.check()
    if made.rows > ALONE:
        raise Problem(ErrorCode.OVER_CAP, _l("超过 %(most)d 行的，须先由另一位负责人批准。", most=ALONE))
    export = _begin(unit, order, made.rows, by, at)
    _give(export, made, by=by, at=at)
    return export


@action("export.ask", makes=True)
def ask_export(unit: Unit, order: Order, rows: int, *, by: Actor, at: datetime) -> Export:
    """Asks for a long list. Problem: invalid, over_cap (more than MOST rows)."""
    order.check()
    if rows > MOST:
        raise Problem(ErrorCode.OVER_CAP, _l("一次最多导出 %(most)d 行。请加上条件，分几次导出。", most=MOST))
    export = _begin(unit, order, rows, by, at)
    db.session.flush()
    record(ExportEvent.ASKED, export, _facts(export, order), by=by, at=at)
    return export


@action("export.approve")
def approve_export(export: Export, *, by: Actor, at: datetime) -> Export:
    """A supervisor agrees. Problem: illegal_move (decided before), same_person (their own)."""
    return _decide(export, ExportState.APPROVED, ExportEvent.APPROVED, by, at)


@action("export.refuse")
def refuse_export(export: Export, *, by: Actor, at: datetime) -> Export:
    """A supervisor does not agree. Raises as `approve_export` does."""
    return _decide(export, ExportState.REFUSED, ExportEvent.REFUSED, by, at)


@action("export.fetch")
def fetch_export(export: Export, made: Made, *, by: Actor, at: datetime) -> Export:
    """The file of an approved export goes out, once. Problem: not_allowed (another's), illegal_move, over_cap."""
    if export.user_id != by.user_id:
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只有申请人本人可以下载。"))
    if export.state is not ExportState.APPROVED:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这次导出还没有批准，或已经下载过。需要再次导出的，请重新申请。"))
    if made.rows > MOST:
        raise Problem(ErrorCode.OVER_CAP, _l("一次最多导出 %(most)d 行。请加上条件，分几次导出。", most=MOST))
    export.rows = made.rows
    _give(export, made, by=by, at=at)
    return export


def _begin(unit: Unit, order: Order, rows: int, by: Actor, at: datetime) -> Export:
    export = Export(
        org_path=unit.org_path,
        user_id=by.user_id,
        at=at,
        kind=order.kind,
        state=ExportState.WAITING,
        address=order.address,
        columns=" ".join(order.columns),
        purpose=order.purpose,
        rows=rows,
    )
    db.session.add(export)
    return export


def _decide(export: Export, state: ExportState, event: ExportEvent, by: Actor, at: datetime) -> Export:
    if export.state is not ExportState.WAITING:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这次申请已经有了决定。"))
    if export.user_id == by.user_id:
        raise Problem(ErrorCode.SAME_PERSON, _l("自己的申请须由另一位负责人决定。"))
    export.state, export.decided_by_id, export.decided_at = state, by.user_id, at
    record(event, export, {"rows": export.rows}, by=by, at=at)
    return export


def _give(export: Export, made: Made, *, by: Actor, at: datetime) -> None:
    export.state, export.given_at, export.digest = ExportState.GIVEN, at, made.digest
    db.session.flush()
    order = Order(export.address, tuple(map(Column, export.columns.split())), export.kind, export.purpose or "")
    record(ExportEvent.GIVEN, export, {**_facts(export, order), "sha256": made.digest}, by=by, at=at)
    for start in range(0, len(made.cases), AT_ONCE):
        some = made.cases[start : start + AT_ONCE]
        db.session.execute(insert(ExportedCase), [{"export_id": export.id, "case_id": case} for case in some])


def _facts(export: Export, order: Order) -> dict[str, object]:
    return {
        "filter": order.address,
        "columns": list(order.columns),
        "kind": order.kind,
        "rows": export.rows,
        "purpose": order.purpose,
    }
