"""Rules and facts that the tests of the clocks are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.clocks.rules import ClockRule, Fact, FactKind, Unit
from services.core.calendar_seed import seed_from_library

CHINA = seed_from_library()
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def rule(length: int, unit: Unit = Unit.WORKING_DAYS, *, service: bool = True, **more: object) -> ClockRule:
    """A rule of this length; a service rule stops while the case is suspended and may be extended."""
    paused_by = (FactKind.SUSPENDED,) if service else ()
    plain = ClockRule(
        code="test",
        name="试",
        length=length,
        unit=unit,
        starts_at=FactKind.ACCEPTED,
        met_by=(FactKind.REPLIED,),
        cancelled_by=(FactKind.CHECK_FAILED, FactKind.REOPENED),
        paused_by=paused_by,
        extendable=service,
        source="试",
        service=service,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def statutory(length: int, unit: Unit = Unit.CALENDAR_DAYS) -> ClockRule:
    return rule(length, unit, service=False, restarted_by=(FactKind.RESTARTED,))


def suspended(first: str, until: str | None = None) -> list[Fact]:
    resumed = [Fact(FactKind.RESUMED, day(until))] if until else []
    return [Fact(FactKind.SUSPENDED, day(first)), *resumed]


def extended(on: str, until: str) -> Fact:
    return Fact(FactKind.EXTENDED, day(on), day(until))
