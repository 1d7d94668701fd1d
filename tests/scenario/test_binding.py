"""From the fields of a story to typed arguments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from services.cases.actions import call_back, register, take
from services.cases.kinds import Channel, Factor, Family, Group, Rating
from services.cases.rules import Ask, Sense
from services.core.errors import ErrorCode, Problem
from services.people.facts import PersonFacts
from services.people.kinds import Sex
from services.scenario.binding import Binder
from services.scenario.slots import slots_of, strangers
from services.units.models import Unit


def bound(verb: Any, told: dict[str, Any], **named: Any) -> dict[str, Any]:
    """What the verb gets after its first argument."""
    return Binder(named, {}).arguments(slots_of(verb)[1:], told)


ASKED = {"family": "rights", "categories": ["A1"], "text": "欠薪", "channel": "visit"}


def test_flat_fields_are_gathered_into_the_value_that_the_verb_wants() -> None:
    told = {**ASKED, "claim": "860.00", "people": 23, "stoppage": True, "media": False, "confidential": True}
    arguments = bound(register, told)
    assert arguments == {
        "ask": Ask(
            family=Family.RIGHTS,
            categories=("A1",),
            text="欠薪",
            claim=86_000,
            people=23,
            confidential=True,
            factors=frozenset({Factor.STOPPAGE}),
        ),
        "channel": Channel.VISIT,
    }


def test_a_person_is_a_value_of_its_own_and_its_groups_are_also_those_of_the_case() -> None:
    person = {"name": "孙某", "sex": "female", "phone": 19900000001, "groups": ["gig"]}
    arguments = bound(register, {**ASKED, "person": person, "groups": ["women"]})
    assert arguments["ask"].groups == {Group.GIG, Group.WOMEN}
    assert arguments["person"] == PersonFacts(
        name="孙某", sex=Sex.FEMALE, phone="19900000001", groups=frozenset({"gig"})
    )


def test_nested_senses_are_a_value() -> None:
    arguments = bound(call_back, {"rating": "satisfied", "senses": {"gain": 4, "security": 3}})
    assert arguments == {"rating": Rating.SATISFIED, "senses": Sense(gain=4, security=3)}


def test_a_thing_is_found_by_the_name_that_the_story_gave_it_before_its_code() -> None:
    here, there = Unit(code="HERE"), Unit(code="THERE")
    binder = Binder({"u": here}, {Unit: {"u": there, "v": there}.get})
    assert binder.thing("unit", Unit, "u") is here
    assert binder.thing("unit", Unit, "v") is there


def test_a_thing_of_another_kind_is_not_taken_for_it() -> None:
    with pytest.raises(Problem) as refused:
        bound(take, {"handler": "u"}, u=Unit(code="HERE"))
    assert refused.value.code is ErrorCode.NOT_FOUND


@dataclass(frozen=True)
class Kept:
    """Types that rooms to come will want."""

    amount: int = 0
    members: int | list[str] = 0
    visitors: Sequence[str] = ()
    causes: Iterable[Sex] = ()
    on: date | None = None
    final: bool = False


def keep(unit: Unit, kept: Kept) -> None:
    """A verb that wants one of everything."""


def test_every_type_is_read_and_what_is_left_out_keeps_its_default() -> None:
    told = {"amount": "12.3", "members": ["甲", "乙"], "visitors": ["a"], "causes": ["male"], "on": "2026-03-02"}
    day = date(2026, 3, 2)
    assert bound(keep, told)["kept"] == Kept(1230, ["甲", "乙"], ("a",), (Sex.MALE,), day)
    assert bound(keep, {"members": 3, "on": day})["kept"] == Kept(members=3, on=day)
    assert bound(keep, {"on": None})["kept"] == Kept()


@pytest.mark.parametrize(
    "told",
    [
        {"amount": 12},
        {"amount": "1,200.00"},
        {"amount": "12.345"},
        {"amount": "１２"},
        {"amount": True},
        {"members": 1.5},
        {"members": True},
        {"visitors": "a"},
        {"causes": ["none"]},
        {"on": "2.3.2026"},
        {"on": 5},
        {"final": "yes"},
        {"final": None},
    ],
)
def test_a_value_that_the_type_cannot_hold_is_invalid(told: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        bound(keep, told)
    assert refused.value.code is ErrorCode.INVALID
    assert refused.value.field in told


def test_what_the_verb_insists_on_must_be_told() -> None:
    with pytest.raises(Problem) as refused:
        bound(register, {"channel": "visit", "family": "rights", "categories": []})
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, "text")


def test_fields_that_nothing_takes_are_named() -> None:
    told = {**ASKED, "unit": "X", "stoppage": True, "by": "me", "person": {"name": "某", "shoe": 43}, "hat": 1}
    assert strangers(slots_of(register), told) == ["by", "hat", "person.shoe"]
