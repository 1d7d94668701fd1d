"""Cases as they are read: found by number, listed by page, and everything that hangs on one."""

from services.cases.queries.files import files_of, find_file
from services.cases.queries.finding import (
    categories_on,
    category_names,
    find_case,
    find_contact,
    is_seen,
    number_of,
    recent_contacts,
    units_for,
)
from services.cases.queries.hanging import Hang, may_hang
from services.cases.queries.lists import ListRow, Page, count_cases, list_cases
from services.cases.queries.order import ORDERS, Key
from services.cases.queries.origin import origin_of
from services.cases.queries.searching import names_on_record
from services.cases.queries.timeline import Entry, money_of, timeline_of
from services.cases.queries.turns import Turns, turns_of
from services.cases.queries.wanted import Wanted

__all__ = [
    "Hang",
    "may_hang",
    "ORDERS",
    "Entry",
    "Key",
    "ListRow",
    "Page",
    "Turns",
    "Wanted",
    "categories_on",
    "category_names",
    "count_cases",
    "find_case",
    "files_of",
    "find_contact",
    "find_file",
    "is_seen",
    "list_cases",
    "money_of",
    "names_on_record",
    "number_of",
    "origin_of",
    "recent_contacts",
    "timeline_of",
    "turns_of",
    "units_for",
]
