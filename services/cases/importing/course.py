"""The course of a case that is still open: the steps it took, and where they lead. On paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.cases.kinds import Difficulty, Outcome, Status
from services.clocks.rules import FactKind

ANSWERED = frozenset({Status.REPLIED, Status.CHECKED})
"""States in which an answer stands."""


@dataclass(frozen=True)
class LegalDate:
    """The day from which a time limit of the law runs, and perhaps a later one on which it began anew."""

    rule: str
    on: date
    restarted: date | None = None


@dataclass(frozen=True)
class OwnDue:
    """What the table itself says about a date that is worked out here: the column, its rule, and its day."""

    rule: str
    column: str
    on: date


@dataclass(frozen=True)
class Course:
    """What happened to an open case so far. `steps` are in their order; `difficulty` holds once it was accepted.

    `handler` is a login and `to` a code of a unit, as long as nothing speaks against them. `asks_for_contact`: the
    table says whether the worker was spoken to. `dues` are dates worked out, by rule. `reply` are the words of the
    answer, blank where the table has none; `checked` is the day on which it passed its check.
    """

    turned: Status | None
    difficulty: Difficulty
    handler: str | None = None
    to: str | None = None
    steps: tuple[tuple[FactKind, date], ...] = ()
    legal: tuple[LegalDate, ...] = ()
    own: tuple[OwnDue, ...] = ()
    asks_for_contact: bool = False
    dues: tuple[tuple[str, date], ...] = ()
    reply: str = ""
    outcome: Outcome = Outcome.EXPLAINED
    checked: date | None = None

    def day_of(self, step: FactKind) -> date | None:
        """The day of a step; None where it was not taken."""
        return next((on for kind, on in self.steps if kind is step), None)

    @property
    def working(self) -> Status:
        """Where the case stands on the line of work, whatever turned it aside."""
        if self.day_of(FactKind.ACCEPTED) is None:
            return Status.RECEIVED
        if self.handler is None:
            return Status.ACCEPTED
        if self.day_of(FactKind.REPLIED) is None:
            return Status.HANDLING
        return Status.CHECKED if self.checked else Status.REPLIED

    @property
    def without_handler(self) -> Course:
        """The same, where nobody may be said to have handled it: so nobody answered either."""
        steps = tuple(step for step in self.steps if step[0] is not FactKind.REPLIED)
        return replace(self, handler=None, steps=steps, checked=None)

    @property
    def status(self) -> Status:
        """Where the case stands."""
        return self.turned or self.working
