"""What hangs on a case, in one number that comes along with it: what there is none of need not be asked for."""

from __future__ import annotations

from enum import IntFlag
from typing import Any

from sqlalchemy import ColumnElement, case, exists, literal, or_
from sqlalchemy.orm import with_expression

from services.cases.models import (
    Case,
    CaseExclusion,
    CaseFile,
    CaseRespondent,
    Merge,
    Objection,
)
from services.clocks.models import ClockFact


class Hang(IntFlag):
    """Kinds of rows that most cases have none of."""

    FACT = 1
    MERGE = 2
    OBJECTION = 4
    FILE = 8
    KEPT = 16


def _any(column: Any) -> ColumnElement[bool]:
    return exists().where(column == Case.id).correlate(Case)


_THERE_ARE: dict[Hang, ColumnElement[bool]] = {
    Hang.FACT: _any(ClockFact.case_id),
    Hang.MERGE: _any(Merge.into_id),
    Hang.OBJECTION: _any(Objection.case_id),
    Hang.FILE: _any(CaseFile.case_id),
    Hang.KEPT: or_(_any(CaseRespondent.case_id), _any(CaseExclusion.case_id)),
}


def _number() -> ColumnElement[int]:
    total: ColumnElement[int] = literal(0)
    for kind, there_is in _THERE_ARE.items():
        total = total + case((there_is, kind.value), else_=0)
    return total


WITH_WHAT_HANGS = with_expression(Case.hangs, _number())
"""An option of the statement that loads a case."""


def may_hang(on: Case, kind: Hang) -> bool:
    """Whether the case has such rows, or it was loaded without being told."""
    return on.hangs is None or bool(on.hangs & kind)
