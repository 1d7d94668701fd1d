"""Following a request: one answer for whatever is wrong, a growing wait, and only what the member is to know."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from services.accounts.models import SignInAttempt
from services.cases import query_codes
from services.cases.actions import check, close, note, reply
from services.cases.kinds import CaseEvent, Outcome
from services.cases.models import Case
from services.core.access import ActorKind, unscoped
from services.core.audit import Event
from services.core.database import db
from services.core.time import now
from services.people.facts import PersonFacts
from services.portal import views
from tests.fixtures import MONDAY, PASSWORD, House
from tests.portal.pages import Member

CODE = "7K3M9QXW42"
REFUSED = "诉求编号和查询码对不上"


@pytest.fixture
def case(small_house: House) -> Case:
    return small_house.submit_case(code=CODE, at=now())


@pytest.fixture
def member(small_house: House) -> Member:
    return Member(small_house.client())


def tracked(case: Case) -> list[Event]:
    asked = select(Event).where(Event.kind == CaseEvent.TRACKED.value, Event.subject_id == case.id)
    return list(db.session.scalars(unscoped(asked, because="a test")))


def test_number_and_code_show_where_it_stands(house: House) -> None:
    case = house.submit_case(code=CODE, at=now())
    member = Member(house.client()).follow(case.number, "7k3m9-qxw42")
    assert member.status == 200
    for words in ("您的诉求：已收到", "最迟", "答复您是否受理", "甲区总工会", "还没有确定经办人", "要您做的"):
        assert member.says(words)
    (event,) = tracked(case)
    assert (event.actor_kind, event.payload, event.source) == (ActorKind.MEMBER, {}, "portal")


@pytest.mark.parametrize("typed", ["７Ｋ３Ｍ９－ＱＸＷ４２", " 7k3m9 qxw42 ", "7K3M9QXW42"])
def test_codes_are_read_as_people_type_them(member: Member, case: Case, typed: str) -> None:
    assert member.follow(case.number.lower().replace("-", " "), typed).status == 200


def test_whatever_is_wrong_the_answer_is_the_same(member: Member, small_house: House, case: Case) -> None:
    other = small_house.submit_case(code="ABCDE12345", at=now())
    old = small_house.submit_case(code="ZZZZZ99999", at=now() - timedelta(days=731))
    pages = []
    for number, code in (
        (case.number, "0000000000"),
        ("DA-2026-999999", CODE),
        (other.number, CODE),
        (old.number, "ZZZZZ99999"),
        ("%", "%"),
        ("—", "—"),
    ):
        member.follow(number, code)
        assert member.status == 422
        assert member.says(REFUSED)
        pages.append(member.page.words)
    assert all(words == pages[0] for words in pages)
    assert tracked(case) == []


def test_a_wrong_number_costs_the_same_work_as_a_wrong_code(
    member: Member, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []
    monkeypatch.setattr(query_codes, "matches", lambda *_: work.append("hash"))
    monkeypatch.setattr(query_codes, "waste_time", lambda *_: work.append("hash"))
    for number, code in ((case.number, "0000000000"), ("DA-1", CODE), ("DA-1", "1111111111")):
        member.follow(number, code)
    assert work == ["hash"] * 3


def test_five_wrong_tries_make_one_wait_and_the_hotline_is_named(member: Member, case: Case) -> None:
    for _try in range(5):
        assert member.follow(case.number, "0000000000").status == 422
    answer = member.client.post("/follow", data={"number": case.number, "code": CODE})
    member.take(answer)
    assert member.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert member.says("请拨打 12351")
    assert f'value="{case.number}"' in member.body
    assert tracked(case) == []


def test_the_wait_grows_and_ends(member: Member, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    start = now()
    monkeypatch.setattr(views, "now", lambda: start)
    for _try in range(5):
        member.follow(case.number, "0000000000")
    waits = []
    for _try in range(3):
        answer = member.client.post("/follow", data={"number": case.number, "code": "0000000000"})
        waits.append(int(answer.headers["Retry-After"]))
        later = start + timedelta(seconds=waits[-1])
        monkeypatch.setattr(views, "now", lambda later=later: later)
        assert member.follow(case.number, "0000000000").status == 422
        start = later
    assert waits == sorted(set(waits))
    monkeypatch.setattr(views, "now", lambda: start + timedelta(hours=1))
    assert member.follow(case.number, CODE).status == 200


def test_tries_at_one_number_do_not_hold_up_another(member: Member, small_house: House, case: Case) -> None:
    other = small_house.submit_case(code="ABCDE12345", at=now())
    for _try in range(6):
        member.follow(case.number, "0000000000")
    assert member.follow(other.number, "ABCDE12345").status == 200


def test_tries_are_counted_without_number_or_address(member: Member, case: Case) -> None:
    member.follow(case.number, "0000000000")
    keys = list(db.session.scalars(select(SignInAttempt.key_index)))
    assert len(keys) == 2
    assert all(case.number.lower() not in key and "127.0.0.1" not in key for key in keys)


def test_a_member_sees_notes_meant_for_them_and_the_reply_that_stands(member: Member, small_house: House) -> None:
    start = now() - timedelta(hours=8)
    hours = (start + timedelta(hours=passed) for passed in count())
    case = small_house.submit_case(code=CODE, at=next(hours))
    small_house.handled(case, at=next(hours))
    lin, lead = small_house.actor("lin"), small_house.actor("da.lead")
    note(case, "已约单位周三面谈", public=True, by=lin, at=next(hours))
    note(case, "单位态度强硬，内部研究", public=False, by=lin, at=next(hours))
    reply(case, Outcome.EXPLAINED, "第一次答复", by=lin, at=next(hours))
    assert member.follow(case.number, CODE).says("第一次答复")
    check(case, False, "材料不足", by=lead, at=next(hours))
    assert member.follow(case.number, CODE).says("您的诉求：正在办理")
    for hidden in ("第一次答复", "材料不足", "内部研究", "林一"):
        assert hidden not in member.body
    assert member.says("已约单位周三面谈")
    reply(case, Outcome.RESOLVED, "工资已补发", by=lin, at=next(hours))
    check(case, True, by=lead, at=next(hours))
    assert member.follow(case.number, CODE).says("您的诉求：已答复")
    assert member.says("给您答复：已解决")
    close(case, by=lead, at=next(hours))
    assert member.follow(case.number, CODE).says("您的诉求：已办结")
    assert "审核" not in member.body


def test_days_are_told_and_times_are_not(member: Member, case: Case) -> None:
    member.follow(case.number, CODE)
    assert f"{case.received_at:%H:%M}" not in member.body.split("<main")[1].split("</main")[0]


def test_a_promise_that_was_not_kept_is_said_plainly(member: Member, small_house: House) -> None:
    case = small_house.submit_case(code=CODE, at=MONDAY)
    member.follow(case.number, CODE)
    assert member.says("超过了承诺的日期")
    assert member.says("请拨打 12351 催办")


def test_calls_are_promised_only_where_there_is_a_number(member: Member, small_house: House) -> None:
    at = now()
    case = small_house.submit_case(code=CODE, at=at)
    small_house.handled(case, at=at)
    member.follow(case.number, CODE)
    assert member.says("您没有留电话")
    assert member.says("前给您答复")
    assert not member.says("前与您联系")


def test_a_sealed_case_is_followed_the_same_way(member: Member, small_house: House) -> None:
    case = small_house.submit_case(code=CODE, at=now(), confidential=True, text="只给指定的人看")
    member.follow(case.number, CODE)
    assert member.status == 200
    assert "只给指定的人看" not in member.body


def test_a_colleague_who_is_signed_in_may_use_the_portal_like_anyone(small_house: House) -> None:
    case = small_house.submit_case(code=CODE, at=now())
    assert Member(small_house.client("lin")).follow(case.number, CODE).status == 200


def test_looking_changes_nothing_about_the_case(member: Member, case: Case) -> None:
    before = (case.version, case.status, case.next_due_on)
    member.follow(case.number, CODE)
    db.session.refresh(case)
    assert (case.version, case.status, case.next_due_on) == before


def test_a_case_without_a_code_cannot_be_followed(member: Member, small_house: House) -> None:
    case = small_house.make_case(person=PersonFacts(name="张三", phone="13812345678"))
    assert case.query_code_hash is None
    assert member.follow(case.number, "").status == 422
    assert member.follow(case.number, "None").status == 422


def test_attempts_of_members_and_of_staff_are_counted_apart(member: Member, case: Case) -> None:
    for _try in range(6):
        member.follow("lin", "0000000000")
    answer = member.client.post("/sign-in", data={"login": "lin", "password": PASSWORD})
    assert answer.status_code == 303
