"""The verbs of the room; every change of a person or an employer is one of these."""

from services.people.actions.employers import add_employer, correct_employer, import_employers
from services.people.actions.people import correct_person, enter_person, hide_person, register_person, reveal
from services.people.actions.rolls import NamedPerson, enter_people, import_people
from services.people.actions.tags import add_group, correct_group, offered_group, tag_person, untag_person

__all__ = [
    "NamedPerson",
    "add_employer",
    "add_group",
    "correct_employer",
    "correct_group",
    "correct_person",
    "enter_people",
    "enter_person",
    "hide_person",
    "import_employers",
    "import_people",
    "offered_group",
    "register_person",
    "reveal",
    "tag_person",
    "untag_person",
]
