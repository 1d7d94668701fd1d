"""Nobody but its readers can learn that a sealed case exists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, text

from services.accounts.actions import revoke_post
from services.accounts.queries import live_post
from services.cases.actions import accept, agree, call_back, check, close, note, pay, reply, submit, take
from services.cases.kinds import Difficulty, Family, Group, Outcome, Rating, RecoveryKind
from services.cases.models import Case
from services.cases.queries import find_case
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, SYSTEM, Role, visible
from services.core.audit import Event
from services.core.database import Base, db
from services.core.errors import ErrorCode, Problem
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.queries import find_person_by_id_number, find_person_by_phone
from tests.fixtures import MONDAY, House
from tests.house.answers import send, words_of

STRANGERS = (
    "fang",  # a colleague in the same unit
    "hotline",  # a caseworker of the unit above
    "city.lead",  # a supervisor of the unit above
    "city.audit",
    "city.admin",
    "da.money",
    "sun",  # a colleague in a sibling unit
    "db.lead",  # a supervisor of a sibling unit
)
STORY = "主任多次在值班室对我动手动脚"
NOTE = "约在区总工会以外的地方见面"
WORKER = PersonFacts(name="郗某某", phone="13987654321", id_number="11010519491231002X")
LISTS = (
    "/cases",
    "/cases?state=open&order=due",
    "/cases?due=overdue&state=open",
    "/cases?status=received",
    "/cases?unit=DA",
    "/cases?category=C5",
    "/cases?group=women",
    "/cases?channel=web",
    "/cases?month=2026-03",
    "/contacts",
)
Statements = Callable[[], list[str]]


def sealed_case(house: House, unit: str = "DA") -> Case:
    ask = Ask(family=Family.RIGHTS, categories=("C5",), text=STORY, groups=frozenset({Group.WOMEN}))
    return submit(house.unit(unit), ask, WORKER, by=ANONYMOUS, at=MONDAY)


def like(number: str) -> str:
    """A number of the same form that was never given."""
    return number[:-4] + ("0000" if not number.endswith("0000") else "1111")


def pages_of_a_case(app: Flask) -> list[tuple[str, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/cases/<number>")]
    return [(method, rule.rule) for rule in rules for method in sorted(rule.methods & {"GET", "POST"})]


def tables_of_cases() -> list[type]:
    """Every model whose rows belong to a unit or to a case."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return [model for model in models if {"org_path", "case_id"} & set(model.__table__.c.keys())]


def seen_rows(house: House, login: str) -> dict[str, int | None]:
    """model → how many rows the colleague sees; None where nobody is given any."""
    counted: dict[str, int | None] = {}
    for model in tables_of_cases():
        try:
            counted[model.__name__] = db.session.scalar(visible(model, house.actor(login), func.count()))
        except TypeError:
            counted[model.__name__] = None
    return counted


def open_page(client: FlaskClient, method: str, address: str, sent: Statements) -> tuple[int, str, list[str], object]:
    before = len(sent())
    answer = client.open(address, method=method, data={"text": NOTE} if method == "POST" else None)
    number = address.split("/")[2]
    headers = sorted((name, value) for name, value in answer.headers if name not in ("Content-Length", "Date"))
    return answer.status_code, words_of(answer, without=number), sent()[before:], headers


def test_every_page_of_it_is_the_page_of_a_number_that_never_was(house: House, count_statements: Statements) -> None:
    number = sealed_case(house).number
    pages = pages_of_a_case(house.app)
    assert len(pages) >= 17
    for login in STRANGERS:
        client = house.client(login)
        client.get("/account")  # brings the cookie of the forms
        for method, rule in pages:
            hidden = open_page(client, method, rule.replace("<number>", number), count_statements)
            absent = open_page(client, method, rule.replace("<number>", like(number)), count_statements)
            assert hidden[0] == 404, (login, method, rule)
            assert hidden == absent, (login, method, rule)


def test_lists_filters_and_counts_read_as_before(house: House) -> None:
    house.make_case(person=PersonFacts(name="郑某", phone="13812345678"))
    clients = {login: house.client(login) for login in STRANGERS}
    before = {(login, page): words_of(clients[login].get(page)) for login in STRANGERS for page in LISTS}
    number = sealed_case(house).number
    for (login, page), words in before.items():
        after = words_of(clients[login].get(page))
        assert number not in after
        assert after == words, (login, page)
    assert number in house.client("da.lead").get("/cases?category=C5").get_data(as_text=True)


def test_no_row_of_any_table_betrays_it(house: House) -> None:
    house.handled(house.make_case(person=PersonFacts(name="郑某", phone="13812345678")))
    before = {login: seen_rows(house, login) for login in STRANGERS}
    case = sealed_case(house)
    lead = house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    note(case, NOTE, contacted=True, by=lead, at=MONDAY)
    pay(case, 100, RecoveryKind.OTHER, by=lead, at=MONDAY)
    assert {login: seen_rows(house, login) for login in STRANGERS} == before


def test_every_verb_says_not_found_before_anything_else(house: House) -> None:
    case = sealed_case(house)
    tried = (
        lambda by: accept(case, Difficulty.ORDINARY, by=by, at=MONDAY),
        lambda by: take(case, house.user("fang"), by=by, at=MONDAY),
        lambda by: note(case, NOTE, by=by, at=MONDAY),
        lambda by: reply(case, Outcome.RESOLVED, "已解决", by=by, at=MONDAY),
        lambda by: check(case, True, by=by, at=MONDAY),
        lambda by: call_back(case, Rating.SATISFIED, by=by, at=MONDAY),
        lambda by: close(case, by=by, at=MONDAY),
        lambda by: agree(case, 100, RecoveryKind.OTHER, by=by, at=MONDAY),
        lambda by: pay(case, 100, RecoveryKind.OTHER, by=by, at=MONDAY),
    )
    for login in STRANGERS:
        for verb in tried:
            with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.NOT_FOUND):
                verb(house.actor(login))


