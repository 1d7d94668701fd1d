"""What people say and caseworkers write: sentences put together from parts, none of them used too often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import yaml

SENTENCES = Path(__file__).with_name("sentences.yaml")
MOST_USES = 3
TRIES = 40
PART = re.compile(r"\{(\w+)\}")

Facts = Mapping[str, str]


class Sayings:
    """Draws sentences. The same draw says the same things in the same order.

    Of `many` who speak at the same time without hearing each other, `place` says nothing that another might say.
    """

    def __init__(self, draw: Random, place: int = 0, many: int = 1) -> None:
        self.draw, self.place, self.many = draw, place, many
        self.used: Counter[str] = Counter()
        told: dict[str, Any] = yaml.safe_load(SENTENCES.read_text("utf-8"))
        self.trades: Mapping[str, Mapping[str, Sequence[str]]] = told.pop("trades")
        self.numbers: Mapping[str, Sequence[str]] = told.pop("numbers")
        self.kinds: Mapping[str, Mapping[str, Sequence[str]]] = {
            name: part for name, part in told.items() if isinstance(part, dict)
        }
        self.parts: Mapping[str, Sequence[str]] = {
            name: part for name, part in told.items() if not isinstance(part, dict)
        }

    def story(self, category: str, family: str, facts: Facts, on: date) -> str:
        """What a worker tells of a matter of this category; `family` says which kind of help is asked for."""
        more = {"what": self.kinds["what"][category], "ask": self.kinds["ask"][family]}
        text = self.say(self.parts["story"], facts, on, more)
        if facts["people"] == "1":
            return text
        return f"{text}{self._filled(self.draw.choice(self.parts['together']), facts, on, {})}"

    def of(self, kind: str, which: str, facts: Facts, on: date) -> str:
        """A note or a reply of one kind."""
        return self.say(self.kinds[kind][which], facts, on, {})

    def plain(self, name: str, facts: Facts, on: date) -> str:
        """Any other list of whole texts."""
        return self.say(self.parts[name], facts, on, {})

    def say(self, whole: Sequence[str], facts: Facts, on: date, more: Mapping[str, Sequence[str]]) -> str:
        """A text that was used fewer than MOST_USES times, a fresh one where there is any."""
        tries = TRIES * self.many
        for tried in range(tries):
            text = self._filled(self.draw.choice(whole), facts, on, more)
            if self._is_ours(text) and self.used[text] < (1 if tried < tries // 2 else MOST_USES):
                self.used[text] += 1
                return text
        raise RuntimeError(f"no more sentences like: {text}")

    def _is_ours(self, text: str) -> bool:
        return crc32(text.encode()) % self.many == self.place

    def _filled(self, template: str, facts: Facts, on: date, more: Mapping[str, Sequence[str]]) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found.group(1)
            if name in facts:
                return facts[name]
            if name in DRAWN:
                return DRAWN[name](self.draw, on)
            return self._filled(self.draw.choice(more.get(name) or self.parts[name]), facts, on, more)

        return PART.sub(fill, template)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


DRAWN: Mapping[str, Callable[[Random, date], str]] = {
    "day": lambda draw, on: _day(on - timedelta(days=draw.randint(4, 75))),
    "soon": lambda draw, on: _day(on + timedelta(days=draw.randint(2, 14))),
    "few": lambda draw, _on: str(draw.randint(2, 9)),
    "some": lambda draw, _on: str(draw.randint(11, 38)),
    "percent": lambda draw, _on: str(draw.randint(22, 35)),
}
"""Small facts that nothing else depends on, drawn at each place anew."""
