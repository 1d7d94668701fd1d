"""Signing in by telephone: one code, one use, one answer for known and unknown; all open cases, never a sealed one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.cases.actions import add_person
from services.cases.kinds import CaseEvent
from services.cases.models import Case
from services.core.access import unscoped
from services.core.audit import Event
from services.core.database import db, write_transaction
from services.core.time import now
from services.messages.kinds import Channel
from services.messages.models import Outgoing
from services.messages.wording import opened_secret
from services.people.facts import PersonFacts
from services.portal import member_codes, member_sessions, own_views
from services.portal.models import MemberCode, MemberSession
from services.portal.rules import wait_for_code
from tests.fixtures import House
from tests.portal.pages import Member

PHONE, ANOTHER = "13812345678", "13987654321"
WRONG = "验证码不对，或者已经过期、用过"
CODE = "7K3M9QXW42"


@dataclass
class Caller(Member):
    """A member at the pages of one's own cases."""

    def ask(self, phone: str = PHONE) -> Caller:
        self.take(self.client.post("/mine/code", data={"phone": phone}))
        return self

    def enter(self, code: str) -> TestResponse:
        answer = self.client.post("/mine/session", data={**self.page.hidden, "code": code})
        self.take(answer)
        return answer

    def sign_in(self, phone: str = PHONE) -> Caller:
        self.ask(phone)
        assert self.enter(code_sent()).location == "/mine"
        self.take(self.client.get("/mine"))
        return self


def leaving() -> list[Outgoing]:
    asked = select(Outgoing).where(Outgoing.kind == "member.code").order_by(Outgoing.id)
    return list(db.session.scalars(unscoped(asked, because="a test")))


def code_sent() -> str:
    return opened_secret(str(leaving()[-1].told["code"]))


def person(phone: str = PHONE, name: str = "张三") -> PersonFacts:
    return PersonFacts(name=name, phone=phone)


@pytest.fixture
def caller(house: House) -> Caller:
    return Caller(house.client())


