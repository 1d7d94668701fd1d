"""Who may see the figures of a unit, and who may draw them up as a document."""

from services.core.access import CASE_READERS, Rule, declare_permissions

RULES = declare_permissions(
    {
        "report.see": Rule(roles=CASE_READERS),
        "report.build": Rule(roles=CASE_READERS),
    }
)
