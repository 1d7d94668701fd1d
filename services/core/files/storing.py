"""The folder in which sealed contents lie: made-up names, for its owner alone, on disk before anyone relies on it."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from services.core.settings import settings_in_use

PLACE = re.compile(r"[0-9a-f]{32}")
ORIGINAL, LARGE, SMALL = "original", "large", "small"
PARTS = (ORIGINAL, LARGE, SMALL)
LEAST_FREE = 256 * 1024 * 1024


def new_place() -> str:
    """A name that says nothing and cannot be guessed."""
    return secrets.token_hex(16)


def make_room(size: int) -> None:
    """Raises OSError(ENOSPC) before a file would take the last of the disk: the database needs it more."""
    folder = settings_in_use().files_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < size + LEAST_FREE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def write_part(place: str, part: str, sealed: bytes) -> None:
    """Writes contents under a name of their own, then gives them theirs; returns when the disk has both.

    Raises OSError where there is no room; nothing is left of it then.
    """
    target = _file(place, part)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    draft = target.with_suffix(target.suffix + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def read_part(place: str, part: str) -> bytes:
    """Sealed contents as they lie there. Raises FileNotFoundError where they do not."""
    return _file(place, part).read_bytes()


def is_there(place: str) -> bool:
    """Whether the original lies there."""
    return _file(place, ORIGINAL).is_file()


def remove(place: str) -> None:
    """Removes everything that lies under the name."""
    for part in PARTS:
        _file(place, part).unlink(missing_ok=True)


def places_older_than(instant: datetime) -> Iterator[str]:
    """Names under which something lies that was last written before the instant, each once. Half-written files too."""
    folder = settings_in_use().files_dir
    seen = set[str]()
    for file in folder.glob("??/*") if folder.is_dir() else ():
        place = file.name.partition(".")[0]
        written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        if PLACE.fullmatch(place) and written < instant and place not in seen:
            seen.add(place)
            yield place


def drop_drafts(place: str) -> None:
    """Removes what was never written to its end."""
    for part in PARTS:
        target = _file(place, part)
        target.with_suffix(target.suffix + ".new").unlink(missing_ok=True)


def _file(place: str, part: str) -> Path:
    if not PLACE.fullmatch(place) or part not in PARTS:
        raise ValueError("no place of ours")
    return settings_in_use().files_dir / place[:2] / f"{place}.{part}"


def _settle(folder: Path) -> None:
    """Has the disk keep the name, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
