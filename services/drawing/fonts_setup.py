"""Makes the static Regular and Bold of Noto Sans SC once, at set-up: `python -m services.drawing.fonts_setup`."""

from __future__ import annotations

import fcntl
import io
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from services.drawing import fonts_folder as files

FAMILY = "UnionCasesSans"  # derived fonts carry their own name: PDF readers and reportlab tell faces apart by it
WEIGHTS = {files.REGULAR: ("Regular", 400), files.BOLD: ("Bold", 700)}
HANGUL = (
    (0x1100, 0x11FF),
    (0x3130, 0x318F),
    (0x3200, 0x321E),
    (0x3260, 0x327F),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xFFA0, 0xFFDC),
)
LAYOUT_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "vhea", "vmtx", "VVAR", "VORG"]
NAMES_KEPT = {0, 7, 13, 14}  # copyright, trade mark, licence and its address travel with the outlines


def main() -> int:
    """Makes the fonts where they are missing, says where they are. Exit code 1 with one sentence when it cannot."""
    try:
        folder = make_fonts()
    except (files.FontsNotReady, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"fonts: {folder}\n")
    return 0


def make_fonts(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder with both weights and their SHA256SUMS; makes it when absent or damaged (about a minute).

    Safe when several set-ups run at once: one makes, the others wait; a folder appears whole or not at all.
    """
    folder = files.cache_folder(environment)
    if files.is_whole(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(folder.parent / f"{folder.name}.lock"):
        if not files.is_whole(folder):
            _make(files.source_font(), folder)
    return folder


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(source: Path, folder: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    try:
        common = _without_hangul(source)
        with ProcessPoolExecutor(max_workers=len(WEIGHTS)) as pool:
            made = list(pool.map(static_weight, [common] * len(WEIGHTS), WEIGHTS.values()))
        for name, outlines in zip(WEIGHTS, made, strict=True):
            _write_through(draft / name, outlines)
        sums = "".join(f"{files.sha256(draft / name)}  {name}\n" for name in WEIGHTS)
        _write_through(draft / files.SUMS, sums.encode("ascii"))
        shutil.rmtree(folder, ignore_errors=True)  # only ever a damaged one
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _without_hangul(source: Path) -> bytes:
    """The variable font with every character but Hangul, and without layout tables, which reportlab cannot use."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.drop_tables += LAYOUT_TABLES
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if not _is_hangul(code)])
    subsetter.subset(font)
    return _saved(font)


def _is_hangul(code: int) -> bool:
    return any(first <= code <= last for first, last in HANGUL)


def static_weight(variable: bytes, weight: tuple[str, int]) -> bytes:
    """One static TrueType font from the variable one; weight is (style name, wght). Same input, same bytes."""
    style, value = weight
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": value}, inplace=True)
    if "STAT" in font:
        del font["STAT"]
    font["OS/2"].usWeightClass = value
    _rename(font, style)
    return _saved(font)


def _rename(font: TTFont, style: str) -> None:
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in NAMES_KEPT]
    words = {1: FAMILY, 2: style, 3: f"{FAMILY}-{style}-{files.RECIPE}", 4: f"{FAMILY} {style}", 6: f"{FAMILY}-{style}"}
    for name_id, text in words.items():
        table.setName(text, name_id, 3, 1, 0x409)
    bold = style == "Bold"
    font["head"].macStyle = 1 if bold else 0
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)


def _saved(font: TTFont) -> bytes:
    stream = io.BytesIO()
    font.save(stream, reorderTables=False)
    return stream.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
