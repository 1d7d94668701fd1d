"""What must be true when a story has been played: each thing that is otherwise, as a line to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import desc, or_, select

from services.clocks.models import Clock
from services.core.access import unscoped
from services.core.database import Row, db
from services.core.errors import ErrorCode, Problem
from services.core.time import Month
from services.core.words import _, _l
from services.reports.queries import dictionary, figures_of
from services.scenario.story import Expectation, Fields, Story
from services.units.queries import unit_named

Named = Mapping[str, Any]
Otherwise = Iterator[tuple[str, Any, Any]]
"""(what, as expected, as found) for each difference."""


def absent_expectations(story: Story) -> list[str]:
    """Kinds of expectations, and figures, that nothing here can answer yet."""
    known = dictionary()
    kinds = [each.kind for each in story.expectations if each.kind not in CHECKS]
    return kinds + [code for each in story.expectations for code in each.metrics if code not in known]


def differences(story: Story, named: Named) -> list[str]:
    """One line for everything that is otherwise than expected. Raises Problem where an expectation names nothing."""
    otherwise = ((each, line) for each in story.expectations for line in CHECKS[each.kind](each, named))
    return [
        _("第 %(n)d 项期望 %(what)s：应为 %(told)s，实为 %(found)s", n=each.number, what=what, told=told, found=found)
        for each, (what, told, found) in otherwise
    ]


def _clock(each: Expectation, named: Named) -> Otherwise:
    name, rule, due = _parts(each, "of", "rule", "due")
    clock = _latest_clock(_thing(each, named), rule)
    found = clock.due_on if clock else None
    if found is None or found != _day(due):
        yield f"clock {name} {rule}", due, found or _("没有这个期限")


def _latest_clock(thing: Row, rule: str) -> Clock | None:
    """The clock that hangs on the thing or, where it is a case, on anything of the case; the last one started."""
    wanted = select(Clock).where(Clock.rule == rule, or_(Clock.subject_id == thing.id, Clock.case_id == thing.id))
    newest = wanted.order_by(Clock.cancelled_at.is_not(None), desc(Clock.started_at), desc(Clock.id)).limit(1)
    found: Clock | None = db.session.scalar(unscoped(newest, because="a story's expectations see everything"))
    return found


def _status(each: Expectation, named: Named) -> Otherwise:
    name, told = _parts(each, "of", "is")
    found = str(getattr(_thing(each, named), "status", ""))
    if found != told:
        yield f"status {name}", told, found


def _report(each: Expectation, named: Named) -> Otherwise:
    code, month = _parts(each, "unit", "month")
    known = dictionary()
    values = figures_of(unit_named(str(code)), Month.parse(str(month)), list(each.metrics))
    for figure, told in each.metrics.items():
        found = values[figure].plain(known[figure].unit)
        if not _same(told, found):
            yield f"report {code} {month} {figure}", _written(told), _written(found)


CHECKS: Mapping[str, Callable[[Expectation, Named], Otherwise]] = {
    "clock": _clock,
    "status": _status,
    "report": _report,
}


def _parts(each: Expectation, *names: str) -> tuple[Any, ...]:
    about: Fields = each.about
    if about.keys() != set(names):
        sentence = _l("第 %(number)d 项期望应写明 %(names)s。", number=each.number, names=", ".join(names))
        raise Problem(ErrorCode.INVALID, sentence)
    return tuple(about[name] for name in names)


def _thing(each: Expectation, named: Named) -> Row:
    name = str(each.about["of"])
    if not isinstance(named.get(name), Row):
        sentence = _l("第 %(number)d 项期望里的“%(name)s”不是故事里的名字。", number=each.number, name=name)
        raise Problem(ErrorCode.NOT_FOUND, sentence)
    thing: Row = named[name]
    return thing


def _day(told: Any) -> date | None:
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def _same(told: Any, found: Any) -> bool:
    """Equal, fractions to four places."""
    if isinstance(told, float) and isinstance(found, (int, float)):
        return round(told, 4) == round(found, 4)
    return bool(told == found)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
