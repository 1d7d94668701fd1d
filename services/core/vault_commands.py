"""`flask vault`: change the key under which cells are sealed, while the system runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from services.core.access import SYSTEM, unscoped
from services.core.audit import declare_events, record
from services.core.database import db, write_transaction
from services.core.settings import Settings, new_key
from services.core.vault import SEALED_COLUMNS, Vault, bound_to, vault
from services.core.words import N_, Labelled, _

BATCH = 500


class VaultEvent(Labelled):
    """Kinds of events about keys."""

    ROTATED = "vault.rotated", N_("更换加密密钥")


declare_events(VaultEvent)


@dataclass(frozen=True)
class _Vault:
    """What such an event is about: nothing that has a row."""

    id: int = 0
    org_path: str = "/"
    __tablename__: str = "vault"


_THE_VAULT = _Vault()
log = structlog.get_logger("vault")


@click.group("vault")
def vault_group() -> None:
    """密钥：轮换。 Keys: rotation."""


@vault_group.command("rotate")
@with_appcontext
def rotate_command() -> None:
    """Takes a new key (made here in development, the last of VAULT_KEYS in production) and seals all cells under it."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.production:
        _take_new_key(settings)
    done = rotate()
    with write_transaction():
        facts = {"key": vault().key_id, "algorithm": vault().algorithm, "cells": done}
        record(VaultEvent.ROTATED, _THE_VAULT, facts, by=SYSTEM, at=datetime.now(UTC))
    log.info("vault rotated", cells=done, key=vault().key_id)
    click.echo(_("已用密钥 %(key)s 重新加密 %(count)d 个字段。", key=vault().key_id, count=done))


def _take_new_key(settings: Settings) -> None:
    """Adds a key to the development secrets; the old ones stay, to read what is not yet resealed."""
    file = settings.instance_dir / "secrets.json"
    kept = json.loads(file.read_text())
    key_id = f"k{datetime.now(UTC):%Y%m%d%H%M%S}"
    kept["VAULT_KEYS"] += f",{key_id}:{new_key()}"
    _replace(file, json.dumps(kept, indent=1))
    fresh = Settings.from_environment({**os.environ, "INSTANCE_DIR": str(settings.instance_dir)})
    current_app.extensions["settings"] = fresh
    current_app.extensions["vault"] = Vault(
        fresh.vault_keys, fresh.vault_key_id, fresh.vault_algorithm, fresh.index_key
    )


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(".secrets-new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    draft.replace(file)


def rotate() -> int:
    """Reseals every cell that is not under the present key, in short transactions; gives how many."""
    return sum(_reseal(model, column) for model, column in SEALED_COLUMNS)


def _reseal(model: type[Any], column: str) -> int:
    done = 0
    for ids in _batches(model, column):
        with write_transaction() as session:
            rows = session.scalars(select(model).where(model.id.in_(ids)).with_for_update()).all()
            for row in rows:
                place = bound_to(row, column)
                setattr(row, column, vault().seal(vault().open(getattr(row, column), place), place))
            done += len(rows)
    return done


def _batches(model: type[Any], column: str) -> Iterator[list[int]]:
    cell = getattr(model, column)
    present = f"v1.{vault().algorithm}.{vault().key_id}.%"
    last = 0
    while True:
        stale = select(model.id).where(model.id > last, cell.is_not(None), cell.not_like(present)).order_by(model.id)
        ids = list(db.session.scalars(unscoped(stale.limit(BATCH), because="resealing under a new key")))
        if not ids:
            return
        yield ids
        last = ids[-1]
