"""What an import did, or would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.cases.importing.flags import CellFault, ImportFlag
from services.cases.importing.matching import Plan
from services.cases.importing.profile import Profile
from services.cases.importing.rows import ImportRow


@dataclass(frozen=True)
class Table:
    """A checked table, ready to be taken."""

    profile: Profile
    file_name: str
    rows: Sequence[ImportRow]


@dataclass(frozen=True)
class Outcome:
    """Counts of rows. `waiting` are among the new ones; `mended` waited before and made their cases now."""

    rows: int
    new: int
    there: int
    changed: int
    waiting: int
    mended: int
    faults: tuple[CellFault, ...]


def outcome(table: Table, found: Plan) -> Outcome:
    """The counts of a plan, and all that is to be reported about the table's rows, row by row."""
    faults = [fault for row in table.rows for fault in row.faults]
    told = {(fault.row, fault.flag) for fault in faults}
    for taken in found.new:
        faults += [fault for fault in taken.row.faults if (fault.row, fault.flag) not in told]
    for row in found.changed:
        faults.append(CellFault(row.place, row.number, table.profile.columns.number, row.number, ImportFlag.CHANGED))
    return Outcome(
        rows=len(table.rows),
        new=len(found.new) - sum(1 for taken in found.new if taken.waiting),
        there=found.there,
        changed=len(found.changed),
        waiting=sum(1 for taken in found.new if taken.row.received_on is None),
        mended=sum(1 for taken in found.new if taken.waiting),
        faults=tuple(sorted(faults, key=lambda fault: fault.row)),
    )
