"""All that the reports' room reads: figures of a month, and the records behind a figure."""

from services.reports.queries.behind import Behind, Cursor, behind
from services.reports.queries.month import category_names, cut_of, dictionary, figures_of, monthly_report
from services.reports.queries.open import not_open, open_value
from services.reports.queries.units import unit_by_code, units_for

__all__ = [
    "Behind",
    "Cursor",
    "behind",
    "category_names",
    "cut_of",
    "dictionary",
    "figures_of",
    "monthly_report",
    "not_open",
    "open_value",
    "unit_by_code",
    "units_for",
]
