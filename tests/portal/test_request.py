"""A request over four pages: what is kept, what is refused, and that it becomes one case whatever happens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy import func, inspect, select

from services.cases import query_codes
from services.cases.actions import accept
from services.cases.kinds import CaseEvent, Channel, Difficulty, Family, Group
from services.cases.models import Case, CaseConsent, CaseReader, CaseWish, ConsentText
from services.core.access import SYSTEM, unscoped, visible
from services.core.audit import Event
from services.core.database import db, write_transaction
from services.core.time import local_date, now
from services.people.models import Person
from tests.fixtures import House
from tests.portal.pages import NAMED, NO_NAME, STORY, Member, to_check


def cases() -> list[Case]:
    return list(db.session.scalars(unscoped(select(Case).order_by(Case.id), because="a test")))


def count(model: type) -> int:
    return db.session.scalar(unscoped(select(func.count()).select_from(model), because="a test")) or 0


def submitted(case: Case) -> Event:
    asked = select(Event).where(Event.kind == CaseEvent.SUBMITTED.value, Event.subject_id == case.id)
    return db.session.scalars(unscoped(asked, because="a test")).one()


@pytest.fixture
def member(small_house: House) -> Member:
    return Member(small_house.client())


def test_four_pages_make_a_case_with_its_receipt(house: House) -> None:
    member = to_check(Member(house.client()), contact=NAMED)
    assert (member.status, member.step) == (200, "check")
    assert member.says("张三")
    assert member.says("两个月没有发工资")
    member.send()
    number, code = member.receipt
    (case,) = cases()
    assert case.number == number
    assert query_codes.matches(case, query_codes.normalised(code))
    assert (case.channel, case.family, case.unit.code) == (Channel.WEB, Family.RIGHTS, "CITY")
    assert [category.code for category in case.categories] == ["A1"]
    assert case.confidential_from_employer
    assert not case.sealed
    assert case.person is not None
    assert (case.person.name, case.person.phone) == ("张三", "13812345678")
    assert case.next_due_on is not None
    assert member.says(f"{case.next_due_on.year}年{case.next_due_on.month}月{case.next_due_on.day}日")


def test_everything_that_was_told_reaches_the_case(member: Member) -> None:
    story = {
        "text": "账号被封\n没有说明原因",
        "detail": "B6",
        "consent": "y",
        "employer": "某外卖平台",
        "unit": "DA",
        "claim": "１，２００．５",
        "people": "12 人",
    }
    to_check(member, matter="platform", story=story, contact={**NAMED, "naming": "open"}).send()
    (case,) = cases()
    assert case.text == "账号被封\n没有说明原因"
    assert [category.code for category in case.categories] == ["B6"]
    assert [tag.group for tag in case.groups] == [Group.GIG]
    assert (case.unit.code, case.claim_fen, case.people) == ("DA", 120_050, 12)
    assert case.employer_told == "某外卖平台"
    assert not case.confidential_from_employer


@pytest.mark.parametrize(
    ("matter", "consent", "categories", "family"),
    [
        ("wages", {}, ["A1"], Family.RIGHTS),
        ("contract", {}, ["A2"], Family.RIGHTS),
        ("injury", {"consent": "y"}, ["A4"], Family.RIGHTS),
        ("platform", {"consent": "y"}, [], Family.RIGHTS),
        ("harassment", {"consent": "y"}, ["C5"], Family.RIGHTS),
        ("women_rights", {"consent": "y"}, [], Family.RIGHTS),
        ("hardship", {"consent": "y"}, ["D7"], Family.ASSISTANCE),
        ("other", {}, [], Family.RIGHTS),
    ],
)
def test_each_tile_leads_to_its_categories(
    member: Member, matter: str, consent: dict[str, str], categories: list[str], family: Family
) -> None:
    to_check(member, matter=matter, story={**STORY, **consent}, contact=NO_NAME).send()
    (case,) = cases()
    assert ([category.code for category in case.categories], case.family) == (categories, family)


def test_harassment_is_sealed_without_being_asked(member: Member) -> None:
    to_check(member, matter="harassment", story={"text": "请联系我", "consent": "y"}, contact=NAMED)
    assert "性骚扰" not in member.body.split("</title>")[0]
    assert member.says("是，只有指定的工作人员能看到")
    member.send()
    (case,) = cases()
    assert case.sealed
    assert case.story is None
    assert case.text == "请联系我"
    assert count(CaseReader) > 0
    assert case.person is not None
    assert case.person.sealed
    assert case.person.phone_index is None


def test_confidential_handling_seals_any_request(member: Member) -> None:
    to_check(member, contact={**NAMED, "confidential": "y"}).send()
    (case,) = cases()
    assert case.sealed


def test_a_request_without_a_name_keeps_nothing_about_who_sent_it(member: Member) -> None:
    member.client.environ_base = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Telltale/9"}
    to_check(member, contact={"naming": "no_name", "name": "张三"}).send()
    (case,) = cases()
    assert case.person is None
    assert count(Person) == 0
    payload = submitted(case).payload
    assert "consents" in payload
    assert payload["consents"] == []
    kept = "\n".join(
        str(row)
        for table in inspect(db.engine).get_table_names()
        for row in db.session.connection().exec_driver_sql(f'SELECT * FROM "{table}"')
    )
    for trace in ("203.0.113.77", "Telltale", "张三"):
        assert trace not in kept
        assert trace not in str(payload)


def test_consents_are_kept_with_their_versions(member: Member) -> None:
    to_check(member, matter="injury", story={**STORY, "consent": "y"}, contact=NAMED).send()
    (case,) = cases()
    assert submitted(case).payload["consents"] == ["health.1", "contact.1"]
    given = db.session.scalars(visible(CaseConsent, SYSTEM).order_by(CaseConsent.code)).all()
    assert [(one.text.mark, one.given_at, one.withdrawn_at) for one in given] == [
        ("contact.1", case.received_at, None),
        ("health.1", case.received_at, None),
    ]


def test_a_new_version_of_a_text_is_shown_and_kept_from_its_day_on(member: Member) -> None:
    with write_transaction() as session:
        session.add(ConsentText(code="health", version=2, since=local_date(now()), zh="新的文字", en="New words"))
        session.add(ConsentText(code="health", version=3, since=date(2999, 1, 1), zh="以后", en="Later"))
    to_check(member, matter="injury", story={**STORY, "consent": "y"}, contact=NO_NAME)
    member.send(go="story")
    assert member.says("新的文字")
    member.send(**STORY, consent="y")
    member.send()
    assert [one.text.mark for one in db.session.scalars(visible(CaseConsent, SYSTEM))] == ["health.2"]


def test_the_consent_of_the_worker_is_kept_where_family_says_so(member: Member) -> None:
    contact = {**NAMED, "kinship": "spouse", "worker_name": "郑某", "worker_agrees": "y"}
    to_check(member, contact=contact).send()
    given = db.session.scalars(visible(CaseConsent, SYSTEM)).all()
    assert {one.text.mark for one in given} == {"contact.1", "worker.1"}


def test_who_is_harassed_says_by_whom_it_is_handled_and_what_nobody_else_may_hear(small_house: House) -> None:
    wishes = {"handler_sex": "female", "discreet": "y"}
    member = Member(small_house.client())
    story = {"text": "请联系我", "consent": "y"}
    to_check(member, matter="harassment", story=story, contact={**NAMED, **wishes})
    assert member.says("女同事")
    member.send()
    wish = db.session.scalars(visible(CaseWish, SYSTEM)).one()
    assert (wish.handler_sex, wish.discreet) == ("female", True)
    (case,) = cases()
    desk = small_house.client("city.lead")
    shown = desk.get(f"/cases/{case.number}").get_data(as_text=True)
    assert "职工希望由女同事办理" in shown
    assert "短信和电话里不提案情" in shown
    accept(case, Difficulty.ORDINARY, by=small_house.actor("city.lead"), at=now())
    assert "职工希望由女同事办理" in desk.get(f"/cases/{case.number}/handler").get_data(as_text=True)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_receipt_is_saved_as_a_picture_without_scripts(member: Member, language: str) -> None:
    member.client.set_cookie("language", language)
    to_check(member, contact=NO_NAME).send()
    ticket = member.page.hidden["ticket"]
    assert all(value not in ticket for value in member.receipt)
    answer = member.client.post("/receipt", data={"ticket": ticket})
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    with Image.open(BytesIO(answer.data)) as picture:
        assert picture.width == 720
        assert picture.convert("L").getextrema()[0] < 60
    assert len(answer.data) < 60_000


@pytest.mark.parametrize("ticket", ["", "v1.A256GCM.k1.x.y"])
def test_a_picture_needs_the_ticket_of_the_receipt(member: Member, ticket: str) -> None:
    answer = member.client.post("/receipt", data={"ticket": ticket})
    assert answer.status_code == 422


def test_the_ticket_of_a_picture_runs_out_after_half_an_hour(member: Member) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        to_check(member, contact=NO_NAME).send()
        ticket = {"ticket": member.page.hidden["ticket"]}
        clock.shift(timedelta(minutes=29))
        assert member.client.post("/receipt", data=ticket).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert member.client.post("/receipt", data=ticket).status_code == 422


def test_wishes_are_asked_on_the_guarded_path_alone(member: Member) -> None:
    to_check(member, contact={**NAMED, "handler_sex": "female", "discreet": "y"}).send()
    assert count(CaseWish) == 0


def test_without_consent_nothing_sensitive_goes_on(member: Member) -> None:
    member.begin().send(matter="injury")
    member.send(**STORY)
    assert (member.status, member.step) == (422, "story")
    assert member.says("没有您的同意")
    assert "两个月没有发工资" in member.body


def test_a_wrong_number_is_told_at_the_field_and_at_the_top_and_stays(member: Member) -> None:
    to_check(member, contact={**NAMED, "phone": "1381234567"})
    assert (member.status, member.step) == (422, "contact")
    assert member.body.count("手机号应为 11 位") == 2
    assert 'value="1381234567"' in member.body
    assert 'href="#phone"' in member.body
    assert count(Case) == 0


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        ({"text": " \n "}, "请写几句发生了什么"),
        ({"text": "字" * 4001}, "现在有 4001 个字"),
        ({**STORY, "claim": "很多"}, "不是金额"),
        ({**STORY, "claim": "-5"}, "“-5”"),
        ({**STORY, "people": "0"}, "请填写人数"),
        ({**STORY, "people": "100001"}, "请填写人数"),
        ({**STORY, "people": "9" * 5000}, "请填写人数"),
        ({**STORY, "unit": "SA"}, "请从列表中选择"),
    ],
)
def test_bad_input_is_a_sentence(member: Member, story: dict[str, str], sentence: str) -> None:
    member.begin().send(matter="wages")
    member.send(**story)
    assert (member.status, member.step) == (422, "story")
    assert sentence.replace(" ", "") in "".join(member.page.words).replace(" ", "")


def test_back_and_change_keep_what_was_typed(member: Member) -> None:
    to_check(member, contact=NAMED)
    member.send(go="contact")
    assert (member.status, member.step) == (200, "contact")
    assert 'value="张三"' in member.body
    member.send(**NAMED, go="story")
    assert "两个月没有发工资" in member.body
    member.send(text="三个月没有发工资")
    assert member.step == "check"
    assert member.says("三个月没有发工资")


def test_a_change_that_needs_another_consent_asks_for_it(member: Member) -> None:
    to_check(member, contact=NAMED).send(go="matter")
    member.send(matter="injury")
    assert (member.status, member.step) == (200, "story")
    member.send(**STORY, consent="y")
    assert member.step == "check"


def test_no_page_can_be_skipped(member: Member) -> None:
    member.begin().send(step="check", matter="wages")
    assert (member.status, member.step) == (422, "story")
    member.begin().send(step="check", go="receipt")
    assert (member.status, member.step) == (422, "matter")
    assert count(Case) == 0


def test_two_clicks_and_a_retry_are_one_case_with_one_receipt(house: House) -> None:
    member = to_check(Member(house.client()), contact=NAMED)
    last_page = dict(member.page.hidden)
    receipts = {member.take(member.client.post("/request", data=last_page)).receipt for _click in range(5)}
    assert len(receipts) == 1
    assert len(cases()) == 1
    assert member.says("没有重复登记")


def test_going_back_after_submitting_makes_no_second_case(member: Member) -> None:
    to_check(member, contact=NAMED)
    last_page = dict(member.page.hidden)
    first = member.send().receipt
    member.take(member.client.post("/request", data={**last_page, "go": "story"}))
    member.send(text="改过的经过")
    assert member.send().receipt == first
    assert [case.text for case in cases()] == ["两个月没有发工资"]


def test_a_code_from_another_form_is_not_taken(member: Member) -> None:
    to_check(member, contact=NAMED)
    foreign = Member(member.client).begin().page.hidden["receipt"]
    own_key = member.page.hidden["key"]
    member.send(receipt=foreign)
    assert (member.status, member.step) == (422, "check")
    assert member.page.hidden["key"] != own_key
    assert count(Case) == 0
    member.send()
    assert member.status == 200
    assert count(Case) == 1


def test_fields_that_are_not_asked_are_ignored(member: Member) -> None:
    to_check(member, contact=NO_NAME).send(org_path="/", status="closed", sealed="1", number="X-1", claim_fen="9")
    (case,) = cases()
    assert (case.status, case.sealed, case.claim_fen, case.unit.code) == ("received", False, None, "CITY")


def test_nothing_personal_stands_in_an_address_and_nothing_is_stored_by_the_browser(member: Member) -> None:
    to_check(member, contact=NAMED)
    answer = member.client.post("/request", data=member.page.hidden)
    assert answer.request.path == "/request"
    assert answer.request.query_string == b""
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_notice_stands_before_the_first_field(member: Member) -> None:
    member.begin()
    page = " ".join(member.page.words)
    for words in ("用途：", "内容：", "保存：", "您的权利：", "12351"):
        assert 0 < page.index(words) < page.index("工资报酬")


def test_the_notice_stands_before_the_tiles_of_the_front_page_too(member: Member) -> None:
    member.take(member.client.get("/"))
    page = " ".join(member.page.words)
    assert 0 < page.index("用途：") < page.index("工资报酬")


def test_a_tile_of_the_front_page_leads_into_the_request(member: Member) -> None:
    member.take(member.client.get("/")).send(matter="platform")
    assert (member.status, member.step) == (200, "story")
    assert member.page.hidden["matter"] == "platform"


def test_one_tile_pauses_before_anything_is_asked(member: Member) -> None:
    member.begin().send(matter="women")
    assert (member.status, member.step) == (200, "matter")
    assert member.says("先停一下")
    assert "data-exit" in member.body
    assert [value for value in ("harassment", "women_rights") if f'value="{value}"' in member.body] != []
    member.send(go="matter")
    assert member.says("工资报酬")


def test_the_exit_stands_on_every_page_of_the_guarded_path_and_on_no_other(member: Member) -> None:
    member.begin().send(matter="women")
    for typed in ({"matter": "harassment"}, {"text": "请联系我", "consent": "y"}, NO_NAME, {}):
        assert member.body.count("data-exit") == 1
        assert "性骚扰" not in member.body.split("</title>")[0]
        member.send(**typed)
    assert member.body.count("data-exit") == 1
    to_check(Member(member.client), contact=NAMED)
    plain = to_check(Member(member.client), matter="women_rights", story={**STORY, "consent": "y"}, contact=NAMED)
    assert "data-exit" not in plain.body


def test_leaving_forgets_the_visit_and_tells_the_browser_to(member: Member) -> None:
    member.begin().send(matter="harassment")
    answer = member.client.get("/leave")
    assert (answer.status_code, answer.location) == (303, "/holidays")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    shown = member.client.get("/holidays").get_data(as_text=True)
    assert "放假安排" in shown
    for telling in ("诉求", "工会", "12351"):
        assert telling not in shown


def test_the_whole_way_in_english_shows_no_chinese_of_ours(member: Member) -> None:
    member.client.set_cookie("language", "en")
    story = {"text": "hello", "consent": "y"}
    to_check(member, matter="harassment", story=story, contact={**NAMED, "name": "Ann"}).send()
    ours = [
        words
        for words in member.page.words
        if any("\u3400" <= mark <= "\u9fff" for mark in words) and "总工会" not in words
    ]
    assert [words for words in ours if "工会维权帮扶" not in words] == []


def test_a_house_without_units_sends_to_the_hotline(sqlite_app: object) -> None:
    member = Member(sqlite_app.test_client()).begin()  # type: ignore[attr-defined]
    assert member.status == 200
    assert member.says("请拨打 12351")


def test_many_clicks_at_once_are_one_case(house: House) -> None:
    member = to_check(Member(house.client()), contact=NAMED)
    last_page = dict(member.page.hidden)

    def click(_number: int) -> tuple[str, str]:
        return Member(house.app.test_client()).take(house.client().post("/request", data=last_page)).receipt

    with ThreadPoolExecutor(6) as thumbs:
        receipts = set(thumbs.map(click, range(6)))
    assert len(receipts) == 1
    assert len(cases()) == 1


def test_a_wife_asks_for_her_husband_and_is_the_one_who_is_called(small_house: House) -> None:
    contact = {**NAMED, "kinship": "spouse", "worker_name": "郑某", "worker_agrees": "y"}
    member = to_check(Member(small_house.client()), contact=contact)
    for words in ("配偶", "郑某", "知道并同意"):
        assert member.says(words)
    member.send()
    case = db.session.scalars(unscoped(select(Case), because="test")).one()
    named = [(link.role, link.person.name, link.kinship, link.consent, link.is_contact) for link in case.persons]
    assert named == [
        ("worker", "郑某", None, None, False),
        ("proxy", "张三", "spouse", "spoken", True),
    ]
    assert case.people == 1


def test_who_asks_for_another_without_a_name_leaves_nobody_to_call(small_house: House) -> None:
    member = to_check(Member(small_house.client()), contact={**NO_NAME, "kinship": "colleague"})
    member.send()
    assert db.session.scalars(unscoped(select(Case), because="test")).one().persons == []


def test_the_name_of_another_needs_a_consent_too(small_house: House) -> None:
    member = to_check(Member(small_house.client()), contact={**NO_NAME, "kinship": "spouse", "worker_name": "郑某"})
    assert (member.status, member.step) == (422, "contact")


def test_a_relation_that_there_is_none_of_is_refused(small_house: House) -> None:
    member = to_check(Member(small_house.client()), contact={**NAMED, "kinship": "king"})
    assert (member.status, member.step) == (422, "contact")
