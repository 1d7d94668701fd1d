"""What happened to a case, and the money it brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from services.cases.kinds import CaseEvent, RecoveryKind, RecoveryStage
from services.cases.models import (
    Callback,
    Case,
    Note,
    QualityCheck,
    Recovery,
    Reply,
)
from services.core.access import unscoped
from services.core.audit import EVENT_KINDS, Event
from services.core.database import db

OF_A_SEEN_CASE = "the case was loaded for its viewer"


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline: what, who, when, and the words that were written."""

    kind: str
    title: str
    who: str
    at: datetime
    text: str
    public: bool
    facts: Mapping[str, Any]


def timeline_of(case: Case) -> list[Entry]:
    """Everything that happened to a case that the caller has loaded for its viewer, newest first."""
    about = (Event.subject_type == Case.__tablename__) & (Event.subject_id == case.id)
    newest_first = select(Event).where(about).order_by(Event.at.desc(), Event.id.desc())
    events = db.session.scalars(unscoped(newest_first, because=OF_A_SEEN_CASE)).all()
    texts = _texts_of(case)
    return [_entry(event, texts) for event in events if event.kind != CaseEvent.TRACKED]


def _entry(event: Event, texts: Mapping[int, tuple[str, bool]]) -> Entry:
    facts = event.payload
    written = next((facts[name] for name in ("note", "reply", "check") if name in facts), None)
    text, public = texts.get(int(written), ("", False)) if written is not None else ("", False)
    kind = EVENT_KINDS.get(event.kind)
    return Entry(event.kind, kind.label if kind else event.kind, event.actor_label, event.at, text, public, facts)


def _texts_of(case: Case) -> dict[int, tuple[str, bool]]:
    """id → (words, whether the member may read them) of all notes, replies and checks of a case."""
    written: dict[int, tuple[str, bool]] = {}
    for note in _all(Note, case):
        written[note.id] = (note.text or "", note.public)
    for reply in _all(Reply, case):
        written[reply.id] = (reply.text or "", True)
    for check in _all(QualityCheck, case):
        written[check.id] = (check.note or "", False)
    return written


def _all(model: Any, case: Case) -> Sequence[Any]:
    return db.session.scalars(
        unscoped(select(model).where(model.case_id == case.id).order_by(model.id), because=OF_A_SEEN_CASE)
    ).all()


def callbacks_of(case: Case) -> Sequence[Callback]:
    """All callbacks of a case, in order."""
    return _all(Callback, case)


def money_of(case: Case) -> dict[RecoveryKind, dict[RecoveryStage, int]]:
    """kind → fen agreed and fen paid, for the kinds that occur."""
    summed = (
        select(Recovery.kind, Recovery.stage, func.sum(Recovery.amount_fen))
        .where(Recovery.case_id == case.id)
        .group_by(Recovery.kind, Recovery.stage)
    )
    money: dict[RecoveryKind, dict[RecoveryStage, int]] = {}
    for kind, stage, fen in db.session.execute(unscoped(summed, because=OF_A_SEEN_CASE)):
        money.setdefault(kind, {})[stage] = int(fen)
    return money
