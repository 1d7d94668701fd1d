"""Many rows at once, written past the actions: for tests that only look."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from services.cases.kinds import Channel, Family, Group, Status
from services.cases.models import Case, CaseCategory, CaseGroup, CasePerson, Contact, StatusSpan, UnitSpan
from services.core.database import write_transaction
from services.core.ids import new_id
from services.core.vault import vault
from services.people.models import Person
from tests.fixtures import MONDAY, House

AT_ONE_INSTANT = 9
"""So many cases share an instant and a due date: a page must not lose its place among equals."""


def many_cases(house: House, count: int, *, unit: str = "DA", first: int = 1, at: datetime = MONDAY) -> list[str]:
    """Unsealed cases of the unit, numbered from 900000 + first, each with a person, a category and its history."""
    owner, handler = house.unit(unit), house.user("lin").id
    rows: dict[type[Any], list[dict[str, Any]]] = {}
    numbers = [f"{unit}-2026-{900_000 + first + n}" for n in range(count)]
    for n, number in enumerate(numbers):
        received = at + timedelta(minutes=n // AT_ONE_INSTANT)
        case, person = new_id(), new_id()
        common = {"unit_id": owner.id, "org_path": owner.org_path}
        told = vault().seal(f"职工{n}", f"person.name_sealed.{person}")
        _add(rows, Person, id=person, org_path=owner.org_path, name_sealed=told, sealed=False, version=1)
        _add(
            rows,
            Case,
            **common,
            id=case,
            number=number,
            family=Family.RIGHTS,
            channel=Channel.HOTLINE,
            status=Status.HANDLING,
            sealed=False,
            imported=False,
            people=1,
            handler_id=handler,
            received_at=received,
            accepted_at=received,
            next_due_on=date(2026, 3, 5) + timedelta(days=n // AT_ONE_INSTANT),
            next_rule="sla.handle.ordinary",
            story=f"经过{n}",
            confidential_from_employer=False,
            version=1,
        )
        _add(rows, CaseCategory, case_id=case, code="A1", position=1)
        _add(rows, CaseGroup, case_id=case, group=Group.MIGRANT)
        _add(rows, CasePerson, case_id=case, person_id=person)
        _add(rows, StatusSpan, case_id=case, status=Status.HANDLING, from_at=received, until_at=None)
        _add(rows, UnitSpan, **common, case_id=case, from_at=received, until_at=None)
    _write(rows)
    return numbers


def many_contacts(house: House, count: int, *, unit: str = "DA", at: datetime = MONDAY) -> None:
    """Calls that were answered at once."""
    owner, by = house.unit(unit), house.user("lin").id
    rows: dict[type[Any], list[dict[str, Any]]] = {}
    for n in range(count):
        common = {"unit_id": owner.id, "org_path": owner.org_path, "by_id": by, "version": 1}
        when = at + timedelta(minutes=n)
        call = new_id()
        told = vault().seal(f"来电{n}", f"contact.text_sealed.{call}")
        _add(rows, Contact, **common, id=call, channel=Channel.HOTLINE, text_sealed=told, at=when, answered_at=when)
    _write(rows)


def _add(rows: dict[type[Any], list[dict[str, Any]]], model: type[Any], **values: Any) -> None:
    rows.setdefault(model, []).append({"id": new_id(), **values})


def _write(rows: dict[type[Any], list[dict[str, Any]]]) -> None:
    with write_transaction() as session:
        for model, values in rows.items():
            session.execute(insert(model), values)
