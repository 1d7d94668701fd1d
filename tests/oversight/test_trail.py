"""Who saw, took out and changed what: for those who may see it, and without a trace of what is sealed."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services.accounts.actions import grant_post, revoke_post
from services.accounts.queries import live_post
from services.cases.actions import accept, exports, note, reply, take
from services.cases.kinds import Difficulty, Outcome
from services.cases.models import Case, CasePerson, Export, ExportedCase
from services.cases.queries import timeline_of
from services.core.access import SYSTEM, Role, unscoped, visible
from services.core.audit import DEEDS, EVENT_KINDS, Deed, Event
from services.core.audit_commands import keep_result
from services.core.database import db
from services.core.time import now
from services.oversight.queries import PAGE, Asked, events_about, events_seen, heads_before
from services.people.actions import reveal
from services.people.facts import PersonFacts
from services.people.kinds import PersonField
from tests.fixtures import MONDAY, House
from tests.house.answers import words_of

WORKER = PersonFacts(name="郑某某", phone="13812345678")
PURPOSE = "电话回访核对"


def about(house: House, case: Case, login: str, **asked: object) -> list[str]:
    """The kinds of events about the case, newest first, as a colleague may see them."""
    page = events_about(case, Asked(**asked), house.actor(login))  # type: ignore[arg-type]
    return [event.kind for event, _facts in page.events]


def revealed(house: House) -> Case:
    """A case whose worker's number the caseworker looked at."""
    case = house.make_case(person=WORKER)
    reveal(case.persons[0].person, PersonField.PHONE, PURPOSE, by=house.actor("lin"), at=MONDAY)
    return case


