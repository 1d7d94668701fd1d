"""The tree on the pages of administrators: found, grown, renamed, closed, reopened, brought in as a table."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.accounts.actions import add_user
from services.cases.queries import units_for
from services.core.access import CASE_STAFF, SYSTEM, Level, Role
from services.core.database import write_transaction
from services.core.errors import ErrorCode, Problem
from services.units.actions import add_unit, close_unit, rename_unit, reopen_unit
from services.units.queries import PAGE, find_unit, tree_page
from tests.fixtures import MONDAY, PASSWORD, House
from tests.house.answers import send, words_of

HEADING = "code,name,level,parent"


def bring_in(client: FlaskClient, text: str | bytes, *, below: str = "DA") -> TestResponse:
    raw = text.encode() if isinstance(text, str) else text
    return client.post(f"/units/{below}/table", data={"table": (io.BytesIO(raw), "units.csv")}, follow_redirects=True)


def refused(code: ErrorCode) -> object:
    return pytest.raises(Problem, check=lambda problem: problem.code is code)


def keep_district(house: House) -> FlaskClient:
    add_user(house.unit("DA"), "da.admin", "区管理", [Role.ADMINISTRATOR], secret=PASSWORD, by=SYSTEM, at=MONDAY)
    user = house.user("da.admin")
    with write_transaction():
        user.must_change = False
    return house.client("da.admin")


def test_the_tree_is_listed_with_its_depth(small_house: House) -> None:
    page = words_of(small_house.client("city.admin").get("/units"))
    places = [page.index(f">{name}<") for name in ("示例市总工会", "甲区总工会", "甲区一街道总工会", "乙区总工会")]
    assert places == sorted(places)
    for depth in (0, 1, 2):
        assert f'class="depth-{depth}"' in page


def test_administrator_of_a_district_keeps_the_district_alone(small_house: House) -> None:
    client = keep_district(small_house)
    page = words_of(client.get("/units"))
    assert "甲区一街道总工会" in page
    assert "乙区总工会" not in page
    assert "示例市总工会" not in page
    for address in ("/units/DB", "/units/CITY/units", "/units?under=CITY", "/units/DB/name", "/units/DB/table"):
        assert client.get(address).status_code == 403, address
    assert client.get("/units/NOWHERE").status_code == 404


@pytest.mark.parametrize("login", ["lin", "hotline", "da.lead", "da.money", "city.audit"])
def test_whoever_is_no_administrator_keeps_no_units(small_house: House, login: str) -> None:
    client = small_house.client(login)
    for address in ("", "/DA", "/DA/units", "/DA/name", "/DA/closure", "/DA/reopening", "/DA/table"):
        assert client.get(f"/units{address}").status_code == 403, address
    assert 'href="/units"' not in words_of(client.get("/account"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("街道", {"SA"}),
        ("da", {"DA"}),
        ("总工会", {"CITY", "DA", "DB", "SA"}),
        ("%", set()),
        ("_A", set()),
        ("A", set()),
    ],
)
def test_a_unit_is_found_by_a_part_of_its_name_or_the_beginning_of_its_code(
    house: House, text: str, found: set[str]
) -> None:
    assert {unit.code for unit in tree_page(["/CITY/"], text).units} == found


def test_a_long_tree_is_turned_over_page_by_page_without_a_gap(house: House) -> None:
    for number in range(PAGE):
        add_unit(house.unit("DB"), f"E{number}", f"企业{number}", Level.ENTERPRISE, by=SYSTEM, at=MONDAY)
    first = tree_page(["/CITY/"])
    second = tree_page(["/CITY/"], after=first.after or "")
    assert (len(first.units), second.after) == (PAGE, None)
    codes = [unit.code for unit in [*first.units, *second.units]]
    assert len(codes) == len(set(codes)) == PAGE + 4
    page = words_of(house.client("city.admin").get("/units"))
    assert "下一页" in page


def test_a_unit_is_set_up_below_another(house: House) -> None:
    admin = house.client("city.admin")
    answer = send(admin, "/units/DA/units", name="甲区二街道总工会", code="sb", level="street", follow=True)
    assert "已设立" in words_of(answer)
    made = find_unit("SB")
    assert made is not None
    assert (made.org_path, made.level) == ("/CITY/DA/SB/", Level.STREET)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "sa"}, "已有单位使用"),
        ({"code": "甲"}, "单位代码由字母"),
        ({"code": ""}, "请填写单位代码"),
        ({"name": ""}, "请填写单位名称"),
        ({"name": "工" * 121}, "最多 120 个字"),
        ({"level": "city"}, "层级"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_and_what_was_typed_stays(
    small_house: House, typed: dict[str, str], sentence: str
) -> None:
    given = {"name": "甲区二街道总工会", "code": "SB", "level": "street", **typed}
    answer = send(small_house.client("city.admin"), "/units/DA/units", **given)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert given["name"] in words_of(answer)
    assert find_unit("SB") is None


def test_a_unit_is_renamed_and_keeps_its_code_and_cases(house: House) -> None:
    case = house.make_case()
    send(house.client("city.admin"), "/units/DA/name", name="甲区职工之家")
    assert (case.unit.name, case.unit.code, case.number) == ("甲区职工之家", "DA", "DA-2026-000001")
    again = send(house.client("city.admin"), "/units/DA/name", name="甲区职工之家")
    assert (again.status_code, "名称没有变化" in words_of(again)) == (422, True)


def test_the_second_of_two_who_rename_at_once_is_told(house: House) -> None:
    first, second = house.client("city.admin"), keep_district(house)
    seen = house.unit("DA").version
    first.post("/units/DA/name", data={"name": "甲区一", "version": seen})
    answer = second.post("/units/DA/name", data={"name": "甲区二", "version": seen})
    assert (answer.status_code, "他人已修改" in words_of(answer)) == (422, True)
    assert house.unit("DA").name == "甲区一"


def test_in_a_closed_unit_nothing_new_arises_and_what_is_open_goes_on(house: House) -> None:
    case = house.make_case(unit="SA", by="lin")
    send(house.client("city.admin"), "/units/SA/closure")
    assert not house.unit("SA").active
    assert "SA" not in {unit.code for unit in units_for(house.actor("lin"), CASE_STAFF)}
    with refused(ErrorCode.ILLEGAL_MOVE):
        add_unit(house.unit("SA"), "WORKS", "工厂工会", Level.ENTERPRISE, by=house.actor("city.admin"), at=MONDAY)
    assert house.handled(case).handler is not None
    send(house.client("city.admin"), "/units/SA/reopening")
    assert "SA" in {unit.code for unit in units_for(house.actor("lin"), CASE_STAFF)}


def test_a_branch_is_closed_from_below_and_reopened_from_above(house: House) -> None:
    by = house.actor("city.admin")
    for code in ("CITY", "DA"):
        with refused(ErrorCode.ILLEGAL_MOVE):
            close_unit(house.unit(code), by=by, at=MONDAY)
    close_unit(house.unit("SA"), by=by, at=MONDAY)
    close_unit(house.unit("DA"), by=by, at=MONDAY)
    for verb, code in ((reopen_unit, "SA"), (close_unit, "SA"), (reopen_unit, "DB")):
        with refused(ErrorCode.ILLEGAL_MOVE):
            verb(house.unit(code), by=by, at=MONDAY)
    reopen_unit(house.unit("DA"), by=by, at=MONDAY)
    assert reopen_unit(house.unit("SA"), by=by, at=MONDAY).active


def test_verbs_of_the_tree_refuse_in_their_order(house: House) -> None:
    for login in ("da.lead", "lin", "city.audit"):
        with refused(ErrorCode.NOT_ALLOWED):
            rename_unit(house.unit("DA"), "", by=house.actor(login), at=MONDAY)
    with refused(ErrorCode.INVALID):
        rename_unit(house.unit("DA"), " ", by=house.actor("city.admin"), at=MONDAY)


def test_a_table_of_units_is_brought_in_below_the_unit_in_any_order_and_twice(house: House) -> None:
    table = f"{HEADING}\nW1,一厂工会,enterprise,SB\nSB,甲区二街道总工会,街道乡镇,\n"
    admin = house.client("city.admin")
    assert "新设单位 2 个" in words_of(bring_in(admin, "\ufeff" + table))
    works = find_unit("W1")
    assert works is not None
    assert works.org_path == "/CITY/DA/SB/W1/"
    assert "新设单位 0 个" in words_of(bring_in(admin, table))


def test_every_fault_of_a_table_is_shown_with_its_line_and_nothing_is_brought_in(house: House) -> None:
    table = f"{HEADING}\nSB,二街道,street,\nB A,坏代码,street,\nSC,三街道,area,\nSD,四街道,street,NOWHERE\n"
    answer = bring_in(house.client("city.admin"), table)
    page = words_of(answer)
    assert answer.status_code == 422
    assert "表中有 3 处不对" in page
    for said in ("B A", "area", "NOWHERE", ">3<", ">4<", ">5<"):
        assert said in page
    assert find_unit("SB") is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "请选择文件|文件是空的"),
        ("代码,名称\n1,2\n".encode(), "第一行应是这些列名"),
        ("code,name,level,parent\nSB,二街道,street,\n".encode("utf-16"), "文件不是 UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "文件不是 UTF-8"),
        (f"{HEADING}\nSB,二街道\n".encode(), "应有 4 格"),
        (f"{HEADING}\n<script>alert(1)</script>,x,street,\n".encode(), "&lt;script&gt;"),
    ],
)
def test_what_is_no_such_table_is_refused_in_a_sentence(small_house: House, sent: bytes, sentence: str) -> None:
    answer = bring_in(small_house.client("city.admin"), sent)
    assert answer.status_code == 422
    assert any(each in words_of(answer) for each in sentence.split("|"))


def test_without_a_file_one_is_asked_for(small_house: House) -> None:
    answer = small_house.client("city.admin").post("/units/DA/table", data={"table": "not a file"})
    assert (answer.status_code, "请选择文件" in words_of(answer)) == (422, True)
