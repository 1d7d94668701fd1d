"""Priority groups: who belongs to one, from when to when, on what evidence, and what figures and lists make of it."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from services.cases.actions import register, submit
from services.cases.figures import FIGURES
from services.cases.kinds import Channel, Family, Group
from services.cases.models import Case
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, unscoped, visible
from services.core.audit import Event, verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.figures import Cut, broken_down, filled_in
from services.core.time import Month
from services.people.actions import add_employer, add_group, correct_group, register_person, tag_person, untag_person
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import EmployerKind, Evidence, Occupation, Period, Sex, WorkRelation
from services.people.models import Person, PersonTag
from services.people.rules import overlap
from services.people.tag_facts import GroupFacts, TagFacts
from tests.cases.test_sealed import STRANGERS, everything_kept
from tests.fixtures import MONDAY, House
from tests.house.answers import send

RIDER = PersonFacts(name="孙某", phone="13812345678")
MARCH, APRIL = Month.parse("2026-03"), Month.parse("2026-04")
DAY = timedelta(days=1)
ASK = Ask(family=Family.RIGHTS, categories=("A1",), text="两个月没有发工资")


def refused(code: ErrorCode, field: str | None = None) -> AbstractContextManager[object]:
    return pytest.raises(Problem, check=lambda problem: (problem.code, problem.field) == (code, field))


def person(house: House, facts: PersonFacts = RIDER) -> Person:
    return register_person(house.unit("DA"), facts, by=house.actor("lin"), at=MONDAY)


def tag(house: House, whom: Person, facts: TagFacts, at: datetime = MONDAY) -> PersonTag:
    return tag_person(whom, facts, by=house.actor("lin"), at=at)


def worker_of(case: Case) -> Person:
    assert case.person is not None
    return case.person


def received(group: str, month: Month, unit: str = "/CITY/") -> int:
    """The group's figure of the month, which its breakdown must repeat."""
    cut = Cut(unit, month.start, month.end)
    known = {figure.code: figure for figure in FIGURES}
    official = {"scope": "official"}
    rows = db.session.execute(known[f"group.{group}.received"].listed(cut), execution_options=official).all()
    statement = broken_down((((known["cases.received"],), ("group",)),))
    keys = db.session.execute(statement, filled_in([cut]), execution_options=official)
    assert {key: n for _part, key, _across, n, _total in keys}.get(group, 0) == len(rows)
    return len(rows)


def test_a_rider_is_tagged_with_platform_relation_days_and_evidence(house: House) -> None:
    platform = add_employer(
        house.unit("DA"), EmployerFacts("示例平台", kind=EmployerKind.PLATFORM), by=house.actor("lin"), at=MONDAY
    )
    made = tag(
        house,
        person(house),
        TagFacts(
            "gig",
            date(2025, 6, 1),
            evidence=Evidence.RECORD,
            evidence_text=" 接单  截图 ",
            occupation=Occupation.RIDER,
            relation=WorkRelation.PARTIAL,
            employer=platform,
        ),
    )
    assert (made.occupation, made.relation, made.employer) == (Occupation.RIDER, WorkRelation.PARTIAL, platform)
    assert (made.evidence_text, made.told_at, made.told_by) == ("接单 截图", MONDAY, "林一")
    event = db.session.scalars(unscoped(select(Event).where(Event.kind == "person.tagged"), because="test")).one()
    assert event.payload == {"tag": made.id, "group": "gig", "from": "2025-06-01", "to": None}
    assert verify()[1] == []


