"""The words of a text as an index keeps them, and of a question as it is asked of the index.

A run of Han characters becomes its overlapping pairs and its last single, a run of letters and digits stays whole.
So any part of a Han run is found, and of another run its beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_HAN}]+)|((?:(?![{_HAN}])[^\W_])+)")
BETWEEN = "§"
"""Stands between two parts of a text, so that no phrase reaches from one into the other. Nobody can ask for it."""
LONGEST_WORD = 100
MOST_WORDS = 16_383
"""The last position that a tsvector knows."""
MOST_PHRASES = 8


@dataclass(frozen=True)
class Phrase:
    """Words that must follow one another; with `begins`, the last one is only the beginning of a word."""

    words: tuple[str, ...]
    begins: bool


@dataclass(frozen=True)
class _Run:
    text: str
    han: bool


def _runs(text: str) -> Iterator[_Run]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for match in _RUNS.finditer(plain):
        yield _Run(match[0], bool(match[1]))


def indexed(parts: Iterable[str]) -> list[str]:
    """The words of all parts of a text, in order, at most MOST_WORDS."""
    words: list[str] = []
    for part in parts:
        for run in _runs(part):
            words += _whole(run)
        words.append(BETWEEN)
        if len(words) >= MOST_WORDS:
            break
    return words[:MOST_WORDS]


def _whole(run: _Run) -> list[str]:
    return [*_pairs(run.text), run.text[-1]] if run.han else [run.text[:LONGEST_WORD]]


def _pairs(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]


def phrases(question: str) -> list[Phrase]:
    """What must be found, all of it: a phrase for each part between blanks, at most MOST_PHRASES."""
    found = (_phrase(list(_runs(part))) for part in question.split())
    return [phrase for phrase in found if phrase is not None][:MOST_PHRASES]


def _phrase(runs: Sequence[_Run]) -> Phrase | None:
    if not runs:
        return None
    *whole, last = runs
    words = [word for run in whole for word in _whole(run)]
    if last.han and len(last.text) > 1:
        return Phrase((*words, *_pairs(last.text)), begins=False)
    return Phrase((*words, last.text[:LONGEST_WORD]), begins=True)
