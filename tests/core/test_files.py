"""What is taken and what is refused before anything of it is kept; where it lies, and what clears it away."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from services.core.errors import ErrorCode, NotSetUp, Problem
from services.core.files import storing
from services.core.files.commands import sweep
from services.core.files.kinds import LONGEST_NAME, MIB, SHAPES, FileKind
from services.core.files.looking import look_at
from services.core.files.receiving import LARGEST, Uploaded
from services.core.files.sealing import Bound, new_content_key, open_contents, seal_contents
from services.core.files.staging import GOOD_FOR, from_ticket
from services.core.settings import Settings
from services.core.vault import Tampered
from tests.files import CAMERA, office, paper, photo, recording, staged_photo
from tests.fixtures import MONDAY

KEY = "form-key-of-a-test-0001"


@pytest.fixture
def app(sqlite_app: Flask) -> Iterator[Flask]:
    with sqlite_app.app_context():
        yield sqlite_app


def look(name: str, raw: bytes) -> tuple[str, FileKind, int]:
    looked = look_at(name, raw, len(raw))
    return looked.name, looked.kind, len(looked.copies)


def refusal(name: str, raw: bytes, size: int | None = None) -> str:
    with pytest.raises(Problem) as refused:
        look_at(name, raw, len(raw) if size is None else size)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, "files")
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "raw", "kind", "copies"),
    [
        ("工资条.jpg", photo(), FileKind.JPEG, 2),
        ("IMG_0001.JPEG", photo(), FileKind.JPEG, 2),
        ("a.png", photo(format="PNG"), FileKind.PNG, 2),
        ("a.webp", photo(format="WEBP"), FileKind.WEBP, 2),
        ("a.gif", photo(format="GIF"), FileKind.GIF, 2),
        ("合同.pdf", paper(), FileKind.PDF, 2),
        ("合同.pdf", paper(password="secret"), FileKind.PDF, 0),
        ("a.docx", office("docx"), FileKind.DOCX, 0),
        ("a.xlsx", office("xlsx"), FileKind.XLSX, 0),
        ("a.txt", "拖欠工资".encode(), FileKind.TEXT, 0),
        ("a.txt", "拖欠工资".encode("gb18030"), FileKind.TEXT, 0),
        ("a.m4a", recording(), FileKind.M4A, 0),
        ("a.mp4", recording(b"isom"), FileKind.MP4, 0),
        ("a.amr", b"#!AMR\n" + bytes(40), FileKind.AMR, 0),
        ("a.mp3", b"ID3\x03" + bytes(40), FileKind.MP3, 0),
    ],
)
def test_what_people_send_is_taken(app: Flask, name: str, raw: bytes, kind: FileKind, copies: int) -> None:
    assert look(name, raw)[1:] == (kind, copies)


BOMB = office(word__bomb=bytes(30 * MIB))
MANY = office(**{f"part{n}": b"" for n in range(2_001)})


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "类型不能接收"),
        ("a.html", b"<script>alert(1)</script>", "类型不能接收"),
        ("a.exe", b"MZ" + bytes(200), "类型不能接收"),
        ("a.zip", office(), "类型不能接收"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "类型不能接收"),
        ("工资.jpg.exe", photo(), "类型不能接收"),
        ("a", photo(), "类型不能接收"),
        ("", photo(), "类型不能接收"),
        ("a.jpg", b"<html><script>alert(1)</script>", "内容与类型不符"),
        ("a.jpg", b"MZ" + bytes(200), "内容与类型不符"),
        ("a.pdf", photo(), "内容与类型不符"),
        ("a.txt", photo(), "内容与类型不符"),
        ("a.jpg", paper(), "内容与类型不符"),
        ("a.jpg", photo()[:-40], "打不开"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(200), "打不开"),
        ("a.png", photo(format="PNG")[:60], "打不开"),
        ("a.pdf", paper()[:-60], "打不开"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "打不开"),
        ("a.docx", office()[:-30], "打不开"),
        ("a.docx", office("xlsx"), "内容与类型不符"),
        ("a.m4a", recording()[:-1], "打不开"),
        ("a.mp4", recording(b"isom") + b"xx", "打不开"),
        ("a.txt", b"a\0b", "打不开"),
        ("a.docx", BOMB, "解压后太大"),
        ("a.docx", MANY, "解压后太大"),
        ("a.docx", office(word__vbaProject_bin=b"", **{"word__vbaProject.bin": b"x"}), "宏"),
        ("a.jpg", b"", "是空的"),
    ],
)
def test_what_nobody_should_send_is_refused_in_one_sentence(app: Flask, name: str, raw: bytes, words: str) -> None:
    assert words in refusal(name, raw)


def test_a_picture_of_too_many_pixels_is_never_unpacked(app: Flask) -> None:
    out = io.BytesIO()
    Image.new("1", (8_001, 8_000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    assert "尺寸太大" in refusal("a.png", out.getvalue())


def test_a_part_that_says_less_than_it_holds_is_not_believed(app: Flask) -> None:
    raw = bytearray(office(word__bomb=bytes(MIB)))
    with zipfile.ZipFile(io.BytesIO(raw)) as pack:
        told = pack.getinfo("word/bomb")
    for place in (told.header_offset + 22, raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"word/bomb")) + 24):
        raw[place : place + 4] = (10).to_bytes(4, "little")
    assert "打不开" in refusal("a.docx", bytes(raw))


@pytest.mark.parametrize("kind", FileKind)
def test_the_largest_of_a_kind_is_taken_and_one_byte_more_is_not(app: Flask, kind: FileKind) -> None:
    starts = {FileKind.AMR: b"#!AMR\n", FileKind.MP3: b"ID3\x03"}
    most, name = SHAPES[kind].most_bytes, f"a.{SHAPES[kind].ending}"
    head = starts.get(kind)
    if head:
        assert look(name, head + bytes(most - len(head)))[1] is kind
    whole = {FileKind.PDF: paper(), FileKind.DOCX: office("docx"), FileKind.XLSX: office("xlsx"), FileKind.TEXT: b"a"}
    whole |= {FileKind.M4A: recording(), FileKind.MP4: recording(b"isom"), FileKind.HEIC: recording(b"heic")}
    raw = (head and head + bytes(40)) or whole.get(kind) or photo(format=kind.value.upper())
    assert f"最多 {most // MIB} MB" in refusal(name, raw, most + 1)


def test_a_picture_under_the_name_of_another_gets_its_own_ending(app: Flask) -> None:
    assert look("微信图片.png", photo())[:2] == ("微信图片.jpg", FileKind.JPEG)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\王\\工资.JPG", "工资.jpg"),
        ("a\u202egpj.jpg", "agpj.jpg"),
        ("a\x00b\r\nc.jpg", "abc.jpg"),
        ('<"x|y">?.jpg', "__x_y___.jpg"),
        (".jpg", "file.jpg"),
        ("  .. .jpg", "file.jpg"),
        ("长" * 300 + ".jpg", "长" * (LONGEST_NAME - 4) + ".jpg"),
    ],
)
def test_a_name_is_cleaned_before_anyone_reads_it(app: Flask, typed: str, kept: str) -> None:
    assert look(typed, photo())[0] == kept


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(max_size=30), ending=st.sampled_from(["jpg", "pdf", "docx", "txt", "amr", "heic", "mp4"]))
def test_no_name_and_no_bytes_break_the_look(app: Flask, name: str, ending: str) -> None:
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.INVALID):
        look_at(f"{name}.{ending}", b"\0" + name.encode("utf-8", "replace"), 1)


def test_copies_hold_nothing_but_pixels_and_stand_upright(app: Flask) -> None:
    raw = photo((2_000, 1_000), camera=True)
    assert CAMERA.encode() in raw
    large, small = look_at("a.jpg", raw, len(raw)).copies
    for copy, size in ((large, (1_600, 800)), (small, (320, 160))):
        with Image.open(io.BytesIO(copy)) as picture:
            assert picture.format == "JPEG"
            assert picture.size == size
            assert not picture.getexif()
            assert {"exif", "icc_profile", "comment"}.isdisjoint(picture.info)
            red, _green, blue = picture.getpixel((5, 5))  # type: ignore[misc]
            assert blue > 200 > red  # it was taken upside down
        assert CAMERA.encode() not in copy


def test_what_cannot_be_seen_through_is_shown_on_white(app: Flask) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (255, 0, 0, 0)).save(out, "PNG")
    large, _small = look_at("a.png", out.getvalue(), 1).copies
    with Image.open(io.BytesIO(large)) as picture:
        assert min(picture.getpixel((15, 15))) > 250  # type: ignore[arg-type, type-var]


def test_an_upload_beyond_every_limit_is_counted_and_not_kept() -> None:
    upload = Uploaded()
    for _n in range(40):
        upload.write(bytes(MIB))
    assert upload.came == 40 * MIB
    assert len(upload.getvalue()) == LARGEST + 1


def test_contents_open_with_their_key_in_their_place_alone(app: Flask) -> None:
    key, bound = new_content_key(), Bound("case_file", 7)
    sealed = seal_contents(b"words", key, bound, "original")
    assert open_contents(sealed, key, bound, "original") == b"words"
    assert b"words" not in sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    wrong = [
        (sealed, new_content_key(), bound, "original"),
        (sealed, key, Bound("case_file", 8), "original"),
        (sealed, key, Bound("other_file", 7), "original"),
        (sealed, key, bound, "large"),
        (changed, key, bound, "original"),
        (sealed[:-1], key, bound, "original"),
        (sealed.replace(b"A256GCM", b"SM4GCM"), key, bound, "original"),
        (sealed.replace(b"v1.", b"v2."), key, bound, "original"),
        (b"", key, bound, "original"),
    ]
    for arguments in wrong:
        with pytest.raises(Tampered):
            open_contents(*arguments)


def test_a_ticket_is_good_for_its_form_for_some_hours(app: Flask) -> None:
    staged = staged_photo()
    ticket = staged.ticket(KEY)
    assert from_ticket(ticket, KEY, "case_file", MONDAY + GOOD_FOR) == staged
    assert from_ticket(ticket, KEY, "case_file", MONDAY + GOOD_FOR + timedelta(seconds=1)) is None
    assert from_ticket(ticket, KEY, "case_file", MONDAY - timedelta(seconds=1)) is None
    assert from_ticket(ticket, KEY + "x", "case_file", MONDAY) is None
    assert from_ticket(ticket, KEY, "other_file", MONDAY) is None
    assert from_ticket(ticket[:-4] + "AAAA", KEY, "case_file", MONDAY) is None
    for word in (staged.name, staged.place, staged.content_key, staged.sha256):
        assert word not in ticket
    storing.remove(staged.place)
    assert from_ticket(ticket, KEY, "case_file", MONDAY) is None


def kept_files(app: Flask) -> list[Path]:
    return sorted(file for file in app.extensions["settings"].files_dir.rglob("*") if file.is_file())


def test_files_lie_under_made_up_names_for_their_owner_alone(app: Flask) -> None:
    staged = staged_photo("张三的工资条.jpg")
    files = kept_files(app)
    assert [file.suffix for file in files] == [".large", ".original", ".small"]
    assert {file.stem for file in files} == {staged.place}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (files[0].parent, files[0].parents[1])} == {0o700}
    assert Path(app.static_folder or "") not in files[0].parents


def test_no_place_leads_out_of_the_folder(app: Flask) -> None:
    for place in ("../../etc/passwd", "", "a" * 31, "A" * 32, "/" * 32):
        with pytest.raises(ValueError, match="no place"):
            storing.read_part(place, "original")


def test_what_nobody_claimed_is_swept_away_after_a_day(app: Flask) -> None:
    old, new = staged_photo(), staged_photo()
    aged(app, old.place)
    half = kept_files(app)[0].parent.parent / "ab" / f"{'ab' * 16}.original.new"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    assert sweep(datetime.now(MONDAY.tzinfo) - timedelta(hours=24)) == 2
    assert {file.stem for file in kept_files(app)} == {new.place}


def aged(app: Flask, place: str) -> None:
    for file in kept_files(app):
        if file.stem == place:
            os.utime(file, (0, 0))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "LEAST_FREE", 10**18)
    with pytest.raises(Problem) as refused:
        staged_photo()
    assert "存不下" in str(refused.value)
    assert kept_files(app) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("UNSCANNED_FILES", "yes"), ("FILES_DIR", str(Path(__file__).parents[2] / "static" / "files"))],
)
def test_a_setting_that_would_give_files_away_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(NotSetUp, match=name):
        Settings.from_environment({"INSTANCE_DIR": str(tmp_path), name: value})
