"""What happened: typed, append-only events in one hash chain per unit. Timeline, audit and statistics read them."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, bindparam, insert, select, update
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.core.access import Actor, ActorKind
from services.core.database import CHAINS, Base, Row, Scoped, db, enum_column, insert_if_absent, is_writing
from services.core.errors import WriteOutsideAction
from services.core.ids import new_id
from services.core.vault import SealedText, vault
from services.core.words import N_, Labelled

GENESIS = "0" * 64
MOST_WAITING = 500
"""So many links of a long transaction are held before they are written."""
_source: ContextVar[str] = ContextVar("source", default="cli")


class Source(Labelled):
    """Through which door an action came."""

    PAGE = "page", N_("页面")
    PORTAL = "portal", N_("职工端")
    CLI = "cli", N_("命令行")
    IMPORT = "import", N_("导入")
    SCENARIO = "scenario", N_("情景")
    DEMO = "demo", N_("演示")


class Deed(Labelled):
    """What an event is to those who look over others' shoulders."""

    LOOK = "look", N_("查看")
    TAKE_OUT = "take_out", N_("导出和下载")
    CHANGE = "change", N_("改动")
    DOOR = "door", N_("登录")


@contextmanager
def acting_through(source: Source) -> Iterator[None]:
    """Names the door for all events recorded inside the block."""
    token = _source.set(source.value)
    try:
        yield
    finally:
        _source.reset(token)


def door() -> Source:
    """The door through which whoever acts came in."""
    return Source(_source.get())


class Event(Row, Scoped):
    """One thing that happened. The payload is sealed; the chain holds its digest, not its values."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index(None, "chain", "seq", "at"),
        Index(None, "subject_type", "subject_id", "id"),
        Index(None, "actor_id", "at"),
        Index("ix_event_newest", "at", "id", "org_path"),
    )

    chain: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_label: Mapped[str] = mapped_column(String(80))
    source: Mapped[Source] = mapped_column(enum_column(Source))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    payload_sealed: Mapped[str] = mapped_column(Text)
    payload_digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    payload_text = SealedText("payload_sealed")

    @property
    def payload(self) -> dict[str, Any]:
        """The facts of the event, without the salt."""
        return facts_in(self.payload_text or "{}")


def facts_in(payload: str) -> dict[str, Any]:
    """The facts of an opened payload, without the salt."""
    facts: dict[str, Any] = json.loads(payload)
    facts.pop("_salt", None)
    return facts


class ChainHead(Base):
    """The last link of each chain; its row is the lock under which the next one is written."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


EVENT_KINDS: dict[str, Labelled] = {}
"""value → member, of all kinds that the rooms declared."""
DEEDS: dict[str, Deed] = {}
"""value → what it is, of the kinds that are no changes."""
ONWARD: set[str] = set()
"""Values of the kinds that change nothing of what was so before the instant of their event."""


def declare_events(
    kinds: type[Labelled], deeds: Mapping[Labelled, Deed] | None = None, onward: Iterable[Labelled] = ()
) -> None:
    """Makes a room's kinds of events known by value, and says which of them changed nothing.

    `onward`: those that change nothing of what was so before their instant. Whatever corrects, undoes or brings in
    the past is none of them, and what is not declared is taken for such.
    """
    for kind in kinds:
        EVENT_KINDS[kind.value] = kind
    DEEDS.update({kind.value: deed for kind, deed in (deeds or {}).items()})
    ONWARD.update(kind.value for kind in onward)


@dataclass
class Head:
    """The end of a chain, as whoever holds its lock moves it on."""

    seq: int = 0
    hash: str = GENESIS


@dataclass
class _Held:
    """What a transaction holds of the chains: their ends, and the links that are not in the table yet."""

    heads: dict[str, Head] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)


