"""What supervisors look at besides the report: figures that stand in no report."""

from __future__ import annotations

from services.cases.figures import rows
from services.cases.figures.work import HANDLING
from services.core.figures import Figure, Unit
from services.core.words import N_

QUALITY: tuple[Figure, ...] = (
    Figure(
        "cases.reopened",
        N_("退回重办"),
        Unit.CASES,
        N_("本月由已答复、已审核或已办结退回办理的案件，审核未通过的也算；一件退回几次只计一件。"),
        HANDLING,
        rows=rows.reopened,
    ),
)
