"""What was typed into the search box: words, a case number, or something that points to a person.

An address is kept in histories and logs. So whatever may be a phone number, an ID number or somebody's name is
looked for without one; where it is not sure, it counts as personal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from services.core.errors import Problem
from services.core.vault import COMPOUND_SURNAMES
from services.people.rules import read_id_number, read_name, read_phone

LONGEST = 80
SHORT = 5
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱丘侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
    "施洪辛柯温牛樊葛邢安齐倪庞颜聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝宁尚符舒阮纪梅童凌毕单季成霍苗裴涂谷曲盛冉翁"
    "蓝路游靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时阳穆农司古吉缪简车项连芦麦褚娄窦戚岑党宫景费卜冷晏卫米柏宗桂全佟应"
    "臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明查麻苑迟邝池官封谈匡鞠惠郗郁郜荆戈强储边冀濮尉占楼揭计"
)
"""Surnames of well over nine tenths of all people; who bears another is known by the register."""
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9_-]*-\d{4}-[0-9A-Z]{6,}", re.ASCII)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―.·()+]+")
_LONG_NUMBER = re.compile(r"\d{7}")
_HAN_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{2,4}")


@dataclass(frozen=True)
class Typed:
    """One search. `phone` and `id_number` are of the whole text, `names` are parts of it that may be names."""

    text: str
    phone: str | None = None
    id_number: str | None = None
    names: frozenset[str] = frozenset()
    personal: bool = False
    """Whether no address may hold it."""

    @property
    def parts(self) -> list[str]:
        """What must be found, all of it: the whole where it is one number, else the parts between blanks."""
        return [self.text] if self.phone or self.id_number else self.text.split()


def tidy(text: str) -> str:
    """One form of what was typed: narrow characters, single blanks, at most LONGEST characters."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (mark for mark in plain if unicodedata.category(mark) not in ("Cc", "Cs") or mark.isspace())
    return " ".join("".join(kept).split())[:LONGEST].strip()


def case_number(text: str) -> str | None:
    """The text as a case number, in capitals; None where it cannot be one."""
    upper = text.strip().upper()
    return upper if _NUMBER.fullmatch(upper) else None


def read(text: str, known_names: frozenset[str] = frozenset()) -> Typed:
    """What was meant. `known_names` are parts of the text that the register has as names."""
    plain = tidy(text)
    phone, id_number = _phone(plain), _id_number(plain)
    names = frozenset(part for part in plain.split() if part in known_names or may_be_name(part))
    personal = bool(phone or id_number or names or _LONG_NUMBER.search(_SEPARATORS.sub("", plain)))
    return Typed(plain, phone, id_number, names, personal)


def could_be_names(text: str) -> list[str]:
    """The parts of a text whose look does not forbid that they are names: these the register is asked for."""
    return [name for part in tidy(text).split() if (name := _as_name(part)) is not None]


def may_be_name(part: str) -> bool:
    """Whether it reads like a name: a surname and one or two characters more, a dot between two parts."""
    if "·" in part:
        return _as_name(part) is not None
    if not _HAN_NAME.fullmatch(part):
        return False
    compound = part[:2] in COMPOUND_SURNAMES
    return (compound and len(part) > 2) or (part[0] in SURNAMES and len(part) < 4)


def _as_name(part: str) -> str | None:
    try:
        return read_name(part) if not part.isdigit() else None
    except Problem:
        return None


def _phone(text: str) -> str | None:
    """Public service numbers are short and nobody's own."""
    try:
        number = read_phone(text)
    except Problem:
        return None
    return number if len(number) > SHORT else None


def _id_number(text: str) -> str | None:
    try:
        return read_id_number(text, on=date.max, lenient=True).text
    except Problem:
        return None
