"""What can be odd about a cell or a row of an imported table. The label is the reason that the report gives."""

from __future__ import annotations

from dataclasses import dataclass

from services.core.words import N_, Labelled


class ImportFlag(Labelled):
    """Kept on the row for good; the row itself is kept in every case."""

    BAD_DATE = "bad_date", N_("不是配置所说的日期，不作日期使用，原文保留在案情里")
    BAD_AMOUNT = "bad_amount", N_("不是金额（只收数字，最多两位小数），不计入金额，原文保留在案情里")
    BAD_CHOICE = "bad_choice", N_("不在配置列出的类别之内，类别留空，原文保留在案情里")
    TOO_LONG = "too_long", N_("超过允许的长度，不作此项使用，原文保留在案情里")
    BAD_UNIT = "bad_unit", N_("不在配置列出的单位之内，案件归总单位，原文保留在案情里")
    NO_NUMBER = "no_number", N_("没有编号")
    ODD_NUMBER = "odd_number", N_("编号的写法与配置所说的不同，照原样保留")
    NO_RECEIVED_DATE = "no_received_date", N_("没有可读的收到日期：这一行暂存不立案，补正表格后再次导入即可")
    CLOSED_BEFORE_RECEIVED = "closed_before_received", N_("办结日期早于收到日期，照原样保留")
    FUTURE_DATE = "future_date", N_("日期在将来，照原样保留")
    UNUSUAL_AMOUNT = "unusual_amount", N_("金额超过配置所设的核对线，照原样保留")
    AFTER_TABLE = "after_table", N_("日期晚于制表日，照原样保留")
    DUPLICATE_NUMBER = "duplicate_number", N_("编号已被前面的行用过，两行都保留")
    BAD_STATUS = "bad_status", N_("不在配置列出的状态之内：案件立在日期所能说明的那一步，原文保留在案情里")
    CLOSED_WITHOUT_DATE = "closed_without_date", N_("状态是已办结而没有办结日期：案件仍作未办结，请核对")
    OPEN_WITH_CLOSING_DATE = (
        "open_with_closing_date",
        N_("有办结日期而状态未办结：案件仍作未办结，日期写进案情，请核对"),
    )
    STATUS_WITHOUT_DATE = "status_without_date", N_("没有这一状态所需的日期：案件停在前一步，请核对")
    AGAINST_STATUS = "against_status", N_("与这一行的状态不符，不作办理环节，原文保留在案情里")
    OUT_OF_ORDER = "out_of_order", N_("早于前一步，不作办理环节，原文保留在案情里")
    BAD_DIFFICULTY = "bad_difficulty", N_("不在配置列出的难度之内，按配置所说的难度计算期限")
    BAD_OUTCOME = "bad_outcome", N_("不在配置列出的办理结果之内，按配置所说的结果登记，原文保留在案情里")
    NO_HANDLER = "no_handler", N_("状态是办理中或已答复而没有经办人：案件立为已受理，等待确定经办人")
    BAD_HANDLER = "bad_handler", N_("没有这个账号，或不能办理这个单位的这件案件：不确定经办人，原文保留在案情里")
    OTHER_DUE = "other_due", N_("与按规则算出的到期日不同：以规则为准，原文保留在案情里")
    DUE_WITHOUT_START = "due_without_start", N_("只有到期日，没有起算的日期：不计算这一期限，原文保留在案情里")
    BAD_VALUE = "bad_value", N_("不符合这一项的写法，这一项留空，原文加密保留")
    UNKNOWN_WORD = "unknown_word", N_("不认识的词，这一项留空，原文加密保留")
    NOTHING_TO_KEEP = "nothing_to_keep", N_("缺少必需的内容：这一行暂存，补正表格后再次导入即可")
    UNKNOWN_UPSTREAM = "unknown_upstream", N_("没有这个上游单位：链条留空，原文加密保留")
    CHAIN_IN_A_CIRCLE = "chain_in_a_circle", N_("用工链条首尾相接：链条留空，原文加密保留")
    OTHER_UPSTREAM = "other_upstream", N_("登记的上游单位与表里不同：没有改动，原文加密保留")
    OTHER_NAME = "other_name", N_("号码、代码或账号已登记在别的名下：这一行暂存，请核对")
    ID_OF_ANOTHER = "id_of_another", N_("身份证号已登记在别的名下：这一项留空，原文加密保留，请核对")
    OTHER_PHONE = "other_phone", N_("登记的电话与表里不同：没有改动，原文加密保留")
    CHANGED = "changed", N_("与上次导入时不同：已有案件没有改动")


@dataclass(frozen=True)
class CellFault:
    """One thing to report: the row as a spreadsheet counts it (the header is row 1), the column, what stood there."""

    row: int
    number: str
    column: str
    value: str
    flag: ImportFlag

    @property
    def reason(self) -> str:
        """A sentence in the reader's language."""
        return self.flag.label
