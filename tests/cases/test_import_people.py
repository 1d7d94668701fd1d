"""Workers whom imported cases name: read by the rules of the room, linked where known, sealed with their case."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from services.cases.actions.ties import TieFacts, declare_tie
from services.cases.importing.cells import masked
from services.cases.importing.loading import profile_in
from services.cases.kinds import PartyRole, Status
from services.cases.models import Case, CaseExclusion, CasePerson, ExclusionWhy, ImportedRow, TieKind
from services.cases.queries.likeness import Likeness, alike
from services.core.access import unscoped
from services.core.audit import Event, verify
from services.core.database import Base, db
from services.core.errors import Problem
from services.people.actions import import_employers, register_person
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import Sex
from services.people.models import Person
from services.people.queries import find_person_by_phone
from tests.cases.import_house import said
from tests.fixtures import MONDAY, House

ONE, TWO = "11010519491231002X", "110105194912310011"
HEADER = "工单号,登记日期,办结日期,状态,受理日期,经办人,用人单位,类别,姓名,电话,证件,性别,诉求"
PROFILE = """
name: with-people
columns:
  number: 工单号
  received: 登记日期
  closed: 办结日期
  employer: {name: 用人单位}
  category: {column: 类别, values: {骚扰: C5, 欠薪: A1}, others: report}
  person: {name: 姓名, phone: 电话, id_number: 证件, sex: 性别}
course:
  status: {column: 状态, values: {办理中: handling, 已结案: closed}}
  accepted: 受理日期
  handler: 经办人
text:
  - {column: 诉求}
