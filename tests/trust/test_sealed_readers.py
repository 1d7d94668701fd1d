"""Who receives sealed cases, and whom a case is kept from: officers, those struck out, tied, complained of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services.accounts.actions import add_user, disable_user, grant_post, revoke_post
from services.accounts.queries import live_post
from services.cases.actions import (
    TieFacts,
    accept,
    call_back,
    check,
    close,
    declare_tie,
    dismiss_officer,
    end_tie,
    exclude,
    link_union,
    log_contact,
    name_officer,
    note,
    pay,
    record_respondent,
    register,
    reply,
    submit,
    take,
)
from services.cases.kinds import Channel, Difficulty, Family, Outcome, Rating, RecoveryKind
from services.cases.models import Case, CaseExclusion, Contact, TieKind
from services.cases.queries import find_case
from services.cases.queries.readers import handlers_of
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, SYSTEM, Level, Role, unscoped, visible
from services.core.audit import Event
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.people.actions import add_employer, correct_employer
from services.people.facts import EmployerFacts, PersonFacts
from services.people.models import Employer
from services.units.actions import add_unit
from tests.cases.test_sealed import everything_kept
from tests.fixtures import MONDAY, PASSWORD, House
from tests.house.answers import send
from tests.portal.pages import Member, to_check

STORY = "主任多次在值班室对我动手动脚"
WORKER = PersonFacts(name="郗某某", phone="13987654321", id_number="11010519491231002X")
LATER = MONDAY + timedelta(days=1)


def sealed(house: House, unit: str = "DA", person: PersonFacts | None = None, **asked: object) -> Case:
    ask = Ask(family=Family.RIGHTS, categories=("C5",), text=STORY, **asked)  # type: ignore[arg-type]
    return submit(house.unit(unit), ask, person, by=ANONYMOUS, at=MONDAY)


def readers(house: House, case: Case) -> set[str]:
    """The logins of all staff who see the case."""
    staff = ("hotline", "city.lead", "city.audit", "city.admin", "lin", "fang", "da.lead", "da.money", "sun", "db.lead")
    return {login for login in staff if find_case(case.number, house.actor(login)) is not None}


def officer(house: House, login: str, *, unit: str = "DA", by: str = "da.lead") -> None:
    name_officer(house.unit(unit), house.user(login), by=house.actor(by), at=MONDAY)


def dismiss(house: House, login: str, *, unit: str = "DA", by: str = "da.lead") -> None:
    from services.cases.queries.readers import officers_named_in

    named = officers_named_in(house.unit(unit), house.actor(by))
    dismiss_officer(next(each for each in named if each.user.login == login), by=house.actor(by), at=LATER)


def factory(house: House, name: str = "示例工厂") -> Employer:
    return add_employer(house.unit("DA"), EmployerFacts(name=name), by=house.actor("lin"), at=MONDAY)


def refused(code: ErrorCode) -> object:
    return pytest.raises(Problem, check=lambda problem: problem.code is code)


# Officers


def test_without_named_officers_the_supervisors_receive(house: House) -> None:
    assert readers(house, sealed(house)) == {"da.lead"}


def test_named_officers_receive_instead_of_the_supervisors(house: House) -> None:
    before = sealed(house)
    officer(house, "lin")
    assert readers(house, sealed(house)) == {"lin"}
    assert readers(house, before) == {"da.lead"}


def test_nobody_names_themselves(house: House) -> None:
    with refused(ErrorCode.SAME_PERSON):
        officer(house, "da.lead")
    officer(house, "da.lead", by="city.lead")
    assert readers(house, sealed(house)) == {"da.lead"}


@pytest.mark.parametrize("login", ["sun", "db.lead", "da.money", "city.admin", "city.audit"])
def test_an_officer_works_on_cases_of_the_unit(house: House, login: str) -> None:
    with refused(ErrorCode.INVALID):
        officer(house, login)


@pytest.mark.parametrize("login", ["lin", "hotline", "city.admin", "city.audit", "db.lead", "da.money"])
def test_supervisors_of_the_unit_alone_name_and_dismiss(house: House, login: str) -> None:
    officer(house, "lin")
    with pytest.raises(Problem):
        officer(house, "fang", by=login)
    with pytest.raises((Problem, StopIteration)):
        dismiss(house, "lin", by=login)
    assert readers(house, sealed(house)) == {"lin"}


def test_an_officer_is_named_once_and_dismissed_once(house: House) -> None:
    officer(house, "lin")
    with refused(ErrorCode.DUPLICATE):
        officer(house, "lin")
    named = name_officer(house.unit("DA"), house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    dismiss_officer(named, by=house.actor("da.lead"), at=LATER)
    with refused(ErrorCode.ILLEGAL_MOVE):
        dismiss_officer(named, by=house.actor("da.lead"), at=LATER)
    officer(house, "fang")


def test_a_dismissed_officer_stops_reading_and_what_nobody_reads_goes_up(house: House) -> None:
    officer(house, "lin")
    case = sealed(house)
    client = house.client("lin")
    assert client.get(f"/cases/{case.number}").status_code == 200
    dismiss(house, "lin")
    assert client.get(f"/cases/{case.number}").status_code == 404
    assert readers(house, case) == {"city.lead"}
    assert readers(house, sealed(house)) == {"da.lead"}


def test_what_another_officer_still_reads_stays_where_it_is(house: House) -> None:
    officer(house, "lin")
    officer(house, "fang")
    case = sealed(house)
    dismiss(house, "lin")
    assert readers(house, case) == {"fang"}


def test_whoever_dismisses_gains_nothing_by_it(house: House) -> None:
    officer(house, "hotline", unit="CITY", by="city.lead")
    case = sealed(house, unit="CITY")
    with refused(ErrorCode.INVALID):
        dismiss(house, "hotline", unit="CITY", by="city.lead")
    assert readers(house, case) == {"hotline"}


def test_a_later_officer_reads_what_came_before_only_where_nobody_else_does(house: House) -> None:
    read = sealed(house)
    officer(house, "lin")
    assert readers(house, read) == {"da.lead"}
    post = live_post(house.user("city.lead"), house.unit("CITY"), Role.SUPERVISOR)
    unread = sealed(house, unit="CITY")
    assert post is not None
    revoke_post(post, by=SYSTEM, at=LATER)
    assert readers(house, unread) == set()
    grant_post(house.unit("CITY"), house.user("hotline"), Role.SUPERVISOR, by=SYSTEM, at=LATER)
    assert readers(house, unread) == {"hotline"}


@pytest.mark.parametrize("leaves", ["post", "account"])
def test_with_the_last_officer_of_a_unit_its_sealed_cases_go_up(house: House, leaves: str) -> None:
    case = sealed(house)
    if leaves == "account":
        disable_user(house.user("da.lead"), by=SYSTEM, at=LATER)
    else:
        post = live_post(house.user("da.lead"), house.unit("DA"), Role.SUPERVISOR)
        assert post is not None
        revoke_post(post, by=SYSTEM, at=LATER)
    assert readers(house, case) - {"da.lead"} == {"city.lead"}


def test_a_unit_whose_named_officers_have_all_left_leaves_it_to_the_unit_above(house: House) -> None:
    officer(house, "lin")
    disable_user(house.user("lin"), by=SYSTEM, at=LATER)
    assert readers(house, sealed(house)) == {"city.lead"}


def test_an_officer_loses_the_sight_with_the_post(house: House) -> None:
    officer(house, "lin")
    case = sealed(house)
    post = live_post(house.user("lin"), house.unit("DA"), Role.CASEWORKER)
    assert post is not None
    revoke_post(post, by=SYSTEM, at=LATER)
    assert readers(house, case) == {"city.lead"}


def test_an_administrator_is_never_made_a_reader(house: House) -> None:
    grant_post(house.unit("DA"), house.user("lin"), Role.SUPERVISOR, by=house.actor("city.admin"), at=MONDAY)
    assert "city.admin" not in readers(house, sealed(house))
    with refused(ErrorCode.NOT_ALLOWED):
        officer(house, "lin", by="city.admin")


# Struck out


def test_a_member_strikes_out_an_officer_and_the_others_read(house: House) -> None:
    grant_post(house.unit("DA"), house.user("fang"), Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    assert readers(house, sealed(house, not_for=frozenset({"da.lead"}))) == {"fang"}


def test_where_no_officer_is_left_it_goes_to_the_unit_above(house: House) -> None:
    assert readers(house, sealed(house, not_for=frozenset({"da.lead"}))) == {"city.lead"}


def test_a_name_that_was_written_is_matched_and_the_words_are_kept_for_the_readers(house: House) -> None:
    case = sealed(house, not_for_told="别让 戴区长 和他的侄子看到")
    assert readers(house, case) == {"city.lead"}
    assert "别让 戴区长 和他的侄子看到" not in everything_kept(house)
    page = house.client("city.lead").get(f"/cases/{case.number}").text
    assert "别让 戴区长 和他的侄子看到" in page


def test_whoever_is_named_in_an_ordinary_request_makes_it_a_sealed_one(house: House) -> None:
    case = house.make_case(not_for=frozenset({"da.lead"}))
    assert case.sealed
    assert readers(house, case) == {"city.lead"}


def test_a_request_that_nobody_could_read_is_refused(house: House) -> None:
    with refused(ErrorCode.INVALID):
        sealed(house, not_for=frozenset({"da.lead", "city.lead"}))
    assert db.session.scalar(unscoped(select(func.count(Case.id)), because="a test")) == 0


def test_struck_out_supervisors_never_come_back(house: House) -> None:
    case = sealed(house, not_for=frozenset({"da.lead", "fang"}))
    by = house.actor("city.lead")
    accept(case, Difficulty.ORDINARY, by=by, at=MONDAY)
    for login in ("da.lead", "fang"):
        assert house.user(login) not in handlers_of(case)
        with refused(ErrorCode.INVALID):
            take(case, house.user(login), by=by, at=MONDAY)
    officer(house, "fang")
    officer(house, "da.lead", by="city.lead")
    grant_post(house.unit("CITY"), house.user("da.lead"), Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    disable_user(house.user("city.lead"), by=SYSTEM, at=LATER)
    assert readers(house, case) - {"city.lead"} == set()


EXCLUDED_MAY_NOT: tuple[Callable[[House, Case, str], object], ...] = (
    lambda house, case, login: accept(case, Difficulty.ORDINARY, by=house.actor(login), at=LATER),
    lambda house, case, login: take(case, house.user(login), by=house.actor(login), at=LATER),
    lambda house, case, login: note(case, "看看", by=house.actor(login), at=LATER),
    lambda house, case, login: reply(case, Outcome.RESOLVED, "已解决", by=house.actor(login), at=LATER),
    lambda house, case, login: check(case, True, by=house.actor(login), at=LATER),
    lambda house, case, login: call_back(case, Rating.SATISFIED, by=house.actor(login), at=LATER),
    lambda house, case, login: close(case, by=house.actor(login), at=LATER),
    lambda house, case, login: pay(case, 100, RecoveryKind.OTHER, by=house.actor(login), at=LATER),
    lambda house, case, login: exclude(case, house.user("fang"), by=house.actor(login), at=LATER),
    lambda house, case, login: record_respondent(case, "某人", by=house.actor(login), at=LATER),
)


# Conflicts of interest, for every case


def by_respondent(house: House, case: Case) -> None:
    record_respondent(case, "戴区长", "对来访职工态度恶劣", house.user("da.lead"), by=house.actor("lin"), at=MONDAY)


def by_hand(house: House, case: Case) -> None:
    exclude(case, house.user("da.lead"), by=house.actor("lin"), at=MONDAY)


def by_employer(house: House, case: Case) -> None:
    facts = TieFacts(TieKind.FAMILY, case.employer, reason="配偶在该单位工作")
    declare_tie(house.user("da.lead"), facts, by=house.actor("da.lead"), at=MONDAY)


def by_phone(house: House, _case: Case) -> None:
    facts = TieFacts(TieKind.CLOSE, name="郗某某", phone="139 8765 4321")
    declare_tie(house.user("da.lead"), facts, by=house.actor("da.lead"), at=MONDAY)


def by_id_number(house: House, _case: Case) -> None:
    facts = TieFacts(TieKind.FAMILY, name="郗某某", id_number="11010519491231002x")
    declare_tie(house.user("da.lead"), facts, by=house.actor("city.lead"), at=MONDAY)


WAYS = {f.__name__: f for f in (by_respondent, by_hand, by_employer, by_phone, by_id_number)}
each_way = pytest.mark.parametrize("way", WAYS)


def open_case(house: House) -> Case:
    employer = factory(house)
    ask = Ask(family=Family.RIGHTS, categories=("A1",), text="欠薪两个月")
    return register(house.unit("DA"), ask, Channel.HOTLINE, WORKER, employer, by=house.actor("lin"), at=MONDAY)


@each_way
def test_an_open_case_is_closed_to_whoever_has_an_interest(house: House, way: str) -> None:
    case = open_case(house)
    assert readers(house, case) == {"hotline", "city.lead", "city.audit", "lin", "fang", "da.lead"}
    WAYS[way](house, case)
    assert readers(house, case) == {"hotline", "city.lead", "city.audit", "lin", "fang"}
    for verb in EXCLUDED_MAY_NOT:
        with refused(ErrorCode.NOT_FOUND):
            verb(house, case, "da.lead")
    seen = visible(Event, house.actor("da.lead")).where(Event.subject_id == case.id)
    assert db.session.scalars(seen).all() == []
    assert db.session.scalar(visible(CaseExclusion, house.actor("da.lead"), func.count(CaseExclusion.id))) == 0


@each_way
def test_a_handler_with_an_interest_steps_back(house: House, way: str) -> None:
    case = open_case(house)
    house.handled(case, handler="da.lead")
    WAYS[way](house, case)
    assert find_case(case.number, house.actor("lin")).handler_id is None  # type: ignore[union-attr]
    assert house.user("da.lead") not in handlers_of(case)
    with refused(ErrorCode.INVALID):
        take(case, house.user("da.lead"), by=house.actor("lin"), at=LATER)


@each_way
def test_the_page_is_that_of_a_number_that_never_was(
    house: House, way: str, count_statements: Callable[[], list[str]]
) -> None:
    from tests.cases.test_sealed import like, open_page, pages_of_a_case

    case = open_case(house)
    number = case.number
    WAYS[way](house, case)
    client = house.client("da.lead")
    client.get("/account")
    for method, rule in pages_of_a_case(house.app):
        hidden = open_page(client, method, rule.replace("<number>", number), count_statements)
        absent = open_page(client, method, rule.replace("<number>", like(number)), count_statements)
        assert hidden[0] == 404, (method, rule)
        assert hidden == absent, (method, rule)


@pytest.mark.parametrize("way", ["by_employer", "by_phone", "by_id_number"])
def test_a_tie_that_was_declared_before_counts_for_a_sealed_case(house: House, way: str) -> None:
    employer = factory(house)
    WAYS[way](house, Case(employer=employer))
    case = sealed(house, person=WORKER, employer_name=employer.name)
    assert readers(house, case) == {"city.lead"}


@pytest.mark.parametrize("way", ["by_employer", "by_phone", "by_id_number"])
def test_a_tie_that_is_declared_later_counts_for_a_sealed_case(house: House, way: str) -> None:
    employer = factory(house)
    case = sealed(house, person=WORKER, employer_name=employer.name)
    assert readers(house, case) == {"da.lead"}
    WAYS[way](house, case)
    assert readers(house, case) == {"city.lead"}


def test_a_caller_to_whom_somebody_is_tied_is_known_again_in_the_sealed_case(house: House) -> None:
    by_phone(house, sealed(house))
    call = log_contact(house.unit("DA"), Channel.HOTLINE, STORY, True, WORKER, by=house.actor("lin"), at=MONDAY)
    ask = Ask(family=Family.RIGHTS, categories=("C5",), text=STORY)
    case = register(house.unit("DA"), ask, Channel.HOTLINE, contact=call, by=house.actor("lin"), at=MONDAY)
    assert readers(house, case) == {"city.lead"}


def test_the_call_behind_a_case_with_an_interest_is_hidden_too(house: House) -> None:
    call = log_contact(house.unit("DA"), Channel.HOTLINE, "欠薪两个月", True, WORKER, by=house.actor("lin"), at=MONDAY)
    ask = Ask(family=Family.RIGHTS, categories=("A1",), text="欠薪两个月")
    case = register(house.unit("DA"), ask, Channel.HOTLINE, contact=call, by=house.actor("lin"), at=MONDAY)
    assert db.session.scalar(visible(Contact, house.actor("da.lead"), func.count(Contact.id))) == 1
    by_hand(house, case)
    assert db.session.scalar(visible(Contact, house.actor("da.lead"), func.count(Contact.id))) == 0
    assert db.session.scalar(visible(Contact, house.actor("fang"), func.count(Contact.id))) == 1


def test_staff_of_the_employers_own_union_do_not_see_what_concerns_it(house: House) -> None:
    works = add_unit(house.unit("SA"), "WKS", "示例工厂工会", Level.ENTERPRISE, by=SYSTEM, at=MONDAY)
    clerk = add_user(works, "wu", "吴厂会", [Role.CASEWORKER], secret=PASSWORD, by=SYSTEM, at=MONDAY)
    grant_post(house.unit("DA"), clerk, Role.SUPERVISOR, by=SYSTEM, at=MONDAY)
    employer = factory(house)
    about = house.make_case(employer_name=employer.name)
    other = house.make_case()
    assert find_case(about.number, house.actor("wu")) is not None
    link_union(works, employer, by=house.actor("city.lead"), at=MONDAY)
    assert find_case(about.number, house.actor("wu")) is None
    assert find_case(other.number, house.actor("wu")) is not None
    assert readers(house, about) >= {"lin", "da.lead", "city.lead"}
    secret = sealed(house, employer_name=employer.name)
    assert find_case(secret.number, house.actor("wu")) is None
    with refused(ErrorCode.DUPLICATE):
        link_union(works, employer, by=house.actor("city.lead"), at=MONDAY)
    with refused(ErrorCode.INVALID):
        link_union(house.unit("SA"), employer, by=house.actor("city.lead"), at=MONDAY)


# Chains of work


@dataclass
class Chain:
    """A platform, its contractor, the contractor's agent, and another contractor of the same platform."""

    platform: Employer
    contractor: Employer
    agent: Employer
    other: Employer


