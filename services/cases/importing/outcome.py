"""What an import did, or would do: rows to take, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.cases.importing.profile import TableProfile
from services.cases.importing.row import CheckedRow


@dataclass(frozen=True)
class Origin:
    """Where rows come from. `run_id` is the import that brings them."""

    profile: TableProfile
    file_name: str
    run_id: int


@dataclass(frozen=True)
class NewRow:
    """A row to take: which use of its number it is, from 1; `waiting` is the kept row that it mends."""

    row: CheckedRow
    digest: str
    occurrence: int
    waiting: int | None = None


@dataclass
class Tally:
    """Counts of rows. `waiting` are among the new ones; `mended` waited before and became something now."""

    rows: int = 0
    new: int = 0
    there: int = 0
    changed: int = 0
    waiting: int = 0
    mended: int = 0
    odd: int = 0
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Counts the rows of the other one too."""
        for name in ("rows", "new", "there", "changed", "waiting", "mended", "odd"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.flags.update(other.flags)


@dataclass(frozen=True)
class Batch:
    """Some rows in their order: those to take, and the counts of all of them. `upto` rows are done with it."""

    upto: int
    new: Sequence[NewRow]
    tally: Tally
    shown: Sequence[CheckedRow]
    """All its rows, for whoever looks on."""
