"""What comes off the press: text that can be copied, fonts that travel along, headers that repeat, the same bytes."""

import io
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader

from services.drawing import (
    Column,
    DataTable,
    Definitions,
    Document,
    Facts,
    Figure,
    FigureGrid,
    Heading,
    Labels,
    LineChart,
    MissingGlyphs,
    PageBreak,
    Plot,
    Series,
    Text,
    draw,
    missing_glyphs,
)
from services.drawing.tables import set_table
from tests.drawing.cast import HARD_NAMES, PASSAGE, case_table, document

CHART = LineChart("新受理", ("1月", "2月", "3月"), (Series("新受理", (3, None, 5)), Series("办结", (2, 4, 6))))


def whole_report() -> Any:
    return document(
        Heading("一、要情"),
        FigureGrid((Figure("新受理", "128", "件", ("环比 +12",)), Figure("追回金额", "1,154,501.72", "元"))),
        Text(PASSAGE),
        Text(HARD_NAMES, "small"),
        Heading("二、趋势"),
        Heading("其中", 2),
        Plot(CHART),
        case_table(
            90, caption="表 1", remark="单位：元", totals=("合计", "90 件", "5,055,277.50"), notes=("注：主张数。",)
        ),
        PageBreak(),
        Definitions((("新受理", "报告期内登记的案件数。"),)),
        Facts((("审核", "王某"),)),
        mark="内部资料",
        cover=(("编制单位", "权益保障部"),),
        labels=Labels(continued="（续）"),
    )


@pytest.fixture(scope="module")
def printed() -> bytes:
    return draw(whole_report())


def pages(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() for page in opened.pages]


def test_hard_characters_can_be_copied_out_again(printed: bytes) -> None:
    by_one = "".join(pages(printed))
    by_other = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages)
    for name in HARD_NAMES.split():
        assert name in by_one
        assert name in by_other


def test_a_justified_passage_reads_as_it_was_written(printed: bytes) -> None:
    text = "".join("".join(pages(printed)).split())
    assert "".join(PASSAGE.split())[:120] in text


