"""No file is opened before it was judged; a scanner that is away, slow or unclear judges nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from services.cases.models import CaseFile
from services.core.access import unscoped
from services.core.audit import Event, verify
from services.core.database import db
from services.core.errors import NotSetUp
from services.core.files import judging
from services.core.files.kinds import FileEvent, Verdict
from services.core.files.scanning import Scanner
from services.core.settings import Settings
from tests.clamd import CLEAN, DROPS, FOUND, SILENT, clamd
from tests.files import file_of, photo
from tests.fixtures import House

NO_VERDICT = (SILENT, DROPS, "", "stream: ", "stream: FOUND", "INSTREAM size limit exceeded. ERROR", "stream: not OK")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "scanner_in_use", lambda: scanner(judging.settings_in_use().clamd_address))


def scanner(address: str) -> Scanner | None:
    return Scanner(address, seconds=0.5) if address else None


def with_scanner(house: House, address: str, **more: object) -> None:
    before = house.app.extensions["settings"]
    house.app.extensions["settings"] = replace(before, clamd_address=address, **more)  # type: ignore[arg-type]


def the_file() -> CaseFile:
    db.session.rollback()
    return db.session.scalars(unscoped(select(CaseFile), because="a test")).one()


def opened(house: House, login: str = "lin") -> list[int]:
    file = the_file()
    address = f"/cases/{file.case.number}/files/{file.id}"
    client = house.client(login)
    return [client.get(f"{address}/{part}").status_code for part in ("original", "picture", "thumbnail")]


def scan(house: House) -> tuple[int, str]:
    done = house.app.test_cli_runner().invoke(args=["files", "scan", "--tries", "1"])
    return done.exit_code, done.output


@pytest.mark.parametrize("over_tcp", [True, False])
def test_a_clean_file_is_judged_at_once_and_can_be_opened(house: House, tmp_path: Path, over_tcp: bool) -> None:
    with clamd(None if over_tcp else tmp_path) as stand_in:
        with_scanner(house, stand_in.address)
        file_of(house, house.make_case())
        assert stand_in.sent == [photo()]
    assert the_file().verdict is Verdict.CLEAN
    assert opened(house) == [200, 200, 200]
    kinds = db.session.scalars(unscoped(select(Event.kind).order_by(Event.id), because="a test")).all()
    assert [kind for kind in kinds if kind.startswith("file.")] == [FileEvent.ATTACHED, FileEvent.JUDGED]
    assert verify()[1] == []


def test_a_bad_file_is_seen_named_and_never_opened(house: House) -> None:
    with clamd(says=FOUND) as stand_in:
        with_scanner(house, stand_in.address)
        file_of(house, house.make_case())
    file = the_file()
    assert (file.verdict, file.found) == (Verdict.FOUND, "Eicar-Test-Signature")
    assert opened(house) == [409, 409, 409]
    page = house.client("lin").get(f"/cases/{file.case.number}/files/{file.id}").text
    assert "Eicar-Test-Signature" in page
    assert "下载原件" not in page


@pytest.mark.parametrize("says", NO_VERDICT)
def test_without_a_verdict_it_waits_unopened_until_the_command_gets_one(small_house: House, says: str) -> None:
    with clamd(says=says) as stand_in:
        with_scanner(small_house, stand_in.address)
        file_of(small_house, small_house.make_case())
        assert the_file().verdict is Verdict.WAITING
        assert opened(small_house) == [409, 409, 409]
        assert "等待病毒检查" in small_house.client("lin").get(f"/cases/{the_file().case.number}").text
        assert scan(small_house)[0] == 1
        assert the_file().verdict is Verdict.WAITING
        stand_in.says = CLEAN
        assert scan(small_house) == (0, "已检查 1 个文件，0 个没有得到结果。\n")
    assert opened(small_house) == [200, 200, 200]


def test_a_scanner_that_is_not_there_loses_no_case(small_house: House) -> None:
    with clamd() as stand_in:
        address = stand_in.address
    with_scanner(small_house, address)
    case = small_house.make_case()
    for _n in range(3):
        file_of(small_house, case)
    code, said = scan(small_house)
    assert (code, "3 个没有得到结果" in said) == (1, True)


def test_without_a_scanner_files_are_read_with_a_mark_or_not_at_all(small_house: House) -> None:
    file_of(small_house, small_house.make_case())
    assert the_file().verdict is Verdict.UNSCANNED
    assert opened(small_house) == [200, 200, 200]
    assert "未经病毒检查" in small_house.client("lin").get(f"/cases/{the_file().case.number}").text
    with_scanner(small_house, "", unscanned_readable=False)
    assert opened(small_house) == [409, 409, 409]
    assert scan(small_house)[0] == 1
    with clamd() as stand_in:
        with_scanner(small_house, stand_in.address, unscanned_readable=False)
        assert scan(small_house)[0] == 0
    assert opened(small_house) == [200, 200, 200]


def test_in_production_an_unscanned_file_stays_shut_unless_that_is_decided(tmp_path: Path) -> None:
    keys = {
        "SECRET_KEY": "x",
        "VAULT_KEYS": f"k1:{'A' * 43}=",
        "INDEX_KEY": f"{'A' * 43}=",
        "AUDIT_KEY": f"{'A' * 43}=",
    }
    production = {"APP_ENV": "production", "INSTANCE_DIR": str(tmp_path), **keys}
    development = {"INSTANCE_DIR": str(tmp_path)}
    assert not Settings.from_environment(production).unscanned_readable
    assert Settings.from_environment(production | {"UNSCANNED_FILES": "readable"}).unscanned_readable
    assert Settings.from_environment(development).unscanned_readable
    assert not Settings.from_environment(development | {"UNSCANNED_FILES": "unreadable"}).unscanned_readable


@pytest.mark.parametrize("address", ["clamd", "tcp://host", "tcp://:3310", "host:0", "host:99999", "tcp:///run/clamd"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str, tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match="CLAMD_ADDRESS"):
        Settings.from_environment({"INSTANCE_DIR": str(tmp_path), "CLAMD_ADDRESS": address})
