"""Where the two typefaces of every printed page lie, and whether they are whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

SOURCE_PACKAGE = "justmytype_intl_cjk"
SOURCE_PATH = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
RECIPE = "1"  # raise it whenever fonts_setup makes other outlines from the same source
REGULAR = "Regular.ttf"
BOLD = "Bold.ttf"
SUMS = "SHA256SUMS"


class FontsNotReady(Exception):
    """The typefaces are absent, or not what set-up wrote. Its text is one sentence for whoever runs the server."""


@dataclass(frozen=True, slots=True)
class FontFiles:
    """Two TrueType files (glyf outlines, static) that may be embedded in a page."""

    regular: Path
    bold: Path


def sha256(path: Path) -> str:
    """Lower-case hexadecimal SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def source_font() -> Path:
    """The variable Noto Sans SC inside the installed package; FontsNotReady when the package is absent."""
    spec = find_spec(SOURCE_PACKAGE)
    if spec is None or spec.origin is None:
        raise FontsNotReady(_sentence(f"package {SOURCE_PACKAGE} is not installed"))
    path = Path(spec.origin).parent / SOURCE_PATH
    if not path.is_file():
        raise FontsNotReady(_sentence(f"{path} is absent"))
    return path


def cache_root(environment: Mapping[str, str] = os.environ) -> Path:
    """Folder that all clones of one user share: $XDG_CACHE_HOME or ~/.cache, then union-cases/fonts."""
    named = environment.get("XDG_CACHE_HOME", "")
    base = Path(named) if named and Path(named).is_absolute() else Path.home() / ".cache"
    return base / "union-cases" / "fonts"


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder for this source, this recipe and this version of the tool: equal names mean equal bytes."""
    tool = metadata.version("fonttools")
    key = hashlib.sha256(f"{sha256(source_font())} {RECIPE} fonttools {tool}".encode()).hexdigest()
    return cache_root(environment) / key


def is_whole(folder: Path) -> bool:
    """True when every file that SHA256SUMS lists is there with that fingerprint, both weights among them."""
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
        listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        return {REGULAR, BOLD} <= set(listed) and all(sha256(folder / n) == d for n, d in listed.items())
    except (OSError, ValueError):
        return False


def font_files(environment: Mapping[str, str] = os.environ) -> FontFiles:
    """The files to print with: FONT_DIR when an office has licensed fonts, else what set-up made.

    Raises FontsNotReady with one sentence when they are missing or damaged.
    """
    office = environment.get("FONT_DIR", "")
    if office:
        folder = Path(office)
        absent = [name for name in (REGULAR, BOLD) if not (folder / name).is_file()]
        if absent:
            raise FontsNotReady(
                f"FONT_DIR 指定的文件夹缺少 {'、'.join(absent)} / FONT_DIR {folder} lacks {', '.join(absent)}."
            )
        return FontFiles(folder / REGULAR, folder / BOLD)
    folder = cache_folder(environment)
    if not is_whole(folder):
        raise FontsNotReady(_sentence(f"nothing whole in {folder}"))
    return FontFiles(folder / REGULAR, folder / BOLD)


def _sentence(reason: str) -> str:
    return f"打印用字体尚未就绪，请先运行 make setup / The fonts for printing are not ready: run make setup ({reason})."
