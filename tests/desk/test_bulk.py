"""One step for several cases: each by itself, with its own event, and what cannot be is said case by case."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import select

from services.accounts.actions import tell_leave
from services.cases.actions import exclude
from services.cases.kinds import CaseEvent, Status
from services.cases.models import Case, Note
from services.cases.rules import MOST_IN_HAND
from services.core.access import unscoped
from services.core.audit import Event
from services.core.database import db
from services.core.time import local_date, now
from tests.cases.states import accepted, registered
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of
from tests.house.many import many_cases


def statuses(*cases: Case) -> list[Status]:
    db.session.rollback()
    found = unscoped(select(Case.id, Case.status).where(Case.id.in_([case.id for case in cases])), because="test")
    now_at = {row.id: row.status for row in db.session.execute(found)}
    return [now_at[case.id] for case in cases]


def events_of(kind: CaseEvent) -> list[int]:
    found = unscoped(select(Event.subject_id).where(Event.kind == kind.value).order_by(Event.id), because="test")
    return list(db.session.scalars(found))


def test_the_chosen_are_looked_over_before_anything_happens(house: House) -> None:
    first, second = accepted(house), accepted(house)
    client = house.client("da.lead")
    sent = {"what": "assign", "numbers": [first.number, second.number]}
    page = client.post("/desk/bulk", data=sent)
    assert page.status_code == 200
    assert "以下 2 件一起办理" in page.text
    assert 'role="alert"' not in page.text
    assert statuses(first, second) == [Status.ACCEPTED, Status.ACCEPTED]


def test_several_are_assigned_each_with_its_own_event_and_once(house: House) -> None:
    cases = accepted(house), accepted(house)
    client = house.client("da.lead")
    page = client.post("/desk/bulk", data={"what": "assign", "numbers": [case.number for case in cases]})
    filled = form_of(page) | {"handler": ["fang"]}
    for _time in range(2):
        assert client.post("/desk/bulk", data=filled).text.count("已办理") == 2
    assert statuses(*cases) == [Status.HANDLING, Status.HANDLING]
    assert sorted(events_of(CaseEvent.TAKEN)) == sorted(case.id for case in cases)


def test_what_cannot_be_is_said_and_the_others_are_done(house: House) -> None:
    open_one, early = accepted(house), registered(house)
    sent = {"what": "assign", "numbers": [open_one.number, early.number], "confirmed": "1", "handler": "fang"}
    answer = house.client("da.lead").post("/desk/bulk", data=sent).text
    assert len(re.findall(r"未办理", answer)) == 1
    assert "不能确定经办人" in answer
    assert statuses(open_one, early) == [Status.HANDLING, Status.RECEIVED]


def test_several_are_dispatched_and_noted(house: House) -> None:
    cases = registered(house), registered(house)
    client, numbers = house.client("da.lead"), [case.number for case in cases]
    client.post("/desk/bulk", data={"what": "note", "numbers": numbers, "confirmed": "1", "text": "同一单位"})
    notes = [each.text for each in db.session.scalars(unscoped(select(Note), because="test"))]
    assert notes == ["同一单位", "同一单位"]
    sent = {"what": "dispatch", "numbers": numbers, "confirmed": "1", "to": "DB", "mode": "refer"}
    client.post("/desk/bulk", data=sent)
    assert statuses(*cases) == [Status.DISPATCHED, Status.DISPATCHED]
    assert len(events_of(CaseEvent.DISPATCHED)) == 2


def test_nobody_reaches_cases_that_they_do_not_see(house: House) -> None:
    case, sealed = registered(house), house.make_case(categories=("C5",))
    sent = {"what": "note", "numbers": [case.number, sealed.number], "confirmed": "1", "text": "x"}
    assert house.client("sun").post("/desk/bulk", data=sent).status_code == 422
    assert sealed.number not in house.client("lin").post("/desk/bulk", data=sent).text
    assert house.client("city.audit").post("/desk/bulk", data=sent).status_code == 403


def test_nothing_chosen_or_an_unknown_step_is_said(house: House) -> None:
    client, number = house.client("lin"), registered(house).number
    for sent in ({"what": "note"}, {"what": "close", "numbers": [number]}, {}):
        assert client.post("/desk/bulk", data=sent).status_code == 422


def suggested(page: str) -> dict[str, str]:
    """Number of a case → login of the colleague who is suggested for it."""
    found = {}
    for name, number in re.findall(r'<label class="field-label" for="(case_\d+)">(\S+?)</label>', page):
        field = page.split(f'id="{name}"')[1].split("</select>")[0]
        found[number] = re.findall(r'value="([^"]*)"[^>]* selected|selected[^>]*value="([^"]*)"', field)[0]
    return {number: "".join(values) for number, values in found.items()}


def test_each_is_suggested_to_whoever_is_near_free_and_not_tied(house: House) -> None:
    """Three for two caseworkers of the district: never the city, never whoever is away, tied or leads."""
    cases = [accepted(house) for _n in range(4)]
    exclude(cases[0], house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    client = house.client("da.lead")
    sent = {"what": "assign", "numbers": [case.number for case in cases]}
    found = suggested(client.post("/desk/bulk", data=sent).text)
    assert [found[case.number] for case in cases] == ["fang", "lin", "fang", "lin"]
    today = local_date(now())
    tell_leave(house.user("fang"), today, today, house.user("lin"), by=house.actor("fang"), at=now())
    page = client.post("/desk/bulk", data=sent)
    found = suggested(page.text)
    assert [found[case.number] for case in cases] == ["da.lead", "lin", "lin", "lin"]
    ends = client.post("/desk/bulk", data=form_of(page) | {"confirmed": "1", **sent})
    assert ends.text.count("已办理") == 4
    assert {case.handler_id for case in read(cases)} == {house.user("da.lead").id, house.user("lin").id}


def read(cases: list[Case]) -> list[Case]:
    """The cases as they are kept now."""
    db.session.rollback()
    return [db.session.get_one(Case, case.id) for case in cases]


def test_more_than_one_person_should_have_is_given_on_purpose_only(house: House) -> None:
    many_cases(house, MOST_IN_HAND - 1)
    cases = [accepted(house), accepted(house)]
    client = house.client("da.lead")
    sent = {"what": "assign", "numbers": [case.number for case in cases], "confirmed": "1", "handler": "lin"}
    refused = client.post("/desk/bulk", data=sent)
    assert refused.status_code == 422
    assert "林一在办 36 件，上限 35，仍要分派？" in refused.text
    assert statuses(*cases) == [Status.ACCEPTED, Status.ACCEPTED]
    assert client.post("/desk/bulk", data={**sent, "regardless": "y"}).text.count("已办理") == 2


def test_what_changes_hands_needs_a_reason_and_the_list_leads_here_and_back(house: House) -> None:
    case = house.handled(registered(house), handler="fang")
    client = house.client("da.lead")
    (back,) = re.findall(r'name="back" value="([^"]+)"', client.get("/cases?state=open&order=due").text)
    sent = {"what": "assign", "numbers": case.number, "confirmed": "1", "handler": "lin", "back": unescape(back)}
    assert "请写明改派的理由" in client.post("/desk/bulk", data=sent).text
    done = client.post("/desk/bulk", data={**sent, "why": "方二休产假"}).text
    assert 'href="/cases?state=open&amp;order=due"' in done
    assert "方二休产假" in client.get(f"/cases/{case.number}").text
