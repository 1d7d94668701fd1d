"""Where a line of Chinese, Latin or mixed text may end (GB/T 15834-2011, 5.1.8 and 5.1.9; GB/T 36087)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise

NO_START = frozenset("，。、；：！？…‥—）〕］｝〉》」』】〗〙”’·・‧％‰℃°′″!),.:;?]}%ーゝゞ々〜～／＞»")
NO_END = frozenset("（〔［｛〈《「『【〖〘“‘([{¥￥$£€＄＃＜«№")
_LATIN_JOINERS = frozenset(".,:;%!?‰°′″")  # punctuation that belongs to the number or word before it
_SOFT = frozenset("/?&=-_")  # an address or a compound word may be divided after these
_CJK_BEGINS = "\u2e80"

Measure = Callable[[str], float]


def may_break(text: str) -> list[bool]:
    """For each position 0..len(text): may a line end before that character? The end always may, the beginning never."""
    allowed = [False] * (len(text) + 1)
    allowed[len(text)] = True
    for place in range(1, len(text)):
        allowed[place] = _may_break_between(text, place)
    return allowed


def widest_piece(text: str, measure: Measure) -> float:
    """Width of the widest part of the text that no line may divide: a word, a number, a character."""
    places = [place for place, allowed in enumerate(may_break(text)) if allowed]
    return max((measure(text[start:end].strip()) for start, end in pairwise([0, *places])), default=0)


def _may_break_between(text: str, place: int) -> bool:
    left, right = text[place - 1], text[place]
    if right in NO_START or left in NO_END or right == " " or "\u00a0" in (left, right):
        return False
    if left == " ":
        return True
    if unicodedata.combining(right):
        return False
    if _is_latin(left) and _is_latin(right):
        return _is_soft_place(text, place)
    return True


def _is_latin(char: str) -> bool:
    """Letters, digits and signs that make one word or number; dashes, dots and quotes of Chinese text do not."""
    if char >= _CJK_BEGINS or char in " “”‘’—…·":
        return False
    return char in _LATIN_JOINERS or char not in NO_START


def _is_soft_place(text: str, place: int) -> bool:
    """After a hyphen or slash inside a word, never inside a date, a number, a sign before a number or `://`."""
    if place < 2 or text[place - 1] not in _SOFT:
        return False
    before, after = text[place - 2], text[place]
    return before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())


def break_lines(text: str, width: float, measure: Measure, *, first: float = 0) -> list[str]:
    """Lines of `text`, none wider than `width` points; the first is shorter by `first` (the indent).

    A newline in the text always ends a line. A word wider than a whole line is divided where it must be. Spaces at a
    line's end are dropped. An empty text gives one empty line.
    """
    lines: list[str] = []
    for passage in text.split("\n"):
        lines += _passage(passage.strip(" "), width, measure, first if not lines else 0)
    return lines


def _passage(text: str, width: float, measure: Measure, first: float) -> list[str]:
    if measure(text) <= width - first:
        return [text]
    allowed = may_break(text)
    lines: list[str] = []
    start = 0
    while start < len(text):
        end = _line_end(text, start, width - (0 if lines else first), measure, allowed)
        lines.append(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines


def _line_end(text: str, start: int, width: float, measure: Measure, allowed: list[bool]) -> int:
    used, last = 0.0, start
    for place in range(start, len(text)):
        used += measure(text[place])
        if used > width + 1e-6 and place > start and text[place] != " ":
            return last if last > start else place
        if allowed[place + 1]:
            last = place + 1
    return len(text)
