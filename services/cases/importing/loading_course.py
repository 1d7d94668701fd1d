"""Reading out of a profile where the course of open cases stands."""

from __future__ import annotations

from typing import Any

from services.cases.importing.checking import Keys
from services.cases.importing.profile import CourseColumns, LegalColumns
from services.cases.kinds import Difficulty, DispatchMode, Outcome, Status
from services.clocks.table import LAW

TOLD_STATES = (
    Status.RECEIVED,
    Status.AWAITING_COMPLETION,
    Status.ACCEPTED,
    Status.HANDLING,
    Status.DISPATCHED,
    Status.SUSPENDED,
    Status.REPLIED,
    Status.CHECKED,
    Status.CLOSED,
)
"""States in which a row of a table can stand; all others are ends, and history."""


def course_in(keys: Keys) -> CourseColumns:
    """The columns of the course. Raises Problem(invalid) with one sentence that names the key."""
    status = keys.inner("status")
    to = keys.inner("dispatched_to") if keys.has("dispatched_to") else None
    difficulty = keys.inner("difficulty") if keys.has("difficulty") else None
    outcome = keys.inner("outcome") if keys.has("outcome") else None
    found = CourseColumns(
        status=status.text("column"),
        values={word: Status(code) for word, code in status.choices("values", TOLD_STATES).items()},
        completion_asked=keys.maybe_text("completion_asked"),
        completed=keys.maybe_text("completed"),
        accepted=keys.maybe_text("accepted"),
        contacted=keys.maybe_text("contacted"),
        suspended=keys.maybe_text("suspended"),
        resumed=keys.maybe_text("resumed"),
        dispatched=keys.maybe_text("dispatched"),
        dispatched_to=to.text("column") if to else None,
        units=to.mapping("values") if to else {},
        mode=DispatchMode(to.choice("mode", tuple(DispatchMode), DispatchMode.REFER) if to else DispatchMode.REFER),
        handler=keys.maybe_text("handler"),
        **(_difficulty(difficulty) if difficulty else {}),
        due=keys.maybe_text("due"),
        replied=keys.maybe_text("replied"),
        reply=keys.maybe_text("reply"),
        **(_outcome(outcome) if outcome else {}),
        checked=keys.maybe_text("checked"),
        legal=tuple(_legal(inner) for inner in keys.list_of_keys("legal")),
    )
    for inner in filter(None, (status, to, keys)):
        inner.nothing_else()
    return found


def _difficulty(keys: Keys) -> dict[str, Any]:
    found = {
        "difficulty": keys.text("column"),
        "difficulties": {word: Difficulty(code) for word, code in keys.choices("values", tuple(Difficulty)).items()},
        "otherwise": Difficulty(keys.choice("otherwise", tuple(Difficulty), Difficulty.ORDINARY)),
    }
    keys.nothing_else()
    return found


def _outcome(keys: Keys) -> dict[str, Any]:
    found = {
        "outcome": keys.text("column"),
        "outcomes": {word: Outcome(code) for word, code in keys.choices("values", tuple(Outcome)).items()},
        "outcome_otherwise": Outcome(keys.choice("otherwise", tuple(Outcome), Outcome.EXPLAINED)),
    }
    keys.nothing_else()
    return found


def _legal(keys: Keys) -> LegalColumns:
    found = LegalColumns(
        rule=keys.choice("rule", tuple(dict.fromkeys(rule.code for rule in LAW)), ""),
        column=keys.text("column"),
        restarted=keys.maybe_text("restarted"),
        due=keys.maybe_text("due"),
    )
    keys.nothing_else()
    return found
