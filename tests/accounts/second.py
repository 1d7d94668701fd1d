"""Colleagues with a second factor, and the codes of their app."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.accounts.actions import add_app
from services.core.access import SYSTEM, visible
from services.core.audit import Event
from services.core.database import db
from services.core.time import now
from tests.fixtures import PASSWORD, House

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, at: datetime | None = None) -> str:
    """What the app shows at the moment."""
    return pyotp.TOTP(secret).at(at or now())


def enrol(house: House, login: str, *, at: datetime) -> None:
    """Gives the colleague an app; its code of that moment is used up."""
    add_app(house.user(login), SECRET, code(at=at), by=house.actor(login), at=at)


def half(house: House, login: str, password: str = PASSWORD, *, next: str = "") -> FlaskClient:  # noqa: A002
    """A browser in which the password was right and the second proof is still to come."""
    client = house.client()
    answer = client.post("/sign-in", data={"login": login, "password": password, "next": next})
    assert (answer.status_code, answer.location) == (303, "/sign-in/second"), answer.text
    return client


def finish(client: FlaskClient, typed: str, *, address: str = "10.0.0.1") -> TestResponse:
    return client.post("/sign-in/second", data={"code": typed}, environ_base={"REMOTE_ADDR": address})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def hidden(answer: TestResponse, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', answer.text)
    assert found is not None
    return found[1]


def events(kind: str) -> list[Event]:
    return list(db.session.scalars(visible(Event, SYSTEM).where(Event.kind == kind).order_by(Event.at, Event.id)))
