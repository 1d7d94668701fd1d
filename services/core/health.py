"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

import structlog
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from services.core.database import db
from services.core.upgrade_work import COMMAND, work_left
from services.core.web import public

log = structlog.get_logger("health")


@public
def healthz() -> ResponseReturnValue:
    """200 while the process answers."""
    return {"status": "ok"}


@public
def readyz() -> ResponseReturnValue:
    """200 when the database answers and no upgrade is under way, else 503; why, the log alone is told."""
    try:
        db.session.execute(text("SELECT 1 FROM unit LIMIT 1"))
        left = work_left()
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "unavailable"}, 503
    if left:
        log.warning("upgrade_unfinished", left=left, command=f"flask --app app {COMMAND}")
        return {"status": "unavailable"}, 503
    return {"status": "ok"}


def prepare(app: Flask) -> None:
    """Mounts the two addresses."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
