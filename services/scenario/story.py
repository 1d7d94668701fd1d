"""A dated story as it stands in its file: the world, the steps, and what must be true at the end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from services.core.errors import ErrorCode, Problem
from services.core.time import from_local
from services.core.words import Words, _l

PARTS = ("title", "world", "steps", "expect")
OF_A_STEP = ("at", "by", "do", "of", "as", "with", "fails")

Fields = Mapping[str, Any]
Moment = Callable[[Any], datetime]
"""From the `at` of a step to an aware instant. Raises ValueError for what it cannot read."""


@dataclass(frozen=True)
class Step:
    """One thing that somebody does. `number` is its place in the file, from 1; `at` is an aware instant."""

    number: int
    at: datetime
    by: str
    do: str
    of: str | None
    name: str | None
    fields: Fields
    fails: ErrorCode | None


@dataclass(frozen=True)
class Expectation:
    """One thing that must be true at the end: its kind, what it is about, and figures where it is a report."""

    number: int
    kind: str
    about: Fields
    metrics: Fields


@dataclass(frozen=True)
class Story:
    """The whole file. `world` holds lists of entries by chapter; `steps` are in the order of their instants."""

    title: str
    world: Mapping[str, tuple[Fields, ...]]
    steps: tuple[Step, ...]
    expectations: tuple[Expectation, ...]
    folder: Path | None = None
    """Where the files lie that its people send along; None where it was not read from a file."""


def local_moment(told: Any) -> datetime:
    """`2026-03-02T09:10`, a moment or a day of the union's local time, as an aware instant."""
    moment = datetime.fromisoformat(told) if isinstance(told, str) else told
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if not isinstance(moment, datetime):
        raise ValueError(told)
    return moment if moment.tzinfo else from_local(moment)


def read_story(file: Path, moment: Moment = local_moment) -> Story:
    """Reads a story from a YAML file. Raises Problem(invalid) with one sentence; OSError, UnicodeError."""
    try:
        told = yaml.safe_load(file.read_text("utf-8"))
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        sentence = _l("“%(file)s”第 %(line)d 行不是能读懂的 YAML。", file=file.name, line=mark.line + 1 if mark else 1)
        raise Problem(ErrorCode.INVALID, sentence) from problem
    return replace(story_of(told, moment), folder=file.resolve().parent)


def story_of(told: Any, moment: Moment = local_moment) -> Story:
    """The story that a parsed file tells. Raises Problem(invalid) where its shape is not that of a story."""
    parts = _mapping(told, _l("文件的最上层"), PARTS)
    steps = [_step(number, each, moment) for number, each in enumerate(_list(parts, "steps"), start=1)]
    expected = [_expectation(number, each) for number, each in enumerate(_list(parts, "expect"), start=1)]
    world = _mapping(parts.get("world") or {}, "world")
    return Story(
        title=str(parts.get("title") or ""),
        world={chapter: _entries(world, chapter) for chapter in world},
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        expectations=tuple(expected),
    )


def _entries(world: Fields, chapter: str) -> tuple[Fields, ...]:
    where = _l("world 的 %(chapter)s", chapter=chapter)
    return tuple(_mapping(entry, where) for entry in _list(world, chapter))


def _step(number: int, told: Any, moment: Moment) -> Step:
    where = _l("第 %(number)d 步", number=number)
    parts = _mapping(told, where, OF_A_STEP)
    for needed in ("at", "by", "do"):
        if not parts.get(needed):
            raise _misshapen(_l("%(where)s缺少“%(part)s”。", where=where, part=needed))
    try:
        at = moment(parts["at"])
    except ValueError:
        raise _misshapen(
            _l("%(where)s的时间“%(at)s”应写成 2026-03-02T09:10。", where=where, at=str(parts["at"])[:40])
        ) from None
    return Step(
        number=number,
        at=at,
        by=str(parts["by"]),
        do=str(parts["do"]),
        of=_name(parts.get("of")),
        name=_name(parts.get("as")),
        fields=_mapping(parts.get("with") or {}, where),
        fails=_refusal(parts.get("fails"), where),
    )


def _name(told: Any) -> str | None:
    return None if told is None else str(told)


def _refusal(told: Any, where: Words) -> ErrorCode | None:
    if told is None:
        return None
    try:
        return ErrorCode(str(told))
    except ValueError:
        known = ", ".join(ErrorCode)
        raise _misshapen(
            _l("%(where)s的 fails “%(code)s”不是错误代码，可用的有：%(known)s。", where=where, code=told, known=known)
        ) from None


def _expectation(number: int, told: Any) -> Expectation:
    where = _l("第 %(number)d 项期望", number=number)
    parts = dict(_mapping(told, where))
    metrics = parts.pop("metrics", None) or {}
    if len(parts) != 1:
        raise _misshapen(_l("%(where)s应当只说一件事。", where=where))
    ((kind, about),) = parts.items()
    return Expectation(number, kind, _mapping(about, where), _mapping(metrics, where))


def _mapping(told: Any, where: Words, known: Collection[str] | None = None) -> Fields:
    if not isinstance(told, dict) or not all(isinstance(key, str) for key in told):
        raise _misshapen(_l("%(where)s应由“名称: 值”组成。", where=where))
    strange = [key for key in told if known is not None and key not in known]
    if strange:
        raise _misshapen(_l("%(where)s不认识“%(part)s”。", where=where, part=", ".join(strange)))
    return told


def _list(parts: Fields, name: str) -> list[Any]:
    told = parts.get(name) or []
    if not isinstance(told, list):
        raise _misshapen(_l("“%(part)s”应是一个列表。", part=name))
    return told


def _misshapen(sentence: Words) -> Problem:
    return Problem(ErrorCode.INVALID, sentence)