def chain_in(house: House) -> Chain:
    def add(name: str, upstream: Employer | None = None) -> Employer:
        facts = EmployerFacts(name=name, upstream=upstream)
        return add_employer(house.unit("DA"), facts, by=house.actor("lin"), at=MONDAY)

    platform = add("示例平台")
    contractor = add("示例承包商", platform)
    return Chain(platform, contractor, add("示例代理商", contractor), add("另一承包商", platform))


@pytest.mark.parametrize(
    ("tied", "kept"),
    [
        ("platform", {"platform", "contractor", "agent", "other"}),
        ("contractor", {"platform", "contractor", "agent"}),
        ("agent", {"platform", "contractor", "agent"}),
        ("other", {"platform", "other"}),
    ],
)
@pytest.mark.parametrize("way", ["tie", "union"])
def test_an_interest_counts_along_the_whole_chain_of_work(house: House, tied: str, kept: set[str], way: str) -> None:
    chain = chain_in(house)
    employers = {name: getattr(chain, name) for name in ("platform", "contractor", "agent", "other")}
    cases = {name: house.make_case(employer_name=employer.name) for name, employer in employers.items()}
    if way == "tie":
        facts = TieFacts(TieKind.FAMILY, employers[tied])
        declare_tie(house.user("fang"), facts, by=house.actor("fang"), at=MONDAY)
    else:
        works = add_unit(house.unit("SA"), "WKS", "示例工厂工会", Level.ENTERPRISE, by=SYSTEM, at=MONDAY)
        clerk = add_user(works, "wu", "吴厂会", [Role.CASEWORKER], secret=PASSWORD, by=SYSTEM, at=MONDAY)
        grant_post(house.unit("DA"), clerk, Role.CASEWORKER, by=SYSTEM, at=MONDAY)
        link_union(works, employers[tied], by=house.actor("city.lead"), at=MONDAY)
    login = "fang" if way == "tie" else "wu"
    assert {name for name, case in cases.items() if find_case(case.number, house.actor(login)) is None} == kept
    assert {name for name, case in cases.items() if house.user(login) not in handlers_of(case)} == kept
    assert all(find_case(case.number, house.actor("lin")) is not None for case in cases.values())


