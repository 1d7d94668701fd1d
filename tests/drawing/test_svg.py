"""Charts on the page: well-formed, escaped, linked, and without a single style."""

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.drawing import BarChart, Chart, LineChart, RankChart, Series, svg
from services.drawing.chart_layout import lay_out
from services.drawing.chart_shapes import TEXT, hatch, text_width, ticks

SPACE = "{http://www.w3.org/2000/svg}"
LABELS = ("1月", "2月", "<3月>")
NASTY = '"><script>alert(1)</script>&'
KINDS = (LineChart, BarChart, RankChart)


def chart(kind: type[Chart], **more: tuple[str, ...]) -> Chart:
    return kind(
        f"受理{NASTY}", LABELS, (Series(f"新受理{NASTY}", (3, 5, Decimal("4.5")), **more), Series("办结", (2, None, 4)))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_xml_and_everything_in_it_is_escaped(kind: type[Chart]) -> None:
    text = svg(chart(kind))
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SPACE}svg"
    assert "<script" not in text
    assert root.findtext(f"{SPACE}title") == f"受理{NASTY}"
    assert all(element.tag != f"{SPACE}script" for element in root.iter())


@pytest.mark.parametrize("kind", KINDS)
def test_it_holds_no_style_and_no_handler(kind: type[Chart]) -> None:
    for element in ElementTree.fromstring(svg(chart(kind))).iter():
        assert element.tag != f"{SPACE}style"
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_without_links_it_is_an_image_read_out_by_its_description() -> None:
    root = ElementTree.fromstring(svg(chart(LineChart)))
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    assert [element.get("id") for element in root[:2]] == named
    assert "1月 3, 2月 5, <3月> 4.5" in (root.findtext(f"{SPACE}desc") or "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_point_leads_to_its_cases(kind: type[Chart]) -> None:
    links = ("/cases?month=1&x=2", "/cases?month=2", "")
    root = ElementTree.fromstring(svg(chart(kind, links=links)))
    anchors = root.findall(f"{SPACE}a")
    assert root.get("role") == "group"
    assert [anchor.get("href") for anchor in anchors] == list(links[:2])
    assert all("月" in (anchor.get("aria-label") or "") for anchor in anchors)


def test_words_stay_inside_the_picture_at_the_size_they_were_laid_out_for() -> None:
    names = ("女职工特殊权益保护与孕产期待遇" * 4, "解除与终止劳动合同", "其他")
    root = ElementTree.fromstring(svg(RankChart("按类别", names, (Series("件", (61, 31, 9)),)), width=360))
    assert float(root.get("font-size", "0")) == TEXT
    for element in root.iter(f"{SPACE}text"):
        x, wide = float(element.get("x", "0")), text_width(element.text or "")
        assert x - (wide if element.get("text-anchor") == "end" else 0) >= 0
        assert x + (wide if element.get("text-anchor") == "start" else 0) <= 360


def test_two_charts_on_one_page_share_no_identifier() -> None:
    first, second = (ElementTree.fromstring(svg(chart(kind))) for kind in (LineChart, BarChart))
    assert not {e.get("id") for e in first if e.get("id")} & {e.get("id") for e in second if e.get("id")}


def test_the_same_chart_gives_the_same_text() -> None:
    assert svg(chart(BarChart)) == svg(chart(BarChart))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [(), (None, None, None), (0, 0, 0), (-3, -2, 5), (10**12, 1, 2)])
def test_strange_figures_draw_without_fault(kind: type[Chart], values: tuple[int | None, ...]) -> None:
    labels = LABELS if values else ()
    ElementTree.fromstring(svg(kind("无", labels, (Series("无", values),) if values else ())))


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not match the chart's 3 labels"):
        LineChart("受理", LABELS, (Series("新受理", (1, 2)),))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=13))
def test_every_point_lies_inside_the_picture(values: list[int]) -> None:
    labels = tuple(str(n) for n in range(len(values)))
    layout = lay_out(LineChart("t", labels, (Series("s", tuple(values)),)), 400, 200)
    assert len(layout.spots) == len(values)
    for spot in layout.spots:
        x, y = spot.box[0] + 12, spot.box[1] + 12
        assert 0 <= x <= 400
        assert 0 <= y <= 200


@given(st.floats(-1e9, 1e9), st.floats(0.001, 1e9))
def test_ticks_enclose_what_they_measure(low: float, span: float) -> None:
    marks = ticks(low, low + span)
    assert marks[0] <= low + span * 1e-6
    assert marks[-1] >= low + span - span * 1e-6
    assert len(marks) <= 7


def test_hatching_stays_inside_its_bar() -> None:
    for start, end in hatch(10, 20, 30, 7, 5):
        for x, y in (start, end):
            assert 10 <= x <= 40
            assert 20 <= y <= 27


@pytest.mark.parametrize("kind", [LineChart, BarChart])
def test_every_colour_turns_with_the_page(kind: type[Chart]) -> None:
    """A dark page has tokens of its own; a colour of the paper alone would be unreadable on it."""
    tokens = Path("static/css/tokens.css").read_text(encoding="utf-8")
    dark = tokens.partition('html[data-theme="dark"]')[2].partition("}")[0]
    painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg(chart(kind)))) - {"none", "transparent"}
    assert painted
    for colour in painted:
        token = re.fullmatch(r"var\((--[a-z-]+), #[0-9A-F]{6}\)", colour)
        assert token, colour
        assert f"{token[1]}:" in dark
