"""Money: whole fen in integers; yuan only where a person reads or types."""

from __future__ import annotations

import re

from services.core.errors import ErrorCode, Problem
from services.core.words import _l

MOST_FEN = 10_000_000_000_000
"""A hundred billion yuan: more than any amount this system can mean, less than what a column holds."""

_STRICT = re.compile(r"(\d+)(?:\.(\d{1,2}))?", re.ASCII)
_HALF_WIDTH = {mark + 0xFEE0: mark for mark in range(0x21, 0x7F)} | {0x3000: " ", 0xFFE5: "¥"}
"""Full-width forms alone: ² is not 2."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", re.ASCII)


def parse_yuan(text: str, *, lenient: bool = False, field: str | None = None) -> int:
    """`"1234.5"` → 123450 fen.

    Lenient reading is for people at a form: full-width digits, ¥, 元 and thousands commas are understood.
    Strict reading is for files and other systems. Raises Problem(invalid): empty, negative, not a number,
    more than two decimals, more than MOST_FEN.
    """
    plain = _normalised(text) if lenient else text
    found = _STRICT.fullmatch(plain)
    if not found:
        raise Problem(
            ErrorCode.INVALID,
            _l("“%(text)s”不是金额。请写成“860.00”，单位元，最多两位小数。", text=text[:40]),
            field=field,
        )
    whole, part = found.group(1), found.group(2) or ""
    fen = int(whole[:20]) * 100 + int(part.ljust(2, "0")) if len(whole) <= 20 else MOST_FEN + 1
    if fen > MOST_FEN:
        raise Problem(ErrorCode.INVALID, _l("金额“%(text)s”过大，请核对。", text=text[:40]), field=field)
    return fen


def _normalised(text: str) -> str:
    plain = text.translate(_HALF_WIDTH).strip().removeprefix("¥").removesuffix("元").strip()
    return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain


def yuan(fen: int) -> str:
    """123450 → `"1234.50"`."""
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{size // 100}.{size % 100:02d}"


def yuan_grouped(fen: int) -> str:
    """123450 → `"1,234.50"`."""
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{size // 100:,}.{size % 100:02d}"
