"""Accounts from the command line."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask

from services.accounts.passwords import matches
from services.accounts.queries import find_user, user_named
from tests.accounts.small_house import plant


@pytest.fixture(autouse=True)
def _tree(app: Flask) -> None:
    with app.app_context():
        plant()


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["users", *words])


def secret_in(answer: Result) -> str:
    found = re.search(r"\b[a-z0-9]{5}(?:-[a-z0-9]{5}){3}\b", answer.stdout)
    assert found is not None
    return found[0]


def test_a_member_of_staff_is_added_with_a_one_time_secret(app: Flask) -> None:
    answer = run(app, "add", "a.worker", "--unit", "da", "--role", "caseworker", "--role", "财务", "--name", "王 某")
    assert answer.exit_code == 0
    with app.app_context():
        user = user_named("a.worker")
        assert matches(user.password_hash, secret_in(answer))
        assert user.must_change
        assert {post.role.value for post in user.posts} == {"caseworker", "finance"}
    assert "a.worker\t王 某\tDA\tDA:caseworker、DA:finance\n" in run(app, "list").stdout


def test_a_secret_is_replaced(app: Flask) -> None:
    first = secret_in(run(app, "add", "a.worker", "--unit", "DA", "--role", "caseworker"))
    second = secret_in(run(app, "reset", "a.worker"))
    with app.app_context():
        assert not matches(user_named("a.worker").password_hash, first)
        assert matches(user_named("a.worker").password_hash, second)


def test_posts_and_accounts_come_and_go(app: Flask) -> None:
    run(app, "add", "a.worker", "--unit", "DA", "--role", "caseworker")
    assert run(app, "grant", "a.worker", "--unit", "DB", "--role", "auditor").exit_code == 0
    assert "DA:caseworker、DB:auditor" in run(app, "list").stdout
    assert run(app, "revoke", "a.worker", "--unit", "DA", "--role", "caseworker").exit_code == 0
    assert "\tDB:auditor\n" in run(app, "list").stdout
    assert run(app, "disable", "a.worker").exit_code == 0
    assert "已停用" in run(app, "list").stdout
    assert run(app, "enable", "a.worker").exit_code == 0
    assert "已停用" not in run(app, "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "new", "--unit", "NONE", "--role", "caseworker"], "没有代码为“NONE”的单位"),
        (["add", "new", "--unit", "DA", "--role", "boss"], "没有“boss”这个岗位"),
        (["add", "王", "--unit", "DA", "--role", "caseworker"], "账号由字母"),
        (["add", "new", "--unit", "DA", "--role", "administrator", "--role", "finance"], "不能兼任"),
        (["reset", "new"], "没有账号“new”"),
        (["disable", "new"], "没有账号“new”"),
        (["revoke", "new", "--unit", "DA", "--role", "auditor"], "没有账号“new”"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(app: Flask, words: list[str], said: str) -> None:
    answer = run(app, *words)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
    with app.app_context():
        assert find_user("new") is None


def test_a_post_that_is_not_held_cannot_be_revoked(app: Flask) -> None:
    run(app, "add", "a.worker", "--unit", "DA", "--role", "caseworker")
    answer = run(app, "revoke", "a.worker", "--unit", "DB", "--role", "caseworker")
    assert answer.exit_code == 1
    assert "没有这个岗位" in answer.stderr
