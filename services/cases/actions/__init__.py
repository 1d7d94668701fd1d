"""The verbs of the room; every change of a contact or a case is one of these."""

from services.cases.actions.closing import call_back, check, close
from services.cases.actions.contacts import answer_contact, log_contact
from services.cases.actions.handling import accept, note, reply, take
from services.cases.actions.intake import register, submit
from services.cases.actions.reading import see
from services.cases.actions.recoveries import agree, pay

__all__ = [
    "accept",
    "agree",
    "answer_contact",
    "call_back",
    "check",
    "close",
    "log_contact",
    "note",
    "pay",
    "register",
    "reply",
    "see",
    "submit",
    "take",
]
