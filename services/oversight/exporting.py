"""Lines of the trail as the cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import unquote

from services.cases.exporting.files import Sheet
from services.cases.exporting.sheet import mark_of
from services.core.time import LOCAL
from services.core.words import _
from services.oversight.telling import Entry


def sheet_of(entries: Sequence[Entry], who: str, at: datetime, purpose: str, address: str) -> Sheet:
    """The table, marked with who took it, when, what for, and which lines.

    Instants in local time, to the second; acts of members by the day.
    """
    headings = [_("时间"), _("记录于"), _("人员"), _("岗位"), _("动作"), _("对象"), _("途径"), _("用途")]
    rows = [
        [
            _second(entry.at),
            _second(entry.late) if entry.late else "",
            entry.who,
            entry.post,
            entry.what,
            entry.number or entry.about,
            entry.source,
            entry.purpose,
        ]
        for entry in entries
    ]
    return Sheet(headings, rows, mark_of(who, at, purpose, unquote(address)))


def _second(at: date) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}" if isinstance(at, datetime) else at.isoformat()
