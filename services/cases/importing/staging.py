"""Files that wait for their import: outside the database, sealed, under a name of our own, gone when it is over."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from services.cases.importing.files import LARGEST_FILE, TableFile, refuse_too_large
from services.cases.importing.report import FaultList
from services.core.settings import settings_in_use
from services.core.vault import vault

PORTION = 48 * 1024
"""Bytes in one sealed line."""


def folder() -> Path:
    """Where the files wait."""
    found = settings_in_use().instance_dir / "imports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def stage(run_id: int, incoming: BinaryIO) -> tuple[int, str]:
    """Keeps what comes in; gives its size and SHA-256. Raises Problem(invalid) for too much of it."""
    size, digest = 0, hashlib.sha256()
    try:
        with _Sealing(_place(run_id, "table")) as out:
            while portion := incoming.read(PORTION):
                size += len(portion)
                refuse_too_large(size)
                digest.update(portion)
                out.write(portion)
    except BaseException:
        forget(run_id)
        raise
    return size, digest.hexdigest()


def staged(run_id: int, name: str) -> TableFile:
    """The file that waits for the import. Its size is a little too large: what sealing adds is estimated."""
    place = _place(run_id, "table")
    size = place.stat().st_size if place.exists() else 0
    return TableFile(name, min(size * 9 // 16, LARGEST_FILE), lambda: _opened(place))


def has_file(run_id: int) -> bool:
    """Whether the file still waits."""
    return _place(run_id, "table").exists()


class KeptFaults:
    """The list of what is odd about a table, sealed as it is written."""

    def __init__(self, run_id: int) -> None:
        self._out = _Sealing(_place(run_id, "faults"))
        self._text: TextIO = io.TextIOWrapper(io.BufferedWriter(self._out, PORTION), "utf-8-sig", newline="")
        self.list = FaultList(self._text)

    def close(self) -> None:
        """Writes what is left."""
        self._text.close()


def faults_of(run_id: int) -> Iterator[bytes] | None:
    """The list as CSV, portion by portion; None where there is none."""
    place = _place(run_id, "faults")
    return _portions(place) if place.exists() else None


def forget_table(run_id: int) -> None:
    """The file is not needed any more; the list of what was odd stays."""
    _place(run_id, "table").unlink(missing_ok=True)


def forget(run_id: int) -> None:
    """Nothing of the import waits any more."""
    for what in ("table", "faults"):
        _place(run_id, what).unlink(missing_ok=True)


def _place(run_id: int, what: str) -> Path:
    return folder() / f"{run_id}.{what}"


class _Sealing(io.RawIOBase):
    """A file of sealed lines; each is bound to the file and to its place in it."""

    def __init__(self, place: Path) -> None:
        self._name, self._line = place.name, 0
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._out = os.fdopen(descriptor, "w", encoding="ascii")

    def writable(self) -> bool:
        return True

    def write(self, portion: object) -> int:
        raw = bytes(portion)  # type: ignore[call-overload]
        self._out.write(vault().seal(base64.b64encode(raw).decode(), f"import.{self._name}.{self._line}") + "\n")
        self._line += 1
        return len(raw)

    def close(self) -> None:
        if not self.closed:
            self._out.close()
        super().close()


def _portions(place: Path) -> Iterator[bytes]:
    with place.open(encoding="ascii") as lines:
        for number, line in enumerate(lines):
            yield base64.b64decode(vault().open(line.rstrip("\n"), f"import.{place.name}.{number}"))


class _Opened(io.RawIOBase):
    """The portions as one stream of bytes."""

    def __init__(self, portions: Iterator[bytes]) -> None:
        self._portions, self._left = portions, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not self._left:
            self._left = next(self._portions, b"")
        room = memoryview(buffer)  # type: ignore[arg-type]
        given = self._left[: len(room)]
        room[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)


def _opened(place: Path) -> BinaryIO:
    """A stream from the beginning; of a workbook, which is read back and forth, the whole."""
    portions = _portions(place)
    first = next(portions, b"")
    if first.startswith(b"PK\x03\x04"):
        return io.BytesIO(first + b"".join(portions))
    return io.BufferedReader(_Opened(_with(first, portions)), PORTION)


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