def test_an_officer_who_is_tied_to_the_agent_never_reads_about_the_platform(house: House) -> None:
    chain = chain_in(house)
    facts = TieFacts(TieKind.OWNS, chain.agent)
    declare_tie(house.user("da.lead"), facts, by=house.actor("da.lead"), at=MONDAY)
    assert readers(house, sealed(house, employer_name=chain.platform.name)) == {"city.lead"}


def test_whoever_comes_to_be_tied_when_a_chain_is_told_steps_back(house: House) -> None:
    platform, contractor = factory(house, "示例平台"), factory(house, "示例承包商")
    open_one = house.handled(house.make_case(employer_name=platform.name), handler="da.lead")
    secret = sealed(house, employer_name=platform.name)
    facts = TieFacts(TieKind.OWNS, contractor)
    declare_tie(house.user("da.lead"), facts, by=house.actor("da.lead"), at=MONDAY)
    assert readers(house, secret) == {"da.lead"}
    told = EmployerFacts(name=contractor.name, upstream=platform)
    correct_employer(house.unit("DA"), contractor, told, by=house.actor("lin"), at=LATER)
    assert readers(house, secret) == {"city.lead"}
    assert "da.lead" not in readers(house, open_one)
    assert find_case(open_one.number, house.actor("lin")).handler_id is None  # type: ignore[union-attr]


