"""The tree from the command line: one sentence and a non-zero exit for whatever is wrong, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from services.units.queries import all_units

TABLE = """code,name,level,parent
DA,甲区总工会,district,CITY
CITY,示例市总工会,city,
DB,乙区总工会,区县,city
"""


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["units", *words])


def codes(app: Flask) -> list[str]:
    with app.app_context():
        return [unit.code for unit in all_units()]


def test_units_are_added_and_listed(app: Flask) -> None:
    assert run(app, "add", "wa", "示例", "--level", "province").exit_code == 0
    assert run(app, "add", "wa-1", "示例市", "--level", "city", "--parent", "wa").exit_code == 0
    assert run(app, "list").stdout == "WA\t示例\t省级\n  WA-1\t示例市\t市级\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "W A", "示例", "--level", "province"], "单位代码由字母"),
        (["add", "WA", " ", "--level", "province"], "单位名称应有"),
        (["add", "WA", "示例", "--level", "galaxy"], "没有“galaxy”这个层级"),
        (["add", "WA", "示例", "--level", "city", "--parent", "NONE"], "没有代码为“NONE”的单位"),
        (["import", "no-such-file.csv"], "no-such-file.csv"),
        (["import", "."], "“.”是文件夹"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(app: Flask, words: list[str], said: str) -> None:
    answer = run(app, *words)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert codes(app) == []


def test_a_table_is_imported_in_any_order_and_again_without_change(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("\ufeff" + TABLE, "utf-8")
    assert "新设单位 3 个" in run(app, "import", str(file)).stdout
    assert codes(app) == ["CITY", "DA", "DB"]
    assert "新设单位 0 个" in run(app, "import", str(file)).stdout
    assert codes(app) == ["CITY", "DA", "DB"]


def test_every_bad_cell_is_named_and_nothing_is_imported(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(
        TABLE + "D C,丙区,district,CITY\nDD,,district,CITY\n\nDE,戊区,moon,CITY\nDF,己区,district,NONE\n"
        "DA,又一个,district,CITY\nDG,庚市,city,CITY\n",
        "utf-8",
    )
    answer = run(app, "import", str(file))
    assert answer.exit_code == 1
    for line, column, value in (
        (5, "code", "D C"),
        (6, "name", ""),
        (8, "level", "moon"),
        (9, "parent", "NONE"),
        (10, "code", "DA"),
        (11, "level", "city"),
    ):
        assert f"第 {line} 行，“{column}”列，“{value}”：" in answer.stderr
    assert len(answer.stderr.splitlines()) == 7
    assert codes(app) == []


def test_units_in_a_circle_are_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("code,name,level,parent\nA,一,enterprise,B\nB,二,enterprise,A\nC,三,enterprise,A\n", "utf-8")
    answer = run(app, "import", str(file))
    assert answer.exit_code == 1
    assert answer.stderr.count("绕成了一圈") == 2
    assert codes(app) == []


def test_a_unit_that_differs_from_the_one_that_exists_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(TABLE, "utf-8")
    assert run(app, "import", str(file)).exit_code == 0
    file.write_text(TABLE.replace("乙区", "丁区"), "utf-8")
    answer = run(app, "import", str(file))
    assert answer.exit_code == 1
    assert "第 4 行，“code”列，“DB”" in answer.stderr


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (TABLE.encode("gb18030"), "UTF-8"),
        (b"", "空的"),
        (b'code,name,level,parent\n"CITY,x,city,\n', "格式有误"),
        (b"code,name,level,parent\nCITY,x,city,,,\n", "第 2 行"),
        (b"code,name\nCITY,x\n", "第一行应是这些列名"),
        (b"code,name,level,parent\nCI\0TY,x,city,\n", "不是 CSV"),
        (b"\x89PNG\r\n\x1a\n", "UTF-8"),
        (b"%PDF-1.7 \n", "第一行应是这些列名"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(app: Flask, tmp_path: Path, raw: bytes, said: str) -> None:
    file = tmp_path / "units.csv"
    file.write_bytes(raw)
    answer = run(app, "import", str(file))
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert codes(app) == []


def test_a_database_that_was_never_set_up_is_a_sentence(app: Flask) -> None:
    from services.core.database import db

    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
        else:
            db.drop_all()
    answer = run(app, "add", "WA", "示例", "--level", "province")
    assert answer.exit_code == 1
    assert "flask --app app db upgrade" in answer.stderr