def test_its_person_is_found_by_no_look_up(house: House) -> None:
    sealed_case(house)
    for login in (*STRANGERS, "da.lead"):
        assert find_person_by_phone(WORKER.phone or "", house.actor(login)) == []
        assert find_person_by_id_number(WORKER.id_number or "", house.actor(login)) == []


def test_the_same_person_in_an_open_case_leads_nobody_to_the_sealed_one(house: House) -> None:
    sealed = sealed_case(house)
    hidden = sealed.persons[0].person_id
    house.make_case(person=WORKER)
    found = find_person_by_phone(WORKER.phone or "", house.actor("fang"))
    assert [person.id for person in found if person.id != hidden] == [person.id for person in found] != []


def test_drill_down_of_a_month_shows_it_to_its_readers_alone(house: House) -> None:
    number = sealed_case(house).number
    for login in STRANGERS:
        for figure in ("cases.received", "cases.open", "workers.involved", "group.women.received"):
            answer = house.client(login).get(f"/reports/DA/2026-03/{figure}")
            assert number not in answer.get_data(as_text=True), (login, figure)
    assert number in house.client("da.lead").get("/reports/DA/2026-03/cases.received").get_data(as_text=True)


def test_its_events_are_read_by_its_officers_alone(house: House) -> None:
    case = sealed_case(house)
    ids = {case.id, case.persons[0].person_id}
    for login in STRANGERS:
        seen = db.session.scalars(visible(Event, house.actor(login)).where(Event.subject_id.in_(ids))).all()
        assert [event.kind for event in seen] == [], login
    officer = visible(Event, house.actor("da.lead")).where(Event.subject_id == case.id)
    assert [event.kind for event in db.session.scalars(officer)] == ["case.submitted"]


def test_handler_and_supervisors_of_the_unit_see_it_whole(house: House) -> None:
    case = sealed_case(house)
    lead = house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user("lin"), by=lead, at=MONDAY)
    for login in ("lin", "da.lead"):
        page = house.client(login).get(f"/cases/{case.number}")
        assert page.status_code == 200
        assert STORY in page.get_data(as_text=True)
    assert db.session.scalars(visible(Person, house.actor("lin")).where(Person.sealed)).one().name == WORKER.name


def test_a_handler_who_gives_it_away_sees_it_no_longer(house: House) -> None:
    case = sealed_case(house)
    lead = house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user("lin"), by=lead, at=MONDAY)
    answer = send(house.client("lin"), f"/cases/{case.number}/handler", handler="fang", why="方二更合适", follow=True)
    assert answer.status_code == 200
    assert find_case(case.number, house.actor("lin")) is None
    assert find_case(case.number, house.actor("fang")) is not None


@pytest.mark.parametrize(("login", "role"), [("da.lead", Role.SUPERVISOR), ("lin", Role.CASEWORKER)])
def test_with_the_post_goes_the_sight_on_the_next_request(house: House, login: str, role: Role) -> None:
    case = sealed_case(house)
    lead = house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user("lin"), by=lead, at=MONDAY)
    client = house.client(login)
    assert client.get(f"/cases/{case.number}").status_code == 200
    post = live_post(house.user(login), house.unit("DA"), role)
    assert post is not None
    revoke_post(post, by=SYSTEM, at=MONDAY)
    assert client.get(f"/cases/{case.number}").status_code == 404


def test_a_unit_without_supervisors_leaves_it_to_the_nearest_unit_above(house: House) -> None:
    number = sealed_case(house, unit="SA").number
    assert find_case(number, house.actor("da.lead")) is not None
    for login in ("city.lead", "lin", "hotline"):
        assert find_case(number, house.actor(login)) is None


def test_whoever_registers_it_does_not_read_it_afterwards(house: House) -> None:
    answer = send(house.client("lin"), "/cases/new", text=STORY, category="C5", name="郗某某", follow=True)
    assert answer.status_code == 200
    assert STORY not in answer.get_data(as_text=True)
    assert db.session.scalar(visible(Case, house.actor("lin"), func.count(Case.id))) == 0


def test_the_database_holds_no_word_of_it(house: House) -> None:
    case = sealed_case(house)
    lead = house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user("da.lead"), by=lead, at=MONDAY)
    note(case, NOTE, by=lead, at=MONDAY)
    reply(case, Outcome.EXPLAINED, "已经把您调离该班组", by=lead, at=MONDAY)
    kept = everything_kept(house)
    assert case.number in kept
    for words in (STORY, NOTE, "调离该班组", WORKER.name, WORKER.phone, WORKER.id_number):
        assert words
        assert words not in kept


def everything_kept(house: House) -> str:
    """What whoever holds the database can read: the raw file, or every row as text."""
    file = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    if file:
        raw = b"".join(Path(file + suffix).read_bytes() for suffix in ("", "-wal"))
        return raw.decode("utf-8", "replace")
    with db.engine.connect() as connection:
        tables = [table.name for table in Base.metadata.sorted_tables]
        rows = (connection.execute(text(f'SELECT CAST(t AS text) FROM "{name}" t')) for name in tables)
        return "\n".join(row[0] for result in rows for row in result)
