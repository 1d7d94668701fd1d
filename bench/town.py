"""The units, the staff and the employers of the invented city in which the benchmark's cases happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.accounts.actions import add_user
from services.accounts.actors import actor_of
from services.accounts.models import User
from services.core.access import SYSTEM, Actor, Level, Role
from services.core.database import write_transaction
from services.units.actions import add_unit
from services.units.models import Unit

PASSWORD = "eleven calm otters drift"
DISTRICTS, STREETS, WORKERS = 10, 4, 4
"""Districts of the city, streets of a district, caseworkers of a street: 51 units, 211 people."""


@dataclass(frozen=True)
class Office:
    """A street's union: where it stands, who works there, and who leads the district above it."""

    code: str
    unit_id: int
    org_path: str
    workers: tuple[tuple[Actor, str], ...]
    """Each with the name under which they sign in."""
    lead: Actor


def build(at: datetime) -> list[Office]:
    """Adds units and staff through the product's own verbs; gives the street offices."""
    city = add_unit(None, "CITY", "示例市总工会", Level.CITY, by=SYSTEM, at=at)
    _add("city.lead", "陈市长", city, Role.SUPERVISOR, at)
    return [office for number in range(1, DISTRICTS + 1) for office in _district(city, number, at)]


def _district(city: Unit, number: int, at: datetime) -> list[Office]:
    code = f"D{number:02d}"
    district = add_unit(city, code, f"第{number}区总工会", Level.DISTRICT, by=SYSTEM, at=at)
    lead = _add(f"{code.lower()}.lead", f"杜{number}", district, Role.SUPERVISOR, at)
    return [_office(district, f"{code}S{street}", lead, at) for street in range(1, STREETS + 1)]


def _office(district: Unit, code: str, lead: Actor, at: datetime) -> Office:
    unit = add_unit(district, code, f"{district.name[:-3]}{code[-1]}街道总工会", Level.STREET, by=SYSTEM, at=at)
    logins = [f"{code.lower()}.{number}" for number in range(1, WORKERS + 1)]
    workers = tuple((_add(login, f"林{login[-1]}", unit, Role.CASEWORKER, at), login) for login in logins)
    return Office(code, unit.id, unit.org_path, workers, lead)


def _add(login: str, name: str, unit: Unit, role: Role, at: datetime) -> Actor:
    signs_in = login in ("city.lead", "d01.lead", "d01s1.1")
    user = add_user(unit, login, name, (role,), secret=PASSWORD if signs_in else None, by=SYSTEM, at=at)
    if signs_in:
        _has_chosen_a_password(user)
    return actor_of(user)


def _has_chosen_a_password(user: User) -> None:
    with write_transaction() as session:
        session.get_one(User, user.id).must_change = False