@pytest.mark.parametrize("login", ["lin", "da.lead", "city.audit"])
def test_ones_own_account_leads_to_the_ties(small_house: House, login: str) -> None:
    client = small_house.client(login)
    assert 'href="/account/ties"' in client.get("/account").text
    assert client.get("/account/ties").status_code == 200


def test_a_respondent_who_is_no_member_of_staff_keeps_nobody_out(house: House) -> None:
    case = open_case(house)
    before = readers(house, case)
    record_respondent(case, "周厂长", "车间主任", by=house.actor("lin"), at=MONDAY)
    assert readers(house, case) == before
    kept = everything_kept(house)
    assert "周厂长" not in kept
    assert "车间主任" not in kept


def test_whoever_is_excluded_last_leaves_the_sealed_case_to_the_unit_above(house: House) -> None:
    case = sealed(house)
    by_hand_of_lead = house.actor("da.lead")
    exclude(case, house.user("da.lead"), by=by_hand_of_lead, at=MONDAY)
    assert readers(house, case) == {"city.lead"}
    with refused(ErrorCode.INVALID):
        exclude(case, house.user("city.lead"), by=house.actor("city.lead"), at=LATER)
    assert readers(house, case) == {"city.lead"}


def test_nobody_is_excluded_twice(house: House) -> None:
    case = open_case(house)
    by_hand(house, case)
    with refused(ErrorCode.DUPLICATE):
        by_hand(house, case)


