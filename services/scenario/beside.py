"""Files that lie beside a story, for the steps in which somebody sends them along."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from services.cases.models import CaseFile
from services.core.errors import ErrorCode, Problem
from services.core.files.looking import look_at
from services.core.files.staging import Staged, stage
from services.core.words import _l


def staged_from(folder: Path | None, name: str, at: datetime) -> Staged:
    """The file with this name in the story's folder, looked at as any upload, waiting for its case.

    Problem: not_found (no such file; a name that leads out of the folder), invalid (a file that no page would take).
    """
    file = (folder / name).resolve() if folder else None
    if file is None or file.parent != folder or not file.is_file():
        raise Problem(ErrorCode.NOT_FOUND, _l("故事旁边没有文件“%(name)s”。", name=name[:80]), field="files")
    raw = file.read_bytes()
    return stage(look_at(file.name, raw, len(raw)), CaseFile.__tablename__, at)
