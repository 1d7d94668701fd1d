"""Walking through a table in batches: each row is checked, what is odd is told, and what is new is handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from services.cases.importing.checking import wrong
from services.cases.importing.files import TableFile
from services.cases.importing.flags import CellFault, ImportFlag
from services.cases.importing.matching import Found, Plan, Verdict
from services.cases.importing.outcome import Batch, NewRow, Tally
from services.cases.importing.planning import digest_of
from services.cases.importing.profile import TableProfile
from services.cases.importing.reading import read_table
from services.cases.importing.row import CheckedRow, RawRow
from services.cases.importing.trades import TRADES, Trade
from services.core.words import _l
from services.units.models import Unit

ROWS_AT_ONCE = 1000
Tell = Callable[[CellFault], None]


@dataclass(frozen=True)
class Walk:
    """A planned table. `today` is the local day of the import; `unit` is None where it is not set up yet."""

    file: TableFile
    profile: TableProfile
    plan: Plan
    unit: Unit | None
    today: date

    @property
    def trade(self) -> Trade:
        """How tables of this kind are dealt with."""
        return TRADES[self.profile.kind]

    def batches(self, tell: Tell) -> Iterator[Batch]:
        """The table in batches of ROWS_AT_ONCE, in its order; `tell` hears of everything odd, row by row.

        Raises Problem(invalid) where the file is no longer the one that was planned.
        """
        survey = self.trade.survey(self.file, self.profile, self.today)
        raws, upto = read_table(self.file, self.profile), 0
        while some := list(islice(raws, ROWS_AT_ONCE)):
            batch = self._batch(some, upto, survey, tell)
            upto = batch.upto
            yield batch
        if upto != len(self.plan):
            raise _other_file()

    def _batch(self, raws: list[RawRow], start: int, survey: object, tell: Tell) -> Batch:
        found = [self._found(raw, place) for place, raw in enumerate(raws, start)]
        rows = [
            self.trade.read(raw, self.profile, self.today, one.repeated) for raw, one in zip(raws, found, strict=True)
        ]
        asked = self.trade.consult(self.unit, self.profile, rows, self.today, survey)
        told = [self._told(row, one) for row, one in zip(asked, found, strict=True)]
        tally, new = Tally(rows=len(raws)), []
        for row, one in zip(told, found, strict=True):
            taken = _count(tally, row, one)
            if taken is not None:
                new.append(taken)
            for fault in row.faults:
                tally.odd += 1
                tell(fault)
        return Batch(start + len(raws), new, tally, told)

    def _found(self, raw: RawRow, place: int) -> Found:
        if place >= len(self.plan) or self.plan.digest(place).hex() != digest_of(raw):
            raise _other_file()
        return self.plan[place]

    def _told(self, row: CheckedRow, found: Found) -> CheckedRow:
        """The row; one that stands where a known row stood, and mends nothing, is reported as changed."""
        if found.verdict is Verdict.PAIRED and not (found.waiting and row.fit):
            return row.flagged(self.profile.number_column or "", ImportFlag.CHANGED)
        return row


def _count(tally: Tally, row: CheckedRow, found: Found) -> NewRow | None:
    """Counts one row, and gives it where it is to be taken."""
    if found.verdict is Verdict.THERE:
        tally.there += 1
        return None
    if found.verdict is Verdict.NEW:
        tally.new += 1
        tally.waiting += not row.fit
    elif found.waiting and row.fit:
        tally.mended += 1
    else:
        tally.changed += 1
        return None
    tally.flags.update(flag.value for flag in row.flags)
    return NewRow(row, found.digest, found.occurrence, found.waiting)


def _other_file() -> Exception:
    return wrong(_l("文件在导入时被改动过。请重新导入。"))
