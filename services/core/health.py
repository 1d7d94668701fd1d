"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from services.core.database import db
from services.core.web import public


@public
def healthz() -> ResponseReturnValue:
    """200 while the process answers."""
    return {"status": "ok"}


@public
def readyz() -> ResponseReturnValue:
    """200 when the database answers and its tables are there, else 503; never says why to a stranger."""
    try:
        db.session.execute(text("SELECT 1 FROM unit LIMIT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "unavailable"}, 503
    return {"status": "ok"}


def prepare(app: Flask) -> None:
    """Mounts the two addresses."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
