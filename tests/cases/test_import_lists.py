"""Rolls of people, employers and staff: the same checks, the same report, the same once and for all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from services.accounts.models import User
from services.accounts.queries import user_named
from services.cases.models import ImportedRow
from services.core.access import Role, unscoped
from services.core.audit import Event, verify
from services.core.database import db
from services.people.actions import register_person
from services.people.facts import PersonFacts
from services.people.kinds import EmployerKind
from services.people.models import Employer, Person, PersonTag
from tests.cases.import_house import ROOT
from tests.fixtures import MONDAY, House

EXAMPLES = ROOT / "docs" / "examples"
ONE, TWO = "11010519491231002X", "440524188001010014"
PEOPLE = f"""会员证号,姓名,手机号,身份证号,重点群体
M1,郑一鸣,138 1234 5678,{ONE},骑手、困难
M2,王二,1381234,,农民工
M3,李三,13987654321,110105194912310021,星际
M4,,13712345678,,
M5,赵五,13612345678,{ONE},
"""
EMPLOYERS = """单位名称,统一社会信用代码,简码,种类,上游单位
示例外卖平台,91110000600037341L,KUAI,平台,
示例工厂,91110000600037341X,,企业,
示例站点,,KUAI,外包,
示例小店,,,火箭,
"""
STAFF = """账号,姓名,单位代码,岗位
zhou.wu,周五,DA,caseworker、dispatcher
qian qi,钱七,DA,经办人
sun.ba,孙八,XX,经办人
li.jiu,李九,DB,系统管理员、负责人
lin,别人,DA,经办人
feng.shi,冯十,,负责人
"""


def run(house: House, folder: Path, kind: str, text: str, *options: str) -> Result:
    file = folder / f"{kind}.csv"
    file.write_text(text, "utf-8")
    told = ["cases", "import", str(file), "--profile", str(EXAMPLES / f"{kind}.yaml"), "--unit", "CITY"]
    done = house.app.test_cli_runner().invoke(args=[*told, "--errors", str(folder / "odd.csv"), *options])
    assert done.exit_code == 0, done.output
    return done


def odd(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "odd.csv").open(encoding="utf-8-sig", newline="") as told:
        return [(row["row"], row["column"], row["flag"]) for row in csv.DictReader(told)]


def all_of(model: type) -> list[object]:
    db.session.rollback()
    return list(db.session.scalars(unscoped(select(model).order_by(model.id), because="a test looks at everything")))


def events(kind: str) -> int:
    return sum(event.kind == kind for event in all_of(Event))  # type: ignore[attr-defined]


def test_a_roll_registers_people_with_their_groups(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, "people", PEOPLE)
    people = {person.name: person for person in all_of(Person)}  # type: ignore[attr-defined]
    assert people.keys() == {"郑一鸣", "王二", "李三"}
    assert (people["郑一鸣"].phone, people["郑一鸣"].id_number) == ("13812345678", ONE)
    tags = [(tag.person_id, tag.group) for tag in all_of(PersonTag)]  # type: ignore[attr-defined]
    assert sorted(group for ident, group in tags if ident == people["郑一鸣"].id) == ["gig", "hardship"]
    assert events("person.registered") == 3
    assert verify()[1] == []


def test_every_bad_cell_of_a_roll_is_told_and_its_row_kept(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, "people", PEOPLE)
    assert odd(tmp_path) == [
        ("3", "手机号", "bad_value"),
        ("4", "身份证号", "bad_value"),
        ("4", "重点群体", "unknown_word"),
        ("5", "姓名", "nothing_to_keep"),
        ("6", "身份证号", "other_name"),
    ]
    rows = {row.source_number: row for row in all_of(ImportedRow)}  # type: ignore[attr-defined]
    assert {number for number, row in rows.items() if row.subject_id is None} == {"M4", "M5"}
    assert "1381234" in rows["M2"].cells
    assert "1381234" not in rows["M2"].cells_sealed
    assert rows["M1"].cells is None


@pytest.mark.parametrize(("kind", "text"), [("people", PEOPLE), ("employers", EMPLOYERS), ("staff", STAFF)])
def test_the_same_roll_again_changes_nothing(house: House, tmp_path: Path, kind: str, text: str) -> None:
    run(house, tmp_path, kind, text)
    before = [len(all_of(model)) for model in (Person, Employer, User, ImportedRow, Event)]
    rows = text.count("\n") - 1
    assert f"新增 0 行，已有 {rows} 行" in run(house, tmp_path, kind, text).output
    assert [len(all_of(model)) for model in (Person, Employer, User, ImportedRow, Event)] == before


@pytest.mark.parametrize(("kind", "text"), [("people", PEOPLE), ("employers", EMPLOYERS), ("staff", STAFF)])
def test_a_dry_run_tells_the_same_and_writes_nothing(house: House, tmp_path: Path, kind: str, text: str) -> None:
    before = [len(all_of(model)) for model in (Person, Employer, User, ImportedRow, Event)]
    run(house, tmp_path, kind, text, "--dry-run")
    told = odd(tmp_path)
    assert [len(all_of(model)) for model in (Person, Employer, User, ImportedRow, Event)] == before
    run(house, tmp_path, kind, text)
    assert odd(tmp_path) == told


def test_a_waiting_row_is_taken_once_it_is_mended(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, "people", PEOPLE)
    assert "补正立案 1 行" in run(house, tmp_path, "people", PEOPLE.replace("M4,,", "M4,孙四,")).output
    assert "孙四" in {person.name for person in all_of(Person)}  # type: ignore[attr-defined]


def test_a_person_on_record_is_taken_up_and_not_renamed(house: House, tmp_path: Path) -> None:
    known = PersonFacts(name="郑一鸣", id_number=ONE)
    register_person(house.unit("DA"), known, by=house.actor("lin"), at=MONDAY)
    run(house, tmp_path, "people", PEOPLE)
    (person,) = (person for person in all_of(Person) if person.id_number == ONE)  # type: ignore[attr-defined]
    assert (person.name, person.phone) == ("郑一鸣", "13812345678")  # type: ignore[attr-defined]


def test_a_sealed_person_is_never_found_by_a_roll(house: House, tmp_path: Path) -> None:
    hidden = PersonFacts(name="别名", id_number=ONE)
    house.submit_case(categories=("C5",))
    register_person(house.unit("DA"), hidden, sealed=True, by=house.actor("lin"), at=MONDAY)
    run(house, tmp_path, "people", PEOPLE)
    assert ("2", "身份证号", "other_name") not in odd(tmp_path)
    assert [person.name for person in all_of(Person) if person.id_number == ONE] == ["别名", "郑一鸣"]  # type: ignore[attr-defined]


def test_employers_come_with_their_codes(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, "employers", EMPLOYERS)
    made = {one.name: one for one in all_of(Employer)}  # type: ignore[attr-defined]
    assert made.keys() == {"示例外卖平台", "示例工厂", "示例小店"}
    platform = made["示例外卖平台"]
    assert (platform.kind, platform.credit_code, platform.code) == (
        EmployerKind.PLATFORM,
        "91110000600037341L",
        "KUAI",
    )
    assert odd(tmp_path) == [
        ("3", "统一社会信用代码", "bad_value"),
        ("4", "简码", "other_name"),
        ("5", "种类", "unknown_word"),
    ]


CHAIN = """单位名称,统一社会信用代码,简码,种类,上游单位
示例中介甲,,AG1,中介,CO1
示例配送公司,,CO1,外包,91110000600037341L
示例外卖平台,91110000600037341L,,平台,
示例小店,,,企业,示例配送公司
示例孤店,,,企业,NOBODY
示例圈一,,R1,外包,R2
示例圈二,,R2,外包,R3
示例圈三,,R3,外包,R1
示例圈外,,R4,中介,R1
示例自己,,S1,外包,S1
"""


def upstreams() -> dict[str, str | None]:
    made = all_of(Employer)
    return {one.name: one.upstream.name if one.upstream else None for one in made}  # type: ignore[attr-defined]


@pytest.mark.parametrize("at_once", [1000, 1])
def test_chains_of_work_come_in_any_order_and_what_leads_nowhere_is_told(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("services.cases.importing.walking.ROWS_AT_ONCE", at_once)
    run(house, tmp_path, "employers", CHAIN)
    assert upstreams() == {
        "示例中介甲": "示例配送公司",
        "示例配送公司": "示例外卖平台",
        "示例外卖平台": None,
        "示例小店": "示例配送公司",
        "示例孤店": None,
        "示例圈一": None,
        "示例圈二": None,
        "示例圈三": None,
        "示例圈外": "示例圈一",
        "示例自己": None,
    }
    assert [(row, flag) for row, column, flag in odd(tmp_path) if column == "上游单位"] == [
        ("6", "unknown_upstream"),
        ("7", "chain_in_a_circle"),
        ("8", "chain_in_a_circle"),
        ("9", "chain_in_a_circle"),
        ("11", "chain_in_a_circle"),
    ]
    assert events("employer.added") == 10
    assert verify()[1] == []


def test_an_employer_on_record_learns_for_whom_it_works_and_keeps_what_it_knew(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, "employers", CHAIN)
    header = CHAIN.splitlines()[0]
    more = f"{header}\n示例外卖平台,91110000600037341L,,平台,AG1\n示例孤店,,,企业,AG1\n示例小店,,,企业,AG1\n"
    run(house, tmp_path, "employers", more)
    assert upstreams()["示例孤店"] == "示例中介甲"
    assert upstreams()["示例小店"] == "示例配送公司"
    assert upstreams()["示例外卖平台"] is None
    assert odd(tmp_path) == [("2", "上游单位", "chain_in_a_circle"), ("4", "上游单位", "other_upstream")]


def test_a_roll_of_employers_may_come_without_chains(house: House, tmp_path: Path) -> None:
    plain, file = tmp_path / "plain.yaml", tmp_path / "plain.csv"
    told = (EXAMPLES / "employers.yaml").read_text("utf-8").splitlines()
    plain.write_text("\n".join(line for line in told if "upstream" not in line), "utf-8")
    file.write_text("单位名称,统一社会信用代码,简码,种类\n示例小店,,,企业\n", "utf-8")
    args = ["cases", "import", str(file), "--profile", str(plain), "--unit", "CITY"]
    assert house.app.test_cli_runner().invoke(args=args).exit_code == 0
    assert upstreams()["示例小店"] is None


def test_staff_come_with_their_posts_and_without_a_password(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, "staff", STAFF)
    zhou = user_named("zhou.wu")
    assert {post.role for post in zhou.posts} == {Role.CASEWORKER, Role.DISPATCHER}
    assert (zhou.unit.code, zhou.password_hash) == ("DA", None)
    assert user_named("feng.shi").unit.code == "CITY"
    assert user_named("lin").name == "林一"
    assert odd(tmp_path) == [
        ("3", "账号", "bad_value"),
        ("4", "单位代码", "unknown_word"),
        ("5", "岗位", "unknown_word"),
        ("6", "账号", "other_name"),
    ]
    assert events("user.added") == len(all_of(User))
