"""Passages and documents that the drawing tests share; all of it invented."""

from services.drawing import Column, DataTable, Document

HARD_NAMES = "张喆 李堃 王䶮 陈𬭎 周𬱖 王㛃"

PASSAGE = (
    "三月，全市各级工会共收到职工诉求1,284件（其中网上受理517件），环比上升12.5%，拖欠工资类占47.36%，仍居首位；"
    "“先干后签”的情况较多！上升的原因有三：一是春节后用工集中；二是部分项目年前未结清的工资，在复工后集中反映；"
    "三是热线、窗口与网上平台打通，登记口径更完整……谁来核？由上一级工会核。《劳动保障监察条例》第二十六条规定的期限"
    "（自2026-03-16起算）为60个工作日；涉及阿卜杜拉·艾合买提等7人，金额￥36,800.00元，气温38℃，误差±0.5‰。"
    "详见 https://example.org/reports/2026/03 与 Trade Union Law 第22条。"
)


def long_text(passages: int = 60) -> str:
    """Chinese running text of varying phase, so that every kind of mark comes to stand at a line's end."""
    return "".join(PASSAGE[start % len(PASSAGE) :] + PASSAGE for start in range(0, passages * 7, 7))


def case_table(rows: int, **more: object) -> DataTable:
    """A table of numbered rows: text, long text, money."""
    return DataTable(
        columns=(Column("案件编号"), Column("争议类别"), Column("金额", number=True)),
        rows=tuple(
            (f"SL-2026-{n:06d}", "劳动报酬、加班工资与经济补偿争议" * (1 + n % 3), f"{n * 1234.5:,.2f}")
            for n in range(1, rows + 1)
        ),
        **more,  # type: ignore[arg-type]  # keyword arguments of the table itself
    )


def document(*blocks: object, **more: object) -> Document:
    """A document about nothing in particular that holds these blocks."""
    return Document("职工维权月报", "示例市总工会", "2026年3月", blocks=blocks, **more)  # type: ignore[arg-type]  # as above
