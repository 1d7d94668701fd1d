"""The verifier of the chains of events: finds edited, deleted, reordered and cut-off links, and exchanged contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from services.core.access import unscoped
from services.core.audit.chains import GENESIS, ChainHead, Event, link_hash
from services.core.database import db, steady_view
from services.core.vault import Tampered


@dataclass(frozen=True)
class Fault:
    """One thing that a verifier found wrong."""

    chain: str
    seq: int
    what: str


def verify(anchors: Mapping[str, tuple[int, str]] | None = None) -> tuple[int, list[Fault]]:
    """Walks every chain. Finds edited, deleted, reordered and cut-off links, swapped cells and old backups.

    `anchors` are heads noted earlier outside the database: chain → (seq, hash).
    Returns the number of links read and the faults in order.
    """
    read, faults = 0, list[Fault]()
    steady_view()
    heads = {head.chain: head for head in db.session.scalars(select(ChainHead))}
    last: dict[str, tuple[int, str]] = {}
    noted = dict(anchors or {})
    ordered = select(Event.__table__).order_by(Event.chain, Event.seq).execution_options(yield_per=1000)
    for event in db.session.execute(unscoped(ordered, because="the verifier reads every link")):
        read += 1
        seq, previous = last.get(event.chain, (0, GENESIS))
        faults += _faults_of(event, seq, previous)
        anchor = noted.get(event.chain)
        if anchor and anchor[0] == event.seq and anchor[1] != event.hash:
            faults.append(Fault(event.chain, event.seq, "differs from the head noted outside"))
        last[event.chain] = (event.seq, event.hash)
    for chain, (seq, digest) in noted.items():
        if last.get(chain, (0, ""))[0] < seq:
            faults.append(Fault(chain, seq, f"the chain ends before the head noted outside ({digest[:12]})"))
    for chain in heads.keys() | last.keys():
        head = heads.get(chain)
        if head is None or (head.seq, head.hash) != last.get(chain, (0, GENESIS)):
            faults.append(Fault(chain, last.get(chain, (0, ""))[0], "the end is missing: the head names another link"))
    return read, faults


def _faults_of(event: Any, seq: int, previous: str) -> Iterator[Fault]:
    if event.seq != seq + 1:
        yield Fault(event.chain, event.seq, f"link {seq + 1} is missing or out of order")
    if event.previous != previous:
        yield Fault(event.chain, event.seq, "does not follow the link before it")
    if event.hash != link_hash(event._mapping):
        yield Fault(event.chain, event.seq, "was edited")
    elif not _payload_intact(event):
        yield Fault(event.chain, event.seq, "its contents were exchanged")


def _payload_intact(event: Any) -> bool:
    try:
        body = Event.payload_text.opened(event.id, event.payload_sealed)
    except Tampered:
        return False
    return bool(hashlib.sha256(body.encode()).hexdigest() == event.payload_digest)
