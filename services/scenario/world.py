"""The world of a story, set up before its first step: which chapter is made by which verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.core.access import SYSTEM
from services.core.actions import ACTIONS
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.scenario.binding import Binder
from services.scenario.finding import finders
from services.scenario.slots import slots_of, strangers
from services.scenario.story import Fields, Story
from services.units.queries import all_units

NOTICE = "演示用工作日历"


@dataclass(frozen=True)
class Chapter:
    """The verb that makes each entry, what the story calls its fields, and what it need not say."""

    verb: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    obvious: Mapping[str, Any] = field(default_factory=dict)

    def told(self, entry: Fields) -> dict[str, Any]:
        """The fields of an entry under the names of the verb."""
        return {**self.obvious, **{self.renamed.get(name, name): value for name, value in entry.items()}}


CHAPTERS: Mapping[str, Chapter] = {
    "units": Chapter("unit.add", obvious={"parent": None}),
    "standards": Chapter("standard.set", renamed={"from": "valid_from"}),
    "calendar": Chapter("calendar.set_day", {"day": "on"}, {"name": NOTICE, "source": NOTICE}),
    "staff": Chapter("user.add"),
    "employers": Chapter("employer.add"),
    "funds": Chapter("fund.add"),
    "programmes": Chapter("programme.add"),
}
"""In the order in which they are set up. An entry that names no unit belongs to the first unit of the story."""


def absent_chapters(story: Story) -> list[str]:
    """Chapters of the story for which there is no verb yet; an empty list asks for nothing."""
    return [
        chapter
        for chapter, entries in story.world.items()
        if entries and (chapter not in CHAPTERS or CHAPTERS[chapter].verb not in ACTIONS)
    ]


def refuse_strange_entries(story: Story) -> None:
    """Raises Problem(invalid) for the first entry with a field that its verb does not take."""
    for name, entries in story.world.items():
        for number, entry in enumerate(entries, start=1):
            strange = strangers(slots_of(ACTIONS[CHAPTERS[name].verb]), CHAPTERS[name].told(entry))
            if strange:
                raise Problem(ErrorCode.INVALID, _told_wrong(name, number, _l("没有字段“%(f)s”", f=strange[0])))


def set_up(story: Story, at: datetime) -> None:
    """Makes the world by the system's hand. Raises Problem, which names the chapter and the entry."""
    for name, chapter in CHAPTERS.items():
        for number, entry in enumerate(story.world.get(name, ()), start=1):
            try:
                _make(chapter, entry, at)
            except Problem as problem:
                raise Problem(problem.code, _told_wrong(name, number, problem.sentence)) from problem


def _make(chapter: Chapter, entry: Fields, at: datetime) -> None:
    verb, binder = ACTIONS[chapter.verb], Binder({}, finders())
    told = chapter.told(entry)
    first, *rest = slots_of(verb)
    if first.name == "unit":
        told.setdefault("unit", next((unit.code for unit in all_units()), ""))
    verb(binder.filled(first, told), **binder.arguments(rest, told), by=SYSTEM, at=at)


def _told_wrong(chapter: str, number: int, sentence: Any) -> Any:
    return _l("world 的 %(chapter)s 第 %(number)d 条：%(sentence)s", chapter=chapter, number=number, sentence=sentence)
