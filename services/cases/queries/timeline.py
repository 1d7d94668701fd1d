"""What happened to a case, and the money it brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, func, literal, select, true, union_all

from services.cases.kinds import CaseEvent, RecoveryKind, RecoveryStage
from services.cases.models import (
    Case,
    Note,
    QualityCheck,
    Recovery,
    Reply,
)
from services.core.access import SHOWN_BY_THE_DAY, ActorKind, unscoped
from services.core.audit import EVENT_KINDS, Event, facts_in
from services.core.database import db
from services.core.files.kinds import FileEvent
from services.core.time import local_date

UNNAMED = {
    ActorKind.MEMBER: ActorKind.MEMBER,
    ActorKind.ANONYMOUS: ActorKind.MEMBER,  # who sent the request in, then unknown to us
    ActorKind.SYSTEM: ActorKind.SYSTEM,
}
"""Who is said to have acted where it was no member of staff."""
OF_A_SEEN_CASE = "the case was loaded for its viewer"
LOOKS = (CaseEvent.TRACKED, CaseEvent.OPENED, FileEvent.OPENED, FileEvent.JUDGED)
"""Events of reading and scanning: on record, not part of the story."""
WRITTEN = {"note": Note.text, "reply": Reply.text, "check": QualityCheck.note}
"""The words behind an id in the facts of an event."""


def _of_case(model: Any) -> ColumnElement[bool]:
    belongs: ColumnElement[bool] = model.case_id == bindparam("case")
    return belongs


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline: what, who, when, and the words that were written."""

    kind: str
    title: str
    who: str
    at: datetime | date
    """A day where it was the member."""
    text: str
    public: bool
    facts: Mapping[str, Any]

    def is_later_than(self, instant: datetime) -> bool:
        """Whether it happened after the instant; what is told by the day, on the instant's local day or later."""
        return self.at > instant if isinstance(self.at, datetime) else self.at >= local_date(instant)


TOLD = unscoped(
    select(Event.id, Event.kind, Event.actor_kind, Event.actor_label, Event.at, Event.payload_sealed)
    .where(
        Event.subject_type == Case.__tablename__,
        Event.subject_id == bindparam("case"),
        Event.kind.not_in(LOOKS),
    )
    .order_by(Event.at.desc(), Event.id.desc()),
    because=OF_A_SEEN_CASE,
)
WORDS: Any = union_all(
    select(literal("note").label("name"), Note.id, Note.text_sealed, Note.public).where(_of_case(Note)),
    select(literal("reply"), Reply.id, Reply.text_sealed, true()).where(_of_case(Reply)),
    select(literal("check"), QualityCheck.id, QualityCheck.note_sealed, false()).where(_of_case(QualityCheck)),
).execution_options(scope=OF_A_SEEN_CASE)
MONEY = unscoped(
    select(Recovery.kind, Recovery.stage, func.sum(Recovery.amount_fen))
    .where(_of_case(Recovery))
    .group_by(Recovery.kind, Recovery.stage),
    because=OF_A_SEEN_CASE,
)


def timeline_of(case: Case) -> list[Entry]:
    """Everything that happened to a case that the caller has loaded for its viewer, newest first."""
    texts = _texts_of(case)
    return [_entry(event, texts) for event in db.session.execute(TOLD, {"case": case.id})]


def _entry(event: Any, texts: Mapping[int, tuple[str, bool]]) -> Entry:
    facts = facts_in(Event.payload_text.opened(event.id, event.payload_sealed))
    written = next((facts[name] for name in WRITTEN if name in facts), None)
    text, public = texts.get(int(written), ("", False)) if written is not None else ("", False)
    kind = EVENT_KINDS.get(event.kind)
    who = event.actor_label if event.actor_kind is ActorKind.STAFF else UNNAMED[event.actor_kind].label
    at = local_date(event.at) if event.actor_kind in SHOWN_BY_THE_DAY else event.at
    return Entry(event.kind, kind.label if kind else event.kind, who, at, text, public, facts)


def _texts_of(case: Case) -> dict[int, tuple[str, bool]]:
    """id → (words, whether the member may read them) of all notes, replies and checks of a case."""
    return {
        ident: (WRITTEN[name].opened(ident, sealed) if sealed else "", bool(public))
        for name, ident, sealed, public in db.session.execute(WORDS, {"case": case.id})
    }


def money_of(case: Case) -> dict[RecoveryKind, dict[RecoveryStage, int]]:
    """kind → fen agreed and fen paid, for the kinds that occur."""
    money: dict[RecoveryKind, dict[RecoveryStage, int]] = {}
    for kind, stage, fen in db.session.execute(MONEY, {"case": case.id}):
        money.setdefault(kind, {})[stage] = int(fen)
    return money
