"""Takes or refuses a file: its name, its size, its first bytes, and what a look inside it from a safe distance says."""

from __future__ import annotations

import hashlib
import json
import subprocess  # nosec B404  (our own script, no shell)
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import filetype

from services.core.errors import ErrorCode, Problem
from services.core.files import apart
from services.core.files.kinds import (
    BY_ENDING,
    LONGEST_NAME,
    MIB,
    MOST_MEMBERS,
    MOST_PIXELS,
    MOST_RATIO,
    MOST_UNPACKED,
    PICTURES,
    SHAPES,
    FileKind,
)
from services.core.words import N_, Words, _l

SCRIPT = Path(apart.__file__)
SECONDS = 20
LIMITS = (SECONDS, 1536 * MIB, MOST_PIXELS, MOST_UNPACKED, MOST_RATIO, MOST_MEMBERS)
"""What the look may use up, and what it may find: seconds, memory, pixels, bytes unpacked, their ratio, parts."""
NOT_IN_A_NAME = frozenset('<>:"/\\|?*')

FAULTS: Mapping[str, str] = {
    apart.BROKEN: N_("“%(name)s”打不开，可能没有传完或已损坏。请重新保存后再上传。"),
    apart.PIXELS: N_("“%(name)s”的尺寸太大。请缩小图片后再上传。"),
    apart.BOMB: N_("“%(name)s”解压后太大，不能接收。请另存后再上传，或转成 PDF。"),
    apart.MACRO: N_("“%(name)s”里有宏，不能接收。请另存为不含宏的文档或 PDF。"),
}


@dataclass(frozen=True)
class Looked:
    """A file that may be taken. `copies` are what is shown of it, large and small; none where nothing can be drawn."""

    name: str
    kind: FileKind
    raw: bytes = field(repr=False)
    copies: tuple[bytes, ...] = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the original, in hex."""
        return hashlib.sha256(self.raw).hexdigest()


def look_at(name: str | None, raw: bytes, size: int) -> Looked:
    """The file with a clean name and its kind. `size` counts all bytes that came, `raw` may hold fewer of a large one.

    Problem(invalid, "files") with one sentence that names the file.
    """
    stem, ending = _parts_of(name or "")
    shown = f"{stem}.{ending}" if ending else stem
    kind = BY_ENDING.get(ending)
    if kind is None:
        raise _refused(_l("“%(name)s”的类型不能接收。可以上传照片、PDF、Word、Excel、文本和录音。", name=shown))
    if size == 0:
        raise _refused(_l("“%(name)s”是空的。请重新选择。", name=shown))
    kind = _kind_inside(kind, raw, shown)
    most = SHAPES[kind].most_bytes
    if size > most:
        sentence = _l("“%(name)s”太大，最多 %(most)d MB。请压缩后再上传。", name=shown, most=most // MIB)
        raise _refused(sentence)
    clean = shown if ending in SHAPES[kind].endings else f"{stem}.{SHAPES[kind].ending}"
    return Looked(clean, kind, raw, _look_inside(kind, raw, clean))


def _refused(sentence: Words) -> Problem:
    return Problem(ErrorCode.INVALID, sentence, field="files")


def _faulty(fault: str, name: str) -> Problem:
    sentence = FAULTS[fault]
    return _refused(_l(sentence, name=name))


def _parts_of(name: str) -> tuple[str, str]:
    """Stem and ending: without folders, marks that no file name has, and what reads backwards; short enough."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = (mark for mark in last if unicodedata.category(mark)[0] != "C")
    plain = "".join("_" if mark in NOT_IN_A_NAME else mark for mark in kept).strip()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    ending = ending.lower()[:12]
    return (stem.strip(" .") or "file")[: LONGEST_NAME - len(ending) - 1], ending


def _kind_inside(kind: FileKind, raw: bytes, name: str) -> FileKind:
    """The kind by the first bytes, which must be that of the name; one picture may stand under the name of another."""
    found = _signature(raw)
    if found in SHAPES[kind].signatures or (kind is FileKind.TEXT and not found):
        return kind
    if kind in PICTURES:
        for picture in PICTURES:
            if found in SHAPES[picture].signatures:
                return picture
    raise _refused(_l("“%(name)s”的内容与类型不符。请用原来的程序另存后再上传。", name=name))


def _signature(raw: bytes) -> str:
    """What the first bytes are taken for; empty where they say nothing."""
    try:
        guessed = filetype.guess(raw[:8192])
    except (IndexError, ValueError):
        return ""
    return str(guessed.extension) if guessed else ""


def _look_inside(kind: FileKind, raw: bytes, name: str) -> tuple[bytes, ...]:
    command = [sys.executable, "-I", str(SCRIPT), kind.value, *(str(limit) for limit in LIMITS)]
    try:
        answer = subprocess.run(  # nosec B603
            command, input=raw, capture_output=True, timeout=SECONDS, check=True, env={}
        ).stdout
        head, _line, copies = answer.partition(b"\n")
        told = json.loads(head)
    except (subprocess.SubprocessError, ValueError) as problem:
        raise _faulty(apart.BROKEN, name) from problem
    if told["fault"]:
        raise _faulty(told["fault"], name)
    made, place = [], 0
    for size in told["sizes"]:
        made.append(copies[place : place + size])
        place += size
    return tuple(made)
