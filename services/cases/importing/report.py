"""What is odd about a table, as a CSV file that a spreadsheet opens and takes for nothing but words."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from services.cases.importing.checking import wrong
from services.cases.importing.flags import CellFault
from services.core.errors import Problem
from services.core.words import _l

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADING = ("row", "number", "column", "value", "flag", "reason")


class FaultList:
    """Writes one line for each thing that is odd, as it is found."""

    def __init__(self, out: TextIO) -> None:
        self._rows: Any = csv.writer(out, lineterminator="\n")
        self._rows.writerow(HEADING)
        self.count = 0

    def tell(self, fault: CellFault) -> None:
        """One more line."""
        self.count += 1
        told = (fault.number, fault.column, fault.value, fault.flag.value, fault.reason)
        self._rows.writerow([fault.row, *(harmless(cell) for cell in told)])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def make_folder_of(file: Path) -> None:
    """Makes the folder of a list. Raises Problem(invalid), before anything is imported, where it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _not_writable(file) from problem
    if file.is_dir() or not os.access(file.parent, os.W_OK):
        raise _not_writable(file)


@contextmanager
def fault_list(file: Path) -> Iterator[FaultList]:
    """The list in a file (UTF-8 with BOM, so that spreadsheets read it), readable by its owner alone."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as problem:
        raise _not_writable(file) from problem
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
        yield FaultList(out)


def _not_writable(file: Path) -> Problem:
    return wrong(_l("不能写入“%(file)s”。请换一个位置。", file=str(file)))
