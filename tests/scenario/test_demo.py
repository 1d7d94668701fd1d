"""The first start: a city in an empty database, sign-ins shown once, nothing in any other database."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from services.accounts.queries import users_seen_by
from services.cases.kinds import Status
from services.cases.models import Case, Contact
from services.clocks.queries import bands_on
from services.clocks.rules import Light
from services.core.access import SYSTEM, Role
from services.core.database import db
from services.core.time import local_date, now
from services.scenario.demo import CITY, in_columns, working_days_before
from services.scenario.queries import first_table_in_use
from services.scenario.story import read_story
from tests.fixtures import settings_for

SECRET = re.compile(r"^(\S+) .* ([a-z2-9]{5}(?:-[a-z2-9]{5}){3})$", re.MULTILINE)


def start(app: Flask) -> Result:
    result = app.test_cli_runner().invoke(args=["demo", "first-start"])
    assert result.exit_code == 0, result.output
    return result


def test_the_first_start_makes_a_city_and_the_second_only_says_where_it_is(
    whole_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "8123")
    first, second = start(whole_app), start(whole_app)
    assert len(SECRET.findall(first.output)) == len(set(SECRET.findall(first.output))) == 14
    assert first.output.splitlines()[-1] == "地址：http://127.0.0.1:8123/"
    assert second.output == "地址：http://127.0.0.1:8123/\n"
    verified = whole_app.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output


def test_every_status_and_every_light_can_be_looked_at(sqlite_app: Flask) -> None:
    start(sqlite_app)
    with sqlite_app.app_context():
        chosen = select(Case.status, Case.next_due_on, Case.sealed).execution_options(scope="test")
        cases = db.session.execute(chosen).all()
        bands = bands_on(local_date(now()))
        contacts = db.session.scalar(select(func.count(Contact.id)).execution_options(scope="test"))
        roles = {post.role for user in users_seen_by(SYSTEM) for post in user.posts}
    assert {status for status, _due, _sealed in cases} == set(Status)
    lights = Counter(bands.light(due) for _status, due, _sealed in cases if due)
    assert lights.keys() == {Light.GREEN, Light.YELLOW, Light.RED, Light.PURPLE}
    assert [sealed for _status, _due, sealed in cases].count(True) == 1
    assert len(cases) >= 25
    assert contacts
    assert roles == set(Role)


def test_a_one_time_secret_opens_the_door_and_must_be_changed_first(sqlite_app: Flask) -> None:
    login, secret = SECRET.findall(start(sqlite_app).output)[0]
    client = sqlite_app.test_client()
    assert client.post("/sign-in", data={"login": login, "password": secret}).status_code == 303
    answer = client.get("/desk")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")


def test_secrets_are_kept_nowhere_in_clear(sqlite_url: str, sqlite_app: Flask) -> None:
    secrets = [secret for _login, secret in SECRET.findall(start(sqlite_app).output)]
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = b"".join(part.read_bytes() for part in (file, file.with_name(f"{file.name}-wal")) if part.exists())
    assert not [secret for secret in secrets if secret.encode() in kept]
    assert not [secret for secret in secrets if secret in CITY.read_text("utf-8")]


def test_in_production_no_city_is_made(sqlite_url: str, tmp_path: Path) -> None:
    settings = replace(settings_for(sqlite_url, tmp_path), production=True, password_memory_kib=65536)
    app = create_app(settings)
    result = start(app)
    assert result.output.count("\n") == 1
    with app.app_context():
        assert first_table_in_use() is None
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("ahead", range(0, 365, 13))
def test_whatever_the_day_no_step_lies_in_the_future(sqlite_app: Flask, ahead: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=ahead)
    with sqlite_app.app_context():
        story = read_story(CITY, working_days_before(today))
    assert local_date(story.steps[-1].at) < today
    assert local_date(story.steps[0].at) > today - timedelta(days=75)


def test_columns_stand_straight_where_han_characters_take_two_places() -> None:
    assert in_columns([("ab", "x"), ("某市", "y")]) == ["ab    x", "某市  y"]
