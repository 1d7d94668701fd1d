"""The second factor: an app's codes, the half session between password and proof, and who must have one."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from services.accounts.actions import disable_user, reset_password
from services.accounts.models import HalfSession, UserTotp
from services.accounts.rules import needs_second_factor
from services.accounts.totp import step_of
from services.accounts.visitors import prepare
from services.core.access import SYSTEM, Role
from services.core.database import db
from services.core.errors import NotSetUp
from services.core.settings import Settings
from tests.accounts.second import SECRET, code, enrol, events, finish, half, hidden, is_in
from tests.fixtures import PASSWORD, House

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lins(house: House, clock: time_machine.Coordinates) -> House:
    """The house in which Lin has an authenticator app, a minute after it was added."""
    enrol(house, "lin", at=NINE)
    clock.shift(60)
    return house


def demand(app: Flask, policy: str) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], second_factor=policy)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_counts_in_its_own_half_minute_and_the_ones_beside_it(steps: int) -> None:
    assert step_of(SECRET, code(at=NINE + steps * STEP), at=NINE, after=-1) == int(NINE.timestamp()) // 30 + steps


@pytest.mark.parametrize("steps", [-2, 2, 2880])
def test_a_code_of_another_time_does_not(steps: int) -> None:
    assert step_of(SECRET, code(at=NINE + steps * STEP), at=NINE, after=-1) is None


def test_a_code_may_be_typed_with_blanks_and_in_full_width() -> None:
    wide = code(at=NINE).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert step_of(SECRET, f" {wide[:3]} {wide[3:]} ", at=NINE, after=-1) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²²²²²²", "-12345", "0x1234"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert step_of(SECRET, typed, at=NINE, after=-1) is None


def test_the_app_is_added_by_its_first_code_and_asked_for_from_then_on(
    house: House, clock: time_machine.Coordinates
) -> None:
    client = house.client("lin")
    page = client.get("/account/second-factor/app")
    secret = re.search(r'id="code-([A-Z2-7]{32})"', page.text)
    assert secret is not None
    assert "<svg" in page.text
    wrong = client.post("/account/second-factor/app", data={"offer": hidden(page, "offer"), "code": "000000"})
    assert wrong.status_code == 422
    assert wrong.text.count("验证码不对") == 2
    assert secret[1] in wrong.text
    data = {"offer": hidden(wrong, "offer"), "code": code(secret[1])}
    assert client.post("/account/second-factor/app", data=data).location == "/account/second-factor"
    assert "已于 <time" in client.get("/account/second-factor").text
    assert [event.payload for event in events("factor.added")] == [{"kind": "app"}]
    clock.shift(30)
    newcomer = half(house, "lin")
    assert finish(newcomer, code(secret[1])).location == "/desk"
    assert is_in(newcomer)


def test_the_secret_is_sealed_and_never_shown_again(lins: House) -> None:
    client = half(lins, "lin")
    finish(client, code())
    assert SECRET not in client.get("/account/second-factor").text
    assert client.post("/account/second-factor/app", data={"offer": "x", "code": code()}).status_code == 303
    kept = db.session.scalars(select(UserTotp)).one()
    assert SECRET not in kept.secret_sealed
    assert kept.secret == SECRET


def test_an_offer_is_bound_to_its_user_and_grows_old(house: House, clock: time_machine.Coordinates) -> None:
    lin, fang = house.client("lin"), house.client("fang")
    page = lin.get("/account/second-factor/app")
    secret = re.search(r'id="code-([A-Z2-7]{32})"', page.text)
    assert secret is not None
    data = {"offer": hidden(page, "offer"), "code": code(secret[1])}
    assert fang.post("/account/second-factor/app", data=data).location == "/account/second-factor/app"
    clock.shift(timedelta(minutes=14))
    lin.post("/account/proof", data={"proof_password": PASSWORD})
    clock.shift(timedelta(minutes=14))
    lin.post("/account/proof", data={"proof_password": PASSWORD})
    clock.shift(timedelta(minutes=2))
    data["code"] = code(secret[1])
    assert lin.post("/account/second-factor/app", data=data).location == "/account/second-factor/app"
    assert events("factor.added") == []


def test_the_password_alone_opens_no_page(lins: House) -> None:
    client = half(lins, "lin")
    assert client.get_cookie("__Host-sid") is None
    for address in ("/account", "/desk", "/account/second-factor", "/cases"):
        assert client.get(address).location.startswith("/sign-in?next=")
    assert events("session.opened") == []


def test_with_the_code_one_lands_where_one_wanted_to_go(lins: House) -> None:
    client = half(lins, "lin", next="/account/sessions")
    assert finish(client, code()).location == "/account/sessions"
    assert [event.payload for event in events("session.opened")] == [{"second": "app"}]


def test_a_code_is_good_for_one_sign_in(lins: House, clock: time_machine.Coordinates) -> None:
    typed = code()
    assert finish(half(lins, "lin"), typed).status_code == 303
    thief = half(lins, "lin")
    assert finish(thief, typed).status_code == 422
    assert not is_in(thief)
    clock.shift(30)
    assert finish(thief, code()).status_code == 303


def test_an_earlier_code_is_dead_once_a_later_one_was_used(lins: House, clock: time_machine.Coordinates) -> None:
    earlier = code(at=NINE + timedelta(seconds=30))
    assert finish(half(lins, "lin"), code()).status_code == 303
    assert finish(half(lins, "lin"), earlier).status_code == 422


def test_half_a_session_ends_after_ten_minutes_and_with_the_account(
    lins: House, clock: time_machine.Coordinates
) -> None:
    client = half(lins, "lin")
    clock.shift(timedelta(minutes=10) - timedelta(seconds=1))
    assert client.get("/sign-in/second").status_code == 200
    clock.shift(1)
    assert client.get("/sign-in/second").location == "/sign-in"
    assert finish(client, code()).location == "/sign-in"
    other = half(lins, "lin")
    disable_user(lins.user("lin"), by=SYSTEM, at=NINE)
    assert finish(other, code()).location == "/sign-in"
    assert not is_in(other)


def test_half_a_session_serves_once(lins: House, clock: time_machine.Coordinates) -> None:
    first, second = half(lins, "lin"), half(lins, "lin")
    assert finish(first, code()).status_code == 303
    clock.shift(30)
    assert finish(second, code()).location == "/sign-in"
    assert db.session.scalars(select(HalfSession)).all() == []


def test_a_stranger_without_a_password_gets_no_second_step(house: House) -> None:
    client = house.client()
    assert client.get("/sign-in/second").location == "/sign-in"
    assert client.post("/sign-in/second", data={"code": "123456"}).location == "/sign-in"
    assert client.post("/sign-in/second/challenge").location == "/sign-in"


def test_guessing_codes_is_slowed_down_and_a_right_password_does_not_help(
    lins: House, clock: time_machine.Coordinates
) -> None:
    for number in range(5):
        assert finish(half(lins, "lin"), "000000", address=f"10.0.0.{number}").status_code == 422
    client = half(lins, "lin")
    for seconds in (30, 60, 120):
        refused = finish(client, code(), address="10.9.9.9")
        assert refused.status_code == 429
        clock.shift(seconds)
        assert finish(client, "000000", address="10.9.9.9").status_code == 422
    assert len(events("session.refused")) == 4
    clock.shift(240)
    assert finish(client, code(), address="10.9.9.9").status_code == 303


@pytest.mark.parametrize(("typed", "said"), [("", "请输入验证码。"), ("1" * 65, "最多"), ("000000", "验证没有通过")])
def test_a_wrong_code_is_explained(lins: House, typed: str, said: str) -> None:
    answer = finish(half(lins, "lin"), typed)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2


def test_a_new_password_by_the_administrator_does_not_lift_the_second_factor(lins: House) -> None:
    reset_password(lins.user("lin"), "abcde-fghjk-mnpqr-stuvw", by=lins.actor("city.admin"), at=NINE)
    client = half(lins, "lin", "abcde-fghjk-mnpqr-stuvw")
    assert finish(client, code()).status_code == 303
    assert client.get("/cases").location == "/account"


def test_removing_the_last_one_lifts_it(lins: House) -> None:
    client = half(lins, "lin")
    finish(client, code())
    assert client.post("/account/second-factor/app/removal").location == "/account/second-factor"
    assert client.post("/account/second-factor/app/removal").status_code == 404
    assert is_in(lins.client("lin"))
    assert len(events("factor.removed")) == 1


def test_what_changes_second_factors_asks_for_a_proof(lins: House, clock: time_machine.Coordinates) -> None:
    client = half(lins, "lin")
    finish(client, code())
    clock.shift(timedelta(minutes=15))
    removal = "/account/second-factor/app/removal"
    assert client.post(removal).status_code == 401
    assert client.get("/account/second-factor/app").location.startswith("/account/proof?next=")
    assert client.post("/account/second-factor/keys", data={"name": "x"}).status_code == 401
    assert events("factor.removed") == []
    wrong = client.post(removal, data={"proof_code": "000000"})
    assert wrong.status_code == 422
    assert wrong.text.count("验证没有通过") == 2
    assert client.post(removal, data={"proof_code": code()}).status_code == 303
    assert len(events("factor.removed")) == 1


def test_where_it_is_required_enrolment_comes_before_anything_else(
    house: House, clock: time_machine.Coordinates
) -> None:
    demand(house.app, "required")
    client = house.client("lin")
    for address in ("/cases", "/people", "/account/sessions"):
        assert client.get(address).location == "/account/second-factor"
    assert "请先添加一种第二验证" in client.get("/account/second-factor").text
    assert client.get("/account").status_code == 200
    page = client.get("/account/second-factor/app")
    secret = re.search(r'id="code-([A-Z2-7]{32})"', page.text)
    assert secret is not None
    client.post("/account/second-factor/app", data={"offer": hidden(page, "offer"), "code": code(secret[1])})
    assert client.get("/cases").status_code == 200
    assert client.post("/account/second-factor/app/removal").status_code == 409


def test_it_may_be_required_of_some_posts_alone(house: House) -> None:
    demand(house.app, "administrator, supervisor")
    assert house.client("lin").get("/cases").status_code == 200
    assert house.client("da.lead").get("/cases").location == "/account/second-factor"


@pytest.mark.parametrize(
    ("policy", "held", "needs"),
    [
        ("required", (), True),
        ("required", (Role.FINANCE,), True),
        ("optional", (Role.ADMINISTRATOR,), False),
        ("administrator", (Role.ADMINISTRATOR,), True),
        ("administrator", (Role.CASEWORKER,), False),
        ("administrator", (), False),
        ("supervisor,财务", (Role.CASEWORKER, Role.FINANCE), True),
    ],
)
def test_the_setting_says_who_needs_one(policy: str, held: tuple[Role, ...], needs: bool) -> None:
    assert needs_second_factor(policy, held) is needs


def test_a_setting_that_names_nobody_stops_the_start(sqlite_app: Flask) -> None:
    for wrong in ("yes", "requird", "administrator,"):
        demand(sqlite_app, wrong)
        with pytest.raises(NotSetUp, match="SECOND_FACTOR"):
            prepare(sqlite_app)


def test_production_requires_it_and_development_leaves_it_open(tmp_path: object) -> None:
    secrets = dict.fromkeys(("INDEX_KEY", "AUDIT_KEY"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    known = {"INSTANCE_DIR": str(tmp_path), "SECRET_KEY": "s", "VAULT_KEYS": f"k1:{secrets['INDEX_KEY']}", **secrets}
    assert Settings.from_environment({**known, "APP_ENV": "production"}).second_factor == "required"
    assert Settings.from_environment(known).second_factor == "optional"
    assert Settings.from_environment({**known, "SECOND_FACTOR": "administrator"}).second_factor == "administrator"


def test_two_at_once_with_the_same_code_are_one_too_many(lins: House) -> None:
    """The step is taken by one UPDATE that the second no longer matches."""
    from services.accounts.second_factors import SecondProof, use_proof
    from services.accounts.security_keys import Site

    half(lins, "lin")
    user_id, typed = lins.user("lin").id, code()
    with db.engine.begin() as other:
        other.execute(text("UPDATE user_totp SET last_step = last_step + 100"))
    holder = db.session.scalars(select(HalfSession)).one()
    assert use_proof(user_id, SecondProof(Site("localhost", ()), typed), holder, at=NINE) is None
