"""A lost second factor is recovered by a second person, who says how they knew; one person never holds both keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.accounts.actions import recover_factor, reset_password
from services.core.access import SYSTEM
from services.core.errors import ErrorCode, Problem
from tests.accounts.second import code, enrol, events, finish, half, hidden, is_in
from tests.fixtures import PASSWORD, House

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOW = "当面核对工作证"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lins(house: House, clock: time_machine.Coordinates) -> House:
    enrol(house, "lin", at=NINE)
    clock.shift(60)
    return house


def recover(helper: FlaskClient, login: str = "lin", how: str = HOW) -> TestResponse:
    return helper.post("/account/recoveries", data={"login": login, "how": how})


def secret_in(answer: TestResponse) -> str:
    found = re.search(r"\b[a-z0-9]{5}(?:-[a-z0-9]{5}){3}\b", answer.text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("helper", ["da.lead", "city.lead", "city.admin"])
def test_supervisor_or_administrator_hands_over_a_secret_and_both_are_on_record(lins: House, helper: str) -> None:
    signed_in = half(lins, "lin")
    finish(signed_in, code())
    secret = secret_in(recover(lins.client(helper)))
    assert not is_in(signed_in)
    client = half(lins, "lin")
    assert "一次性恢复码" in client.get("/sign-in/second").text
    assert finish(client, f" {secret.upper()} ").status_code == 303
    assert client.get("/cases").location == "/account/second-factor"
    started, opened = events("factor.recovered")[0], events("session.opened")[-1]
    assert (started.actor_id, started.payload) == (lins.user(helper).id, {"how": HOW})
    assert (opened.actor_id, opened.payload) == (lins.user("lin").id, {"second": "recovery"})


def test_after_it_a_new_factor_must_be_added_before_anything_else(lins: House, clock: time_machine.Coordinates) -> None:
    client = half(lins, "lin")
    secret = secret_in(recover(lins.client("da.lead")))
    client = half(lins, "lin")
    finish(client, secret)
    page = client.get("/account/second-factor/app")
    new = re.search(r'id="code-([A-Z2-7]{32})"', page.text)
    assert new is not None
    client.post("/account/second-factor/app", data={"offer": hidden(page, "offer"), "code": code(new[1])})
    assert client.get("/cases").status_code == 200
    clock.shift(30)
    assert finish(half(lins, "lin"), code()).status_code == 422
    assert finish(half(lins, "lin"), code(new[1])).status_code == 303


def test_the_secret_serves_once_and_for_a_day(lins: House, clock: time_machine.Coordinates) -> None:
    first = secret_in(recover(lins.client("da.lead")))
    second = secret_in(recover(lins.client("da.lead")))
    assert finish(half(lins, "lin"), first).status_code == 422
    assert finish(half(lins, "lin"), second).status_code == 303
    assert finish(half(lins, "lin"), second).status_code == 422
    third = secret_in(recover(lins.client("da.lead")))
    clock.shift(timedelta(hours=24))
    client = half(lins, "lin")
    assert "恢复码已失效" in client.get("/sign-in/second").text
    assert finish(client, third).status_code == 422


def test_the_old_code_and_the_password_alone_are_not_enough(lins: House, clock: time_machine.Coordinates) -> None:
    recover(lins.client("da.lead"))
    assert finish(half(lins, "lin"), code()).status_code == 422
    clock.shift(timedelta(hours=25))
    assert not is_in(half(lins, "lin"))


def test_nobody_recovers_their_own(lins: House) -> None:
    enrol(lins, "da.lead", at=NINE)
    client = half(lins, "da.lead")
    finish(client, code())
    answer = recover(client, "da.lead")
    assert answer.status_code == 422
    assert "不能为自己恢复第二验证" in answer.text
    assert events("factor.recovered") == []


@pytest.mark.parametrize("login", ["sun", "db.lead", "nobody"])
def test_who_is_elsewhere_looks_like_nobody(house: House, clock: time_machine.Coordinates, login: str) -> None:
    if login != "nobody":
        enrol(house, login, at=NINE)
    answer = recover(house.client("da.lead"), login)
    assert answer.status_code == 422
    assert answer.text.count(f"没有账号“{login}”。") == 2


@pytest.mark.parametrize("login", ["lin", "fang", "hotline", "city.audit", "da.money"])
def test_others_have_no_such_page(house: House, login: str) -> None:
    client = house.client(login)
    assert client.get("/account/recoveries").status_code == 403
    assert recover(client, "sun").status_code == 403
    assert "/account/recoveries" not in client.get("/account").text


@pytest.mark.parametrize(
    ("how", "said"), [("", "怎样核对了本人身份"), ("面", "怎样核对了本人身份"), ("字" * 201, "最多")]
)
def test_how_identity_was_checked_must_be_said(lins: House, how: str, said: str) -> None:
    answer = recover(lins.client("da.lead"), how=how)
    assert answer.status_code == 422
    assert answer.text.count(said) >= 2
    assert events("factor.recovered") == []


def test_who_has_no_second_factor_needs_no_recovery(house: House) -> None:
    answer = recover(house.client("da.lead"))
    assert answer.status_code == 422
    assert "不需要恢复" in answer.text


def test_one_person_never_holds_both_password_and_recovery(lins: House) -> None:
    admin, lead, lin = lins.actor("city.admin"), lins.actor("da.lead"), lins.user("lin")
    reset_password(lin, "abcde-fghjk-mnpqr-stuvw", by=admin, at=NINE)
    with pytest.raises(Problem) as refused:
        recover_factor(lin, HOW, "x", by=admin, at=NINE)
    assert refused.value.code is ErrorCode.SAME_PERSON
    recover_factor(lin, HOW, "x", by=lead, at=NINE)


def test_and_not_the_other_way_round(lins: House) -> None:
    admin, lin = lins.actor("city.admin"), lins.user("lin")
    recover_factor(lin, HOW, "x", by=admin, at=NINE)
    with pytest.raises(Problem) as refused:
        reset_password(lin, "abcde-fghjk-mnpqr-stuvw", by=admin, at=NINE)
    assert refused.value.code is ErrorCode.SAME_PERSON
    reset_password(lin, "abcde-fghjk-mnpqr-stuvw", by=SYSTEM, at=NINE)


def test_the_page_asks_for_a_proof_first(lins: House, clock: time_machine.Coordinates) -> None:
    client = lins.client("da.lead")
    clock.shift(timedelta(minutes=15))
    assert client.get("/account/recoveries?login=lin").location.startswith("/account/proof")
    assert recover(client).status_code == 401
    data = {"login": "lin", "how": HOW, "proof_password": PASSWORD}
    assert secret_in(client.post("/account/recoveries", data=data))


def test_the_operator_recovers_from_the_command_line_with_a_reason(lins: House) -> None:
    run = lins.app.test_cli_runner()
    assert run.invoke(args=["users", "reset-second-factor", "lin"]).exit_code == 2
    short = run.invoke(args=["users", "reset-second-factor", "lin", "--reason", "x"])
    assert (short.exit_code, "怎样核对" in short.stderr) == (1, True)
    done = run.invoke(args=["users", "reset-second-factor", "lin", "--reason", "来电核对"])
    assert done.exit_code == 0
    secret = re.search(r"\b[a-z0-9]{5}(?:-[a-z0-9]{5}){3}\b", done.stdout)
    assert secret is not None
    assert finish(half(lins, "lin"), secret[0]).status_code == 303
    assert [(e.actor_kind.value, e.payload) for e in events("factor.recovered")] == [("system", {"how": "来电核对"})]
