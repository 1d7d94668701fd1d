"""An upgrade is complete: what a migration must leave to the application is named, done, and waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from services.core.database import db
from services.core.migrating import _config
from services.core.upgrade_work import finish_upgrade, work_left
from services.people.facts import PersonFacts
from tests.fixtures import House

ROOT = Path(__file__).resolve().parents[2]
BEFORE = "0017"
"""The newest migration that knew nothing of work left over."""


def taken_back(house: House, *statements: str) -> str:
    """The address of the house's database as an older release left it."""
    url = str(house.app.config["SQLALCHEMY_DATABASE_URI"])
    db.session.remove()
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    db.engine.dispose()
    command.downgrade(_config(url), BEFORE)
    return url


def found(house: House, typed: str) -> bool:
    answer = house.client("lin").post("/cases/search", data={"typed": typed}, follow_redirects=True)
    return "找到 1 件" in answer.text


def test_words_and_names_of_before_are_indexed_before_the_house_is_ready(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.make_case(text="两个月没有发工资", person=PersonFacts(name="郗一", phone="13987654321"))
    url = taken_back(house, "DELETE FROM case_words", "UPDATE person SET name_index = NULL")
    command.upgrade(_config(url), "head")
    told = capsys.readouterr().err
    assert "case_words, person_names" in told
    assert "flask --app app finish-upgrade" in told
    assert work_left() == ["case_words", "person_names"]
    visitor = house.app.test_client()
    assert (visitor.get("/readyz").status_code, visitor.get("/healthz").status_code) == (503, 200)
    assert not found(house, "没有发工资")
    done = house.app.test_cli_runner().invoke(args=["finish-upgrade"])
    assert (done.exit_code, done.output.count("\n")) == (0, 2), done.output
    assert visitor.get("/readyz").status_code == 200
    assert found(house, "没有发工资")
    assert found(house, "郗一")
    assert house.app.test_cli_runner().invoke(args=["finish-upgrade"]).output == ""


def test_where_all_is_indexed_an_upgrade_leaves_nothing(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.make_case(person=PersonFacts(name="郗一"))
    house.make_case(categories=("C5",), person=PersonFacts(name="郗二"))
    url = taken_back(house)
    command.upgrade(_config(url), "head")
    assert work_left() == []
    assert capsys.readouterr().err == ""
    assert house.app.test_client().get("/readyz").status_code == 200


def test_work_that_fails_stays_to_be_done(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.make_case()
    command.upgrade(_config(taken_back(house, "DELETE FROM case_words")), "head")

    def broken(_ids: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("services.cases.search_commands.index_cases", broken)
        with pytest.raises(RuntimeError):
            finish_upgrade()
    assert work_left() == ["case_words"]
    assert finish_upgrade() == {"case_words": 1}


def test_work_of_a_newer_release_is_named_and_left(house: House) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO upgrade_work (name) VALUES ('of_tomorrow')"))
    refused = house.app.test_cli_runner().invoke(args=["finish-upgrade"])
    assert refused.exit_code == 1
    assert "of_tomorrow" in refused.output
    assert house.app.test_client().get("/readyz").status_code == 503


def test_make_run_finishes_an_upgrade_before_it_serves() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("run: setup")[1].split("\n\n")[0]
    steps = [recipe.index(step) for step in ("db upgrade", "finish-upgrade", "gunicorn")]
    assert steps == sorted(steps)


def test_the_command_of_every_day_names_what_is_left(house: House, tmp_path: Path) -> None:
    house.make_case()
    url = taken_back(house, "DELETE FROM case_words")
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "INSTANCE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "flask --app app finish-upgrade" in done.stderr