def sealed(house: House) -> Case:
    """A sealed case, read by its officer and answered by its handler; its worker's number was looked at."""
    case = house.make_case(categories=("C5",), person=WORKER, by="da.lead")
    lead = house.client("da.lead")
    assert lead.get(f"/cases/{case.number}").status_code == 200
    accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=MONDAY)
    take(case, house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    person = db.session.scalars(
        unscoped(select(CasePerson).where(CasePerson.case_id == case.id), because="a test")
    ).one()
    reveal(person.person, PersonField.PHONE, PURPOSE, by=house.actor("da.lead"), at=MONDAY)
    reply(case, Outcome.RESOLVED, "已处理", by=house.actor("fang"), at=MONDAY)
    return case


def test_the_page_of_a_case_says_who_looked_what_for_and_from_which_post(house: House) -> None:
    case = revealed(house)
    page = words_of(house.client("city.audit").get(f"/trail/cases/{case.number}"))
    for words in ("林一", "甲区总工会 经办人", "查看完整信息、电话", PURPOSE, "命令行", case.number):
        assert words in page
    assert "13812345678" not in page
    assert "郑某某" not in page


def test_looks_doors_and_changes_are_told_apart(house: House) -> None:
    case = revealed(house)
    note(case, "已联系", by=house.actor("lin"), at=MONDAY)
    assert about(house, case, "city.audit", deed=Deed.LOOK) == ["person.revealed"]
    changes = about(house, case, "city.audit", deed=Deed.CHANGE)
    assert {"case.registered", "case.noted", "person.registered"} <= set(changes)
    assert set(about(house, case, "city.audit")) == {"person.revealed", *changes}
    assert about(house, case, "city.audit", deed=Deed.DOOR) == []


def test_every_kind_of_event_that_only_reads_is_known_as_such() -> None:
    reading = re.compile(r"\.(opened|revealed|tracked|exported|given|downloaded|searched|looked_up|viewed|seen)$")
    assert {kind for kind in EVENT_KINDS if reading.search(kind)} <= DEEDS.keys()


def test_person_kind_and_day_narrow_the_list(house: House) -> None:
    case = revealed(house)
    by_lin, by_others = house.user("lin").id, house.user("fang").id
    monday = MONDAY.date()
    assert about(house, case, "da.lead", kind="person.revealed", person=by_lin, first=monday, last=monday)
    assert about(house, case, "da.lead", person=by_others) == []
    assert about(house, case, "da.lead", first=monday + timedelta(days=1)) == []
    assert about(house, case, "da.lead", last=monday - timedelta(days=1)) == []


def test_a_day_is_the_local_day_with_both_its_ends(house: House) -> None:
    before_midnight = MONDAY.replace(hour=15, minute=59, second=59)  # 23:59:59 in China
    case = house.make_case(at=before_midnight)
    note(case, "零点", by=house.actor("lin"), at=before_midnight + timedelta(seconds=1))
    day = MONDAY.date()
    assert "case.noted" not in about(house, case, "da.lead", first=day, last=day)
    assert "case.registered" in about(house, case, "da.lead", first=day, last=day)
    assert "case.noted" in about(house, case, "da.lead", first=day + timedelta(days=1))


def test_a_long_trail_is_turned_over_without_a_gap(house: House) -> None:
    case, lin = house.make_case(), house.actor("lin")
    for number in range(PAGE + 5):
        note(case, f"第 {number} 次", by=lin, at=MONDAY)
    auditor = house.actor("city.audit")
    first = events_about(case, Asked(), auditor)
    second = events_about(case, Asked(), auditor, first.older)
    ids = [event.id for event, _facts in [*first.events, *second.events]]
    assert (len(first.events), second.older) == (PAGE, None)
    assert ids == sorted(set(ids), reverse=True)
    page = words_of(house.client("city.audit").get(f"/trail/cases/{case.number}"))
    older = re.search(r'href="(/trail/cases/[^"]*key=[^"]*)"', page)
    assert older
    assert "已登记诉求" in words_of(house.client("city.audit").get(older[1].replace("&amp;", "&")))


def test_the_post_shown_is_the_one_held_then(house: House) -> None:
    admin, fang = house.actor("city.admin"), house.user("fang")
    case = house.make_case(by="fang")
    later = MONDAY + timedelta(days=3)
    revoke_post(live_post(fang, house.unit("DA"), Role.CASEWORKER), by=admin, at=later)  # type: ignore[arg-type]
    grant_post(house.unit("DB"), house.user("fang"), Role.DISPATCHER, by=admin, at=later)
    page = words_of(house.client("city.audit").get(f"/trail/cases/{case.number}"))
    assert "甲区总工会 经办人" in page
    assert "乙区总工会 派单员" not in page


@pytest.mark.parametrize("login", ["city.audit", "city.lead", "lin", "sun"])
def test_a_sealed_case_leaves_no_trace_in_any_trail(house: House, login: str) -> None:
    before = [event.id for event, _facts in events_seen(Asked(), house.actor(login)).events]
    case = sealed(house)
    after = events_seen(Asked(), house.actor(login)).events
    of_the_case = {event.kind for event, _facts in after if event.id not in before} - {"session.opened"}
    assert of_the_case == set()
    client = house.client(login)
    absent = client.get("/trail/cases/DA-2026-999999")
    hidden = client.get(f"/trail/cases/{case.number}")
    assert absent.status_code == hidden.status_code == 404
    assert words_of(absent, without="DA-2026-999999") == words_of(hidden, without=case.number)
    if login.startswith("city"):
        page = words_of(client.get("/trail"))
        assert case.number not in page
        assert PURPOSE not in page


def test_a_named_reader_sees_who_read_the_sealed_case_and_the_reading_is_on_record(house: House) -> None:
    case, lead = sealed(house), house.client("da.lead")
    page = words_of(lead.get(f"/trail/cases/{case.number}"))
    assert "查看保密案件" in page
    assert PURPOSE in page
    openings = about(house, case, "da.lead", kind="case.opened")
    lead.get(f"/trail/cases/{case.number}")
    assert len(about(house, case, "da.lead", kind="case.opened")) == len(openings) + 1


def test_looking_at_a_trail_of_an_ordinary_case_changes_nothing(house: House) -> None:
    case = revealed(house)
    before, told = about(house, case, "city.audit"), len(timeline_of(case))
    for address in ("/trail", f"/trail/cases/{case.number}", "/trail/chains"):
        assert house.client("city.audit").get(address).status_code == 200
    assert about(house, case, "city.audit") == before
    assert len(timeline_of(case)) == told


def test_auditor_and_supervisor_look_over_their_own_units_alone(house: House) -> None:
    case = revealed(house)
    elsewhere = house.client("db.lead")
    assert elsewhere.get(f"/trail/cases/{case.number}").status_code == 404
    assert PURPOSE not in words_of(elsewhere.get("/trail"))
    assert PURPOSE in words_of(house.client("da.lead").get("/trail"))


@pytest.mark.parametrize(("login", "of_case"), [("lin", 403), ("hotline", 403), ("da.money", 404), ("city.admin", 404)])
def test_whoever_does_not_look_over_others_sees_no_trail(small_house: House, login: str, of_case: int) -> None:
    case, client = small_house.make_case(), small_house.client(login)
    assert client.get("/trail").status_code == client.get("/trail/chains").status_code == 403
    assert client.get(f"/trail/cases/{case.number}").status_code == of_case
    assert 'href="/trail"' not in words_of(client.get("/account"))


def test_the_case_page_leads_those_to_its_trail_who_may_see_it(small_house: House) -> None:
    case = small_house.make_case()
    for login, shown in (("da.lead", True), ("city.audit", True), ("lin", False), ("hotline", False)):
        page = words_of(small_house.client(login).get(f"/cases/{case.number}"))
        assert (f"/trail/cases/{case.number}" in page) is shown, login


def test_the_page_says_what_the_last_verification_found(house: House) -> None:
    client = house.client("city.audit")
    assert "还没有核验过" in words_of(client.get("/trail"))
    keep_result(10, 0, at=now() - timedelta(days=1, minutes=1))
    assert "超过一天没有核验" in words_of(client.get("/trail"))
    assert house.app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    assert "审计链完整" in words_of(client.get("/trail"))
    keep_result(12, 2, at=now())
    assert "审计链有 2 处问题" in words_of(client.get("/trail"))


def test_heads_are_those_with_which_the_day_began(house: House) -> None:
    house.make_case()
    client = house.client("city.audit")
    assert "今天零点以前还没有记录" in words_of(client.get("/trail/chains"))
    db.session.rollback()
    heads, more = heads_before(now() + timedelta(minutes=1), ["/CITY/"])
    events = db.session.scalars(visible(Event, SYSTEM).order_by(Event.seq)).all()
    newest = {event.chain: (event.seq, event.hash) for event in events}
    assert {head.chain: (head.seq, head.hash) for head in heads} == {c: newest[c] for c in ("CITY", "DA", "DB", "SA")}
    assert more is None
    assert [head.chain for head in heads_before(now() + timedelta(minutes=1), ["/CITY/DB/"])[0]] == ["DB"]
    assert heads_before(MONDAY, ["/CITY/"])[0] == []


def test_failed_sign_ins_of_the_week_are_pointed_out(house: House) -> None:
    client = house.client("city.audit")
    assert "多次登录失败，请核对" not in words_of(client.get("/trail"))
    for _guess in range(8):
        house.client().post("/sign-in", data={"login": "lin", "password": "wrong horse battery"})
    assert "次多次登录失败，请核对" in words_of(client.get("/trail"))


@pytest.mark.parametrize(
    "address", ["deed=x", "kind=x", "person=x", "person=-1", f"person={10**30}", "first=x", "last=9999-12-31", "key=x"]
)
def test_an_address_written_by_hand_shows_the_whole_list(small_house: House, address: str) -> None:
    case = small_house.make_case()
    assert case.number in words_of(small_house.client("city.audit").get(f"/trail?{address}"))


def taken_out(house: House, login: str, **given: str) -> str:
    """The digest of a list that the colleague took out on the page."""
    sent = {"columns": ["number"], "kind": "csv", "purpose": "季度分析", **given}
    answer = house.client(login).post("/cases/export", data=sent)
    assert answer.status_code == 200
    return hashlib.sha256(answer.get_data()).hexdigest()


def test_a_list_that_was_taken_out_is_found_from_each_case_in_it(house: House) -> None:
    inside = house.make_case()
    outside = house.make_case(unit="DB", by="sun")
    digest = taken_out(house, "lin")
    assert about(house, inside, "da.lead", deed=Deed.TAKE_OUT) == ["export.given"]
    assert about(house, outside, "city.audit", deed=Deed.TAKE_OUT) == []
    page = words_of(house.client("da.lead").get(f"/trail/cases/{inside.number}?deed=take_out"))
    for words in ("林一", "甲区总工会 经办人", "导出案件列表", "季度分析", digest[:16]):
        assert words in page


def test_what_a_unit_above_took_out_is_found_from_below(house: House) -> None:
    case = house.make_case()
    digest = taken_out(house, "hotline")
    assert digest[:16] in words_of(house.client("da.lead").get(f"/trail/cases/{case.number}"))
    assert digest[:16] not in words_of(house.client("da.lead").get("/trail"))


def test_a_sealed_case_in_a_list_is_found_by_its_readers_alone(house: House) -> None:
    case, plain = sealed(house), house.make_case()
    digest = taken_out(house, "da.lead")
    assert about(house, case, "da.lead", deed=Deed.TAKE_OUT) == ["export.given"]
    for login in ("city.audit", "city.lead"):
        assert house.client(login).get(f"/trail/cases/{case.number}").status_code == 404
        assert db.session.scalars(visible(ExportedCase, house.actor(login), ExportedCase.case_id)).all() == [plain.id]
        assert digest[:16] in words_of(house.client(login).get(f"/trail/cases/{plain.number}"))


def test_a_long_list_is_on_record_from_each_case_only_once_it_was_given(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ALONE", 1)
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    cases = [house.make_case() for _each in range(5)]
    client = house.client("lin")
    assert (
        client.post("/cases/export", data={"columns": ["number"], "kind": "csv", "purpose": "季度分析"}).status_code
        == 303
    )
    assert about(house, cases[0], "da.lead", deed=Deed.TAKE_OUT) == []
    asked = db.session.scalars(visible(Export, house.actor("lin"), Export.id)).one()
    house.client("da.lead").post(f"/cases/exports/{asked}/approval")
    assert client.post(f"/cases/exports/{asked}/file").status_code == 200
    for case in cases:
        assert about(house, case, "da.lead", deed=Deed.TAKE_OUT) == ["export.given"]


def trail_of(house: House, login: str, **sent: str) -> str:
    """The file, as whoever looks over it takes it out."""
    answer = house.client(login).post("/trail/export", data={"purpose": "纪检核查", **sent})
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.get_data(as_text=True)
    return answer.get_data().decode("utf-8-sig")


def test_the_trail_goes_out_with_the_filters_of_the_list_and_says_what_for(house: House) -> None:
    case = revealed(house)
    text = trail_of(house, "da.lead", deed=Deed.LOOK.value)
    lines = text.splitlines()
    assert len(lines) == 3, "a heading, one reveal, and the mark"
    assert case.number in lines[1]
    assert PURPOSE in lines[1]
    assert "纪检核查" in lines[2]
    assert WORKER.phone not in text


def test_the_trail_of_one_case_is_that_case_alone_and_tells_that_it_went_out(house: House) -> None:
    case, other = revealed(house), house.make_case()
    text = trail_of(house, "city.audit", case=case.number)
    assert case.number in text
    assert other.number not in text
    assert "trail.exported" in about(house, case, "city.audit")
    assert "trail.exported" not in about(house, other, "city.audit")


def test_a_trail_without_a_purpose_or_too_long_does_not_go_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    revealed(house)
    client = house.client("da.lead")
    before = db.session.scalar(unscoped(select(func.count(Event.id)), because="test"))
    assert client.post("/trail/export", data={"purpose": ""}).status_code == 422
    monkeypatch.setattr("services.oversight.actions.MOST", 1)
    answer = client.post("/trail/export", data={"purpose": "纪检核查"})
    assert answer.status_code == 422
    assert "一次最多导出" in answer.get_data(as_text=True)
    assert db.session.scalar(unscoped(select(func.count(Event.id)), because="test")) == before


@pytest.mark.parametrize(("login", "status"), [("lin", 403), ("city.admin", 403), ("db.lead", 404)])
def test_who_does_not_look_over_a_case_takes_no_trail_of_it(house: House, login: str, status: int) -> None:
    case = revealed(house)
    sent = {"purpose": "纪检核查", "case": case.number}
    assert house.client(login).post("/trail/export", data=sent).status_code == status


def test_the_trail_of_a_sealed_case_goes_out_with_its_readers_alone(house: House) -> None:
    case = sealed(house)
    assert case.number in trail_of(house, "da.lead", case=case.number)
    sent = {"purpose": "纪检核查", "case": case.number}
    assert house.client("city.audit").post("/trail/export", data=sent).status_code == 404
    assert case.number not in trail_of(house, "city.audit")
