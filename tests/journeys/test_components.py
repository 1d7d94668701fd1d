"""The page of components in a browser: both languages, both themes, a phone and a desk."""

from __future__ import annotations

import pytest

from tests.browser import DESK, PHONE, OpenPage, axe, spills_sideways


@pytest.mark.browser
@pytest.mark.parametrize("address_of_page", ["/design", "/design/portal"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_right_for_axe_in_both_themes_and_as_narrow_as_a_phone(
    address: str, open_page: OpenPage, address_of_page: str, language: str, theme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    for name, size in (("phone", PHONE), ("desk", DESK)):
        page = open_page(size=size, language=language)
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(address + address_of_page)
        wrong[name] = axe(page) + (["wider than its window"] if spills_sideways(page) else [])
    assert wrong == {"phone": [], "desk": []}
