"""Which rows of a table are new: the same row is recognised by its contents, whatever stands around it.

The plan is made before anything is written, of the whole table at once, and kept small: a table may be long.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum


class Verdict(IntEnum):
    """What a row is to the house: new, there already, or standing where a known one stood."""

    NEW = 0
    THERE = 1
    PAIRED = 2


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row taken earlier. `waits`: nothing could be made of it yet."""

    id: int
    number: str
    occurrence: int
    digest: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What becomes of one row: which use of its number it is, from 1; `waiting` is the kept row that it may mend."""

    verdict: Verdict
    digest: str
    occurrence: int = 0
    repeated: bool = False
    waiting: int | None = None


@dataclass
class Plan:
    """What becomes of a table's rows, in their order."""

    keys: array[int] = field(default_factory=lambda: array("Q"))
    digests: bytearray = field(default_factory=bytearray)
    verdicts: bytearray = field(default_factory=bytearray)
    occurrences: array[int] = field(default_factory=lambda: array("L"))
    repeated: set[int] = field(default_factory=set)
    waiting: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, at: int) -> Found:
        return Found(
            Verdict(self.verdicts[at]),
            self.digest(at).hex(),
            self.occurrences[at],
            at in self.repeated,
            self.waiting.get(at),
        )

    def __iter__(self) -> Iterator[Found]:
        return (self[at] for at in range(len(self)))

    def digest(self, at: int) -> bytes:
        """The digest of the row at a place, as it is kept here."""
        return bytes(self.digests[16 * at : 16 * at + 16])

    @property
    def settled(self) -> bool:
        """Whether there is nothing to take: every row is there, or changed and left alone."""
        return Verdict.NEW not in self.verdicts and not self.waiting


_NO_NUMBER = 0
_Kept = tuple[int, bytes, int, bool]
"""Occurrence, digest, id, whether it waits."""


def key_of(number: str) -> int:
    """A number of the table in eight bytes; 0 where there is none."""
    return int.from_bytes(hashlib.blake2b(number.encode(), digest_size=8).digest()) | 1 if number else _NO_NUMBER


def plan(rows: Iterable[tuple[str, str]], known: Iterable[KnownRow]) -> Plan:
    """Sorts rows, told by number and digest (32 hex digits), into new, already there and paired.

    Under one number, rows with a known digest are there. What is left over is paired in order with what is left
    of the known rows: a pair is a changed row (or mends one that waits); the rest is new. Rows without a number
    have nothing to be paired by: an unknown digest is new.
    """
    found = Plan()
    for number, digest in rows:
        found.keys.append(key_of(number))
        found.digests += bytes.fromhex(digest)
    found.verdicts, found.occurrences = bytearray(len(found)), array("L", bytes(8 * len(found)))
    left, last = _known_by_key(known)
    _find_those_there(found, left)
    _place_the_rest(found, left, last)
    return found


def _known_by_key(known: Iterable[KnownRow]) -> tuple[dict[int, list[_Kept]], dict[int, int]]:
    left: dict[int, list[_Kept]] = {}
    last: dict[int, int] = defaultdict(int)
    for row in known:
        key = key_of(row.number)
        left.setdefault(key, []).append((row.occurrence, bytes.fromhex(row.digest), row.id, row.waits))
        last[key] = max(last[key], row.occurrence)
    for kept in left.values():
        kept.sort()
    return left, last


def _find_those_there(found: Plan, left: dict[int, list[_Kept]]) -> None:
    """Marks the rows whose digest is known, each known row once, and the numbers used before in this table.

    Rows without a number may be many: they are looked up by digest, not one by one.
    """
    used: set[int] = set()
    unnamed: dict[bytes, int] = defaultdict(int)
    for _occurrence, digest, _id, _waits in left.get(_NO_NUMBER, ()):
        unnamed[digest] += 1
    for at, key in enumerate(found.keys):
        digest = found.digest(at)
        if key == _NO_NUMBER:
            if unnamed[digest]:
                unnamed[digest] -= 1
                found.verdicts[at] = Verdict.THERE
            continue
        if key in used:
            found.repeated.add(at)
        used.add(key)
        same = next((one for one in left.get(key, ()) if one[1] == digest), None)
        if same is not None:
            left[key].remove(same)
            found.verdicts[at] = Verdict.THERE


def _place_the_rest(found: Plan, left: dict[int, list[_Kept]], last: dict[int, int]) -> None:
    for at, key in enumerate(found.keys):
        if found.verdicts[at] == Verdict.THERE:
            continue
        if key != _NO_NUMBER and left.get(key):
            occurrence, _digest, ident, waits = left[key].pop(0)
            found.verdicts[at], found.occurrences[at] = Verdict.PAIRED, occurrence
            if waits:
                found.waiting[at] = ident
            continue
        last[key] = found.occurrences[at] = last.get(key, 0) + 1
        if key != _NO_NUMBER and last[key] > 1:
            found.repeated.add(at)
