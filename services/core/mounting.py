"""Puts the house together: settings, database, vault, pages, commands, and what each room offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import make_url

from services.core import health, logs, showing, web
from services.core.audit_commands import audit
from services.core.cli import speak_plainly
from services.core.database import db
from services.core.errors import NotSetUp
from services.core.files import receiving
from services.core.files.commands import files_group
from services.core.rooms import Room
from services.core.settings import Settings
from services.core.upgrade_work import finish_upgrade_command
from services.core.vault import Vault
from services.core.vault_commands import vault_group

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 1_000_000
NO_JIT = "-c jit=off"
"""Compiling the month's one long statement takes PostgreSQL two times as long as answering it."""


def mount(rooms: Sequence[Room], settings: Settings) -> Flask:
    """One application from the rooms' declarations, mounted in their order."""
    logs.configure()
    app = Flask("app", root_path=str(ROOT), instance_path=str(settings.instance_dir))
    app.jinja_environment = showing.Pages
    _configure(app, settings)
    app.extensions["settings"] = settings
    app.extensions["rooms"] = tuple(rooms)
    app.extensions["vault"] = Vault(
        settings.vault_keys, settings.vault_key_id, settings.vault_algorithm, settings.index_key
    )
    app.extensions["static_hashes"] = showing.read_static_hashes(app)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    receiving.prepare(app)
    web.prepare(app)
    health.prepare(app)
    app.cli.add_command(audit)
    app.cli.add_command(vault_group)
    app.cli.add_command(files_group)
    app.cli.add_command(finish_upgrade_command)
    for room in rooms:
        _mount_room(app, room)
    speak_plainly(app.cli)
    return app


def _mount_room(app: Flask, room: Room) -> None:
    for blueprint in room.blueprints:
        app.register_blueprint(blueprint)
    for command in room.commands:
        app.cli.add_command(command)
    if room.prepare:
        room.prepare(app)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        SESSION_COOKIE_NAME="__Host-form",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.absolute_hours),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        TEMPLATES_AUTO_RELOAD=False,
    )


def _engine_options(url: str) -> dict[str, object]:
    if url.startswith("postgresql"):
        return {
            "hide_parameters": True,  # what people wrote stands in them
            "pool_pre_ping": True,
            "pool_size": 5,
            "max_overflow": 5,
            "connect_args": {"connect_timeout": 5, "options": f"-c statement_timeout=30000 -c timezone=UTC {NO_JIT}"},
        }
    if url.startswith("sqlite"):
        _keep_private(url)
        return {"hide_parameters": True}
    raise NotSetUp("DATABASE_URL should begin with postgresql:// or sqlite:///")


def _keep_private(url: str) -> None:
    """A new SQLite file can be read by its owner alone, like the secrets beside it."""
    file = make_url(url).database
    if file and file != ":memory:" and Path(file).parent.is_dir():
        Path(file).touch(mode=0o600, exist_ok=True)
