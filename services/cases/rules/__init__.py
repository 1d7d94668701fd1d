"""What could be worked out on paper about a case: no database, no clock on the wall, no web."""

from services.cases.rules.closing import (
    HANDLE_RULES,
    closing_obstacle,
    goes_to_the_decider,
    path_of_the_decider,
)
from services.cases.rules.parties import Proxy, count_without, least_people
from services.cases.rules.request import (
    COLLECTIVE_FROM,
    LONGEST_NAME,
    LONGEST_STRUCK_OUT,
    LONGEST_TEXT,
    MOST_FILES,
    MOST_IN_HAND,
    MOST_PEOPLE,
    Ask,
    Sense,
    family_of,
)
from services.cases.rules.workflow import BACK, ENDED, HERE, NEXT, OPEN, Back, Move, may, must, next_status

__all__ = [
    "BACK",
    "COLLECTIVE_FROM",
    "ENDED",
    "HANDLE_RULES",
    "HERE",
    "LONGEST_NAME",
    "LONGEST_STRUCK_OUT",
    "LONGEST_TEXT",
    "MOST_FILES",
    "MOST_IN_HAND",
    "MOST_PEOPLE",
    "NEXT",
    "OPEN",
    "Ask",
    "Back",
    "Move",
    "Proxy",
    "Sense",
    "closing_obstacle",
    "count_without",
    "family_of",
    "goes_to_the_decider",
    "least_people",
    "may",
    "must",
    "next_status",
    "path_of_the_decider",
]