def test_every_font_named_in_the_file_is_embedded(printed: bytes) -> None:
    fonts = {}
    for page in PdfReader(io.BytesIO(printed)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # a dictionary in every page
            found = font.get_object()
            fonts[found["/BaseFont"]] = "/FontFile2" in found["/FontDescriptor"]
    assert fonts
    assert all(fonts.values())
    assert {name.split("-")[-1] for name in fonts} == {"Regular", "Bold"}


def test_the_same_document_gives_the_same_bytes(printed: bytes) -> None:
    assert draw(whole_report()) == printed


def test_the_header_row_stands_on_every_page_of_a_table_and_the_totals_not_alone(printed: bytes) -> None:
    tabled = [text for text in pages(printed) if "SL-2026-" in text]
    assert len(tabled) > 2
    assert all("案件编号 争议类别 金额" in text for text in tabled)
    assert all("（续）" in text for text in tabled[1:])
    assert "合计 90 件 5,055,277.50" in tabled[-1]
    assert sum(text.count("SL-2026-") for text in tabled) == 90


@pytest.mark.parametrize("rows", range(12, 40))
def test_totals_never_stand_alone(rows: int) -> None:
    text = pages(draw(document(case_table(rows, totals=("合计", "", "0.00")))))
    assert next("SL-2026-" in page for page in text if "合计" in page)


@pytest.mark.parametrize("rows", range(12, 40))
def test_no_row_stands_alone_on_a_page(rows: int) -> None:
    told = [page.count("SL-2026-") for page in pages(draw(document(case_table(rows))))]
    assert sum(told) == rows
    assert 1 not in told


@pytest.mark.parametrize("rows", range(12, 40))
def test_notes_stand_on_the_page_on_which_their_table_ends(rows: int) -> None:
    text = pages(draw(document(case_table(rows, notes=("口径见第七章。",)))))
    ends = [place for place, page in enumerate(text) if f"SL-2026-{rows:06d}" in page]
    assert [place for place, page in enumerate(text) if "口径见第七章。" in page] == ends


@pytest.mark.parametrize("lines", range(1, 30))
def test_a_short_table_is_not_divided_between_pages(lines: int) -> None:
    before = [Text("一行。") for _line in range(lines)]
    text = pages(draw(document(*before, case_table(3))))
    assert max(page.count("SL-2026-") for page in text) == 3


def test_a_column_of_long_text_is_not_squeezed_by_the_headings_of_figures() -> None:
    heads = ("Workers in new forms of employment", "Workers in hardship", "Women workers", "Migrant workers")
    columns = (Column("Category"), *(Column(head, number=True) for head in heads))
    rows = (("A11 Union founding, membership and dues of unions in new firms", *("0",) * len(heads)),)
    grid = set_table(DataTable(columns=columns, rows=rows), 440)
    assert grid.widths[0] >= 440 / 3 - 1
    assert sum(grid.widths) == pytest.approx(440)


def test_page_numbers_stand_outside_odd_right_even_left(printed: bytes) -> None:
    with pdfplumber.open(io.BytesIO(printed)) as opened:
        for number, page in enumerate(opened.pages, start=1):
            foot = page.crop((0, page.height - 95, page.width, page.height)).extract_words()
            assert [word["text"] for word in foot] == ["—", str(number), "—"]
            assert (foot[0]["x0"] > page.width / 2) == (number % 2 == 1)


def test_running_head_and_cover(printed: bytes) -> None:
    text = pages(printed)
    assert text[0].split("\n")[:3] == ["内部资料", "示例市总工会", "职工维权月报"]
    assert all(page.startswith("示例市总工会 职工维权月报") for page in text[1:])


def test_outline_language_and_title(printed: bytes) -> None:
    reader = PdfReader(io.BytesIO(printed))
    first, second, below = reader.outline
    assert (first["/Title"], second["/Title"], below[0]["/Title"]) == ("一、要情", "二、趋势", "其中")  # type: ignore[index,call-overload]
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("职工维权月报", "示例市总工会")


def test_structure_names_headings_cells_and_reads_out_the_chart(printed: bytes) -> None:
    root: Any = PdfReader(io.BytesIO(printed)).trailer["/Root"]
    seen: dict[str, int] = {}
    spoken = []
    queue = [root["/StructTreeRoot"]["/K"]]
    while queue:
        element = queue.pop().get_object()
        if "/S" in element:
            seen[element["/S"]] = seen.get(element["/S"], 0) + 1
            spoken += [element["/Alt"]] if "/Alt" in element else []
            queue += element["/K"]
    assert root["/MarkInfo"]["/Marked"]
    assert (seen["/H1"], seen["/H2"], seen["/TH"], seen["/TD"]) == (2, 1, 3, 91 * 3)
    assert spoken == ["新受理: 新受理: 1月 3, 3月 5; 办结: 1月 2, 2月 4, 3月 6"]


def test_every_mark_on_a_page_belongs_to_the_structure(printed: bytes) -> None:
    reader = PdfReader(io.BytesIO(printed))
    root: Any = reader.trailer["/Root"]
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for place, page in enumerate(reader.pages):
        content = page.get_contents()
        assert content is not None
        code = content.get_data()
        assert page["/StructParents"] == numbers[2 * place] == place
        assert code.count(b"/MCID") == len(numbers[2 * place + 1])
        assert code.count(b"EMC") == code.count(b"BDC") + code.count(b"BMC")


def test_missing_glyphs_are_listed_before_anything_is_printed() -> None:
    with pytest.raises(MissingGlyphs) as caught:
        draw(document(Text("申请人王𪚥"), DataTable((Column("姓名"),), (("李𡌅",), ("王喆",)))))
    assert caught.value.characters == {"𪚥", "𡌅"}
    assert caught.value.places == ("李𡌅", "申请人王𪚥")
    assert "U+2A6A5" in str(caught.value)
    assert missing_glyphs(HARD_NAMES + PASSAGE + "↑↓→ αβ №①㎡−≥") == set()


def test_marks_without_ink_are_left_out_and_not_reported() -> None:
    text = "".join(pages(draw(document(Text("葛\U000e0100某\u200b在\ufeff场\x07", "small")))))
    assert "葛某在场" in text


def test_an_empty_table_says_so() -> None:
    table = DataTable((Column("类别"), Column("件数", number=True)), (), empty="本月无帮扶支出")
    assert "本月无帮扶支出" in "".join(pages(draw(document(table))))


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2 columns"):
        DataTable((Column("a"), Column("b")), (("1",),))


def test_a_cell_longer_than_a_page_is_printed_whole() -> None:
    cell = "".join(f"第{n}句，讲清事实。" for n in range(900))
    text = "".join("".join(pages(draw(document(DataTable((Column("编号"), Column("情况")), (("1", cell),)))))).split())
    assert [n for n in range(900) if f"第{n}句" not in text and f"{n}句" not in text] == []


def test_a_wide_table_keeps_its_figures_whole() -> None:
    columns = (Column("单位"), *(Column(f"第{n}项统计指标", number=True) for n in range(8)))
    table = DataTable(columns, (("示例市总工会某某区总工会", *(f"{n}23,456.78" for n in range(1, 9))),))
    text = "".join(pages(draw(document(table))))
    assert all(f"{n}23,456.78" in text for n in range(1, 9))


def test_a_heading_never_ends_a_page() -> None:
    for lines in range(8, 24):
        filler = tuple(Text("字") for _ in range(lines))
        for page in pages(draw(document(*filler, Heading("二、趋势"), Text("正文")))):
            assert ("二、趋势" in page) == ("正文" in page)


def test_long_names_do_not_run_into_each_other_in_the_running_head() -> None:
    long = Document(
        "职工维权与帮扶工作统计月报（试行）" * 2,
        "示例省示例市示例区示例街道总工会联合会" * 2,
        "2026年3月",
        blocks=(Text("字"),),
    )
    with pdfplumber.open(io.BytesIO(draw(long))) as opened:
        head = opened.pages[1].crop((0, 0, 595, 90)).extract_words()
    assert [word["text"][-1] for word in head if "…" in word["text"]] == ["…", "…"]
    assert all(left["x1"] < right["x0"] for left, right in zip(head, head[1:], strict=False))


def test_an_english_document_says_its_language() -> None:
    pdf = draw(document(Text("Workers’ cases rose by 12.5 per cent this month. " * 20), language="en"))
    assert "Workers' cases rose" in "".join(pages(pdf))
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "en"
