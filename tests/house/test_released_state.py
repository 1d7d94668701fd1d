"""What a stranger must not get from a running system: debugging, the history of the source, open folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from services.core.settings import Settings


@pytest.fixture
def visitor(tmp_path: Path, sqlite_url: str) -> FlaskClient:
    """A browser that has never signed in."""
    settings = Settings.from_environment({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": sqlite_url})
    return create_app(settings).test_client()


def test_debugging_is_off(visitor: FlaskClient) -> None:
    assert visitor.application.debug is False
    assert visitor.application.testing is False


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/static/../.git/config",
        "/static/%2e%2e/.git/config",
        "/static/..%2fapp.py",
        "/.env",
        "/instance/secrets.json",
        "/requirements.txt",
        "/static/",
        "/docs",
        "/openapi.json",
        "/console",
    ],
)
def test_source_secrets_and_folders_are_not_served(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_the_server_does_not_say_what_it_is_made_of(visitor: FlaskClient) -> None:
    answer = visitor.get("/healthz")
    told = {name: value for name, value in answer.headers if name in {"X-Powered-By", "Via"}}
    assert told == {}
    assert answer.status_code == 200
