"""Which rows of a table are new: the same row is recognised by its contents, whatever stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.cases.importing.flags import ImportFlag
from services.cases.importing.rows import ImportRow


@dataclass(frozen=True)
class KnownRow:
    """A row taken earlier. `waits`: it could not be placed in time, so it made no case yet."""

    id: int
    number: str
    occurrence: int
    digest: str
    waits: bool


@dataclass(frozen=True)
class NewRow:
    """A row to take: which use of its number it is, from 1; `waiting` is the kept row that it mends."""

    row: ImportRow
    digest: str
    occurrence: int
    waiting: KnownRow | None = None


@dataclass
class Plan:
    """What becomes of a table's rows."""

    new: list[NewRow] = field(default_factory=list)
    there: int = 0
    changed: list[ImportRow] = field(default_factory=list)


def plan(rows: Sequence[tuple[ImportRow, str]], known: Iterable[KnownRow], number_column: str) -> Plan:
    """Sorts (row, digest) pairs into new, already there and changed, in the order of the table.

    Under one number, rows with a known digest are there. What is left over is paired in order with what is left
    of the known rows: a pair is a changed row (or mends one that waits); the rest is new. Rows without a number
    have nothing to be paired by: an unknown digest is new.
    """
    left: dict[str, list[KnownRow]] = defaultdict(list)
    last: dict[str, int] = defaultdict(int)
    for one in sorted(known, key=lambda row: row.occurrence):
        left[one.number].append(one)
        last[one.number] = max(last[one.number], one.occurrence)
    found, unknown = Plan(), []
    for row, digest in rows:
        same = next((one for one in left[row.number] if one.digest == digest), None)
        if same is None:
            unknown.append((row, digest))
        else:
            left[row.number].remove(same)
            found.there += 1
    for row, digest in unknown:
        _place(found, row, digest, left, last, number_column)
    return found


def _place(
    found: Plan,
    row: ImportRow,
    digest: str,
    left: Mapping[str, list[KnownRow]],
    last: dict[str, int],
    number_column: str,
) -> None:
    before = left[row.number].pop(0) if row.number and left[row.number] else None
    if before is None:
        last[row.number] += 1
        used_again = row.number and last[row.number] > 1
        told = row.flagged(number_column, ImportFlag.DUPLICATE_NUMBER) if used_again else row
        found.new.append(NewRow(told, digest, last[row.number]))
    elif before.waits and row.received_on is not None:
        found.new.append(NewRow(row, digest, before.occurrence, before))
    else:
        found.changed.append(row)
