"""The verbs of the room; every change of a person or an employer is one of these."""

from services.people.actions.employers import add_employer, correct_employer, import_employers
from services.people.actions.people import correct_person, hide_person, register_person, reveal

__all__ = [
    "add_employer",
    "correct_employer",
    "correct_person",
    "hide_person",
    "import_employers",
    "register_person",
    "reveal",
]
