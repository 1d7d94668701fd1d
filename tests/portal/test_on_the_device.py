"""What stays on a member's device, and what leaves it smaller: the draft that was asked for, and photos."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import func, select

from services.cases.models import Case, CaseFile
from services.core.access import unscoped
from services.core.database import db
from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import House

pytestmark = pytest.mark.browser
ONWARD = "form.form[enctype] > .buttons button:first-child, form.form > .buttons button:first-child"
BOX, OFFER = "[data-keep-draft]", "[data-draft-offer]"
STORY = "两个月没有发工资，工友喆堃也一样。"
A_DAY_AGO = """() => {
    const draft = JSON.parse(localStorage.draft);
    localStorage.draft = JSON.stringify({ ...draft, at: draft.at - 24 * 3600000 });
}"""


def at_the_story(page: Page, address: str, matter: str = "wages") -> Page:
    page.goto(f"{address}/request")
    press(page.locator(f"button[value={matter}]"))
    return page


def with_a_draft(page: Page, address: str) -> Page:
    at_the_story(page, address)
    page.check(BOX, force=True)
    page.fill("#text", STORY)
    return page


def kept(page: Page) -> str | None:
    found: str | None = page.evaluate("localStorage.getItem('draft')")
    return found


def count(house: House, model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(unscoped(select(func.count(model.id)), because="a test")) or 0


def test_nothing_is_kept_unless_it_is_asked_for(address: str, phone: Page) -> None:
    at_the_story(phone, address)
    phone.fill("#text", STORY)
    press(phone.locator(ONWARD))
    phone.fill("#name", "张三")
    assert phone.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
    assert not phone.is_checked(BOX)
    phone.check(BOX, force=True)
    assert "张三" in (kept(phone) or "")
    assert STORY in (kept(phone) or "")
    phone.uncheck(BOX, force=True)
    assert kept(phone) is None


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_draft_is_gone_on_with_and_ends_with_the_receipt(
    address: str, open_page: OpenPage, size: dict[str, int], language: str
) -> None:
    page = with_a_draft(open_page(size=size, language=language), address)
    assert axe(page) == []
    page.goto("about:blank")
    page.goto(address)
    page.locator(OFFER).wait_for()
    assert axe(page) == []
    assert not spills_sideways(page)
    press(page.locator(f"{OFFER} button[type=submit]"))
    assert page.input_value("#text") == STORY
    assert page.is_checked(BOX)
    press(page.locator(ONWARD))
    page.check("input[value=no_name]", force=True)
    press(page.locator(ONWARD))
    press(page.locator(ONWARD))
    page.locator(".receipt-value").nth(1).wait_for()
    assert kept(page) is None


def test_a_consent_is_given_anew_and_never_kept(address: str, phone: Page) -> None:
    at_the_story(phone, address, "injury")
    phone.check(BOX, force=True)
    phone.fill("#text", STORY)
    phone.check("#consent", force=True)
    assert "consent" not in (kept(phone) or "")
    phone.goto(f"{address}/request")
    press(phone.locator(f"{OFFER} button[type=submit]"))
    assert phone.input_value("#text") == STORY
    assert not phone.is_checked("#consent")


def test_a_draft_that_was_sent_already_is_no_second_case(address: str, phone: Page, small_house: House) -> None:
    """The answer never came, the browser was closed, and the draft is sent once more."""
    with_a_draft(phone, address)
    press(phone.locator(ONWARD))
    phone.check("input[value=no_name]", force=True)
    draft = kept(phone)
    press(phone.locator(ONWARD))
    press(phone.locator(ONWARD))
    first = phone.locator(".receipt-value").first.inner_text()
    phone.evaluate("(draft) => localStorage.setItem('draft', draft)", draft)
    before = count(small_house, Case)
    phone.goto(address)
    press(phone.locator(f"{OFFER} button[type=submit]"))
    press(phone.locator(ONWARD))
    press(phone.locator(ONWARD))
    press(phone.locator(ONWARD))
    assert phone.locator(".receipt-value").first.inner_text() == first
    assert count(small_house, Case) == before


def test_after_a_day_it_is_gone(address: str, phone: Page) -> None:
    with_a_draft(phone, address)
    phone.evaluate(A_DAY_AGO)
    phone.goto(address)
    assert not phone.locator(OFFER).is_visible()
    assert kept(phone) is None


def test_the_guarded_path_keeps_nothing_and_wipes_what_was_kept(address: str, phone: Page) -> None:
    with_a_draft(phone, address)
    phone.goto(f"{address}/request")
    press(phone.locator("button[value=women]"))
    press(phone.locator("button[value=harassment]"))
    assert kept(phone) is None
    assert phone.locator(BOX).count() == 0
    phone.fill("#text", STORY)
    phone.check("#consent", force=True)
    press(phone.locator(ONWARD))
    assert phone.locator(BOX).count() == 0
    assert phone.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"


def test_the_quick_exit_wipes_it_even_without_a_line(address: str, phone: Page) -> None:
    with_a_draft(phone, address)
    phone.goto(f"{address}/request")
    press(phone.locator("button[value=women]"))
    assert kept(phone) is not None
    phone.route("**/leave", lambda route: route.abort())
    phone.locator("a.exit").click()
    phone.unroute("**/leave")
    phone.goto(address)
    assert kept(phone) is None
    assert not phone.locator(OFFER).is_visible()


def test_without_scripts_there_is_no_box_and_no_offer(address: str, open_page: OpenPage) -> None:
    page = at_the_story(open_page(size=PHONE, javascript=False), address)
    assert not page.locator(BOX).is_visible()
    page.goto(address)
    assert not page.locator(OFFER).is_visible()


def test_what_is_dictated_stays_whole_and_is_kept(address: str, phone: Page) -> None:
    """A telephone inserts what it heard all at once, without keys."""
    with_a_draft(phone, address)
    box = phone.locator("#text")
    assert box.get_attribute("lang") == "zh-CN"
    assert box.get_attribute("maxlength") is None
    low = box.bounding_box()
    box.focus()
    phone.keyboard.insert_text("我说得很长，" * 60)
    high = box.bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"]
    assert "我说得很长" in (kept(phone) or "")


def photo(width: int, height: int) -> bytes:
    """A picture with much in it, taken at a place, with the camera on its side."""
    picture = Image.effect_noise((width // 8, height // 8), 60).resize((width, height)).convert("RGB")
    about = Image.Exif()
    about[0x0112] = 6  # turned to the right
    about.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)  # latitude
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=95, exif=about)
    return made.getvalue()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_photo_leaves_small_and_without_its_place_or_else_as_it_was(
    address: str, open_page: OpenPage, small_house: House, javascript: bool
) -> None:
    raw = photo(4000, 3000)
    page = at_the_story(open_page(size=PHONE, javascript=javascript), address)
    page.fill("#text", STORY)
    page.set_input_files("#files", {"name": "工资条.jpeg", "mimeType": "image/jpeg", "buffer": raw})
    press(page.locator(ONWARD))
    page.check("input[value=no_name]", force=True)
    press(page.locator(ONWARD))
    press(page.locator(ONWARD))
    page.locator(".receipt-value").nth(1).wait_for()
    db.session.rollback()
    file = db.session.scalar(unscoped(select(CaseFile).order_by(CaseFile.id.desc()), because="a test"))
    assert file is not None
    if javascript:
        assert file.size < len(raw) / 2
    else:
        assert file.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_photo_is_turned_upright_made_small_and_named_as_before(address: str, phone: Page) -> None:
    at_the_story(phone, address)
    raw = photo(4000, 3000)
    files = [
        {"name": "工资条.jpeg", "mimeType": "image/jpeg", "buffer": raw},
        {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 as it is"},
        {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"},
    ]
    phone.set_input_files("#files", files)  # type: ignore[arg-type]
    phone.locator("[data-shrunk]:not(:empty)").wait_for()
    taken = phone.evaluate(
        """() => Promise.all([...document.querySelector("#files").files].map(async (file) => {
            const drawn = await createImageBitmap(file).catch(() => null);
            const bytes = new TextDecoder("latin1").decode(await file.arrayBuffer());
            return [file.name, drawn && [drawn.width, drawn.height], bytes.includes("Exif"), file.size];
        }))"""
    )
    assert taken[0][:3] == ["工资条.jpg", [1500, 2000], False]
    assert taken[1] == ["合同.pdf", None, False, 17]
    assert taken[2][0] == "坏.jpg"
    assert "MB →" in phone.locator("[data-shrunk]").inner_text()
    assert axe(phone) == []
