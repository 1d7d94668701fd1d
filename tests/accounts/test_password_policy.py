"""The policy switch: what ASVS forbids and GB/T 22239 demands, each where it was chosen and nowhere else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.accounts.models import OldPassword
from services.accounts.password_policy import ASVS, gbt22239
from services.core.database import db, write_transaction
from services.core.errors import NotSetUp, Problem
from services.core.settings import Settings
from tests.fixtures import PASSWORD, House

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GBT = gbt22239(90, 5)
MIXED = "Seven quiet herons wade {}"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def strict(house: House, clock: time_machine.Coordinates) -> House:
    """The house under GB/T 22239, its staff having chosen their passwords this morning."""
    known = house.app.extensions["settings"]
    house.app.extensions["settings"] = dataclasses.replace(known, password_policy="gbt22239")
    with write_transaction():
        house.user("lin").password_set_at = NINE
    return house


def change(client: FlaskClient, old: str, new: str) -> TestResponse:
    return client.post("/account/password", data={"old": old, "new": new, "again": new})


@pytest.mark.parametrize(
    "password", ["Herons7wade", "herons-7-wade", "HERONS-7", "Herons-wade", "Ab1工会工会工", "ａＢ１-工会工会"]
)
def test_three_of_four_kinds_are_enough(password: str) -> None:
    GBT.check(password)


@pytest.mark.parametrize(
    "password", ["heronswade", "herons wade", "HERONSWADE7", "1234567890", "飞过湖面的白鹭", "herons77"]
)
def test_two_kinds_are_not_under_gbt22239_and_all_are_under_asvs(password: str) -> None:
    ASVS.check(password)
    with pytest.raises(Problem, match="至少 3 种"):
        GBT.check(password)


@pytest.mark.parametrize(
    ("set_at", "over"),
    [
        (NINE, False),
        (NINE - timedelta(days=90) + timedelta(seconds=1), False),
        (NINE - timedelta(days=90), True),
        (None, True),
    ],
)
def test_a_password_is_renewed_after_ninety_days_under_gbt22239_alone(set_at: datetime | None, over: bool) -> None:
    assert GBT.is_over(set_at, at=NINE) is over
    assert not ASVS.is_over(set_at, at=NINE + timedelta(days=10_000))


def test_the_page_asks_for_kinds_where_they_are_demanded(strict: House) -> None:
    client = strict.client("lin")
    assert "至少 3 种" in client.get("/account").text
    refused = change(client, PASSWORD, "eight loud geese fly")
    assert refused.status_code == 422
    assert refused.text.count("密码要包含") == 2
    assert change(client, PASSWORD, MIXED.format(1)).status_code == 303


def test_under_asvs_no_kinds_are_asked_for_and_no_old_password_is_kept(house: House) -> None:
    client = house.client("lin")
    assert "至少 3 种" not in client.get("/account").text
    assert change(client, PASSWORD, "eight loud geese fly").status_code == 303
    assert change(client, "eight loud geese fly", PASSWORD).status_code == 303
    assert db.session.scalars(select(OldPassword)).all() == []


def test_after_ninety_days_a_new_password_comes_before_anything_else(
    strict: House, clock: time_machine.Coordinates
) -> None:
    clock.shift(timedelta(days=90) - timedelta(minutes=10))
    client = strict.client("lin")
    assert client.get("/cases").status_code == 200
    clock.shift(timedelta(minutes=10))
    assert client.get("/cases").location == "/account"
    assert "密码已到期" in client.get("/account").text
    assert change(client, PASSWORD, MIXED.format(1)).status_code == 303
    assert client.get("/cases").status_code == 200


def test_the_last_five_do_not_come_again_and_the_sixth_may(strict: House) -> None:
    client, present = strict.client("lin"), PASSWORD
    for number in range(5):
        assert change(client, present, MIXED.format(number)).status_code == 303
        present = MIXED.format(number)
    for number in range(4):
        refused = change(client, present, MIXED.format(number))
        assert refused.status_code == 422
        assert refused.text.count("最近 5 次") == 2
    assert change(client, present, MIXED.format(5)).status_code == 303
    assert change(client, MIXED.format(5), MIXED.format(0)).status_code == 303
    assert len(db.session.scalars(select(OldPassword)).all()) == 4


def test_the_setting_is_one_of_two(tmp_path: Path) -> None:
    known = {"INSTANCE_DIR": str(tmp_path)}
    assert Settings.from_environment(known).password_policy == "asvs"
    chosen = {"PASSWORD_POLICY": "gbt22239", "PASSWORD_RENEWAL_DAYS": "30", "PASSWORDS_REMEMBERED": "3"}
    settings = Settings.from_environment({**known, **chosen})
    assert (settings.password_policy, settings.password_renewal_days, settings.passwords_remembered) == (
        "gbt22239",
        30,
        3,
    )
    with pytest.raises(NotSetUp, match="PASSWORD_POLICY"):
        Settings.from_environment({**known, "PASSWORD_POLICY": "strict"})