# Ties


def test_a_tie_is_declared_by_oneself_or_a_supervisor_and_ended_by_somebody_else(house: House) -> None:
    facts = TieFacts(TieKind.OWNS, factory(house))
    with refused(ErrorCode.NOT_FOUND):
        declare_tie(house.user("sun"), facts, by=house.actor("da.lead"), at=MONDAY)
    with refused(ErrorCode.NOT_ALLOWED):
        declare_tie(house.user("fang"), facts, by=house.actor("lin"), at=MONDAY)
    tie = declare_tie(house.user("lin"), facts, by=house.actor("lin"), at=MONDAY)
    with refused(ErrorCode.DUPLICATE):
        declare_tie(house.user("lin"), facts, by=house.actor("da.lead"), at=MONDAY)
    with refused(ErrorCode.NOT_ALLOWED):
        end_tie(tie, by=house.actor("lin"), at=LATER)
    end_tie(tie, by=house.actor("da.lead"), at=LATER)
    with refused(ErrorCode.ILLEGAL_MOVE):
        end_tie(tie, by=house.actor("da.lead"), at=LATER)


def test_a_supervisor_does_not_end_a_tie_of_their_own(house: House) -> None:
    lead = house.actor("da.lead")
    tie = declare_tie(house.user("da.lead"), TieFacts(TieKind.OWNS, factory(house)), by=lead, at=MONDAY)
    with refused(ErrorCode.SAME_PERSON):
        end_tie(tie, by=house.actor("da.lead"), at=LATER)
    end_tie(tie, by=house.actor("city.lead"), at=LATER)


