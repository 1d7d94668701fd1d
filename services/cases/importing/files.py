"""A file that somebody brings: opened as often as it is read through, never held in memory as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services.cases.importing.checking import wrong
from services.core.words import _l

LARGEST_FILE = 100_000_000
PORTION = 1 << 16


@dataclass(frozen=True)
class TableFile:
    """Name, size in bytes, and how to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    @classmethod
    def at(cls, path: Path) -> TableFile:
        """A file on this machine. Raises Problem(invalid) where it cannot be read or is too large."""
        try:
            size = path.stat().st_size
            with path.open("rb"):
                pass
        except OSError as problem:
            raise wrong(_l("打不开文件“%(file)s”。请核对路径。", file=str(path))) from problem
        refuse_too_large(size)
        return cls(path.name, size, lambda: path.open("rb"))

    def start(self, size: int) -> bytes:
        """Its first bytes."""
        with self.open() as raw:
            return raw.read(size)

    def sha256(self) -> str:
        """The digest of its contents, in hex."""
        digest = hashlib.sha256()
        with self.open() as raw:
            while portion := raw.read(PORTION):
                digest.update(portion)
        return digest.hexdigest()


def refuse_too_large(size: int) -> None:
    """Raises Problem(invalid) for more bytes than a table may have."""
    if size > LARGEST_FILE:
        raise wrong(_l("文件超过 %(most)d MB。请拆成几个文件再导入。", most=LARGEST_FILE // 1_000_000))
