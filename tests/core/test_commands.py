"""Every command answers what an operator can mend with one sentence and a non-zero exit, never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from flask import Flask

from app import create_app
from tests.fixtures import settings_for

ROOT = Path(__file__).parents[2]
PROFILE = str(ROOT / "docs/examples/wa.yaml")
NEEDING_A_DATABASE = (
    ["units", "list"],
    ["units", "add", "WA", "示例", "--level", "province"],
    ["users", "list"],
    ["cases", "import", __file__, "--profile", PROFILE],
    ["reports", "build", "--unit", "WA", "--month", "2026-03", "--out", "unused"],
    ["clocks", "explain", "sla.accept", "--from", "2026-03-02"],
    ["audit", "verify"],
    ["audit", "heads"],
)


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """An application whose database was never migrated."""
    return create_app(settings_for(f"sqlite:///{tmp_path / 'empty.sqlite3'}", tmp_path))


@pytest.mark.parametrize("words", NEEDING_A_DATABASE, ids=" ".join)
def test_a_database_that_was_never_migrated_is_one_sentence(
    empty: Flask, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = empty.test_cli_runner().invoke(args=words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == "数据库尚未建立或暂时不能使用。请先运行 flask --app app db upgrade。\n"
    assert not (tmp_path / "unused").exists()


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_reaches_is_one_sentence(empty: Flask, day: str) -> None:
    answer = empty.test_cli_runner().invoke(args=["clocks", "explain", "sla.accept", "--from", day])
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert "日期" in answer.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL should begin with"),
        ("SESSION_IDLE_MINUTES", "half an hour", "SESSION_IDLE_MINUTES should be a whole number"),
        ("APP_ENV", "production", "APP_ENV=production needs these in the environment"),
        ("INSTANCE_DIR", "/proc/nowhere", "/proc/nowhere"),
    ],
)
def test_an_installation_that_cannot_work_says_so_in_one_sentence(
    tmp_path: Path, variable: str, value: str, said: str
) -> None:
    environment = {**os.environ, "INSTANCE_DIR": str(tmp_path), variable: value}
    command = [sys.executable, "-m", "flask", "--app", "app", "units", "list"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_however_many_applications_a_process_makes_their_commands_stay_as_short(empty: Flask, tmp_path: Path) -> None:
    before = wrappers(empty)
    create_app(settings_for(f"sqlite:///{tmp_path / 'later.sqlite3'}", tmp_path))
    assert wrappers(empty) == before


def wrappers(app: Flask) -> dict[str, int]:
    """Group and command → how many functions stand around what it does."""

    def around(command: click.Command) -> int:
        function, count = command.callback, 0
        while inner := getattr(function, "__wrapped__", None):
            function, count = inner, count + 1
        return count

    groups = {name: group for name, group in app.cli.commands.items() if isinstance(group, click.Group)}
    return {
        f"{name} {each}": around(command) for name, group in groups.items() for each, command in group.commands.items()
    }
