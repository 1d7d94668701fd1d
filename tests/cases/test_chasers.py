"""Chasers and supervision: once for each light, in working hours, to nobody who is away, and in one's own words."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from services.accounts.actions import tell_leave
from services.accounts.rules import who_is_there
from services.cases.actions import chase, note, supervise
from services.cases.actions.chasing import chase_by_lights
from services.cases.kinds import ChaserKind
from services.cases.models import Case, Chaser
from services.clocks.rules import Light
from services.core.access import SYSTEM, unscoped
from services.core.audit import Event
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import from_local
from services.messages.actions import remind
from services.messages.models import Notice
from tests.cases.states import handled, registered
from tests.fixtures import MONDAY, House

DUE = date(2026, 3, 9)
"""A Monday: the day by which the case in hand must be answered."""


def at_ten(day: date) -> datetime:
    """Ten in the morning of a local day."""
    return from_local(datetime.combine(day, time(10)))


@pytest.fixture
def case(house: House) -> Case:
    """A case in the hands of lin whose nearest clock runs to DUE."""
    found = handled(house)
    note(found, "已联系", contacted=True, by=house.actor("lin"), at=MONDAY)
    assert found.next_due_on == DUE
    return found


def told(house: House) -> list[tuple[str, str]]:
    """(login, kind) of all notices about chasing, in the order in which they were written."""
    logins = {house.user(login).id: login for login in ("lin", "fang", "da.lead", "city.lead", "hotline", "sun")}
    wanted = select(Notice.user_id, Notice.kind).where(Notice.kind.in_(["case.chased", "case.supervised"]))
    rows = db.session.execute(unscoped(wanted.order_by(Notice.at, Notice.id), because="test")).all()
    return sorted((logins[user], kind) for user, kind in rows)


def pressed() -> list[tuple[ChaserKind, Light | None]]:
    rows = db.session.execute(unscoped(select(Chaser.kind, Chaser.light).order_by(Chaser.at), because="test")).all()
    return [(kind, light) for kind, light in rows]


def test_each_light_is_told_once_and_the_leader_learns_of_what_is_over(house: House, case: Case) -> None:
    days = [date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6), DUE, date(2026, 3, 10), date(2026, 3, 12)]
    assert [chase_by_lights(at_ten(day)) for day in days] == [0, 1, 0, 0, 1, 0]
    assert told(house) == [("da.lead", "case.chased"), ("lin", "case.chased"), ("lin", "case.chased")]
    assert [chase_by_lights(at_ten(date(2026, 3, day))) for day in (13, 16, 17)] == [0, 1, 0]
    assert ("da.lead", "case.supervised") in told(house)
    assert pressed() == [
        (ChaserKind.CHASER, Light.YELLOW),
        (ChaserKind.CHASER, Light.RED),
        (ChaserKind.SUPERVISION, Light.PURPLE),
    ]


@pytest.mark.parametrize("at", [at_ten(date(2026, 3, 7)), at_ten(date(2026, 3, 10)) + timedelta(hours=9)])
def test_nobody_is_pressed_outside_working_hours(house: House, case: Case, at: datetime) -> None:
    assert chase_by_lights(at) == 0
    assert pressed() == []
    with pytest.raises(Problem) as refused:
        remind(None, by=house.actor("lin"), at=at)
    assert refused.value.code in (ErrorCode.ILLEGAL_MOVE, ErrorCode.NOT_ALLOWED)


def test_the_deputy_is_told_instead_of_whoever_is_away_and_else_the_leader(house: House, case: Case) -> None:
    day = date(2026, 3, 5)
    tell_leave(house.user("lin"), day, day, house.user("fang"), by=house.actor("lin"), at=MONDAY)
    assert chase_by_lights(at_ten(day)) == 1
    assert told(house) == [("fang", "case.chased")]
    tell_leave(house.user("lin"), DUE, date(2026, 3, 10), None, by=house.actor("lin"), at=MONDAY)
    assert chase_by_lights(at_ten(date(2026, 3, 10))) == 1
    assert told(house) == [("da.lead", "case.chased"), ("fang", "case.chased")]


def test_who_is_there_for_whom() -> None:
    assert who_is_there([1, 2], {}) == {1, 2}
    assert who_is_there([1], {1: 2}) == {2}
    assert who_is_there([1], {1: 2, 2: 3}) == {3}
    assert who_is_there([1], {1: 2, 2: 1}) == frozenset()
    assert who_is_there([1, 4], {1: None}) == {4}


def test_what_nobody_handles_is_told_to_those_who_hand_out_work(house: House) -> None:
    found = registered(house)
    assert chase_by_lights(at_ten(found.next_due_on)) == 1
    assert told(house) == [("da.lead", "case.chased")]


def test_a_sealed_case_is_told_to_its_readers_alone_and_without_its_number(house: House) -> None:
    sealed = house.make_case(categories=("C5",))
    assert chase_by_lights(at_ten(sealed.next_due_on + timedelta(days=1))) == 1
    assert told(house) == [("da.lead", "case.chased")]
    facts = db.session.scalars(unscoped(select(Notice.facts).where(Notice.kind == "case.chased"), because="test")).all()
    assert facts == ["{}"]


def test_one_notice_a_day_of_one_clock(house: House, case: Case) -> None:
    at = at_ten(date(2026, 3, 10))
    chase_by_lights(at)
    assert remind(None, by=SYSTEM, at=at) == 0


def test_a_supervisor_presses_in_own_words_which_stand_in_the_story_and_on_the_board(house: House, case: Case) -> None:
    chase(case, "请今天联系职工", by=house.actor("da.lead"), at=MONDAY)
    assert told(house) == [("lin", "case.chased")]
    with pytest.raises(Problem) as refused:
        supervise(case, "请说明情况", by=house.actor("da.lead"), at=MONDAY)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
    supervise(case, "请说明情况", by=house.actor("city.lead"), at=MONDAY)
    assert told(house) == [("da.lead", "case.supervised"), ("lin", "case.chased"), ("lin", "case.supervised")]
    page = re.sub(r"<[^>]+>", "", house.client("lin").get(f"/cases/{case.number}").text)  # days are marked up
    assert "请今天联系职工" in page
    assert "请说明情况" in page
    assert case.number in house.client("da.lead").get("/cases?chased=supervision&state=open").text
    kinds = db.session.scalars(unscoped(select(Event.kind).where(Event.subject_id == case.id), because="test")).all()
    assert {"case.chased", "case.supervised"} <= set(kinds)


def test_words_are_needed_and_an_ended_case_is_left_alone(house: House) -> None:
    case = house.closed(registered(house))
    with pytest.raises(Problem) as refused:
        chase(case, "请说明", by=house.actor("da.lead"), at=MONDAY)
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE
    other = handled(house)
    answer = house.client("da.lead").post(f"/cases/{other.number}/chaser", data={"words": " "})
    assert answer.status_code == 422
    assert "请写明要求" in answer.text


def test_the_command_presses_first_and_says_how_many(house: House, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.messages.commands.now", lambda: at_ten(date(2026, 3, 10)))
    said = house.app.test_cli_runner().invoke(args=["messages", "remind"]).output
    assert "已催办、督办 1 件。" in said
    assert "已提醒 0 次。" in said
