"""Passwords, logins, roles and waits on paper."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts.rules import (
    ACCOUNT_FREE,
    LONGEST_WAIT,
    check_password,
    must_go_together,
    read_role,
    tidy_login,
    wait_after,
)
from services.core.access import Role
from services.core.errors import Problem

ABOUT = ("a.worker", "王小明", "DA", "甲区总工会")


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons wade",
        "早上七点在码头见面吧",
        "pasted:Xk2$ 9vQ!",
        "ladder-und-9",
        "x7" * 4 + "é漢",
        "correct horse battery staple over and over again 64 characters..",
        "ab c" * 32,
    ],
)
def test_a_password_of_8_to_128_characters_of_any_kind_is_taken(password: str) -> None:
    assert 8 <= len(password) <= 128
    check_password(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short7!",
        "x1" * 64 + "y",
        "password",
        "Password1",
        "12345678",
        "88888888",
        "aaaaaaaa",
        "qwertyuiop",
        "woaini1314",
        "ladder91",
        "Dragon2026!",
        "a.worker",
        "a.worker2026",
        "A.Worker!!",
        "WORKER-a1",
        "王小明王小明123",
        "gonghui12351",
        "总工会总工会2026",
        "甲区总工会12345",
    ],
)
def test_a_password_that_is_short_long_common_or_about_the_account_is_refused(password: str) -> None:
    with pytest.raises(Problem) as refused:
        check_password(password, ABOUT)
    assert refused.value.field == "new"


@given(st.text(max_size=200))
def test_any_text_is_a_password_or_is_refused_in_words(text: str) -> None:
    try:
        check_password(text, ABOUT)
    except Problem as problem:
        assert str(problem)  # noqa: PT017


@pytest.mark.parametrize(("typed", "kept"), [("Hotline", "hotline"), (" a.worker ", "a.worker"), ("x_1-2", "x_1-2")])
def test_a_login_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert tidy_login(typed) == kept


@pytest.mark.parametrize("typed", ["", "王", "a b", ".a", "a" * 65, "a@b", "a\n"])
def test_a_login_that_cannot_be_typed_everywhere_is_refused(typed: str) -> None:
    if typed == "a\n":
        assert tidy_login(typed) == "a"
        return
    with pytest.raises(Problem):
        tidy_login(typed)


def test_a_role_is_read_by_its_value_or_its_chinese_name() -> None:
    assert read_role("caseworker") is read_role("经办人") is Role.CASEWORKER
    with pytest.raises(Problem, match="没有“boss”这个岗位"):
        read_role("boss")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_an_administrator_is_nothing_else(role: Role) -> None:
    must_go_together([role, Role.CASEWORKER])
    with pytest.raises(Problem):
        must_go_together([Role.ADMINISTRATOR, role])


def test_waits_begin_after_five_failures_double_and_stop_at_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures, ACCOUNT_FREE) for failures in range(2000)]
    assert not any(waits[:5])
    assert [wait.total_seconds() for wait in waits[5:11]] == [30, 60, 120, 240, 480, 900]
    assert set(waits[10:]) == {LONGEST_WAIT} == {timedelta(minutes=15)}
    assert all(shorter <= longer for shorter, longer in pairwise(waits))