def test_period_and_evidence_are_encrypted(house: House) -> None:
    told = TagFacts(
        "women", date(2026, 1, 5), date(2026, 6, 30), Evidence.MEDICAL, "产检手册第三页", period=Period.NURSING
    )
    made = tag(house, person(house), told)
    assert made.period is Period.NURSING
    assert "产检手册" not in everything_kept(house)
    assert not any("nursing" in str(getattr(made, column.key)) for column in PersonTag.__table__.columns)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (TagFacts("nobody"), "group"),
        (TagFacts("women", occupation=Occupation.RIDER), "occupation"),
        (TagFacts("gig", date(2026, 1, 1), period=Period.NURSING), "period"),
        (TagFacts("women", period=Period.PREGNANCY), "valid_from"),
        (TagFacts("women", date(2026, 3, 3), period=Period.PREGNANCY), "valid_from"),
        (TagFacts("gig", date(2026, 3, 2), date(2026, 3, 1)), "valid_to"),
        (TagFacts("gig", evidence_text="字" * 501), "evidence_text"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(small_house: House, facts: TagFacts, field: str) -> None:
    whom = person(small_house)
    with refused(ErrorCode.INVALID, field):
        tag(small_house, whom, facts)


def test_a_man_is_no_woman_worker(small_house: House) -> None:
    with refused(ErrorCode.INVALID, "group"):
        tag(small_house, person(small_house, PersonFacts(name="赵某", sex=Sex.MALE)), TagFacts("women"))
    with refused(ErrorCode.INVALID, "groups"):
        person(small_house, PersonFacts(name="赵某", sex=Sex.MALE, groups=frozenset({"women"})))


OPEN = (None, None)
FIRST, SECOND = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), None)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (OPEN, OPEN, True),
        (OPEN, FIRST, True),
        (FIRST, SECOND, False),
        (SECOND, FIRST, False),
        (FIRST, (date(2026, 1, 31), None), True),
        ((None, date(2026, 1, 31)), SECOND, False),
        ((None, date(2026, 2, 1)), SECOND, True),
    ],
)
def test_days_overlap_where_they_share_one(one: object, other: object, shared: bool) -> None:
    assert overlap(one, other) is shared  # type: ignore[arg-type]


def test_the_same_group_is_tagged_once_for_the_same_days_and_anew_afterwards(small_house: House) -> None:
    whom = person(small_house)
    first = tag(small_house, whom, TagFacts("hardship", date(2026, 1, 1)))
    with refused(ErrorCode.DUPLICATE, "group"):
        tag(small_house, whom, TagFacts("hardship", date(2026, 2, 1)))
    untag_person(first, "脱困", date(2026, 1, 31), by=small_house.actor("lin"), at=MONDAY)
    assert tag(small_house, whom, TagFacts("hardship", date(2026, 2, 1))).valid_to is None


def test_two_platforms_and_two_periods_stand_side_by_side(small_house: House) -> None:
    whom, by = person(small_house), small_house.actor("lin")
    for name in ("平台一", "平台二"):
        employer = add_employer(small_house.unit("DA"), EmployerFacts(name), by=by, at=MONDAY)
        tag(small_house, whom, TagFacts("gig", employer=employer))
    tag(small_house, whom, TagFacts("women"))
    tag(small_house, whom, TagFacts("women", date(2026, 1, 1), period=Period.PREGNANCY))
    seen = db.session.scalars(visible(PersonTag, by)).all()
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("reason", "last_day", "code", "field"),
    [
        (" ", None, ErrorCode.INVALID, "reason"),
        ("字" * 501, None, ErrorCode.INVALID, "reason"),
        ("结束", date(2025, 12, 31), ErrorCode.INVALID, "last_day"),
    ],
)
def test_an_ending_needs_a_reason_and_a_day_after_the_first(
    small_house: House, reason: str, last_day: date | None, code: ErrorCode, field: str
) -> None:
    made = tag(small_house, person(small_house), TagFacts("gig", date(2026, 1, 1)))
    with refused(code, field):
        untag_person(made, reason, last_day, by=small_house.actor("lin"), at=MONDAY)


def test_what_was_taken_back_cannot_be_taken_back_again(small_house: House) -> None:
    made, by = tag(small_house, person(small_house), TagFacts("gig")), small_house.actor("lin")
    untag_person(made, "登记有误", by=by, at=MONDAY)
    with refused(ErrorCode.ILLEGAL_MOVE):
        untag_person(made, "登记有误", by=by, at=MONDAY)


def test_groups_told_of_the_person_count_as_those_of_the_case_do(house: House) -> None:
    mother = PersonFacts(name="李某", groups=frozenset({"women", "migrant"}))
    submit(house.unit("DA"), ASK, mother, by=ANONYMOUS, at=MONDAY)
    house.make_case(groups=frozenset({Group.WOMEN}))
    house.make_case(groups=frozenset({Group.WOMEN}), person=mother)
    assert received("women", MARCH) == 3
    assert received("gig", MARCH) == 0
    held = db.session.scalars(unscoped(select(PersonTag), because="test")).all()
    assert {(each.group, each.evidence, each.valid_from) for each in held} == {
        ("women", Evidence.TOLD, None),
        ("migrant", Evidence.TOLD, None),
    }


