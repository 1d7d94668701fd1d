"""Photos that a member sends along, over four pages without a script, and afterwards from the page of progress."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import encode_multipart

from services.cases.models import Case, CaseFile
from services.core.access import unscoped
from services.core.database import db
from services.core.files.staging import GOOD_FOR
from services.portal import views
from tests.files import paper, photo, upload
from tests.fixtures import House
from tests.portal.pages import NAMED, NO_NAME, STORY, Member, to_check

TICKET = re.compile(r'name="files_kept"\s+value="([^"]+)"')
PHOTO = ("工资条.jpg", photo())


def tickets(member: Member) -> list[str]:
    return [unescape(ticket) for ticket in TICKET.findall(member.body)]


def post(member: Member, *files: tuple[str, bytes], kept: list[str] | None = None, **typed: str) -> Member:
    """Sends the page as it stands, with the tickets that are ticked on it, and with files."""
    sent: dict[str, object] = {**member.page.hidden, **typed}
    sent["files_kept"] = tickets(member) if kept is None else kept
    sent["files"] = [(io.BytesIO(raw), name) for name, raw in files]
    return member.take(member.client.post("/request", data=sent, content_type="multipart/form-data"))


def story(member: Member) -> Member:
    return member.begin().send(matter="wages")


def all_files() -> list[CaseFile]:
    db.session.rollback()
    return list(db.session.scalars(unscoped(select(CaseFile).order_by(CaseFile.id), because="a test")))


@pytest.fixture
def member(small_house: House) -> Member:
    return Member(small_house.client())


def test_photos_travel_over_the_pages_and_arrive_with_the_case(house: House) -> None:
    member = story(Member(house.client()))
    post(member, PHOTO, ("合同.pdf", paper()), **STORY)
    assert (member.step, len(tickets(member))) == ("contact", 2)
    assert all_files() == []
    post(member, **NAMED)
    assert member.step == "check"
    assert member.says("工资条.jpg")
    filled, kept = dict(member.page.hidden), tickets(member)
    post(member)
    number, code = member.receipt
    assert [(file.name, file.by_id, file.case.number) for file in all_files()] == [
        ("工资条.jpg", None, number),
        ("合同.pdf", None, number),
    ]
    member.take(member.client.post("/request", data={**filled, "files_kept": kept}))
    assert member.receipt[0] == number
    assert len(all_files()) == 2
    member.follow(number, code)
    assert member.says("工资条.jpg")
    page = house.client("hotline").get(f"/cases/{number}").text
    assert "工资条.jpg" in page
    assert "职工提交" in page


def test_a_bad_file_is_told_at_the_field_and_words_and_good_files_stay(member: Member) -> None:
    post(story(member), PHOTO, ("a.exe", b"MZ"), ("b.jpg", b"\xff\xd8\xff\xe0cut"), text="两个月没有发工资")
    assert (member.status, member.step) == (422, "story")
    assert member.says("“a.exe”的类型不能接收")
    assert member.says("“b.jpg”打不开")
    assert "两个月没有发工资</textarea>" in member.body
    assert len(tickets(member)) == 1
    assert post(member, **STORY).step == "contact"
    assert len(tickets(member)) == 1


def test_a_file_whose_box_is_not_ticked_is_left_out(member: Member) -> None:
    post(story(member), PHOTO, ("合同.pdf", paper()), **STORY)
    post(member, go="story")
    assert (member.step, len(tickets(member))) == ("story", 2)
    post(member, kept=tickets(member)[1:], **STORY)
    post(member, **NO_NAME)
    post(member)
    assert [file.name for file in all_files()] == ["合同.pdf"]


def test_going_back_loses_no_file(member: Member) -> None:
    post(story(member), PHOTO, go="matter")
    assert (member.step, len(tickets(member))) == ("matter", 1)


def test_more_than_five_are_refused(member: Member) -> None:
    post(story(member), *((f"{n}.txt", b"x") for n in range(6)), **STORY)
    assert (member.status, len(tickets(member))) == (422, 5)
    assert member.says("最多 5 个文件")


def test_a_ticket_of_another_form_is_worth_nothing(member: Member, small_house: House) -> None:
    post(story(member), PHOTO, **STORY)
    stranger = story(Member(small_house.client()))
    post(stranger, kept=tickets(member), **STORY)
    assert (stranger.status, tickets(stranger)) == (422, [])
    assert stranger.says("已经失效")


def test_a_page_left_open_too_long_asks_for_the_files_again(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    post(story(member), PHOTO, **STORY)
    post(member, **NO_NAME)
    later = views.now() + GOOD_FOR + timedelta(minutes=1)
    monkeypatch.setattr(views, "now", lambda: later)
    post(member)
    assert (member.status, member.step) == (422, "story")
    assert member.says("已经失效")
    assert db.session.scalars(unscoped(select(Case), because="a test")).all() == []


def test_a_request_without_files_is_as_before(member: Member) -> None:
    to_check(member, contact=NO_NAME).send()
    assert member.receipt
    assert all_files() == []


def test_more_photos_come_from_the_page_of_progress(house: House) -> None:
    member = to_check(Member(house.client()), contact=NO_NAME).send()
    number, code = member.receipt
    member.follow(number, code)
    form = member.body[member.body.index("/follow/addition") :]
    hidden = {name: unescape(re.search(f'name="{name}" value="([^"]+)"', form)[1]) for name in ("key", "ticket")}  # type: ignore[index]
    sent = {**hidden, "text": "补充工资条", "files": [(io.BytesIO(photo()), "补充.jpg"), (io.BytesIO(b"MZ"), "a.exe")]}
    member.take(member.client.post("/follow/addition", data=sent))
    assert (member.status, len(tickets(member)), all_files()) == (422, 1, [])
    sent = {**hidden, "text": "补充工资条", "files_kept": tickets(member)}
    member.take(member.client.post("/follow/addition", data=sent))
    assert member.status == 200
    assert member.says("补充.jpg")
    assert [file.name for file in all_files()] == ["补充.jpg"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.text(st.characters(codec="utf-8"), max_size=20),
    ending=st.sampled_from(["", ".jpg", ".pdf", ".xlsx", ".mp4", ".svg"]),
    raw=st.binary(max_size=200),
    kept=st.lists(st.one_of(st.text(max_size=20), st.just("v1.A256GCM.k1.AAAA.AAAA")), max_size=3),
)
def test_whatever_is_uploaded_is_answered(
    small_house: House, name: str, ending: str, raw: bytes, kept: list[str]
) -> None:
    sent = {"step": "story", "matter": "wages", "text": "欠薪", "files_kept": kept, "files": upload(raw, name + ending)}
    boundary, body = encode_multipart(MultiDict(sent))
    answer = small_house.client().post("/request", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code in (200, 422)
    assert all_files() == []
