"""A deadline as it is written down: how long, from what, met by what, and who says so."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.clocks.rules.facts import Fact, FactKind, in_order
from services.core.words import N_, Labelled

MONTHS_A_YEAR = 12


class Unit(Labelled):
    """What a length is counted in. All but working days run on through rest days and roll over at the end."""

    WORKING_DAYS = "working_days", N_("个工作日")
    CALENDAR_DAYS = "calendar_days", N_("日（自然日）")
    MONTHS = "months", N_("个月")
    YEARS = "years", N_("年")


class NoRuleInForce(LookupError):
    """No version of a rule holds on the day asked for."""


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """One version of one deadline.

    - `name` and `source` are Chinese message ids.
    - `met_by` empty: a waiting period that ends by itself. `cancelled_by` undoes what met it.
    - `paused_by` stops it; `restarted_by` begins it anew (interruption, 中断).
    - `extension_limit`, in the rule's own unit, is the most that its one extension may add; None leaves
      that to the person who approves.
    - `valid_from` and `valid_to` are the first and the last day on which the version is in force; None is
      open.
    """

    code: str
    name: str
    length: int
    unit: Unit
    starts_at: FactKind
    source: str
    service: bool
    met_by: tuple[FactKind, ...] = ()
    cancelled_by: tuple[FactKind, ...] = ()
    paused_by: tuple[FactKind, ...] = ()
    restarted_by: tuple[FactKind, ...] = ()
    extendable: bool = False
    extension_limit: int | None = None
    version: int = 1
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on the day, its first and last day included."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def days_from(self, start: date) -> int:
        """How many days are to be counted after the start: working days, or else calendar days."""
        match self.unit:
            case Unit.MONTHS:
                return (months_later(start, self.length) - start).days
            case Unit.YEARS:
                return (months_later(start, self.length * MONTHS_A_YEAR) - start).days
            case _:
                return self.length


def months_later(start: date, months: int) -> date:
    """The same day of a later month, or the month's last day where there is no such day (民法典 202)."""
    years, month = divmod(start.month - 1 + months, MONTHS_A_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def in_force(rules: Iterable[ClockRule], code: str, on: date) -> ClockRule:
    """The version of the rule that holds on the day the clock starts; later ones never move a running clock.

    Raises NoRuleInForce where the code is unknown or no version holds.
    """
    for rule in rules:
        if rule.code == code and rule.holds_on(on):
            return rule
    raise NoRuleInForce(code, on)


def met_on(rule: ClockRule, facts: Iterable[Fact]) -> date | None:
    """The day on which the rule was met, by the facts since its start; None while it is not, or no longer."""
    met: date | None = None
    for fact in in_order(facts):
        if fact.kind in rule.cancelled_by:
            met = None
        elif met is None and fact.kind in rule.met_by:
            met = fact.on
    return met