def test_with_the_tie_ends_what_it_kept(house: House) -> None:
    case = open_case(house)
    tie = declare_tie(house.user("fang"), TieFacts(TieKind.OWNS, case.employer), by=house.actor("fang"), at=MONDAY)
    assert "fang" not in readers(house, case)
    end_tie(tie, by=house.actor("da.lead"), at=LATER)
    assert "fang" in readers(house, case)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (TieFacts(TieKind.FAMILY), "employer"),
        (TieFacts(TieKind.FAMILY, name="郗某某"), "phone"),
        (TieFacts(TieKind.FAMILY, name="郗某某", phone="123"), "phone"),
        (
            TieFacts(TieKind.FAMILY, name="郗某某", phone="13987654321", since=(MONDAY + timedelta(days=1)).date()),
            "since",
        ),
        (TieFacts(TieKind.FAMILY, name="郗某某", phone="13987654321", reason="长" * 501), "reason"),
    ],
)
def test_a_tie_that_could_not_be_known_again_is_refused(small_house: House, facts: TieFacts, field: str) -> None:
    lin = small_house.actor("lin")
    with pytest.raises(Problem, check=lambda problem: (problem.code, problem.field) == (ErrorCode.INVALID, field)):
        declare_tie(small_house.user("lin"), facts, by=lin, at=MONDAY)


