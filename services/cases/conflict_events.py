"""What happens around conflicts of interest and the readers of sealed cases."""

from __future__ import annotations

from services.core.audit import declare_events
from services.core.words import N_, Labelled


class ConflictEvent(Labelled):
    """Kinds of events about officers, ties and those whom a case is kept from."""

    OFFICER_NAMED = "officer.named", N_("指定保密受理人")
    OFFICER_DISMISSED = "officer.dismissed", N_("免去保密受理人")
    TIE_DECLARED = "tie.declared", N_("申报利害关系")
    TIE_ENDED = "tie.ended", N_("解除利害关系申报")
    UNION_LINKED = "employer.union_linked", N_("登记企业工会所属用人单位")
    EXCLUDED = "case.excluded", N_("已登记不得接触本案的人")
    RESPONDENT_RECORDED = "case.respondent_recorded", N_("已登记被反映人")
    STEPPED_BACK = "case.stepped_back", N_("经办人回避，等待另行确定")
    BROUGHT_ABOVE = "case.brought_above", N_("已请上一级知情")
    READERS_NAMED = "case.readers_named", N_("已另定保密受理人")


declare_events(ConflictEvent, onward=ConflictEvent)
