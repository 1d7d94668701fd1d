"""Settings: production asks for its secrets in one sentence, development keeps its own under mode 600."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from services.core.errors import NotSetUp
from services.core.settings import Settings, new_key

SECRETS = ("SECRET_KEY", "VAULT_KEYS", "INDEX_KEY", "AUDIT_KEY")
ROOT = Path(__file__).parents[2]


def in_production(folder: Path) -> dict[str, str]:
    keys = {"SECRET_KEY": "x" * 40, "VAULT_KEYS": f"k1:{new_key()}", "INDEX_KEY": new_key(), "AUDIT_KEY": new_key()}
    return {"APP_ENV": "production", "INSTANCE_DIR": str(folder), **keys}


def test_development_makes_its_secrets_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = Settings.from_environment({"INSTANCE_DIR": str(tmp_path)})
    kept = tmp_path / "secrets.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(kept.read_text())) == set(SECRETS)
    assert Settings.from_environment({"INSTANCE_DIR": str(tmp_path)}) == first
    assert Settings.from_environment({"INSTANCE_DIR": str(tmp_path / "other")}).vault_keys != first.vault_keys


def test_no_secret_is_shown_when_settings_are_printed(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE_DIR": str(tmp_path)})
    shown = repr(settings) + str(settings)
    assert settings.secret_key not in shown
    assert not any(repr(key) in shown for key in settings.vault_keys.values())
    assert repr(settings.index_key) not in shown
    assert repr(settings.audit_key) not in shown


@pytest.mark.parametrize("missing", SECRETS)
def test_production_names_the_secret_that_is_missing(tmp_path: Path, missing: str) -> None:
    environment = in_production(tmp_path)
    del environment[missing]
    with pytest.raises(NotSetUp) as refusal:
        Settings.from_environment(environment)
    assert missing in str(refusal.value)
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INDEX_KEY", "short"),
        ("INDEX_KEY", base64.b64encode(b"x" * 31).decode()),
        ("AUDIT_KEY", "not base64 at all, 不是"),
        ("VAULT_KEYS", "no colon"),
        ("VAULT_KEYS", "k1:" + base64.b64encode(b"short").decode()),
    ],
)
def test_a_key_that_is_none_is_refused_in_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(NotSetUp) as refusal:
        Settings.from_environment(in_production(tmp_path) | {name: value})
    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert value not in str(refusal.value)


def test_production_without_secrets_says_one_sentence_and_exits_with_an_error(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "APP_ENV": "production", "INSTANCE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "app", "units", "--help"]
    told = subprocess.run(command, env=bare, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "SECRET_KEY" in told.stderr
    assert "Traceback" not in told.stderr
    assert len(told.stderr.strip().splitlines()) <= 4, told.stderr


def test_debugging_is_off_and_errors_stay_inside(tmp_path: Path) -> None:
    environment = in_production(tmp_path) | {"FLASK_DEBUG": "1", "DEBUG": "1"}
    app = create_app(Settings.from_environment(environment))
    assert not app.debug
    assert not app.testing
    assert not app.config["PROPAGATE_EXCEPTIONS"]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:////tmp/x.sqlite3", "sqlite:////tmp/x.sqlite3"),
    ],
)
def test_database_address_is_taken_as_people_write_it(tmp_path: Path, given: str, used: str) -> None:
    assert Settings.from_environment({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": given}).database_url == used


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp):
        create_app(Settings.from_environment({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "mysql://h/d"}))


def test_new_sqlite_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    create_app(Settings.from_environment({"INSTANCE_DIR": str(tmp_path)}))
    assert (tmp_path / "union.sqlite3").stat().st_mode & 0o777 == 0o600
