"""Whoever opens a sealed case is on record, and the story of the case is not longer for it."""

from __future__ import annotations

from sqlalchemy import select

from services.cases.kinds import CaseEvent
from services.cases.queries import find_case, timeline_of
from services.core.access import unscoped
from services.core.audit import Event
from services.core.database import db
from tests.fixtures import House


def openings(house: House) -> list[tuple[int | None, str]]:
    found = select(Event).where(Event.kind == CaseEvent.OPENED).order_by(Event.id)
    return [(event.actor_id, event.source.value) for event in db.session.scalars(unscoped(found, because="test"))]


def test_opening_a_sealed_case_is_an_event_of_its_own(house: House) -> None:
    number = house.submit_case(categories=("C5",)).number
    before = len(timeline_of(find_case(number, house.actor("da.lead"))))  # type: ignore[arg-type]
    assert house.client("da.lead").get(f"/cases/{number}").status_code == 200
    assert openings(house) == [(house.user("da.lead").id, "page")]
    assert len(timeline_of(find_case(number, house.actor("da.lead")))) == before  # type: ignore[arg-type]


def test_stranger_at_the_door_leaves_no_event(house: House) -> None:
    number = house.submit_case(categories=("C5",)).number
    assert house.client("lin").get(f"/cases/{number}").status_code == 404
    assert openings(house) == []


def test_ordinary_case_is_opened_without_an_event(house: House) -> None:
    number = house.make_case().number
    assert house.client("lin").get(f"/cases/{number}").status_code == 200
    assert openings(house) == []
