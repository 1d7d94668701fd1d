"""What people bring along: a few drawn photographs and printed sheets, looked at once and kept for many cases."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from services.cases.models import CaseFile
from services.core.files.looking import Looked, look_at
from services.core.files.staging import Staged, stage
from services.drawing import Document, Heading, Text, draw
from services.drawing.fonts_folder import font_files

INK, PAPER, LINE, SEAL = "#1f2937", "#fbfaf5", "#9ca3af", "#b91c1c"
SIZE = (900, 1200)
MARGIN, STEP = 70, 62

TABLES: Mapping[str, tuple[str, Sequence[str], Sequence[Sequence[str]]]] = {
    "工资条": (
        "工 资 条",
        ("月份", "出勤", "应发", "扣款", "实发"),
        (
            ("七月", "27天", "5860", "400", "5460"),
            ("八月", "26天", "5640", "0", "未发"),
            ("九月", "28天", "6020", "0", "未发"),
        ),
    ),
    "考勤截图": (
        "考勤记录",
        ("日期", "上班", "下班", "工时"),
        tuple((f"9月{day}日", "07:52", f"{19 + day % 3}:{10 + day}", f"{11 + day % 3}小时") for day in range(1, 12)),
    ),
    "转账记录": (
        "转账记录",
        ("时间", "对方", "金额", "附言"),
        (
            ("6月15日", "带班", "2000", "生活费"),
            ("7月18日", "带班", "1500", "往来"),
            ("8月20日", "带班", "1000", "生活费"),
        ),
    ),
}
"""Photographs: name of the file → heading, head row and rows of what was photographed."""

SHEETS: Mapping[str, tuple[str, Sequence[str]]] = {
    "劳动合同": (
        "劳动合同书（复印件）",
        (
            "甲方按月支付劳动报酬，工资不低于约定标准。",
            "乙方每日工作八小时，加班按规定另付报酬。",
            "合同期限三年，试用期三个月。",
        ),
    ),
    "调解协议": (
        "调解协议书",
        (
            "双方自愿达成协议：单位分两期付清拖欠的款项。",
            "第一期于签字之日支付，第二期于次月十五日前支付。",
            "逾期未付的，职工可以申请司法确认后强制执行。",
        ),
    ),
    "授权委托书": (
        "授权委托书",
        (
            "本人因身体原因不能到场，委托家属代为反映诉求、提交材料和接听电话。",
            "委托期限自签字之日起至本件办结之日止。",
        ),
    ),
}
"""Printed sheets: name of the file → heading and paragraphs."""


class Papers:
    """The files of the city. Each is drawn and looked at when it is first wanted."""

    def __init__(self) -> None:
        self._looked: dict[str, Looked] = {}

    def staged(self, name: str, at: datetime) -> Staged:
        """A copy of the file, ready to be claimed by a case."""
        if name not in self._looked:
            ending, made = ("jpg", self._photographed) if name in TABLES else ("pdf", _printed)
            raw = made(name)
            self._looked[name] = look_at(f"{name}.{ending}", raw, len(raw))
        return stage(replace(self._looked[name]), CaseFile.__tablename__, at)

    def _photographed(self, name: str) -> bytes:
        heading, head, rows = TABLES[name]
        picture = Image.new("RGB", SIZE, PAPER)
        pen = ImageDraw.Draw(picture)
        pen.text((SIZE[0] // 2, MARGIN), heading, INK, self._faces(52), anchor="ma")
        width = (SIZE[0] - 2 * MARGIN) // len(head)
        for down, row in enumerate((head, *rows)):
            top = 190 + down * STEP
            pen.line((MARGIN, top, SIZE[0] - MARGIN, top), LINE, 2)
            for across, cell in enumerate(row):
                pen.text((MARGIN + 10 + across * width, top + 12), cell, INK, self._faces(32))
        pen.ellipse((590, 880, 810, 1100), outline=SEAL, width=8)
        pen.text((700, 990), "示例", SEAL, self._faces(64), anchor="mm")
        out = io.BytesIO()
        picture.rotate(-1.5, fillcolor="#6b7280").save(out, "JPEG", quality=70)
        return out.getvalue()

    @cached_property
    def _face(self) -> Path:
        return font_files().regular

    def _faces(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self._face, size)


def _printed(name: str) -> bytes:
    heading, paragraphs = SHEETS[name]
    return draw(Document(title=heading, unit="演示材料", period="", blocks=(Heading(heading), *map(Text, paragraphs))))