def test_the_database_holds_no_word_of_a_tie_to_a_person(house: House) -> None:
    facts = TieFacts(TieKind.DISPUTE, name="郗某某", phone="13987654321", reason="曾经打过官司")
    declare_tie(house.user("lin"), facts, by=house.actor("lin"), at=MONDAY)
    kept = everything_kept(house)
    for words in ("郗某某", "13987654321", "曾经打过官司"):
        assert words not in kept


def test_a_member_and_a_caseworker_strike_out_on_the_pages_themselves(house: House) -> None:
    contact = {"naming": "no_name", "not_for_told": "戴区长"}
    checking = to_check(Member(house.client()), story={"text": STORY, "unit": "DA"}, contact=contact)
    assert checking.says("戴区长")
    number, _code = checking.send().receipt
    assert find_case(number, house.actor("da.lead")) is None
    assert find_case(number, house.actor("city.lead")) is not None
    answer = send(house.client("lin"), "/cases/new", unit="DA", text="欠薪", not_for_told="戴区长", follow=True)
    assert answer.status_code == 200
    struck = db.session.scalar(visible(Case, house.actor("city.lead"), func.count(Case.id)).where(Case.sealed))
    assert struck == 2
    assert db.session.scalar(visible(Case, house.actor("da.lead"), func.count(Case.id))) == 0


def test_a_member_who_leaves_nobody_is_told_at_the_field(house: House) -> None:
    contact = {"naming": "no_name", "not_for_told": "戴区长和陈市长"}
    told = to_check(Member(house.client()), story={"text": STORY, "unit": "DA"}, contact=contact).send()
    assert told.status == 422
    assert told.says("这样就没有人能看到这件诉求了")
