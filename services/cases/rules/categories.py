"""Codes of the category trees, and what may never be loosened."""

from __future__ import annotations

import re
import unicodedata

from services.core.errors import ErrorCode, Problem
from services.core.words import _l

CODE = re.compile(r"[A-D][1-9]\d{0,2}(?:-[1-9]\d{0,2}){0,3}", re.ASCII)
LONGEST_CATEGORY = 60
LAST_PLACE = 9999
ALWAYS_SEALED = frozenset({"C5"})
"""Sexual harassment is sealed by itself, for ever, with everything below it (妇女权益保障法 25)."""


def tidy_category_code(text: str) -> str:
    """`c5-1` → C5-1: the letter of a tree and a number, each step down a hyphen and a number.

    Raises Problem(invalid) for anything else.
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if not CODE.fullmatch(code):
        sentence = _l("类别代码由树的字母和序号组成，例如 A12；下一层加连字符和序号，例如 A1-2。")
        raise Problem(ErrorCode.INVALID, sentence, field="code")
    return code


def parent_of(code: str) -> str | None:
    """A1-2 → A1; None for a code at the top of its tree."""
    above, mark, _own = code.rpartition("-")
    return above if mark else None


def is_always_sealed(code: str) -> bool:
    """Whether the code stands at or below one that is sealed for ever."""
    return any(code == sealed or code.startswith(f"{sealed}-") for sealed in ALWAYS_SEALED)
