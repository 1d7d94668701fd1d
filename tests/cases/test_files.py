"""Files on a case: added, shown, handed out, withdrawn, and for whom they do not exist."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse, encode_multipart

from services.cases.actions import attach, withdraw_file
from services.cases.models import Case, CaseFile
from services.cases.queries import files_of, find_file, timeline_of
from services.core.access import Actor, ActorKind, unscoped, visible
from services.core.audit import Event, verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.files import storing
from services.core.files.kinds import FileEvent
from services.core.files.receiving import MOST_BYTES
from services.core.vault_commands import rotate
from tests.cases.states import handled
from tests.cases.test_sealed import STRANGERS, everything_kept, sealed_case
from tests.files import CAMERA, file_of, office, paper, photo, staged_photo, upload
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of, words_of

NAME = "张三的工资条.jpg"


def sent(client: FlaskClient, number: str, *files: tuple[str, bytes], **typed: object) -> TestResponse:
    """Chooses files on the page and sends them, as a browser does."""
    address = f"/cases/{number}/files"
    filled: dict[str, object] = dict(form_of(client.get(address)))
    filled |= typed | {"files": [upload(raw, name) for name, raw in files]}
    boundary, body = encode_multipart(MultiDict(filled))
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def all_files() -> list[CaseFile]:
    db.session.rollback()
    return list(db.session.scalars(unscoped(select(CaseFile).order_by(CaseFile.id), because="a test")))


def events(kind: FileEvent) -> int:
    return db.session.scalar(unscoped(select(func.count(Event.id)).where(Event.kind == kind), because="a test")) or 0


def refused(code: ErrorCode) -> object:
    return pytest.raises(Problem, check=lambda problem: problem.code is code)


def address_of(file: CaseFile, part: str = "") -> str:
    return f"/cases/{file.case.number}/files/{file.id}{part}"


def on_disk(house: House) -> list[Path]:
    return [file for file in house.app.extensions["settings"].files_dir.rglob("*") if file.is_file()]


def test_what_a_colleague_sends_is_on_the_case_and_comes_back_as_it_was(house: House) -> None:
    case, client = handled(house), house.client("lin")
    raw = photo(camera=True)
    assert sent(client, case.number, (NAME, raw), ("合同.pdf", paper())).status_code == 303
    first, second = all_files()
    assert (first.name, first.size, first.by.login if first.by else "") == (NAME, len(raw), "lin")
    page = client.get(f"/cases/{case.number}").text
    assert NAME in page
    assert "收到材料：2 个文件" in page
    answer = client.get(address_of(first, "/original"))
    assert answer.data == raw
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.mimetype == "image/jpeg"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(address_of(second, "/original")).data == paper()
    assert first.sha256 in client.get(address_of(first)).text
    assert verify()[1] == []


def test_copies_are_pictures_without_a_word_about_the_camera(house: House) -> None:
    case, client = handled(house), house.client("lin")
    sent(client, case.number, (NAME, photo(camera=True)), ("合同.pdf", paper()), ("表.xlsx", office("xlsx")))
    picture, contract, table = all_files()
    for file in (picture, contract):
        for part in ("/picture", "/thumbnail"):
            copy = client.get(address_of(file, part))
            assert (copy.status_code, copy.mimetype) == (200, "image/jpeg")
            assert CAMERA.encode() not in copy.data
            assert b"Exif" not in copy.data
    assert client.get(address_of(table, "/picture")).status_code == 404


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("病毒.exe", b"MZ" + bytes(90))], "类型不能接收"),
        ([("a.svg", b"<svg onload=alert(1)>")], "类型不能接收"),
        ([("a.jpg", b"")], "是空的"),
        ([("a.jpg", photo()[:-30])], "打不开"),
        ([("a.docx", office(word__bomb=bytes(20_000_000)))], "解压后太大"),
        ([("a.txt", b"a" * 1_048_577)], "最多 1 MB"),
        ([], "请选择文件"),
    ],
)
def test_a_refused_file_is_one_sentence_at_the_field_and_nothing_is_kept(
    small_house: House, files: list[tuple[str, bytes]], words: str
) -> None:
    case, client = handled(small_house), small_house.client("lin")
    answer = sent(client, case.number, *files)
    assert answer.status_code == 422
    assert len(re.findall(words, answer.text)) == 2  # at the top and at the field
    assert all_files() == []
    assert on_disk(small_house) == []


def test_the_good_ones_stay_in_the_form_beside_a_bad_one(small_house: House) -> None:
    case, client = handled(small_house), small_house.client("lin")
    answer = sent(client, case.number, (NAME, photo()), ("a.exe", b"MZ"))
    assert answer.status_code == 422
    assert all_files() == []
    again = form_of(answer)
    assert len(again["files_kept"]) == 1
    assert client.post(f"/cases/{case.number}/files", data=again).status_code == 303
    assert [file.name for file in all_files()] == [NAME]
    assert client.post(f"/cases/{case.number}/files", data=again).status_code == 303
    assert len(all_files()) == 1


def test_more_than_ten_at_once_and_more_than_the_case_holds_are_refused(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, client = handled(small_house), small_house.client("lin")
    answer = sent(client, case.number, *((f"{n}.txt", b"x") for n in range(11)))
    assert (answer.status_code, "最多 10 个文件" in answer.text) == (422, True)
    monkeypatch.setattr("services.cases.actions.files.MOST_FILES", 2)
    lin = small_house.actor("lin")
    attach(case, [staged_photo(), staged_photo()], by=lin, at=MONDAY)
    with refused(ErrorCode.INVALID):
        attach(case, [staged_photo()], by=lin, at=MONDAY)


def test_a_larger_request_than_any_form_needs_is_cut_off(small_house: House) -> None:
    case, client = handled(small_house), small_house.client("lin")
    for page, most in (("files", MOST_BYTES), ("notes", 1_000_000)):
        for length, answered in ((most, {422}), (most + 1, {413})):
            told = {"CONTENT_LENGTH": str(length), "wsgi.input_terminated": True}
            answer = client.post(f"/cases/{case.number}/{page}", data={"text": ""}, environ_overrides=told)
            assert answer.status_code in answered, (page, length)


def test_a_staged_file_is_claimed_once(small_house: House) -> None:
    first, second, lin = handled(small_house), handled(small_house), small_house.actor("lin")
    staged = staged_photo()
    attach(first, [staged], by=lin, at=MONDAY)
    for case in (first, second):
        with refused(ErrorCode.INVALID):
            attach(case, [staged], by=lin, at=MONDAY)
    assert len(all_files()) == 1


def test_a_transaction_that_fails_leaves_nothing_to_be_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case, lin, before = handled(house), house.actor("lin"), len(timeline_of(handled(house)))
    staged = staged_photo()

    def dies(*_about: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("services.cases.actions.files.record", dies)
    with pytest.raises(KeyboardInterrupt):
        attach(case, [staged], by=lin, at=MONDAY)
    monkeypatch.undo()
    assert all_files() == []
    assert len(timeline_of(case)) == before
    attach(case, [staged], by=lin, at=MONDAY)
    assert len(all_files()) == 1


def test_foreign_hidden_and_absent_files_are_the_same_page(house: House) -> None:
    file = file_of(house, house.make_case())
    hidden, other = file_of(house, sealed_case(house)), house.make_case()
    addresses = [
        address_of(hidden),
        f"/cases/{hidden.case.number}/files/1",
        f"/cases/DA-2026-999999/files/{file.id}",
        f"/cases/{other.number}/files/{file.id}",
        f"/cases/{other.number}/files/1",
    ]
    for part in ("", "/original", "/picture", "/thumbnail", "/withdrawal"):
        for login in ("fang", "sun"):
            client = house.client(login)
            answers = [(address + part, client.get(address + part)) for address in addresses]
            assert [answer.status_code for _address, answer in answers] == [404] * 5, (login, part)
            assert len({words_of(answer, without=address) for address, answer in answers}) == 1, (login, part)
    assert house.client("sun").get(address_of(file, "/original")).status_code == 404
    assert house.client("hotline").get(address_of(file, "/original")).status_code == 200


def test_files_of_a_sealed_case_exist_for_its_readers_alone(house: House) -> None:
    case = sealed_case(house)
    file = file_of(house, case)
    for login in STRANGERS:
        assert db.session.scalars(visible(CaseFile, house.actor(login))).all() == [], login
        assert house.client(login).get(address_of(file, "/original")).status_code == 404, login
    assert events(FileEvent.OPENED) == 0
    client = house.client("da.lead")
    assert "thumbnail" not in client.get(f"/cases/{case.number}").text
    for part in ("/original", "/picture"):
        assert client.get(address_of(file, part)).status_code == 200
    assert events(FileEvent.OPENED) == 2
    seen = visible(Event, house.actor("city.lead")).where(Event.kind.like("file.%"))
    assert db.session.scalars(seen).all() == []


def test_opening_a_file_of_an_open_case_is_no_event(small_house: House) -> None:
    file = file_of(small_house, small_house.make_case())
    assert small_house.client("lin").get(address_of(file, "/original")).status_code == 200
    assert events(FileEvent.OPENED) == 0


def test_whoever_holds_disk_and_database_reads_nothing(house: House) -> None:
    raw = photo((300, 200), camera=True)
    case, client = handled(house), house.client("lin")
    sent(client, case.number, (NAME, raw))
    (file,) = all_files()
    digest, kept = file.sha256, everything_kept(house)
    for word in (NAME, "张三", digest):
        assert word not in kept
    assert len(on_disk(house)) == 3
    for stored in on_disk(house):
        assert raw[:64] not in stored.read_bytes()
        assert CAMERA.encode() not in stored.read_bytes()
        assert "张三" not in stored.name


def test_a_file_changed_or_exchanged_on_the_disk_is_not_handed_out(small_house: House) -> None:
    case = small_house.make_case()
    first, second = file_of(small_house, case), file_of(small_house, case)
    client = small_house.client("lin")
    root = small_house.app.extensions["settings"].files_dir
    one, two = (root / file.place[:2] / f"{file.place}.original" for file in (first, second))
    addresses = [address_of(file, "/original") for file in (first, second)]
    whole = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(whole)
    assert [client.get(each).status_code for each in addresses] == [409, 409]
    one.unlink()
    assert client.get(addresses[0]).status_code == 409
    two.write_bytes(whole[:-1])
    checked = small_house.app.test_cli_runner().invoke(args=["files", "check"])
    assert (checked.exit_code, checked.output.count("case_file")) == (1, 2)


def test_a_new_key_opens_old_files_and_seals_their_keys_anew(house: House) -> None:
    file = file_of(house, house.make_case())
    address = address_of(file, "/original")
    before = house.app.extensions["vault"]
    keys = {**before.keys, "k2": bytes(range(32, 64))}
    house.app.extensions["vault"] = replace(before, keys=keys, key_id="k2", algorithm="SM4GCM")
    db.session.rollback()
    assert rotate() > 0
    house.app.extensions["vault"] = replace(before, keys={"k2": keys["k2"]}, key_id="k2", algorithm="SM4GCM")
    db.session.rollback()
    (kept,) = all_files()
    assert (kept.content_key_sealed or "").startswith("v1.SM4GCM.k2.")
    assert house.client("lin").get(address).data == photo()


def test_a_withdrawn_file_is_gone_for_good_and_that_stays_on_record(house: House) -> None:
    case = handled(house)
    file, client = file_of(house, case, name=NAME), house.client("lin")
    address = address_of(file)
    filled = form_of(client.get(f"{address}/withdrawal"))
    assert client.post(f"{address}/withdrawal", data=filled).status_code == 422
    assert client.post(f"{address}/withdrawal", data=filled | {"reason": ["传到了别人的案件"]}).status_code == 303
    assert on_disk(house) == []
    (kept,) = all_files()
    assert (kept.name, kept.content_key, kept.reason) == (None, None, "传到了别人的案件")
    assert [client.get(address + part).status_code for part in ("", "/original", "/picture")] == [200, 409, 409]
    page = client.get(f"/cases/{case.number}").text
    assert NAME not in page
    assert "传到了别人的案件" in page
    assert "撤下材料" in page
    with refused(ErrorCode.ILLEGAL_MOVE):
        withdraw_file(kept, "再来一次", by=house.actor("lin"), at=MONDAY)
    assert verify()[1] == []


def test_only_a_supervisor_withdraws_what_others_brought(small_house: House) -> None:
    case = handled(small_house)
    file = file_of(small_house, case, "fang")
    with refused(ErrorCode.NOT_ALLOWED):
        withdraw_file(file, "传错了", by=small_house.actor("lin"), at=MONDAY)
    withdraw_file(file, "传错了", by=small_house.actor("da.lead"), at=MONDAY)
    assert storing.is_there(file.place) is False


def test_a_member_sees_what_the_member_sent_and_nothing_of_the_office(small_house: House) -> None:
    case: Case = handled(small_house)
    file = file_of(small_house, case)
    member = Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))
    assert (list(files_of(case, member)), find_file(case, file.id, member)) == ([], None)
