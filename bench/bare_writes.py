"""The bare form's answer: the rows of one new case, in one transaction, without action, permission or chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bench.bare_rows import table, unit
from services.cases.kinds import CaseEvent, Channel, Family, Status
from services.cases.models import Case, CaseCategory, CaseGroup, CasePerson, NumberSeries, StatusSpan, UnitSpan
from services.clocks.models import Clock, ClockDue
from services.clocks.rules import due
from services.clocks.table import in_force
from services.core.access import ActorKind
from services.core.audit import GENESIS, Event, Source
from services.core.calendar import WorkingCalendar
from services.core.ids import new_id
from services.core.money import parse_yuan
from services.core.time import local_date
from services.core.vault import Vault
from services.people.models import Person

RULE = "sla.accept"


def create(database: Connection, form: Mapping[str, str], vault: Vault, calendar: WorkingCalendar, at: datetime) -> str:
    """Writes case, category, group, person, spans, clock and one event; gives the case's number."""
    place = database.execute(select(unit).where(unit.c.code == form["unit"])).one()
    number = _next_number(database, place, local_date(at).year)
    ident, person = new_id(), new_id()
    answer = due(in_force(RULE, local_date(at)), local_date(at), calendar)
    where = {"org_path": place.org_path, "unit_id": place.id}
    case = {
        **where,
        "id": ident,
        "number": number,
        "family": Family.RIGHTS,
        "channel": Channel(form["channel"]),
        "status": Status.RECEIVED,
        "people": int(form["people"]),
        "claim_fen": parse_yuan(form["claim"]),
        "employer_told": form["employer"],
        "received_at": at,
        "story": form["text"],
        "next_due_on": answer.due,
        "next_rule": RULE,
    }
    known = {
        "id": person,
        "org_path": place.org_path,
        "name_sealed": vault.seal(form["name"], f"person.name_sealed.{person}"),
        "phone_sealed": vault.seal(form["phone"], f"person.phone_sealed.{person}"),
        "phone_index": vault.blind("person.phone", form["phone"]),
    }
    clock = {"id": new_id(), "org_path": place.org_path, "case_id": ident, "subject_type": "cases", "subject_id": ident}
    clock |= {"rule": RULE, "rule_version": 1, "started_at": at, "due_on": answer.due, "provisional": False}
    dated = {"clock_id": clock["id"], "due_on": answer.due, "provisional": False, "from_at": at, "why": "start"}
    event = _event(ident, place.org_path, at)
    event["payload_sealed"] = vault.seal(json.dumps({"number": number}), f"event.payload_sealed.{event['id']}")
    for model, row in (
        (Case, case),
        (CaseCategory, {"id": new_id(), "case_id": ident, "code": form["category"], "position": 1}),
        (CaseGroup, {"id": new_id(), "case_id": ident, "group": form["groups"]}),
        (Person, known),
        (CasePerson, {"id": new_id(), "case_id": ident, "person_id": person}),
        (StatusSpan, {"id": new_id(), "case_id": ident, "status": Status.RECEIVED, "from_at": at}),
        (UnitSpan, {**where, "id": new_id(), "case_id": ident, "from_at": at}),
        (Clock, clock),
        (ClockDue, {"id": new_id(), **dated}),
        (Event, event),
    ):
        database.execute(insert(table(model)), row)
    return number


def _next_number(database: Connection, place: Any, year: int) -> str:
    series = table(NumberSeries)
    mine = (series.c.unit_id == place.id) & (series.c.year == year)
    last = database.execute(select(series.c.last).where(mine).with_for_update()).scalar_one() + 1
    database.execute(update(series).where(mine).values(last=last))
    return f"{place.code}-{year}-{last:06d}"


def _event(case_id: int, org_path: str, at: datetime) -> dict[str, Any]:
    """An event outside the product's chains, so that they stay whole."""
    ident = new_id()
    return {
        "id": ident,
        "org_path": org_path,
        "chain": "bare",
        "seq": ident,
        "kind": CaseEvent.REGISTERED.value,
        "subject_type": "cases",
        "subject_id": case_id,
        "actor_kind": ActorKind.STAFF,
        "actor_label": "bare",
        "source": Source.PAGE,
        "at": at,
        "recorded_at": at,
        "payload_digest": GENESIS,
        "previous": GENESIS,
        "hash": GENESIS,
    }
