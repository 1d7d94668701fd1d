"""Reading out of a profile where the course of open cases stands."""

from __future__ import annotations

from typing import TypeVar

from services.cases.importing.checking import Keys
from services.cases.importing.profile import CourseColumns, LegalColumns
from services.cases.kinds import Difficulty, DispatchMode, Outcome, Status
from services.clocks.table import LAW

C = TypeVar("C", Difficulty, Outcome)

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
    difficulty, difficulties, otherwise = _classes(keys, "difficulty", Difficulty.ORDINARY)
    outcome, outcomes, outcome_otherwise = _classes(keys, "outcome", Outcome.EXPLAINED)
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
        difficulty=difficulty,
        difficulties=difficulties,
        otherwise=otherwise,
        due=keys.maybe_text("due"),
        replied=keys.maybe_text("replied"),
        reply=keys.maybe_text("reply"),
        outcome=outcome,
        outcomes=outcomes,
        outcome_otherwise=outcome_otherwise,
        checked=keys.maybe_text("checked"),
        legal=tuple(_legal(inner) for inner in keys.list_of_keys("legal")),
    )
    for inner in filter(None, (status, to, keys)):
        inner.nothing_else()
    return found


def _classes(keys: Keys, name: str, usual: C) -> tuple[str | None, dict[str, C], C]:
    """A column, the words in it that stand for a class, and the class of all other rows; the usual one, if untold."""
    if not keys.has(name):
        return None, {}, usual
    inner, members = keys.inner(name), type(usual)
    column = inner.text("column")
    words = {word: members(code) for word, code in inner.choices("values", tuple(members)).items()}
    otherwise = members(inner.choice("otherwise", tuple(members), usual))
    inner.nothing_else()
    return column, words, otherwise


def _legal(keys: Keys) -> LegalColumns:
    found = LegalColumns(
        rule=keys.choice("rule", tuple(dict.fromkeys(rule.code for rule in LAW)), ""),
        column=keys.text("column"),
        restarted=keys.maybe_text("restarted"),
        due=keys.maybe_text("due"),
    )
    keys.nothing_else()
    return found