def test_a_known_person_is_not_tagged_twice_by_asking_again(house: House) -> None:
    rider = PersonFacts(name="孙某", id_number="11010519491231002X", groups=frozenset({"gig"}))
    for _time in range(2):
        register(house.unit("DA"), ASK, Channel.VISIT, rider, by=house.actor("lin"), at=MONDAY)
    assert len(db.session.scalars(unscoped(select(PersonTag), because="test")).all()) == 1
    assert received("gig", MARCH) == 2


END = MARCH.end - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("told_at", "first", "last", "counts"),
    [
        (MONDAY, None, None, True),
        (END, None, None, True),
        (MARCH.end, None, None, False),  # on record after the month
        (MONDAY, date(2026, 3, 31), None, True),
        (MONDAY, date(2026, 4, 1), None, False),  # belongs to the group after the month
        (MONDAY, None, date(2026, 3, 2), True),  # the day of the receipt
        (MONDAY, None, date(2026, 3, 1), False),  # no longer in the group when the case came
    ],
)
def test_a_tag_counts_by_its_days_and_by_the_month_in_which_it_was_told(
    house: House, told_at: datetime, first: date | None, last: date | None, counts: bool
) -> None:
    case = house.make_case(person=RIDER)
    tag(house, worker_of(case), TagFacts("hardship", first, last), at=told_at)
    assert received("hardship", MARCH) == int(counts)
    assert received("hardship", APRIL) == 0


@pytest.mark.parametrize(("taken_back_at", "counts"), [(END, False), (MARCH.end, True)])
def test_a_month_that_is_over_keeps_what_was_taken_back_later(
    house: House, taken_back_at: datetime, counts: bool
) -> None:
    made = tag(house, worker_of(house.make_case(person=RIDER)), TagFacts("hardship"))
    untag_person(made, "登记有误", by=house.actor("lin"), at=taken_back_at)
    assert received("hardship", MARCH) == int(counts)


def test_the_list_filters_by_tags_of_the_case_and_of_its_people_today(house: House) -> None:
    own = house.make_case(groups=frozenset({Group.GIG}))
    theirs = house.make_case(person=PersonFacts(name="孙某", groups=frozenset({"gig"})))
    former = house.make_case(person=RIDER)
    tag(house, worker_of(former), TagFacts("gig", None, date(2026, 3, 1)))
    page = house.client("lin").get("/cases?group=gig").get_data(as_text=True)
    assert set(re.findall(r'href="/cases/(DA-2026-\d+)"', page)) == {own.number, theirs.number}


def test_an_administrator_adds_a_group_which_is_then_offered_everywhere(small_house: House) -> None:
    admin = small_house.client("city.admin")
    answer = send(admin, "/groups/new", code="veteran", name_zh="退役军人", name_en="Veterans", follow=True)
    assert "退役军人" in answer.get_data(as_text=True)
    lin = small_house.client("lin")
    assert 'value="veteran"' in lin.get("/cases/new").get_data(as_text=True)
    made = small_house.make_case(groups=frozenset({"veteran"}), at=datetime.fromisoformat("2030-01-01T09:00+08:00"))
    assert "退役军人" in lin.get(f"/cases/{made.number}").get_data(as_text=True)
    lin.set_cookie("language", "en")
    page = lin.get("/cases?group=veteran").get_data(as_text=True)
    assert "Veterans" in page
    assert made.number in page


