"""The door: sessions, waits, and that a stranger learns nothing from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.accounts.actions import disable_user, reset_password, revoke_post
from services.accounts.models import SignInAttempt, User, UserSession
from services.accounts.queries import user_named
from services.accounts.sessions import digest_of
from services.core.access import SYSTEM, Role, visible
from services.core.audit import Event, verify
from services.core.database import db, write_transaction
from tests.accounts.small_house import PASSWORD, Town, plant

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _staff(app: Flask, clock: time_machine.Coordinates) -> None:
    with app.app_context():
        plant()
        for login in ("a.worker", "b.worker"):
            Town().hire(login, "DA", Role.CASEWORKER)
        with write_transaction() as session:
            session.query(User).update({User.must_change: False})


def sign_in(client: FlaskClient, login: str = "a.worker", password: str = PASSWORD, **kwargs: object) -> TestResponse:
    address = str(kwargs.pop("address", "10.0.0.1"))
    fields = {"login": login, "password": password, **kwargs}
    return client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": address})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("__Host-sid")
    assert cookie is not None
    return cookie.value


def session_rows(app: Flask) -> list[UserSession]:
    with app.app_context():
        return list(db.session.scalars(select(UserSession).order_by(UserSession.id)))


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(visible(Event, SYSTEM, Event.kind).order_by(Event.id)))


def test_the_right_password_opens_a_session_and_signing_out_ends_it(app: Flask, client: FlaskClient) -> None:
    assert not is_in(client)
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert is_in(client)
    token = cookie_of(client)
    assert client.post("/sign-out").location == "/sign-in"
    assert not is_in(client)
    client.set_cookie("__Host-sid", token, secure=True)
    assert not is_in(client)
    assert kinds(app)[-2:] == ["session.opened", "session.closed"]


def test_the_cookie_is_bound_to_this_host_and_hidden_from_scripts(client: FlaskClient) -> None:
    cookie = sign_in(client).headers["Set-Cookie"]
    assert cookie.startswith("__Host-sid=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def test_the_database_holds_a_digest_of_a_256_bit_secret(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    token = cookie_of(client)
    assert len(token) == 43
    assert [row.digest for row in session_rows(app)] == [digest_of(token)]


def test_every_sign_in_has_a_new_secret(client: FlaskClient) -> None:
    client.set_cookie("__Host-sid", "chosen-by-a-stranger", secure=True)
    sign_in(client)
    first = cookie_of(client)
    assert first != "chosen-by-a-stranger"
    client.post("/sign-out")
    sign_in(client)
    assert cookie_of(client) != first


@pytest.mark.parametrize(
    ("login", "password"),
    [("a.worker", "wrong password"), ("nobody", PASSWORD), ("gone", PASSWORD), ("secretless", ""), ("", "")],
)
def test_a_refusal_says_the_same_whoever_knocks(app: Flask, client: FlaskClient, login: str, password: str) -> None:
    with app.app_context():
        disable_user(Town().hire("gone", "DA"), by=SYSTEM, at=MORNING)
        Town().hire("secretless", "DA", secret=None)
    answer = sign_in(client, login, password)
    assert answer.status_code == 422
    if login and password:
        assert "账号或密码不正确。" in answer.text
        same = sign_in(client, "someone.else", password).text.replace("someone.else", login)
        assert bare(same) == bare(answer.text)
    assert PASSWORD not in answer.text
    assert client.get_cookie("__Host-sid") is None


def bare(page: str) -> str:
    """The page without what differs on every page: tokens."""
    return re.sub(r'(name="(?:csrf_token|key)" value=)"[^"]*"', r"\1", page)


def test_an_unknown_account_costs_a_hash_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.accounts import passwords

    verified = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return True

    monkeypatch.setattr(passwords, "_hasher", lambda memory: Counting())
    monkeypatch.setattr(passwords, "_nobody", lambda memory: "of nobody")
    assert not passwords.matches(None, "x")
    assert passwords.matches("of someone", "x")
    assert verified == ["of nobody", "of someone"]


def test_a_refusal_asks_the_database_the_same_whoever_knocks(
    client: FlaskClient, count_statements: Callable[[], list[str]]
) -> None:
    asked = []
    for block, login in enumerate(
        ("the first stranger", "a.worker", "nobody")
    ):  # the first begins the strangers' chain
        for number in range(6):
            before = len(count_statements())
            sign_in(client, login, "wrong", address=f"10.{block}.{number}.1")
            asked.append((login, count_statements()[before:]))
    known, unknown = ([sent for who, sent in asked if who == login] for login in ("a.worker", "nobody"))
    assert known == unknown


def test_many_guesses_at_once_gain_nothing(app: Flask) -> None:
    def guess(number: int) -> int:
        return sign_in(app.test_client(), "a.worker", "wrong", address=f"10.0.0.{number}").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert sorted(answers) == [422] * 5 + [429] * 11


@given(login=st.text(max_size=80), password=st.text(max_size=200), target=st.text(max_size=60))
@settings(max_examples=60)
def test_whatever_is_typed_is_a_refusal_and_never_a_fault(
    client: FlaskClient, login: str, password: str, target: str
) -> None:
    typed = (text.encode("utf-8", "replace").decode() for text in (login, password, target))
    login, password, target = typed
    assert sign_in(client, login, password, next=target).status_code in (422, 429)


@pytest.mark.parametrize("login", ["a.worker", "nobody"])
def test_the_sixth_guess_waits_twice_as_long_each_time_known_or_not(
    app: Flask, client: FlaskClient, clock: time_machine.Coordinates, login: str
) -> None:
    for number in range(5):
        assert sign_in(client, login, "wrong", address=f"10.0.0.{number}").status_code == 422
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        answer = sign_in(client, login, PASSWORD, address="10.9.9.9")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == str(seconds)
        clock.shift(seconds - 1)
        assert sign_in(client, login, "wrong", address="10.9.9.9").status_code == 429
        clock.shift(1)
        assert sign_in(client, login, "wrong", address="10.9.9.9").status_code == 422
    assert kinds(app).count("session.refused") == 8
    with app.app_context():
        assert verify()[1] == []


def test_the_wait_is_told_in_both_languages(client: FlaskClient) -> None:
    for _ in range(9):
        sign_in(client, "a.worker", "wrong")
    assert "请在 30 秒后再试" in sign_in(client).text
    client.set_cookie("language", "en", secure=True)
    assert "Please try again in 30 seconds." in sign_in(client).text


def test_the_right_password_after_the_wait_makes_the_count_start_afresh(
    app: Flask, client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    for _ in range(5):
        sign_in(client, "a.worker", "wrong")
    clock.shift(30)
    assert sign_in(client).status_code == 303
    for _ in range(4):
        assert sign_in(client, "a.worker", "wrong", address="10.0.0.2").status_code == 422
    assert sign_in(client, address="10.0.0.3").status_code == 303


def test_an_address_waits_after_twenty_failures_and_its_neighbours_do_not(client: FlaskClient) -> None:
    for number in range(20):
        assert sign_in(client, f"guess{number}", "wrong").status_code == 422
    assert sign_in(client).status_code == 429
    assert sign_in(client, address="10.0.0.2").status_code == 303


def test_one_right_sign_in_does_not_wash_an_address_clean(client: FlaskClient) -> None:
    for number in range(19):
        sign_in(client, f"guess{number}", "wrong")
    assert sign_in(client).status_code == 303
    client.post("/sign-out")
    assert sign_in(client, "guess19", "wrong").status_code == 422
    assert sign_in(client).status_code == 429


def test_failures_are_forgotten_after_a_day(client: FlaskClient, clock: time_machine.Coordinates) -> None:
    for _ in range(5):
        sign_in(client, "a.worker", "wrong")
    clock.shift(timedelta(hours=24))
    assert sign_in(client, "a.worker", "wrong").status_code == 422


def test_logins_and_addresses_are_not_kept_readable(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "a.worker", "wrong")
    with app.app_context():
        keys = list(db.session.scalars(select(SignInAttempt.key_index)))
    assert len(keys) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


def test_a_session_ends_when_it_lies_idle(client: FlaskClient, clock: time_machine.Coordinates) -> None:
    sign_in(client)
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        assert is_in(client)
    clock.shift(timedelta(minutes=30))
    assert not is_in(client)


def test_a_session_ends_twelve_hours_after_it_began(client: FlaskClient, clock: time_machine.Coordinates) -> None:
    sign_in(client)
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert is_in(client)
    clock.shift(timedelta(minutes=20))
    assert not is_in(client)


def test_being_seen_is_written_once_a_minute(app: Flask, client: FlaskClient, clock: time_machine.Coordinates) -> None:
    sign_in(client)
    clock.shift(59)
    client.get("/account")
    assert session_rows(app)[0].seen_at == MORNING
    clock.shift(1)
    client.get("/account")
    assert session_rows(app)[0].seen_at == MORNING + timedelta(minutes=1)


def test_disabling_shuts_every_session_at_once(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    with app.app_context():
        disable_user(user_named("a.worker"), by=SYSTEM, at=MORNING)
    assert not is_in(client)
    assert not is_in(other)


def test_a_revoked_post_is_gone_with_the_next_request(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    assert "经办人" in client.get("/account").text
    with app.app_context():
        revoke_post(user_named("a.worker").posts[0], by=SYSTEM, at=MORNING)
    assert "经办人" not in client.get("/account").text


def change(client: FlaskClient, old: str, new: str, again: str | None = None) -> TestResponse:
    return client.post("/account/password", data={"old": old, "new": new, "again": again or new})


def test_changing_the_password_gives_a_new_session_and_kills_the_others(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    before = cookie_of(client)
    assert change(client, PASSWORD, "eight loud geese fly").status_code == 303
    assert cookie_of(client) != before
    assert is_in(client)
    assert not is_in(other)
    other.set_cookie("__Host-sid", before, secure=True)
    assert not is_in(other)
    assert sign_in(other, password="eight loud geese fly").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "eight loud geese fly", None, "原密码不正确"),
        (PASSWORD, "password", None, "太常见"),
        (PASSWORD, "a.worker1", None, "主要是账号"),
        (PASSWORD, "short", None, "至少要有 8 个字符"),
        (PASSWORD, "eight loud geese fly", "eight loud geese flew", "两次输入的新密码不一样"),
        (PASSWORD, PASSWORD, None, "不能与原密码相同"),
        ("", "", "", "请输入原密码"),
    ],
)
def test_a_password_that_is_not_taken_is_explained_at_its_field(
    client: FlaskClient, old: str, new: str, again: str | None, said: str
) -> None:
    sign_in(client)
    answer = change(client, old, new, again)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert is_in(client)


def test_guessing_at_the_old_password_is_slowed_down(client: FlaskClient) -> None:
    sign_in(client)
    for _ in range(5):
        assert change(client, "wrong", "eight loud geese fly").status_code == 422
    assert change(client, PASSWORD, "eight loud geese fly").status_code == 429


def test_a_one_time_secret_leads_to_the_password_page_and_nowhere_else(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/elsewhere", "elsewhere", lambda: "an inner page")
    with app.app_context():
        reset_password(user_named("a.worker"), "abcde-fghjk-mnpqr-stuvw", by=SYSTEM, at=MORNING)
    sign_in(client, password="abcde-fghjk-mnpqr-stuvw")
    answer = client.get("/elsewhere")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "一次性密码" in client.get("/account").text
    assert change(client, "abcde-fghjk-mnpqr-stuvw", "eight loud geese fly").status_code == 303
    assert client.get("/elsewhere").text == "an inner page"


def test_resetting_ends_the_sessions_and_lifts_the_wait(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    thief = app.test_client()
    for _ in range(5):
        sign_in(thief, password="wrong", address="10.0.0.2")
    with app.app_context():
        reset_password(user_named("a.worker"), "abcde-fghjk-mnpqr-stuvw", by=SYSTEM, at=MORNING)
    assert not is_in(client)
    assert sign_in(client, password="abcde-fghjk-mnpqr-stuvw").status_code == 303


@pytest.mark.parametrize(
    ("target", "landing"),
    [
        ("/account", "/account"),
        ("/account?x=1", "/account?x=1"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/account/password", "/desk"),
        ("/no-such-page", "/desk"),
        ("", "/desk"),
        ("/account\r\nX-Evil: 1", "/desk"),
    ],
)
def test_after_signing_in_one_lands_on_a_page_of_this_site(client: FlaskClient, target: str, landing: str) -> None:
    assert sign_in(client, next=target).location == landing


def test_a_stranger_is_sent_to_sign_in_and_then_back(client: FlaskClient) -> None:
    answer = client.get("/account")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/account"
    assert 'name="next" type="hidden" value="/account"' in client.get(answer.location).text


def test_whoever_is_in_does_not_sign_in_again(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/sign-in?next=/account").location == "/account"


def test_signing_in_and_out_needs_the_token_of_the_page(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert sign_in(client).status_code == 400
    page = client.get("/sign-in", base_url="https://localhost").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    data = {"login": "a.worker", "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/sign-in", data=data, base_url="https://localhost").status_code == 303
    assert client.post("/sign-out", base_url="https://localhost").status_code == 400
    assert client.get("/account", base_url="https://localhost").status_code == 200


def test_password_fields_may_be_filled_by_a_keeper_and_pasted_into(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    sign_in(client)
    assert client.get("/account").text.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page


def test_a_hash_of_another_cost_is_renewed_at_sign_in(app: Flask, client: FlaskClient) -> None:
    from argon2 import PasswordHasher

    older = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with app.app_context(), write_transaction() as session:
        session.query(User).filter_by(login="a.worker").update({User.password_hash: older})
    assert sign_in(client).status_code == 303
    with app.app_context():
        assert "m=32,t=3" in str(user_named("a.worker").password_hash)


def test_signing_out_twice_is_no_error(app: Flask, client: FlaskClient) -> None:
    assert client.post("/sign-out").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