"""
OPEN = "{number},2026-02-09,,办理中,2026-02-10,lin,{firm},{category},{person},有人欠薪"
CLOSED = "{number},2026-02-09,2026-02-20,已结案,2026-02-10,,{firm},{category},{person},有人欠薪"


def row(number: str, person: str, line: str = OPEN, category: str = "欠薪", firm: str = "示例餐馆") -> str:
    return line.format(number=number, person=person, category=category, firm=firm)


def run(house: House, folder: Path, *rows: str, options: tuple[str, ...] = ()) -> Result:
    file, profile = folder / "table.csv", folder / "profile.yaml"
    file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    profile.write_text(PROFILE, "utf-8")
    told = ["cases", "import", str(file), "--profile", str(profile), "--unit", "DA"]
    done = house.app.test_cli_runner().invoke(args=[*told, "--errors", str(folder / "odd.csv"), *options])
    assert done.exit_code == 0, done.output
    db.session.rollback()
    return done


def odd(folder: Path) -> list[tuple[str, str, str, str]]:
    with (folder / "odd.csv").open(encoding="utf-8-sig", newline="") as told:
        return [(each["row"], each["column"], each["value"], each["flag"]) for each in csv.DictReader(told)]


def all_of(model: type[Base]) -> list[object]:
    found = select(model).order_by(*model.__mapper__.primary_key)
    return list(db.session.scalars(unscoped(found, because="a test looks at everything")))


def counts() -> list[int]:
    return [len(all_of(model)) for model in (Case, Person, CasePerson, ImportedRow, Event)]


def case_of(number: str) -> Case:
    came = select(Case).join(ImportedRow, ImportedRow.case_id == Case.id).where(ImportedRow.source_number == number)
    return db.session.scalars(unscoped(came, because="a test looks at everything")).one()


def workers(number: str) -> list[Person]:
    named = select(CasePerson).where(CasePerson.case_id == case_of(number).id, CasePerson.role == PartyRole.WORKER)
    links = db.session.scalars(unscoped(named, because="a test looks at everything")).all()
    return [link.person for link in links]


@pytest.mark.parametrize(("line", "status"), [(OPEN, Status.HANDLING), (CLOSED, Status.CLOSED)])
def test_a_case_comes_with_the_worker_to_call(house: House, tmp_path: Path, line: str, status: Status) -> None:
    run(house, tmp_path, row("N-1", f"王示例,138 0000 0001,{ONE.lower()},", line))
    assert odd(tmp_path) == []
    (worker,) = workers("N-1")
    assert case_of("N-1").status is status
    assert (worker.name, worker.phone, worker.id_number) == ("王示例", "13800000001", ONE)
    assert (worker.sex, worker.birth_year, worker.org_path) == (Sex.FEMALE, 1949, house.unit("DA").org_path)
    lin = house.actor("lin")
    assert list(find_person_by_phone("13800000001", lin)) == [worker]
    asked = PersonFacts(name="王示例")
    (like,) = alike(asked, "示例餐馆", case_of("N-1").received_at, lin)
    assert (like.number, like.why) == (case_of("N-1").number, Likeness.NAME_AND_EMPLOYER)
    assert [event.kind for event in all_of(Event)].count("person.registered") == 1  # type: ignore[attr-defined]
    assert verify()[1] == []


@pytest.mark.parametrize("line", [OPEN, CLOSED])
def test_a_cell_that_cannot_be_read_is_told_masked_and_its_row_kept(house: House, tmp_path: Path, line: str) -> None:
    run(house, tmp_path, row("N-1", f"王示例,1380000001,{ONE[:-1]}1,不详", line), row("N-2", ",,,男", line))
    assert odd(tmp_path) == [
        ("2", "电话", "********01", "bad_value"),
        ("2", "证件", "110***********0021", "bad_value"),
        ("2", "性别", "不详", "unknown_word"),
    ]
    (worker,) = workers("N-1")
    assert (worker.name, worker.phone, worker.id_number, worker.sex) == ("王示例", None, None, None)
    assert workers("N-2") == []
    assert "性别: 男" in (case_of("N-2").text or "")
    kept = {each.source_number: each for each in all_of(ImportedRow)}  # type: ignore[attr-defined]
    assert "1380000001" in (kept["N-1"].cells or "")
    assert kept["N-2"].cells is None
    for told in ("1380000001", ONE[:-1]):
        assert told not in (case_of("N-1").text or "")
        assert told not in str([event.payload for event in all_of(Event)])  # type: ignore[attr-defined]


def test_whoever_is_known_is_linked_and_keeps_what_is_on_record(house: House, tmp_path: Path) -> None:
    lin, unit = house.actor("lin"), house.unit("DA")
    first = register_person(unit, PersonFacts(name="王示例", phone="13800000001", id_number=ONE), by=lin, at=MONDAY)
    second = register_person(unit, PersonFacts(name="李示例", phone="13800000002"), by=lin, at=MONDAY)
    db.session.commit()
    ids = (first.id, second.id)
    run(
        house,
        tmp_path,
        row("N-1", f"王示例,13800000009,{ONE},"),
        row("N-2", f"李示例,13800000002,{TWO},", CLOSED),
        row("N-3", "李示例,13800000002,,"),
        row("N-4", "赵示例,13800000002,,"),
        row("N-5", f"黄示例,13800000005,{ONE},"),
        row("N-6", "黄示例,13800000005,,"),
    )
    assert [(place, flag) for place, _column, _value, flag in odd(tmp_path)] == [
        ("2", "other_phone"),
        ("6", "id_of_another"),
    ]
    named = [workers(f"N-{place}")[0] for place in range(1, 7)]
    assert [person.id for person in named[:3]] == [ids[0], ids[1], ids[1]]
    assert (named[0].phone, named[1].id_number) == ("13800000001", TWO)
    assert (named[3].name, named[4].name, named[4].id_number) == ("赵示例", "黄示例", None)
    assert named[4].id == named[5].id
    assert len(all_of(Person)) == 4


def test_the_same_table_again_changes_nothing_and_a_dry_run_writes_nothing(house: House, tmp_path: Path) -> None:
    table = [
        row("N-1", f"王示例,13800000001,{ONE},"),
        row("N-2", "李示例,1380000002,,", CLOSED),
        row("N-3", f"黄示例,,{ONE},"),
    ]
    before = counts()
    run(house, tmp_path, *table, options=("--dry-run",))
    told = odd(tmp_path)
    assert counts() == before
    run(house, tmp_path, *table)
    assert odd(tmp_path) == told
    after = counts()
    assert "新增 0 行，已有 3 行" in run(house, tmp_path, *table).output
    assert counts() == after


def test_the_worker_of_a_sealed_case_is_sealed_with_it(house: House, tmp_path: Path) -> None:
    lin = house.actor("lin")
    known = register_person(house.unit("DA"), PersonFacts(name="王示例", id_number=ONE), by=lin, at=MONDAY).id
    tie = TieFacts(TieKind.FAMILY, name="王示例", phone="13800000001", reason="姐妹")
    declare_tie(house.user("da.lead"), tie, by=house.actor("da.lead"), at=MONDAY)
    run(house, tmp_path, row("N-1", f"黄示例,13800000001,{ONE},", category="骚扰"))
    assert odd(tmp_path) == [], "a sealed worker is compared with nobody"
    (worker,) = workers("N-1")
    assert worker.id != known
    assert (worker.sealed, worker.name, worker.phone) == (True, "黄示例", "13800000001")
    assert (worker.name_index, worker.phone_index, worker.id_number_index) == (None, None, None)
    assert list(find_person_by_phone("13800000001", lin)) == []
    kept = [(each.user.login, each.why) for each in all_of(CaseExclusion) if each.user]  # type: ignore[attr-defined]
    assert kept == [("da.lead", ExclusionWhy.TIED)]


def test_a_handler_who_is_tied_to_the_worker_is_told_before_anything_is_written(house: House, tmp_path: Path) -> None:
    tie = TieFacts(TieKind.FAMILY, name="王示例", phone="13800000001", reason="夫妻")
    declare_tie(house.user("lin"), tie, by=house.actor("lin"), at=MONDAY)
    table = [row("N-1", "王示例,13800000001,,"), row("N-2", "李示例,13800000002,,")]
    run(house, tmp_path, *table, options=("--dry-run",))
    assert [(place, flag) for place, _column, _value, flag in odd(tmp_path)] == [("2", "bad_handler")]
    run(house, tmp_path, *table)
    assert [(case_of(number).status, case_of(number).handler_id) for number in ("N-1", "N-2")] == [
        (Status.ACCEPTED, None),
        (Status.HANDLING, house.user("lin").id),
    ]


def test_a_tie_along_the_chain_of_work_is_told_before_anything_is_written(house: House, tmp_path: Path) -> None:
    admin, lin = house.actor("city.admin"), house.actor("lin")
    (platform,) = import_employers(house.unit("CITY"), [EmployerFacts("示例平台")], by=admin, at=MONDAY)
    agent = EmployerFacts("示例餐馆", upstream=platform)
    import_employers(house.unit("CITY"), [agent], by=admin, at=MONDAY)
    declare_tie(house.user("lin"), TieFacts(TieKind.OWNS, platform, reason="持股"), by=lin, at=MONDAY)
    db.session.commit()
    run(house, tmp_path, row("N-1", ",,,"), row("N-2", ",,,", firm="示例商场"), options=("--dry-run",))
    assert [(place, flag) for place, _column, _value, flag in odd(tmp_path)] == [("2", "bad_handler")]


def test_people_are_looked_up_for_all_rows_at_once(
    house: House, tmp_path: Path, count_statements: Callable[[], list[str]]
) -> None:
    def asked(first: int, rows: int) -> int:
        before = len(count_statements())
        places = range(first, first + rows)
        table = [row(f"N-{at}", f"示例{at % 7},{13800000000 + at},,", CLOSED) for at in places]
        run(house, tmp_path, *table)
        return sum(each.lstrip().upper().startswith("SELECT") for each in count_statements()[before:])

    asked(0, 1)
    assert asked(100, 60) == asked(200, 10)


@pytest.mark.parametrize(
    ("field", "cell", "shown"),
    [
        ("phone", "1380000001", "********01"),
        ("phone", "13800000001", "138****0001"),
        ("phone", "王示例", "王*"),
        ("phone", "1381234", "1*"),
        ("id_number", "110105194912310021", "110***********0021"),
        ("id_number", "12", "1*"),
        ("name", "13800000001", "1*"),
        ("sex", "不详", "不详"),
        ("phone", "", ""),
    ],
)
def test_no_cell_that_names_somebody_is_shown_whole(field: str, cell: str, shown: str) -> None:
    assert masked(field, cell) == shown


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("{name: 姓名, phone: 电话, id_number: 证件, sex: 性别}", "{sex: 性别}", "name、phone、id_number"),
        ("{column: 诉求}", "{column: 电话}", "columns.person"),
        ("phone: 电话", "telephone: 电话", "columns.person.telephone"),
    ],
)
def test_a_profile_that_would_show_people_or_names_nobody_is_refused(old: str, new: str, sentence: str) -> None:
    with pytest.raises(Problem) as refused:
        profile_in(PROFILE.replace(old, new))
    assert sentence in said(refused.value)
