"""Who is told what: in the transaction of what happened, as they chose, and nothing of what is sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from services.accounts.actions import disable_user
from services.cases.actions import (
    accept,
    ask_completion,
    bounce,
    check,
    dispatch,
    exclude,
    hand_over,
    note,
    object_,
    rate,
    reply,
    take,
)
from services.cases.kinds import Difficulty, DispatchMode, Outcome, Rating
from services.cases.models import Case
from services.core.access import SYSTEM, Actor, ActorKind
from services.core.actions import submission
from services.core.audit import Source, acting_through
from services.core.database import db, write_transaction
from services.core.errors import ErrorCode, Problem
from services.messages.actions import Wishes, choose, remind
from services.messages.kinds import KINDS, Audience, Channel, declare_messages
from services.messages.wording import letter, sealed_secret, speaking
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.messages.post import PHONE, kinds, leaving, notices, wants

WORKER = PersonFacts(name="郑一鸣", phone=PHONE)


def member_of(case: Case) -> Actor:
    return Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))


def replied(house: House, **asked: Any) -> Case:
    case = house.handled(house.make_case(person=WORKER, **asked))
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=MONDAY)
    return case


def test_whoever_gets_a_case_is_told_and_whoever_takes_one_is_not(house: House) -> None:
    case, lead = house.make_case(), house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user("lin"), by=house.actor("lin"), at=MONDAY)
    assert kinds("lin", house) == []
    take(case, house.user("fang"), by=lead, at=MONDAY)
    take(case, house.user("fang"), by=lead, at=MONDAY)
    (told,) = notices("fang", house)
    assert (told.kind, told.told, told.about_id) == ("case.assigned", {"number": case.number}, case.id)


def test_a_unit_is_told_what_is_sent_to_it_and_the_sender_what_comes_back(house: House) -> None:
    case = house.make_case()
    accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=MONDAY)
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
    assert kinds("db.lead", house) == ["case.dispatched"]
    assert kinds("sun", house) == []
    bounce(case, "不在本辖区", by=house.actor("sun"), at=MONDAY)
    assert kinds("da.lead", house) == ["case.bounced"]


def test_a_unit_without_anyone_to_send_cases_out_is_told_of_through_the_one_above(house: House) -> None:
    case = house.make_case()
    accept(case, Difficulty.ORDINARY, by=house.actor("city.lead"), at=MONDAY)
    dispatch(case, house.unit("SA"), DispatchMode.REFER, by=house.actor("city.lead"), at=MONDAY)
    assert kinds("da.lead", house) == ["case.dispatched"]
    assert kinds("hotline", house) == []


def test_reply_check_objection_and_rating_reach_those_who_act_next(house: House) -> None:
    case = replied(house)
    assert kinds("da.lead", house) == ["case.to_check"]
    check(case, False, "请写明金额", by=house.actor("da.lead"), at=MONDAY)
    assert kinds("lin", house) == ["case.check_failed"]
    reply(case, Outcome.RESOLVED, "工资已补发 3000 元", by=house.actor("lin"), at=MONDAY + timedelta(hours=1))
    rate(case, Rating.DISSATISFIED, by=member_of(case), at=MONDAY)
    assert kinds("lin", house)[1:] == ["case.bad_rating"]
    assert kinds("da.lead", house)[1:] == ["case.to_check", "case.bad_rating"]


def test_a_good_rating_tells_nobody(house: House) -> None:
    case = replied(house)
    rate(case, Rating.SATISFIED, by=member_of(case), at=MONDAY)
    assert kinds("lin", house) == []


def test_an_objection_reaches_handler_and_supervisor(house: House) -> None:
    case = house.closed(house.make_case())
    object_(case, "没有到账", by=member_of(case), at=MONDAY)
    assert kinds("lin", house)[-1] == kinds("da.lead", house)[-1] == "case.objection"


def test_whoever_takes_over_is_told_how_many_cases_are_theirs_now(house: House) -> None:
    for _n in range(3):
        house.handled(house.make_case())
    hand_over(house.user("lin"), house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    (told,) = notices("fang", house)
    assert (told.kind, told.told) == ("case.hand_over", {"count": 3})


def test_a_member_is_written_to_at_four_turns(house: House) -> None:
    case = house.make_case(person=WORKER)
    ask_completion(case, "缺劳动合同", by=house.actor("lin"), at=MONDAY)
    house.closed(house.make_case(person=WORKER))
    told = [row.kind for row in leaving()]
    assert told == [
        "member.received",
        "member.completion_asked",
        "member.received",
        "member.replied",
        "member.closed",
    ]
    assert {(row.channel, row.address) for row in leaving()} == {(Channel.SMS, PHONE)}


@pytest.mark.parametrize("phone", [None, "02161234567"])
def test_without_a_mobile_telephone_nobody_is_written_to(house: House, phone: str | None) -> None:
    house.make_case(person=PersonFacts(name="郑一鸣", phone=phone))
    assert leaving() == []


def test_what_is_rolled_back_was_never_sent(house: House) -> None:
    """A stale version is refused after the verb has run, and a fault afterwards takes everything along."""
    case = house.make_case()
    wants(house, "fang", "case.assigned")
    accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=MONDAY)
    with submission(version=case.version - 1), pytest.raises(Problem) as refused:
        take(case, house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    assert refused.value.code is ErrorCode.CONFLICT
    with pytest.raises(ZeroDivisionError):
        _taken_before_a_fault(case, house)
    assert kinds("fang", house) == []
    assert leaving() == []


def _taken_before_a_fault(case: Case, house: House) -> None:
    with write_transaction():
        take(case, house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
        _ = 1 / 0


def test_only_what_was_chosen_leaves_the_house(house: House) -> None:
    wants(house, "fang", "case.assigned", sms=("deadline.late",))
    lead = house.actor("da.lead")
    case = house.handled(house.make_case(), handler="fang")
    hand_over(house.user("fang"), house.user("lin"), by=lead, at=MONDAY)
    hand_over(house.user("lin"), house.user("fang"), by=lead, at=MONDAY)
    assert leaving() == []
    take(case, house.user("lin"), by=lead, at=MONDAY)
    take(case, house.user("fang"), by=lead, at=MONDAY)
    (row,) = leaving()
    assert (row.kind, row.channel, row.user_id, row.address_sealed) == (
        "case.assigned",
        Channel.EMAIL,
        house.user("fang").id,
        None,
    )


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        (Wishes(email="not an address"), "email"),
        (Wishes(email="a@b"), "email"),
        (Wishes(email="a@b.example\r\nBcc: c@d.example"), "email"),
        (Wishes(phone="02161234567"), "phone"),
        (Wishes(phone="12"), "phone"),
        (Wishes(by_email=frozenset({"case.assigned"})), "email"),
        (Wishes(by_sms=frozenset({"case.assigned"})), "phone"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_at_its_field(small_house: House, wishes: Wishes, field: str) -> None:
    with pytest.raises(Problem) as refused:
        choose(small_house.user("lin"), wishes, by=small_house.actor("lin"), at=MONDAY)
    assert refused.value.field == field


def test_nobody_chooses_for_somebody_else(small_house: House) -> None:
    with pytest.raises(Problem) as refused:
        choose(small_house.user("lin"), Wishes(), by=small_house.actor("da.lead"), at=MONDAY)
    assert refused.value.code is ErrorCode.NOT_ALLOWED


def test_of_a_sealed_case_its_readers_alone_are_told_and_nothing_is_named(house: House) -> None:
    lead, person = house.actor("da.lead"), PersonFacts(name="郑一鸣", phone=PHONE)
    case = house.make_case(categories=("C5",), person=person)
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user("fang"), by=lead, at=MONDAY)
    reply(case, Outcome.RESOLVED, "已处理", by=house.actor("fang"), at=MONDAY)
    assert kinds("fang", house) == ["case.assigned"]
    assert kinds("da.lead", house) == ["case.to_check"]
    for other in ("lin", "city.lead", "hotline", "db.lead", "city.admin", "city.audit"):
        assert kinds(other, house) == []
    told = [*notices("fang", house), *notices("da.lead", house), *leaving()]
    assert len(told) == 4
    assert all(each.neutral and each.told == {} for each in told)
    page = house.client("fang").get("/inbox").text
    assert "保密案件" in page
    assert case.number not in page


def test_whoever_a_case_is_kept_from_hears_nothing_of_it(house: House) -> None:
    case = house.handled(house.make_case())
    exclude(case, house.user("da.lead"), by=house.actor("lin"), at=MONDAY)
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=MONDAY)
    assert kinds("da.lead", house) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("code", sorted(KINDS))
def test_neutral_texts_name_nothing_and_short_ones_are_short(small_house: House, code: str, language: str) -> None:
    """70 characters are one short message in Chinese, 160 in plain Latin letters."""
    kind, facts = KINDS[code], {"number": "DA-2026-000123", "count": 3, "clock": "sla.accept", "due": "2026-03-05"}
    facts |= {"code": sealed_secret("123456")}
    with speaking(language):
        said = {
            neutral: [letter(kind, channel, facts, neutral, "https://union.example") for channel in Channel]
            for neutral in (True, False)
        }
        bare = letter(kind, Channel.SMS, facts, True, "").text
    assert not any("DA-2026" in wording.subject + wording.text for wording in said[True])
    assert len(bare) <= (70 if language == "zh-CN" else 160)
    plain = letter_without_address(said[False])
    assert ("DA-2026-000123" in plain) is ("number" in kind.facts)
    assert ("123456" in plain) is ("code" in kind.facts)
    if kind.audience is Audience.MEMBER:
        shown = "".join(wording.subject + wording.text for wording in said[True])
        for word in ("工会", "诉求", "保密", "12351", "union", "Union", "request", "case", "confidential"):
            assert word not in shown


def letter_without_address(wordings: list[Any]) -> str:
    return "".join(wording.subject + wording.text for wording in wordings)


def test_a_kind_names_only_what_is_declared(small_house: House) -> None:
    kind = KINDS["case.assigned"]
    with pytest.raises(ValueError, match=r"case\.assigned"):
        declare_messages(kind)
    with pytest.raises(ValueError, match="x"):
        declare_messages(type(kind)("x", "x", Audience.STAFF, "x", "x", "x", "x", frozenset({"name"})))


@pytest.mark.parametrize("source", [Source.IMPORT, Source.SCENARIO, Source.DEMO])
def test_stories_of_long_ago_write_to_nobody(house: House, source: Source) -> None:
    with acting_through(source):
        house.handled(house.make_case(person=WORKER), handler="fang")
    assert leaving() == []


def test_a_members_number_stands_nowhere_in_clear(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    case = house.submit_case()
    house.closed(house.make_case(person=WORKER))
    note(case, "已联系", by=house.actor("lin"), at=MONDAY)
    with db.engine.connect() as connection:
        for table in inspect(db.engine).get_table_names():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                assert PHONE not in str(tuple(row)), table
    said = capfd.readouterr()
    assert PHONE not in said.out + said.err


def test_reminders_are_told_once_for_each_clock_and_day(house: House) -> None:
    """Accepted on Monday: the first contact is due on Tuesday, the handling a week later."""
    case = house.handled(house.make_case())
    waiting = house.make_case()
    assert remind(None, by=SYSTEM, at=MONDAY) == 1
    assert remind(None, by=SYSTEM, at=MONDAY + timedelta(hours=3)) == 0
    (told,) = notices("lin", house)
    assert (told.kind, told.told["number"], told.told["clock"]) == ("deadline.soon", case.number, "sla.first_contact")
    wednesday = MONDAY + timedelta(days=2)
    assert remind(None, by=SYSTEM, at=wednesday) == 2
    assert kinds("lin", house)[1:] == ["deadline.late"]
    (soon,) = notices("da.lead", house)
    assert (soon.kind, soon.told["number"]) == ("deadline.soon", waiting.number)


@pytest.mark.parametrize("hours", [-1, 8, 24 * 5])
def test_nobody_is_reminded_outside_working_hours(house: House, hours: int) -> None:
    house.handled(house.make_case())
    with pytest.raises(Problem) as refused:
        remind(None, by=SYSTEM, at=MONDAY + timedelta(hours=hours))
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE
    assert kinds("lin", house) == []


def test_reminders_of_sealed_cases_name_nothing_and_reach_their_readers(house: House) -> None:
    house.make_case(categories=("C5",))
    assert remind(None, by=SYSTEM, at=MONDAY + timedelta(days=2)) == 1
    (told,) = notices("da.lead", house)
    assert (told.kind, told.neutral, told.told) == ("deadline.soon", True, {})


def test_the_reminders_of_someone_disabled_go_to_nobody(house: House) -> None:
    house.handled(house.make_case())
    disable_user(house.user("lin"), by=house.actor("city.admin"), at=MONDAY)
    assert remind(None, by=SYSTEM, at=MONDAY) == 0
