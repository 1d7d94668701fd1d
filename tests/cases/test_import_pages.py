"""Importing on a page: looked at first, written once confirmed, gone on with when interrupted, nobody else's matter."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.accounts.actions import add_user
from services.cases.importing import staging
from services.cases.importing.columns import PLACES
from services.cases.importing.uploads import confirm
from services.cases.models import Case, ImportRun, ImportState, TableKind
from services.core.access import SYSTEM, Role, unscoped
from services.core.audit import verify
from services.core.database import db, write_transaction
from services.core.time import now
from tests.cases.import_house import TWIN
from tests.fixtures import MONDAY, PASSWORD, House

PLAIN = "编号,收到,单位,事由\nQ-1,2025/03/03,甲厂,欠薪两个月\nQ-2,尚未收到,乙厂,=1+1\n"
WA = {"kind": "cases", "unit": "CITY", "profile": "example:wa"}
BY_HAND = {"kind": "cases", "unit": "CITY", "profile": ""}
NAMED = {"name": "旧台账", "day_form": "%Y/%m/%d", **{f"c{at}": "" for at in range(len(PLACES[TableKind.CASES]))}}
NAMED |= {"c0": "编号", "c1": "收到", "c3": "单位"}


def upload(client: FlaskClient, raw: bytes, told: dict[str, str], name: str = "table.csv") -> TestResponse:
    return client.post("/imports/new", data={**told, "file": (io.BytesIO(raw), name)})


def uploaded(client: FlaskClient, raw: bytes, told: dict[str, str], name: str = "table.csv") -> str:
    """The address of the import."""
    answer = upload(client, raw, told, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.removesuffix("/columns")


def written(client: FlaskClient, address: str) -> str:
    """Confirms once it was looked at; the page that says what came of it."""
    page(client, address)
    assert client.post(f"{address}/confirmation").location == address
    return page(client, address)


def page(client: FlaskClient, address: str) -> str:
    """The page, once nothing goes on behind it any more."""
    for _look in range(300):
        answer = client.get(address)
        assert answer.status_code == 200
        shown = answer.get_data(as_text=True)
        if "看最新进度" not in shown:
            return shown
        time.sleep(0.1)
    raise AssertionError("the import does not get on")


def cases() -> int:
    return db.session.scalar(unscoped(select(func.count(Case.id)), because="a test counts everything")) or 0


def the_run() -> ImportRun:
    db.session.rollback()
    found = select(ImportRun).order_by(ImportRun.id.desc()).limit(1)
    return db.session.scalars(unscoped(found, because="a test looks at everything")).one()


def test_what_would_become_of_a_table_is_shown_before_anything_is_written(house: House) -> None:
    admin = house.client("city.admin")
    shown = page(admin, uploaded(admin, TWIN.read_bytes(), WA, "wa_twin.csv"))
    assert cases() == 0
    for words in ("已核对，待确认", "TW-1001", "Harbour Bakery LLC", "2019-08-30", "$190.00 plus", "8/29/", "确认导入"):
        assert words in shown, words
    run = the_run()
    assert (run.rows, run.new, run.waiting, run.odd) == (15, 15, 1, 10)


def test_what_was_confirmed_is_written_and_the_list_is_a_harmless_csv_file(house: House) -> None:
    admin = house.client("city.admin")
    address = uploaded(admin, TWIN.read_bytes(), WA)
    shown = written(admin, address)
    assert "导入完成" in shown
    assert "系统管理员不看案件" in shown
    assert cases() == 14
    answer = admin.get(f"{address}/faults.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 10
    assert ("13", "'=1+1") in {(row["row"], row["value"]) for row in rows}
    assert verify()[1] == []


def test_the_same_file_again_has_nothing_to_write(small_house: House) -> None:
    admin = small_house.client("city.admin")
    written(admin, uploaded(admin, TWIN.read_bytes(), WA))
    shown = page(admin, uploaded(admin, TWIN.read_bytes(), WA))
    assert "没有要写入的行" in shown
    assert "确认导入" not in shown


def test_columns_can_be_named_by_hand_and_the_others_go_into_the_text(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, PLAIN.encode(), BY_HAND)
    assert "事由" in page(admin, f"{address}/columns")
    assert admin.post(f"{address}/columns", data=NAMED).location == address
    shown = page(admin, address)
    assert "尚未收到" in shown
    assert "这一行暂存待补" in shown
    written(admin, address)
    db.session.rollback()
    case = db.session.scalars(unscoped(select(Case), because="a test looks at everything")).one()
    assert (case.text, case.employer_name) == ("事由: 欠薪两个月", "甲厂")


def test_a_column_that_must_be_named_is_asked_for_at_its_place(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, PLAIN.encode(), BY_HAND)
    answer = admin.post(f"{address}/columns", data=NAMED | {"c1": ""})
    assert answer.status_code == 422
    assert "请选择这一列。" in answer.get_data(as_text=True)
    assert the_run().state is ImportState.MAPPING


def test_the_worker_is_named_by_hand_and_shown_masked(small_house: House) -> None:
    admin = small_house.client("city.admin")
    raw = "编号,收到,单位,谁,手机\nQ-1,2025/03/03,甲厂,王示例,13800000001\nQ-2,2025/03/04,甲厂,李示例,1380000002\n"
    address = uploaded(admin, raw.encode(), BY_HAND)
    worker = [place.path for place in PLACES[TableKind.CASES]].index("columns.person.name")
    named = NAMED | {f"c{worker}": "谁", f"c{worker + 1}": "手机"}
    assert admin.post(f"{address}/columns", data=named).location == address
    shown = page(admin, address)
    for words in ("王*", "138****0001", "李*", "********02"):
        assert words in shown, words
    for words in ("王示例", "李示例", "13800000001", "1380000002"):
        assert words not in shown, words
    assert "********02" in admin.get(f"{address}/faults.csv").get_data(as_text=True)


def test_gb18030_is_recognised_where_columns_are_named_by_hand(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, PLAIN.encode("gb18030"), BY_HAND)
    assert "GB18030" in page(admin, f"{address}/columns")
    admin.post(f"{address}/columns", data=NAMED)
    written(admin, address)
    assert cases() == 1


def test_gb18030_is_offered_where_a_profile_says_otherwise(small_house: House) -> None:
    admin = small_house.client("city.admin")
    profile = "name: gb\ncolumns: {number: 编号, received: 收到}\ndates: '%Y/%m/%d'\n"
    told = BY_HAND | {"profile": "file"}
    sent = {**told, "file": (io.BytesIO(PLAIN.encode("gb18030")), "a.csv")}
    answer = admin.post("/imports/new", data=sent | {"profile_file": (io.BytesIO(profile.encode()), "gb.yaml")})
    shown = page(admin, answer.location)
    assert "像是 GB18030" in shown
    assert "按 GB18030 读取" in shown
    admin.post(f"{answer.location}/checking", data={"encoding": "gb18030"})
    assert "已核对，待确认" in page(admin, answer.location)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "没有内容"),
        (b"%PDF-1.7", "PDF"),
        (b"case_no\n1\n", "缺少列"),
        (TWIN.read_bytes() + b"1,2\n", "第 19 行有 2 格"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_a_sentence(small_house: House, raw: bytes, words: str) -> None:
    admin = small_house.client("city.admin")
    shown = page(admin, uploaded(admin, raw, WA))
    assert words in shown
    assert "确认导入" not in shown
    assert cases() == 0


def test_no_file_and_no_profile_are_told_at_their_fields(small_house: House) -> None:
    admin = small_house.client("city.admin")
    assert "请选择一个文件。" in admin.post("/imports/new", data=WA).get_data(as_text=True)
    answer = upload(admin, b"a\n", WA | {"profile": "file"})
    assert answer.status_code == 422
    assert "请选择配置文件。" in answer.get_data(as_text=True)
    assert list(staging.folder().iterdir()) == []


def test_a_workbook_is_read_like_a_csv_file(small_house: House, tmp_path: Path) -> None:
    from tests.cases.test_import_sheets import workbook

    rows: list[list[object]] = [line.split(",") for line in PLAIN.splitlines()]
    file = workbook(tmp_path / "a.xlsx", rows)
    admin = small_house.client("city.admin")
    address = uploaded(admin, file.read_bytes(), BY_HAND, "a.xlsx")
    admin.post(f"{address}/columns", data=NAMED)
    written(admin, address)
    assert cases() == 1


def test_the_file_waits_sealed_and_goes_when_it_was_written(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, TWIN.read_bytes(), WA)
    page(admin, address)
    waiting = list(staging.folder().iterdir())
    assert {file.suffix for file in waiting} == {".table", ".faults"}
    for file in waiting:
        assert file.stat().st_mode & 0o077 == 0
        assert b"TW-1001" not in file.read_bytes()
        assert b"190.00" not in file.read_bytes()
    written(admin, address)
    assert {file.suffix for file in staging.folder().iterdir()} == {".faults"}


def test_what_is_given_up_leaves_no_file(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, TWIN.read_bytes(), WA)
    page(admin, address)
    assert admin.post(f"{address}/removal").location == "/imports"
    assert list(staging.folder().iterdir()) == []
    assert (the_run().state, the_run().preview_sealed) == (ImportState.DROPPED, None)
    assert admin.post(f"{address}/confirmation").status_code == 409
    assert cases() == 0


def test_an_import_that_was_interrupted_goes_on_from_its_page(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, TWIN.read_bytes(), WA)
    page(admin, address)
    confirm(the_run(), by=small_house.actor("city.admin"), at=now() - timedelta(minutes=5))
    assert "接着导入" in page(admin, address)
    assert cases() == 0
    admin.post(f"{address}/confirmation")
    assert "导入完成" in page(admin, address)
    assert cases() == 14


@pytest.mark.parametrize("login", ["lin", "da.lead", "city.audit", "city.lead"])
def test_only_administrators_import(small_house: House, login: str) -> None:
    client = small_house.client(login)
    for address in ("/imports", "/imports/new"):
        assert client.get(address).status_code == 403
    assert "/imports" not in re.findall(r'href="([^"]+)"', client.get("/account").get_data(as_text=True))


def test_another_administrator_sees_nothing_of_the_file(small_house: House) -> None:
    add_user(small_house.unit("CITY"), "other", "另一位", [Role.ADMINISTRATOR], secret=PASSWORD, by=SYSTEM, at=MONDAY)
    with write_transaction():
        small_house.user("other").must_change = False
    admin, other = small_house.client("city.admin"), small_house.client("other")
    address = uploaded(admin, TWIN.read_bytes(), WA)
    for page_of_it in (address, f"{address}/faults.csv", f"{address}/columns"):
        assert other.get(page_of_it).status_code == 404
    for step in ("confirmation", "checking", "removal"):
        assert other.post(f"{address}/{step}").status_code == 404
    assert "table.csv" not in page(other, "/imports")


def test_a_unit_that_one_does_not_administer_is_no_choice(small_house: House) -> None:
    add_user(small_house.unit("DA"), "da.admin", "区管理", [Role.ADMINISTRATOR], secret=PASSWORD, by=SYSTEM, at=MONDAY)
    with write_transaction():
        small_house.user("da.admin").must_change = False
    answer = upload(small_house.client("da.admin"), TWIN.read_bytes(), WA)
    assert answer.status_code == 422
    assert cases() == 0


def test_more_than_a_megabyte_can_be_brought_here_and_nowhere_else(small_house: House) -> None:
    admin = small_house.client("city.admin")
    long = ",".join(["TW-9", "", "", "", "", "", "", "x" * 600_000, "2019-11-01", "", "", ""]) + "\n"
    raw = TWIN.read_bytes() + long.encode() * 2
    parts = [("kind", b"cases"), ("unit", b"CITY"), ("profile", b"example:wa"), ('file"; filename="long.csv', raw)]
    body = b"".join(
        b'--cut\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in parts
    )
    sent = {"data": body + b"--cut--\r\n", "content_type": "multipart/form-data; boundary=cut"}
    assert "已核对" in page(admin, admin.post("/imports/new", **sent).location)
    assert admin.post("/account/password", **sent).status_code == 413
    assert small_house.client().post("/imports/new", **sent).status_code == 413


def test_a_profile_used_before_is_offered_again(small_house: House) -> None:
    admin = small_house.client("city.admin")
    address = uploaded(admin, PLAIN.encode(), BY_HAND)
    admin.post(f"{address}/columns", data=NAMED)
    offered = re.search(r'value="(before:\d+)">旧台账', page(admin, "/imports/new"))
    assert offered
    assert "已核对" in page(admin, uploaded(admin, PLAIN.encode(), BY_HAND | {"profile": offered[1]}))


def test_every_kind_of_table_can_be_brought(small_house: House) -> None:
    offered = page(small_house.client("city.admin"), "/imports/new")
    for kind in TableKind:
        assert f'value="{kind.value}"' in offered


def test_a_members_roll_is_looked_at_and_taken_on_a_page(small_house: House) -> None:
    admin = small_house.client("city.admin")
    told = {"kind": "people", "unit": "CITY", "profile": "example:people"}
    raw = "会员证号,姓名,手机号,身份证号,重点群体\nM1,郑一鸣,13812345678,,骑手\nM2,王二,1381234,,\n"
    address = uploaded(admin, raw.encode(), told)
    shown = page(admin, address)
    assert "郑一鸣" in shown
    assert "1381234" not in shown, "what names somebody is masked, also where it cannot be read"
    assert "138****5678" in shown
    assert "导入完成" in written(admin, address)
    assert the_run().new == 2