def test_a_group_that_has_ended_is_offered_no_longer_and_its_tags_stay(house: House) -> None:
    city, admin = house.unit("CITY"), house.actor("city.admin")
    add_group(city, GroupFacts("young", "青年职工", "Young workers"), by=admin, at=MONDAY)
    case = house.make_case(groups=frozenset({"young"}))
    ended = GroupFacts("young", "青年职工", "Young workers", valid_to=date(2026, 3, 2))
    correct_group(city, "young", ended, by=admin, at=MONDAY)
    house.make_case(groups=frozenset({"young"}))
    with refused(ErrorCode.INVALID, "groups"):
        house.make_case(groups=frozenset({"young"}), at=MONDAY + DAY)
    assert "青年职工" in house.client("lin").get(f"/cases/{case.number}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (GroupFacts("gig", "骑手", "Riders"), ErrorCode.DUPLICATE, "code"),
        (GroupFacts("Gig", "骑手", "Riders"), ErrorCode.INVALID, "code"),
        (GroupFacts("g", "骑手", "Riders"), ErrorCode.INVALID, "code"),
        (GroupFacts("riders", " ", "Riders"), ErrorCode.INVALID, "name_zh"),
        (GroupFacts("riders", "骑手", "R" * 61), ErrorCode.INVALID, "name_en"),
    ],
)
def test_a_group_needs_a_free_code_and_two_names(
    small_house: House, facts: GroupFacts, code: ErrorCode, field: str
) -> None:
    with refused(code, field):
        add_group(small_house.unit("CITY"), facts, by=small_house.actor("city.admin"), at=MONDAY)


def test_the_page_tags_a_person_and_keeps_what_was_typed_where_it_is_refused(small_house: House) -> None:
    client, ident = small_house.client("lin"), person(small_house).id
    address = f"/people/{ident}/tags"
    wrong = send(client, address, group="gig", employer="没登记过的平台", evidence_text="接单截图")
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count("没有找到“没登记过的平台”") == 2
    assert 'value="接单截图"' in wrong.get_data(as_text=True)
    done = send(client, address, group="gig", occupation="rider", relation="pending", follow=True)
    body = done.get_data(as_text=True)
    assert "新就业形态劳动者 · 网约配送员" in body
    assert "待定" in body
    assert "新就业形态劳动者 · 网约配送员" in client.get(f"/people/{ident}").get_data(as_text=True)


def test_the_page_ends_a_tag_with_its_last_day(small_house: House) -> None:
    client, whom = small_house.client("lin"), person(small_house)
    made = tag(small_house, whom, TagFacts("hardship", date(2026, 1, 1)))
    address = f"/people/{whom.id}/tags/{made.id}/ending"
    without = send(client, address, how="over", reason="脱困")
    assert without.status_code == 422
    assert "请填写最后一天。" in without.get_data(as_text=True)
    done = send(client, address, how="over", reason="脱困", last_day="2026-03-01", follow=True)
    assert "不在期内" in done.get_data(as_text=True)


def test_tags_of_a_person_of_a_sealed_case_are_seen_by_its_readers_alone(house: House) -> None:
    hidden = PersonFacts(name="郗某某", groups=frozenset({"women"}))
    ask = Ask(family=Family.RIGHTS, categories=("C5",), text="被主管骚扰")
    case = submit(house.unit("DA"), ask, hidden, by=ANONYMOUS, at=MONDAY)
    made = db.session.scalars(unscoped(select(PersonTag), because="test")).one()
    ident, tag_id, number = made.person_id, made.id, case.number
    for login in (*STRANGERS, "lin"):
        client = house.client(login)
        assert db.session.scalars(visible(PersonTag, house.actor(login))).all() == [], login
        for address in (f"/people/{ident}/tags", f"/people/{ident}/tags/{tag_id}/ending"):
            assert client.get(address).status_code == client.get(address.replace(str(ident), "1")).status_code == 404
        assert number not in client.get("/cases?group=women").get_data(as_text=True)
    assert house.client("da.lead").get(f"/people/{ident}/tags").status_code == 200
    assert received("women", MARCH) == 1


def test_the_tag_of_one_person_is_not_found_under_another(small_house: House) -> None:
    client = small_house.client("lin")
    first, second = person(small_house), person(small_house)
    made = tag(small_house, first, TagFacts("gig"))
    assert client.get(f"/people/{second.id}/tags/{made.id}/ending").status_code == 404


@pytest.mark.parametrize("login", ["lin", "da.lead", "city.audit", "da.money"])
def test_only_administrators_keep_the_list_of_groups(small_house: House, login: str) -> None:
    client = small_house.client(login)
    for address in ("/groups", "/groups/new", "/groups/gig"):
        assert client.get(address).status_code == 403
    assert "/groups" not in client.get("/account").get_data(as_text=True)