def record(kind: Labelled, subject: Any, facts: Mapping[str, object] | None = None, *, by: Actor, at: datetime) -> None:
    """Writes one event about the subject (anything with id and org_path) into its unit's chain.

    `at` is when it happened by the story's clock; the wall clock of writing is kept beside it. The links of a
    transaction reach the table together, at its end: no verb reads what it has just recorded. Raises
    WriteOutsideAction where no verb is at work.
    """
    if not is_writing():
        raise WriteOutsideAction(f"{kind.value} recorded by no verb")
    held: _Held = db.session().info.setdefault(CHAINS, _Held())
    head = _locked_head(held, chain_of(subject.org_path))
    held.links.append(next_link(head, new_id(), kind, subject, facts or {}, by=by, at=at, source=door()))
    if len(held.links) >= MOST_WAITING:
        _write(db.session(), held.links)


def chain_of(path: str) -> str:
    """The chain of the unit at the path."""
    return path.rstrip("/").rsplit("/", 1)[-1] or "-"


def next_link(
    head: Head,
    ident: int,
    kind: Labelled,
    subject: Any,
    facts: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    source: Source,
) -> dict[str, Any]:
    """The row of the event that follows the head, sealed, digested and hashed; the head moves on to it."""
    body = canonical({**facts, "_salt": secrets.token_hex(8)})
    row = {
        "id": ident,
        "chain": chain_of(subject.org_path),
        "seq": head.seq + 1,
        "kind": kind.value,
        "subject_type": subject.__tablename__,
        "subject_id": subject.id,
        "actor_kind": by.kind,
        "actor_id": by.user_id,
        "actor_label": by.label,
        "source": source,
        "org_path": subject.org_path,
        "at": at,
        "recorded_at": datetime.now(UTC),
        "payload_sealed": vault().seal(body, f"event.payload_sealed.{ident}"),
        "payload_digest": hashlib.sha256(body.encode()).hexdigest(),
        "previous": head.hash,
    }
    row["hash"] = link_hash(row)
    head.seq, head.hash = row["seq"], row["hash"]
    return row


_HEAD = select(ChainHead.seq, ChainHead.hash).where(ChainHead.chain == bindparam("of")).with_for_update()
_MOVED = update(ChainHead).where(ChainHead.chain == bindparam("of"))
_MOVED = _MOVED.values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))


def _locked_head(held: _Held, chain: str) -> Head:
    """The chain's head, locked until the transaction ends: read once in a transaction, and kept once, at its end."""
    if chain not in held.heads:
        database = db.session.connection()
        found = database.execute(_HEAD, {"of": chain}).one_or_none()
        if found is None:
            database.execute(insert_if_absent(ChainHead, {"chain": chain, "seq": 0, "hash": GENESIS}))
            found = database.execute(_HEAD, {"of": chain}).one()
        held.heads[chain] = Head(*found)
    return held.heads[chain]


@listens_for(Session, "before_commit")
def keep_chains(session: Session) -> None:
    """Writes the links that wait, and the ends of their chains, so that whoever else writes chains goes on from there.

    At the end of a transaction it happens by itself.
    """
    held: _Held | None = session.info.pop(CHAINS, None)
    if held is not None:
        _write(session, held.links)
        ends = [{"of": chain, "to_seq": head.seq, "to_hash": head.hash} for chain, head in held.heads.items()]
        session.connection().execute(_MOVED, ends)


def _write(session: Session, links: list[dict[str, Any]]) -> None:
    if links:
        session.connection().execute(insert(Event), links)
        links.clear()


def canonical(facts: Mapping[str, object]) -> str:
    """Facts as the one text that is sealed and digested."""
    return _ENCODER.encode(facts)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (frozenset, set, tuple)):
        return sorted(value) if isinstance(value, (frozenset, set)) else list(value)
    return str(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def link_hash(row: Mapping[str, Any]) -> str:
    """HMAC-SHA-256, under the audit key, over the previous link and everything that the row of an event says."""
    said = canonical(
        {
            "previous": row["previous"],
            "chain": row["chain"],
            "seq": row["seq"],
            "id": row["id"],
            "kind": row["kind"],
            "subject": [row["subject_type"], row["subject_id"]],
            "actor": [row["actor_kind"].value, row["actor_id"], row["actor_label"]],
            "source": row["source"].value,
            "path": row["org_path"],
            "at": row["at"],
            "recorded_at": row["recorded_at"],
            "digest": row["payload_digest"],
        }
    )
    key: bytes = current_app.extensions["settings"].audit_key
    return hmac.digest(key, said.encode(), hashlib.sha256).hex()
