"""What is worked out on paper: how near a day is, what comes next, and for which units somebody answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.cases.kinds import Status
from services.desk.rules import Group, Reach, Standing, ToDo, group_of, reaches, to_do

TODAY, SOON = date(2026, 3, 4), date(2026, 3, 9)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (TODAY - DAY, Group.OVERDUE),
        (TODAY, Group.TODAY),
        (TODAY + DAY, Group.SOON),
        (SOON - DAY, Group.SOON),
        (SOON, Group.LATER),
        (None, Group.LATER),
    ],
)
def test_a_day_is_as_near_as_it_is(due: date | None, group: Group) -> None:
    assert group_of(due, False, TODAY, SOON) is group
    assert group_of(due, True, TODAY, SOON) is Group.WAITING


MINE = {"ours": True, "handled": True, "calls_back": False, "leads": False}
NOBODYS = {**MINE, "ours": False, "handled": False}
ANOTHERS = {**MINE, "ours": False}


@pytest.mark.parametrize(
    ("case", "what"),
    [
        (Standing(Status.RECEIVED, **NOBODYS), ToDo.ACCEPT),
        (Standing(Status.ACCEPTED, **NOBODYS), ToDo.TAKE),
        (Standing(Status.HANDLING, **NOBODYS), ToDo.TAKE),
        (Standing(Status.HANDLING, **MINE), ToDo.HANDLE),
        (Standing(Status.AWAITING_COMPLETION, **MINE), ToDo.AWAIT_MATERIAL),
        (Standing(Status.SUSPENDED, **MINE), ToDo.AWAIT_RESUMPTION),
        (Standing(Status.DISPATCHED, **MINE), ToDo.AWAIT_SIGNATURE),
        (Standing(Status.DISPATCHED, **ANOTHERS, receives=True), ToDo.SIGN),
        (Standing(Status.REPLIED, **MINE), ToDo.AWAIT_CHECK),
        (Standing(Status.REPLIED, **ANOTHERS), ToDo.CALL_BACK),
        (Standing(Status.REPLIED, **{**ANOTHERS, "leads": True}), ToDo.CHECK),
        (Standing(Status.CHECKED, **{**ANOTHERS, "leads": True}), ToDo.CALL_BACK),
        (Standing(Status.CHECKED, **{**MINE, "calls_back": True}), ToDo.AWAIT_CALLBACK),
        (Standing(Status.CHECKED, **MINE), ToDo.CLOSE),
        (Standing(Status.CLOSED, **{**ANOTHERS, "leads": True}), ToDo.REVIEW),
        (Standing(Status.RECEIVED, **NOBODYS, decides=True), ToDo.DECIDE),
    ],
)
def test_what_comes_next_follows_from_where_the_case_stands(case: Standing, what: ToDo) -> None:
    assert to_do(case) is what


UNITS = ["/C/", "/C/DA/", "/C/DA/S1/", "/C/DA/S1/E1/", "/C/DA/S2/", "/C/DB/", "/C/DB/S3/"]


def test_a_branch_without_anybody_is_answered_for_by_the_post_above() -> None:
    assert reaches("/C/", UNITS, {"/C/"}) == [Reach("/C/", whole=True)]


def test_nobody_answers_for_what_somebody_nearer_answers_for() -> None:
    assert reaches("/C/", UNITS, {"/C/", "/C/DA/"}) == [Reach("/C/", whole=False), Reach("/C/DB/", whole=True)]
    assert reaches("/C/DA/", UNITS[1:5], {"/C/DA/", "/C/DA/S2/"}) == [
        Reach("/C/DA/", whole=False),
        Reach("/C/DA/S1/", whole=True),
    ]


def test_an_empty_unit_between_two_others_is_reached_alone() -> None:
    assert reaches("/C/", UNITS, {"/C/", "/C/DA/S1/", "/C/DB/"}) == [
        Reach("/C/", whole=False),
        Reach("/C/DA/", whole=False),
        Reach("/C/DA/S2/", whole=True),
    ]
