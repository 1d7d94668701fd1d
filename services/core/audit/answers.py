"""Answers about a time that is over, kept as long as nothing was recorded that could have changed them.

Whatever changes is recorded in a chain, and the hash of a chain's end stands for all that it holds. So an answer is
kept with the ends of all chains, and told again while what was recorded since touches nothing of its time: looks and
exports change nothing, and a kind that was declared `onward` changes nothing of what was so before its instant. Any
other event makes all answers forgotten. They live in the memory of one process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, and_, case, func, literal, not_, or_, select, type_coerce

from services.core.audit.chains import DEEDS, ONWARD, ChainHead, Event
from services.core.database import CHAINS, Instant, db

T = TypeVar("T")

End = tuple[int, str]
"""Number and hash of the last link of a chain."""
Asked = tuple[datetime, Hashable]
"""When the time ends that is asked about (not included), and what is asked."""

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
MOST_ANSWERS = 50_000
MOST_CHAINS = 200
"""Where more chains went on, it is not worth while to look what they say."""
AS_HEADS = {"scope": "heads of audit chains: numbers, kinds and digests, no content"}


@dataclass
class _Ledger:
    """What is kept of one database: as of these ends. `turn` grows whenever the ends are others."""

    ends: Mapping[str, End] = field(default_factory=dict)
    answers: dict[Asked, Any] = field(default_factory=dict)
    turn: int = 0


class Hand:
    """What may be told again in the present transaction. A hand without a ledger knows and keeps nothing."""

    def __init__(self, answers: Answers, ledger: _Ledger | None, turn: int = 0) -> None:
        self._answers, self._ledger, self._turn = answers, ledger, turn

    def get(self, end: datetime, asked: Hashable) -> Any:
        """The answer about a time up to `end` (not included); None where it is not known."""
        with self._answers.lock:
            ledger = self._current()
            return None if ledger is None else ledger.answers.get((end, asked))

    def keep(self, end: datetime, asked: Hashable, answer: object) -> None:
        """Keeps an answer that this transaction found, unless others have seen later events meanwhile."""
        with self._answers.lock:
            ledger = self._current()
            if ledger is not None:
                if len(ledger.answers) >= MOST_ANSWERS:
                    ledger.answers.clear()
                ledger.answers[end, asked] = answer

    def told(self, end: datetime, asked: Hashable, find: Callable[[], T]) -> T:
        """The answer that is kept, else the one that is found now."""
        known: T | None = self.get(end, asked)
        if known is None:
            known = find()
            self.keep(end, asked, known)
        return known

    def _current(self) -> _Ledger | None:
        return self._ledger if self._ledger is not None and self._ledger.turn == self._turn else None


class Answers:
    """Answers of one sort. What is kept is shared by all threads, so it is never changed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._ledgers: WeakKeyDictionary[Engine, _Ledger] = WeakKeyDictionary()

    def at_hand(self) -> Hand:
        """What is kept and still true. Inside a verb nothing is: what it has written stands in no chain yet."""
        if CHAINS in db.session().info:
            return Hand(self, None)
        with self.lock:
            ledger = self._ledgers.setdefault(db.engine, _Ledger())
            before, turn = ledger.ends, ledger.turn
        ends = _ends()
        reach = _reach(before, ends) if ends != before else None
        with self.lock:
            if ledger.turn != turn:
                return Hand(self, None)
            if ends != before:
                if reach is _UNKNOWN:
                    return Hand(self, None)
                ledger.ends, ledger.turn = ends, turn + 1
                if isinstance(reach, datetime):
                    ledger.answers = {key: kept for key, kept in ledger.answers.items() if key[0] <= reach}
            return Hand(self, ledger, ledger.turn)


class _Unknown:
    """This transaction sees less than what is kept."""


_UNKNOWN = _Unknown()


def _ends() -> dict[str, End]:
    found = db.session.execute(select(ChainHead.chain, ChainHead.seq, ChainHead.hash))
    return {chain: (seq, digest) for chain, seq, digest in found}


def _reach(before: Mapping[str, End], ends: Mapping[str, End]) -> datetime | _Unknown | None:
    """The first instant of which anything may be different since; None where nothing is.

    The beginning of time, where a chain does not continue what was kept, as in a database from a backup.
    """
    moved = {chain: before.get(chain) for chain in ends if before.get(chain) != ends[chain]}
    if any(chain not in ends or ends[chain][0] < seq for chain, (seq, _hash) in before.items()):
        return _UNKNOWN
    if not before or len(moved) > MOST_CHAINS:
        return BEGINNING
    since = or_(*(_from(chain, kept) for chain, kept in moved.items()))
    kept_hashes = [kept[1] for kept in moved.values() if kept is not None and kept[0]]
    is_kept = Event.hash.in_(kept_hashes)
    first = type_coerce(func.min(_touches()).filter(not_(is_kept)), Instant())
    told = select(first, func.count().filter(is_kept)).where(since)
    reach, continued = db.session.execute(told, execution_options=AS_HEADS).one()
    return reach if continued == len(kept_hashes) else BEGINNING


def _from(chain: str, kept: End | None) -> ColumnElement[bool]:
    """The links of a chain from the kept one on."""
    return and_(Event.chain == chain, Event.seq >= (kept[0] if kept else 0))


def _touches() -> ColumnElement[Any]:
    """From when on an event may have changed something; empty where it changed nothing."""
    without = Event.kind.in_(sorted(DEEDS))
    return case((without, None), (Event.kind.in_(sorted(ONWARD)), Event.at), else_=literal(BEGINNING, Instant()))