@pytest.fixture
def one(small_house: House) -> Caller:
    return Caller(small_house.client())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The present moment of the pages, which a test may move."""
    moment = [now()]
    for module in (own_views, member_sessions):
        monkeypatch.setattr(module, "now", lambda: moment[0])
    return moment


def test_a_code_on_the_telephone_shows_all_cases_and_leads_to_each(caller: Caller, house: House) -> None:
    mine = house.make_case(person=person(), at=now())
    other = house.make_case(unit="DB", by="sun", person=person(), at=now())
    foreign = house.make_case(person=person(ANOTHER, "李四"), at=now())
    caller.sign_in()
    assert all(caller.says(case.number) for case in (mine, other))
    assert foreign.number not in caller.body
    caller.take(caller.client.post("/mine/progress", data={"case": str(mine.id)}))
    assert caller.says("您的诉求：已收到")
    assert caller.says("回到我的事项")
    tracked = select(Event).where(Event.kind == CaseEvent.TRACKED.value, Event.subject_id == mine.id)
    assert len(db.session.scalars(unscoped(tracked, because="a test")).all()) == 1


def test_what_is_written_from_there_arrives(one: Caller, small_house: House) -> None:
    case = small_house.make_case(person=person(), at=now())
    one.sign_in()
    one.take(one.client.post("/mine/progress", data={"case": str(case.id)}))
    sent = {**one.page.hidden, "text": "工资条找到了"}
    assert one.take(one.client.post("/follow/addition", data=sent)).says("已收到您补充的内容")
    assert one.says("工资条找到了")


def test_a_case_of_somebody_else_leads_back_to_the_list(one: Caller, small_house: House) -> None:
    foreign = small_house.make_case(person=person(ANOTHER, "李四"), at=now())
    one.sign_in()
    for asked in (str(foreign.id), "1", "", "x", "9" * 30):
        assert one.client.post("/mine/progress", data={"case": asked}).location == "/mine"


def test_a_sealed_case_is_not_shown_and_not_opened(caller: Caller, house: House) -> None:
    open_one = house.make_case(person=person(), at=now())
    sealed = house.make_case(person=person(), confidential=True, at=now())
    caller.sign_in()
    assert open_one.number in caller.body
    assert sealed.number not in caller.body
    assert caller.client.post("/mine/progress", data={"case": str(sealed.id)}).location == "/mine"


def test_a_case_that_was_sealed_later_is_gone_from_the_list(one: Caller, small_house: House) -> None:
    case = small_house.make_case(person=person(), at=now())
    with write_transaction():
        db.session.get_one(Case, case.id).sealed = True
        kept = db.session.get_one(Case, case.id)
        kept.keep_text("不能给别人看")
    one.sign_in()
    assert case.number not in one.body


def test_who_wants_nothing_said_on_the_telephone_finds_nothing_there(one: Caller, small_house: House) -> None:
    case = small_house.make_case(person=person(), discreet=True, at=now())
    one.sign_in()
    assert case.number not in one.body


def test_of_several_workers_only_who_is_called_speaks_for_the_case(one: Caller, small_house: House) -> None:
    case = small_house.make_case(person=person(), at=now())
    add_person(case, person(ANOTHER, "李四"), by=small_house.actor("lin"), at=now())
    assert case.number not in one.sign_in(ANOTHER).body
    assert case.number in Caller(small_house.client()).sign_in().body


def test_a_case_is_shown_as_long_as_its_query_code_would_hold(one: Caller, small_house: House) -> None:
    days = small_house.app.extensions["settings"].query_code_days
    old = small_house.make_case(person=person(), at=now() - timedelta(days=days + 1))
    assert old.number not in one.sign_in().body


def asked_of(house: House, phone: str, statements: list[str]) -> tuple[list[str], list[str]]:
    """What is said and what the database is asked when a code goes to a telephone."""
    caller = Caller(house.client())
    del statements[:]
    caller.ask(phone)
    asked = [re.sub(r"\s+", " ", each) for each in statements]
    return [word.replace("138****5678", "—").replace("139****4321", "—") for word in caller.page.words], asked


def test_known_and_unknown_telephones_get_the_same_answer_by_the_same_work(
    house: House, count_statements: object
) -> None:
    house.make_case(person=person(), at=now())
    statements = count_statements()  # type: ignore[operator]
    asked_of(house, "13700000000", statements)  # the first page of all reads what is kept from then on
    known, unknown = (asked_of(house, phone, statements) for phone in (PHONE, ANOTHER))
    assert known == unknown
    assert len(leaving()) == 3


def test_a_telephone_without_cases_is_told_so_after_the_code_alone(one: Caller) -> None:
    assert one.sign_in(ANOTHER).says("这个手机号下没有可以在这里查看的诉求")


def test_a_code_serves_once_and_only_where_it_was_asked_for(caller: Caller, house: House) -> None:
    first, second = caller.ask(), Caller(house.client()).ask(ANOTHER)
    codes = [opened_secret(str(row.told["code"])) for row in leaving()]
    page_of_first = dict(first.page.hidden)
    assert second.enter(codes[0]).status_code == (303 if codes[0] == codes[1] else 422)
    assert first.enter(codes[0]).status_code == 303
    again = house.client().post("/mine/session", data={**page_of_first, "code": codes[0]})
    assert again.status_code == 422


def test_a_code_is_over_after_ten_minutes(one: Caller, clock: list[datetime]) -> None:
    one.ask()
    clock[0] += timedelta(minutes=10)
    assert one.enter(code_sent()).status_code == 422
    assert one.says(WRONG)


def test_five_wrong_codes_spend_it_and_make_the_next_try_wait(one: Caller, clock: list[datetime]) -> None:
    one.ask()
    right = code_sent()
    wrong = "000000" if right != "000000" else "000001"
    for _try in range(5):
        assert one.enter(wrong).status_code == 422
        assert one.says(WRONG)
    waiting = one.enter(right)
    assert waiting.status_code == 429
    clock[0] += timedelta(seconds=int(waiting.headers["Retry-After"]))
    assert one.enter(right).status_code == 422


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "验证码", ""])
def test_what_is_no_code_is_said_at_the_field_and_is_no_try(one: Caller, typed: str) -> None:
    one.ask()
    assert one.enter(typed).status_code == 422
    assert not one.says(WRONG)
    assert db.session.scalar(select(MemberCode.tries)) == 0


def test_a_code_is_read_as_people_type_it(one: Caller) -> None:
    one.ask()
    full = code_sent().translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert one.enter(f" {full[:3]} {full[3:]}").status_code == 303


def test_a_telephone_is_sent_one_a_minute_and_five_an_hour(one: Caller, clock: list[datetime]) -> None:
    one.ask()
    assert one.ask().status == 429
    for _time in range(4):
        clock[0] += timedelta(minutes=1)
        assert one.ask().status == 200
    clock[0] += timedelta(minutes=5)
    assert one.ask().status == 429
    assert len(leaving()) == 5
    assert one.ask(ANOTHER).status == 200


def test_waits_for_a_code_on_paper() -> None:
    at = now()
    minutes = [at - timedelta(minutes=passed) for passed in range(0, 600, 55)]
    assert wait_for_code([], at) <= timedelta()
    assert wait_for_code([at], at) == timedelta(minutes=1)
    assert wait_for_code([at - timedelta(minutes=1)], at) <= timedelta()
    hour = [at - timedelta(minutes=passed) for passed in (2, 4, 6, 8, 10)]
    assert wait_for_code(hour, at) == timedelta(minutes=50)
    assert wait_for_code(minutes[1:11], at) == timedelta(days=1) - timedelta(minutes=550)


def test_an_address_waits_after_twenty_codes(one: Caller) -> None:
    for number in range(20):
        assert one.ask(f"138000000{number:02d}").status == 200
    assert one.ask("13811112222").status == 429


@pytest.mark.parametrize("typed", ["", "138", "010-65310000", "12351", "不知道"])
def test_only_a_mobile_telephone_is_sent_a_code(one: Caller, typed: str) -> None:
    assert one.ask(typed).status == 422
    assert leaving() == []


def test_the_code_and_the_number_stand_nowhere_in_clear(one: Caller) -> None:
    one.ask()
    (row,), code = leaving(), code_sent()
    kept = db.session.scalar(select(MemberCode))
    cells = [*vars(row).values(), *vars(kept).values()]
    assert not any(code in str(cell) or PHONE in str(cell) for cell in cells)
    assert (row.channel, row.good_until - row.at) == (Channel.SMS, timedelta(minutes=10))
    assert PHONE not in one.body


def test_whoever_leads_the_units_at_the_top_reads_it_in_the_outbox_of_development(
    one: Caller, small_house: House
) -> None:
    one.ask()
    assert code_sent() in small_house.client("city.lead").get("/outbox").get_data(as_text=True)
    assert code_sent() not in small_house.client("city.admin").get("/outbox").get_data(as_text=True)


def test_the_session_is_no_session_of_staff(one: Caller) -> None:
    one.sign_in()
    assert one.client.get("/desk").status_code == 303
    assert one.client.get("/cases").location.startswith("/sign-in")


def test_signing_out_ends_it_for_good(one: Caller) -> None:
    one.sign_in()
    token = one.client.get_cookie(member_sessions.COOKIE).value
    one.client.post("/mine/end")
    assert one.client.get_cookie(member_sessions.COOKIE) is None
    one.client.set_cookie(member_sessions.COOKIE, token, secure=True)
    assert one.take(one.client.get("/mine")).says("发送验证码")


def test_the_quick_exit_forgets_it(one: Caller) -> None:
    one.sign_in().client.get("/leave")
    assert one.take(one.client.get("/mine")).says("发送验证码")


def test_it_ends_when_it_lies_idle_and_after_two_hours(one: Caller, clock: list[datetime]) -> None:
    one.sign_in()
    start = clock[0]
    for _time in range(8):
        clock[0] += timedelta(minutes=14)
        assert not one.take(one.client.get("/mine")).says("发送验证码")
    clock[0] = start + timedelta(hours=2)
    assert one.take(one.client.get("/mine")).says("发送验证码")
    clock[0] += timedelta(hours=1)
    one.sign_in()
    clock[0] += timedelta(minutes=15)
    assert one.take(one.client.get("/mine")).says("发送验证码")
    one.take(one.client.post("/mine/progress", data={"case": "1"}))
    assert (one.status, one.says("登录已经结束")) == (422, True)


def test_the_database_holds_a_digest_of_the_sessions_secret(one: Caller) -> None:
    one.sign_in()
    token = one.client.get_cookie(member_sessions.COOKIE).value
    kept = db.session.scalar(select(MemberSession))
    assert len(token) >= 43
    assert token not in (kept.digest, kept.phone_index)


def test_where_nothing_carries_text_messages_the_page_says_so(one: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_views, "sends_codes", lambda: False)
    assert one.take(one.client.get("/mine")).says("现在还不能用手机号登录")
    assert one.ask().status == 422
    assert leaving() == []


def test_the_field_for_the_code_is_offered_by_the_telephone(one: Caller, small_house: House) -> None:
    one.ask()
    field = re.search(r'<input[^>]*id="code"[^>]*>', one.body)
    assert field is not None
    assert 'autocomplete="one-time-code"' in field[0]
    assert 'inputmode="numeric"' in field[0]
    assert member_codes.CODE.names_the_place is False
