"""Registering, finding, correcting and revealing people; employers and their codes; on both databases."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from services.core.access import ANONYMOUS, SYSTEM, unscoped
from services.core.audit import Event, verify
from services.core.database import db, write_transaction
from services.core.errors import ErrorCode, Problem
from services.people.actions import (
    add_employer,
    correct_employer,
    correct_person,
    import_employers,
    register_person,
    reveal,
)
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import EmployerKind, PersonField, Sex
from services.people.models import Person
from services.people.queries import (
    employers_named_like,
    find_employer,
    find_person,
    find_person_by_id_number,
    find_person_by_phone,
    name_index,
)
from tests.fixtures import MONDAY, House

NUMBER = "11010519491231002X"
RIDER = PersonFacts(name="孙某", phone="138 1234 5678", id_number="11010519491231002x")


def refused(code: ErrorCode, field: str | None = None) -> AbstractContextManager[object]:
    return pytest.raises(Problem, check=lambda problem: (problem.code, problem.field) == (code, field))


def registered(house: House, facts: PersonFacts = RIDER, *, sealed: bool = False) -> Person:
    return register_person(house.unit("DA"), facts, sealed, by=house.actor("lin"), at=MONDAY)


def events(kind: str) -> list[Event]:
    statement = select(Event).where(Event.kind == kind).order_by(Event.id)
    return list(db.session.scalars(unscoped(statement, because="a test looks at everything")))


def test_the_id_number_tells_birth_and_sex(house: House) -> None:
    person = registered(house)
    assert (person.name, person.phone, person.id_number) == ("孙某", "13812345678", NUMBER)
    assert (person.sex, person.birth_year) == (Sex.FEMALE, 1949)


def test_an_age_becomes_a_year_of_birth(house: House) -> None:
    assert registered(house, PersonFacts(name="郑某", age=30)).birth_year == 1996
    with refused(ErrorCode.INVALID, "age"):
        registered(house, PersonFacts(age=130))


def test_nothing_readable_is_stored_or_recorded(house: House) -> None:
    person = registered(house)
    stored = [str(getattr(person, column.name)) for column in Person.__table__.columns]
    told = json.dumps([event.payload for event in events("person.registered")], ensure_ascii=False)
    for secret in ("孙某", "13812345678", NUMBER):
        assert not any(secret in cell for cell in stored)
        assert secret not in told


@pytest.mark.parametrize("login", ["lin", "da.lead", "hotline", "city.lead"])
def test_staff_of_the_unit_and_above_find_a_person_by_whole_number(house: House, login: str) -> None:
    person, actor = registered(house), house.actor(login)
    assert [found.id for found in find_person_by_phone("+86 138-1234-5678", actor)] == [person.id]
    assert [found.id for found in find_person_by_id_number("11010519491231002ｘ", actor)] == [person.id]


@pytest.mark.parametrize("login", ["sun", "db.lead", "city.audit", "city.admin", "da.money"])
def test_others_find_nobody_and_cannot_tell_why(house: House, login: str) -> None:
    person, actor = registered(house), house.actor(login)
    assert list(find_person_by_phone("13812345678", actor)) == []
    assert list(find_person_by_id_number(NUMBER, actor)) == []
    assert find_person(person.id, actor) is None
    with refused(ErrorCode.NOT_FOUND):
        reveal(person, PersonField.PHONE, "电话回访", by=actor, at=MONDAY)


def test_part_of_a_number_finds_nobody(house: House) -> None:
    registered(house)
    assert list(find_person_by_phone("13812345679", house.actor("lin"))) == []
    with refused(ErrorCode.INVALID, "phone"):
        find_person_by_phone("1381234", house.actor("lin"))


def test_a_sealed_person_has_no_index_and_is_found_by_nobody(house: House) -> None:
    person = registered(house, sealed=True)
    assert (person.phone_index, person.id_number_index) == (None, None)
    for login in ("lin", "da.lead", "city.lead"):
        assert list(find_person_by_phone("13812345678", house.actor(login))) == []
        assert find_person(person.id, house.actor(login)) is None


def test_a_sealed_person_is_reached_through_the_sealed_case_by_its_readers_alone(house: House) -> None:
    case = house.make_case(by="da.lead", categories=("C5",), person=RIDER)
    person = case.person
    assert person is not None
    assert person.sealed
    assert reveal(person, PersonField.PHONE, "电话联系", by=house.actor("da.lead"), at=MONDAY) == "13812345678"
    for login in ("fang", "city.lead", "sun", "city.admin"):
        with refused(ErrorCode.NOT_FOUND):
            reveal(person, PersonField.PHONE, "电话联系", by=house.actor(login), at=MONDAY)


def test_the_same_number_in_the_same_unit_is_the_same_person(house: House) -> None:
    first = registered(house)
    second = registered(house, PersonFacts(id_number=NUMBER, phone="13900001111"))
    assert first.id == second.id
    assert second.phone == "13900001111"
    assert [person.id for person in find_person_by_phone("13900001111", house.actor("lin"))] == [first.id]
    assert list(find_person_by_phone("13812345678", house.actor("lin"))) == []


def test_the_same_number_under_another_name_is_refused_with_the_name_masked(house: House) -> None:
    registered(house)
    with refused(ErrorCode.DUPLICATE, "id_number") as caught:
        registered(house, PersonFacts(name="李某", id_number=NUMBER))
    assert "孙*" in str(caught.value)  # type: ignore[attr-defined]
    assert "孙某" not in str(caught.value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("actor", [ANONYMOUS, "sun"])
def test_whoever_does_not_see_a_person_learns_nothing_by_registering_the_same(house: House, actor: object) -> None:
    known = registered(house)
    by = house.actor(actor) if isinstance(actor, str) else ANONYMOUS
    unit = house.unit("DB" if isinstance(actor, str) else "DA")
    again = register_person(unit, PersonFacts(name="李某", id_number=NUMBER), by=by, at=MONDAY)
    assert again.id != known.id


def test_a_correction_replaces_what_is_told_and_keeps_the_rest(house: House) -> None:
    person = registered(house)
    correct_person(person, PersonFacts(name="孙一某"), by=house.actor("lin"), at=MONDAY)
    assert (person.name, person.phone) == ("孙一某", "13812345678")
    assert [event.payload for event in events("person.corrected")] == [{"fields": ["name"]}]


def test_a_correction_that_changes_nothing_is_not_recorded(house: House) -> None:
    correct_person(registered(house), RIDER, by=house.actor("lin"), at=MONDAY)
    assert events("person.corrected") == []


def test_each_reveal_is_recorded_with_who_what_and_purpose(house: House) -> None:
    person, lin = registered(house), house.actor("lin")
    assert reveal(person, PersonField.ID_NUMBER, " 核对  身份 ", by=lin, at=MONDAY) == NUMBER
    (told,) = events("person.revealed")
    assert told.payload == {"field": "id_number", "purpose": "核对 身份"}
    assert (told.actor_id, told.subject_id, told.at) == (lin.user_id, person.id, MONDAY)
    assert verify()[1] == []


@pytest.mark.parametrize("purpose", ["", "  ", "看", "看" * 201])
def test_no_reveal_without_a_purpose(house: House, purpose: str) -> None:
    with refused(ErrorCode.INVALID, "purpose"):
        reveal(registered(house), PersonField.NAME, purpose, by=house.actor("lin"), at=MONDAY)
    assert events("person.revealed") == []


def test_what_is_not_known_cannot_be_revealed(house: House) -> None:
    with refused(ErrorCode.INVALID, "field"):
        reveal(registered(house, PersonFacts(name="孙某")), PersonField.PHONE, "回访", by=house.actor("lin"), at=MONDAY)


SHOP = EmployerFacts(name=" 示例  商场 ", code="SHOP", credit_code="91110000600037341l")


def test_an_employer_is_found_by_code_credit_code_or_exact_name(house: House) -> None:
    shop = add_employer(house.unit("DA"), SHOP, by=house.actor("lin"), at=MONDAY)
    assert shop.name == "示例 商场"
    for text in ("SHOP", "91110000600037341L", "91110000600037341l", " 示例 商场 "):
        assert find_employer(text) is shop
    assert find_employer("示例") is None


def test_two_employers_of_one_name_are_not_guessed_between(house: House) -> None:
    lin = house.actor("lin")
    for code in ("S1", "S2"):
        add_employer(house.unit("DA"), EmployerFacts(name="快递站", code=code), by=lin, at=MONDAY)
    assert find_employer("快递站") is None
    assert find_employer("S2") is not None


@pytest.mark.parametrize(
    ("facts", "field"),
    [(EmployerFacts(name="别家", code="SHOP"), "code"), (EmployerFacts("别家", None, SHOP.credit_code), "credit_code")],
)
def test_a_code_belongs_to_one_employer(house: House, facts: EmployerFacts, field: str) -> None:
    add_employer(house.unit("DA"), SHOP, by=house.actor("lin"), at=MONDAY)
    with refused(ErrorCode.DUPLICATE, field):
        add_employer(house.unit("DB"), facts, by=house.actor("sun"), at=MONDAY)


def test_the_federation_itself_may_register_an_employer(house: House) -> None:
    platform = add_employer(None, EmployerFacts("示例平台", "P", kind=EmployerKind.PLATFORM), by=SYSTEM, at=MONDAY)
    station = add_employer(None, EmployerFacts("示例站点", "S", upstream=platform), by=SYSTEM, at=MONDAY)
    assert station.upstream is platform
    with refused(ErrorCode.NOT_ALLOWED):
        add_employer(None, EmployerFacts("别家"), by=house.actor("city.lead"), at=MONDAY)


def test_a_chain_of_employers_has_an_end(house: House) -> None:
    lead, unit = house.actor("da.lead"), house.unit("DA")
    top = add_employer(unit, EmployerFacts("甲平台"), by=lead, at=MONDAY)
    low = add_employer(unit, EmployerFacts("乙站点", upstream=top), by=lead, at=MONDAY)
    with refused(ErrorCode.INVALID, "upstream"):
        correct_employer(unit, top, EmployerFacts("甲平台", upstream=low), by=lead, at=MONDAY)


def test_a_corrected_employer_keeps_its_own_code(house: House) -> None:
    lin, unit = house.actor("lin"), house.unit("DA")
    shop = add_employer(unit, SHOP, by=lin, at=MONDAY)
    correct_employer(unit, shop, EmployerFacts("示例百货", "SHOP"), by=lin, at=MONDAY)
    assert (shop.name, shop.credit_code) == ("示例百货", None)
    assert len(events("employer.corrected")) == 1


def test_employers_are_offered_by_the_beginning_of_their_name(house: House) -> None:
    names = ["示例一厂", "示例二厂", "别的厂", "100%公司"]
    import_employers(house.unit("DA"), [EmployerFacts(name) for name in names], by=house.actor("city.admin"), at=MONDAY)
    assert {employer.name for employer in employers_named_like("示例")} == {"示例一厂", "示例二厂"}
    assert [employer.name for employer in employers_named_like("100%")] == ["100%公司"]
    assert list(employers_named_like("%")) == []
    assert list(employers_named_like(" ")) == []


def test_a_name_of_before_is_indexed_by_the_command_and_a_sealed_one_never(house: House) -> None:
    known, hidden = registered(house), registered(house, PersonFacts(name="郗某某"), sealed=True)
    right = known.name_index
    assert right == name_index("孙某")
    with write_transaction():
        db.session.get_one(Person, known.id).name_index = None
    answer = house.app.test_cli_runner().invoke(args=["people", "index"])
    assert "已为 1 名职工补上姓名索引。" in answer.output
    db.session.expire_all()
    assert (known.name_index, hidden.name_index) == (right, None)


def test_part_of_a_name_has_another_index(house: House) -> None:
    assert name_index("孙某") != name_index("孙")
