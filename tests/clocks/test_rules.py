"""Lights, extensions, versions of rules, and facts."""

from __future__ import annotations

from datetime import date

import pytest

from services.clocks.rules import (
    Fact,
    FactKind,
    Light,
    NoRuleInForce,
    Refusal,
    in_force,
    light,
    met_on,
    refuse_extension,
)
from services.clocks.table import RULES
from services.clocks.table import in_force as house_rule
from tests.clocks.examples import CHINA, day, extended, rule, suspended


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        ("2026-03-17", Light.GREEN),  # 3 working days left
        ("2026-03-18", Light.YELLOW),  # 2 left
        ("2026-03-20", Light.YELLOW),  # the due date itself
        ("2026-03-21", Light.RED),  # the day after, though a Saturday
        ("2026-03-26", Light.RED),  # 4 over
        ("2026-03-27", Light.PURPLE),  # 5 over
        ("2026-03-28", Light.PURPLE),
    ],
)
def test_lights_of_a_clock_due_on_friday_20_march(today: str, colour: Light) -> None:
    assert light(day("2026-03-20"), day(today), CHINA) is colour


@pytest.mark.parametrize(
    ("last_day", "met", "colour"),
    [
        ("2026-03-20", "2026-03-20", Light.MET),
        ("2026-03-20", "2026-03-21", Light.MET_LATE),
        (None, None, Light.PAUSED),
        (None, "2026-03-20", Light.MET),
    ],
)
def test_a_met_or_halted_clock_has_its_own_light(last_day: str | None, met: str | None, colour: Light) -> None:
    assert light(last_day and day(last_day), day("2026-05-01"), CHINA, met and day(met)) is colour  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "facts", "on", "until", "refusal"),
    [
        ("sla.handle.ordinary", [], "2026-03-06", "2026-03-10", None),
        ("sla.handle.ordinary", [], "2026-03-09", "2026-03-10", Refusal.TOO_LATE),  # the due date itself
        ("sla.handle.ordinary", [], "2026-03-06", "2026-03-09", Refusal.NOT_LATER),
        (
            "sla.handle.ordinary",
            [extended("2026-03-03", "2026-03-20")],
            "2026-03-06",
            "2026-03-31",
            Refusal.ALREADY_EXTENDED,
        ),
        ("sla.sign_for", [], "2026-03-02", "2026-03-10", Refusal.NOT_EXTENDABLE),
        ("sla.handle.complex", [], "2026-03-10", "2026-06-01", None),  # 60 + 30 days end on Sunday 31 May
        ("sla.handle.complex", [], "2026-03-10", "2026-06-02", Refusal.TOO_FAR),
        ("sla.handle.ordinary", suspended("2026-03-04"), "2026-03-20", "2026-03-31", None),
        ("sla.handle.ordinary", suspended("2026-03-04"), "2026-03-20", "2026-03-25", Refusal.NOT_LATER),
    ],
)
def test_an_extension_is_granted_once_in_time_and_within_bounds(
    code: str, facts: list[Fact], on: str, until: str, refusal: Refusal | None
) -> None:
    start = day("2026-03-02")
    asked = refuse_extension(house_rule(code, start), start, CHINA, facts, on=day(on), until=day(until))
    assert asked is refusal


def test_the_version_in_force_on_the_start_date_is_chosen() -> None:
    old = rule(10, valid_to=day("2026-03-31"))
    new = rule(7, version=2, valid_from=day("2026-04-01"), valid_to=day("2026-12-31"))
    assert in_force((new, old), "test", day("2026-03-31")) is old
    assert in_force((new, old), "test", day("2026-04-01")) is new
    for code, on in (("test", "2027-01-01"), ("none", "2026-03-31")):
        with pytest.raises(NoRuleInForce):
            in_force((new, old), code, day(on))


def test_no_two_versions_of_a_rule_hold_on_one_day() -> None:
    for one in RULES:
        rivals = [other for other in RULES if other.code == one.code and other is not one]
        assert not any(other.holds_on(one.valid_from or date.min) for other in rivals)
        assert one.length > 0


def test_a_failed_check_or_reopening_cancels_the_reply() -> None:
    on = day("2026-03-12")
    replied, failed = Fact(FactKind.REPLIED, on), Fact(FactKind.CHECK_FAILED, on)
    again = Fact(FactKind.REPLIED, day("2026-03-16"))
    assert met_on(rule(5), []) is None
    assert met_on(rule(5), [replied, again]) == on
    assert met_on(rule(5), [replied, failed]) is None
    assert met_on(rule(5), [again, replied, failed]) == again.on
    assert met_on(rule(5), [replied, failed, replied]) == on


@pytest.mark.parametrize("text", ["case.suspend", "suspend", "suspended", " Suspended "])
def test_a_kind_of_fact_is_understood_by_verb_and_by_participle(text: str) -> None:
    assert FactKind.parse(text) is FactKind.SUSPENDED


def test_every_kind_of_fact_is_found_by_each_of_its_names() -> None:
    for kind in FactKind:
        assert FactKind.parse(kind.value) is FactKind.parse(kind.name) is kind
        assert FactKind.parse(kind.value.partition(".")[2]) is kind


def test_facts_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="dawdled"):
        FactKind.parse("dawdled")
    with pytest.raises(ValueError, match="until"):
        Fact(FactKind.EXTENDED, day("2026-03-02"))
    with pytest.raises(ValueError, match="until"):
        Fact(FactKind.SUSPENDED, day("2026-03-02"), day("2026-03-03"))
