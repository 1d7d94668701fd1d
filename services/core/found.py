"""Amounts and dates in what people wrote, for a reader's eye. Pages and the call pane use one pattern."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_FIGURE = r"(?<![\d.,])\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|(?<![\d.,])\d{1,12}(?:\.\d{1,4})?"
_HAN = "[一二三四五六七八九十百千万亿零〇两]{1,16}"
_AMOUNTS = (
    rf"[¥￥] ?(?:{_FIGURE})(?: ?[万亿])?"
    rf"|(?:{_FIGURE}) ?[千万亿]?(?:多|余)? ?(?:元|块钱|yuan)"
    rf"|{_HAN}(?:多|余)?(?:元|块钱)"
)
_DAYS = (
    r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)"
    r"|(?<!\d)(?:\d{4} ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?[日号]|(?<!\d)\d{4} ?年 ?\d{1,2} ?月"
    r"|(?:今|明|后)天|(?:本|这|下)周[一二三四五六日天]"
)
PATTERN = f"{_AMOUNTS}|{_DAYS}"
"""Written so that Python and a browser read it alike; every repetition has an end, so that no text makes it slow."""

_FOUND = re.compile(PATTERN)


def found_in(text: str) -> list[str]:
    """The amounts and dates of a text in their order, as they were written."""
    return [match[0] for match in _FOUND.finditer(text)]


def marked(text: str) -> Markup:
    """The text with its amounts and dates in `<mark>`; everything else is escaped."""
    parts, last = [], 0
    for match in _FOUND.finditer(text):
        parts += [escape(text[last : match.start()]), Markup("<mark>%s</mark>") % match[0]]
        last = match.end()
    return Markup("").join([*parts, escape(text[last:])])
