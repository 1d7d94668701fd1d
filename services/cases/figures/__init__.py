"""The cases' part of the metric dictionary: names, formulas and the rows behind them.

As of a period's end: steps after it are not seen, and a case counts for the unit that owned it then.
"""

from __future__ import annotations

from services.cases.figures.quality import QUALITY as QUALITY
from services.cases.figures.results import RESULTS
from services.cases.figures.work import WORK
from services.core.figures import Figure

FIGURES: tuple[Figure, ...] = (*WORK, *RESULTS)
