"""The portal on paper: every matter, status and clock has its words and its place."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from services.cases.kinds import Status
from services.cases.models import Category
from services.cases.rules import ENDED
from services.cases.rules.categories import ALWAYS_SEALED
from services.clocks.table import RULES
from services.core.database import db
from services.portal.rules import (
    DUTIES,
    ENDED_EARLY,
    ENTRIES,
    NAMING_HINTS,
    PATHS,
    PROMISES,
    STAGES,
    TILES,
    Matter,
    Naming,
    Step,
    categories_of,
    duty,
    read_matter,
    read_step,
    stage_of,
    stages,
    standing_of,
)
from tests.fixtures import House

DAY = date(2026, 3, 2)


def test_every_choice_has_its_words() -> None:
    assert set(PATHS) == set(Matter)
    assert set(NAMING_HINTS) == set(Naming)
    assert set(DUTIES) == set(Status)
    assert set(ENTRIES) == set(Status) - {Status.CHECKED, Status.ARCHIVED}


def test_every_category_that_is_offered_exists(small_house: House) -> None:
    known = set(db.session.scalars(select(Category.code)))
    offered = {code for path in PATHS.values() for code in (*path.default, *path.details)}
    assert offered - known == set()
    sealed = set(db.session.scalars(select(Category.code).where(Category.sealed_by_itself)))
    assert sealed <= set(PATHS[Matter.HARASSMENT].default)


def test_what_is_sealed_by_itself_is_told_on_a_guarded_path() -> None:
    guarded = {code for path in PATHS.values() if path.guarded for code in (*path.default, *path.details)}
    assert guarded >= ALWAYS_SEALED
    others = {code for path in PATHS.values() if not path.guarded for code in (*path.default, *path.details)}
    assert ALWAYS_SEALED & others == set()


def test_every_matter_is_reached_from_a_tile() -> None:
    reached = {matter for tile in TILES for matter in (tile, *PATHS[tile].leads_to)}
    assert reached == set(Matter)
    assert len(TILES) == 7


def test_promises_name_clocks_that_there_are() -> None:
    assert set(PROMISES) - {rule.code for rule in RULES} == set()


def test_every_status_stands_at_one_stage_or_ends_early() -> None:
    staged = {status: stage_of(status) for status in Status}
    assert {status for status, place in staged.items() if place is None} == set(ENDED_EARLY)
    assert sorted(place for place in staged.values() if place is not None) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert all(standing_of(status) for status in Status)


@pytest.mark.parametrize("status", list(Status))
def test_stages_run_from_done_to_next(status: Status) -> None:
    states = [stage.state for stage in stages(status, dict.fromkeys(Status, DAY))]
    order = [("done", "current", "next").index(state) for state in states]
    assert order == sorted(order)
    assert states.count("current") == (0 if status in ENDED else 1)


def test_an_early_end_shows_the_stages_that_were_reached_and_no_others() -> None:
    ended = stages(Status.DECLINED, {Status.RECEIVED: DAY, Status.DECLINED: DAY})
    assert [(stage.label, stage.state) for stage in ended] == [("已收到", "done"), ("没有受理", "done")]


def test_a_stage_that_lies_ahead_has_no_day() -> None:
    reopened = {Status.RECEIVED: DAY, Status.ACCEPTED: DAY, Status.HANDLING: DAY, Status.REPLIED: DAY}
    assert [stage.on for stage in stages(Status.HANDLING, reopened)] == [DAY, DAY, DAY, None, None]
    assert len(STAGES) == 5


def test_what_is_chosen_counts_only_where_it_is_offered() -> None:
    assert categories_of(Matter.WOMEN_RIGHTS, "C1") == ("C1",)
    assert categories_of(Matter.WOMEN_RIGHTS, "C5") == ()
    assert categories_of(Matter.HARASSMENT, "A1") == ("C5",)
    assert categories_of(Matter.WAGES, "C5") == ("A1",)
    assert categories_of(Matter.OTHER, None) == ()
    assert categories_of(Matter.HARDSHIP, "") == ("D7",)


def test_unknown_values_are_nothing() -> None:
    assert (read_step("elsewhere"), read_step(None), read_matter(""), read_step("story")) == (
        None,
        None,
        None,
        Step.STORY,
    )


def test_nobody_is_told_to_wait_for_a_call_without_a_number() -> None:
    for status in (Status.RECEIVED, Status.ACCEPTED, Status.HANDLING):
        assert "没有留电话" in duty(status, reachable=False)
        assert "没有留电话" not in duty(status, reachable=True)
    assert duty(Status.CLOSED, reachable=False) == DUTIES[Status.CLOSED]
