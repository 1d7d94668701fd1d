"""A month's files: made whole in memory, then put in place together, so that nothing half-written is ever seen."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from services.drawing import draw
from services.reports.document import monthly_document
from services.reports.report import MonthlyReport


def report_json(report: MonthlyReport) -> bytes:
    """`report.json` as UTF-8."""
    return report.as_json().encode()


def report_pdf(report: MonthlyReport, language: str) -> bytes:
    """`report.pdf` in `zh-CN` or `en`."""
    return draw(monthly_document(report, language))


def report_files(report: MonthlyReport, language: str) -> dict[str, bytes]:
    """File name → contents."""
    return {"report.json": report_json(report), "report.pdf": report_pdf(report, language)}


def put_in_place(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Writes each file under another name first and renames all at the end. Raises OSError, leaving what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    drafts: list[tuple[Path, Path]] = []
    try:
        for name, contents in files.items():
            draft = folder / f".{name}.{secrets.token_hex(4)}"
            drafts.append((draft, folder / name))
            with draft.open("xb") as out:
                out.write(contents)
                out.flush()
                os.fsync(out.fileno())
        for draft, final in drafts:
            draft.replace(final)
    finally:
        for draft, _final in drafts:
            draft.unlink(missing_ok=True)
    return [final for _draft, final in drafts]
