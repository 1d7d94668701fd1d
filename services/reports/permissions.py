"""Who may see the figures of a unit, and who may draw them up as a document."""

from services.core.access import CASE_READERS, Rule, declare_permissions
from services.core.words import N_

RULES = declare_permissions(
    {
        "report.see": Rule(roles=CASE_READERS, name=N_("查看月报")),
        "report.build": Rule(roles=CASE_READERS, name=N_("生成月报文件")),
    }
)
