"""The verbs of the room; every change of a contact or a case is one of these."""

from services.cases.actions.above import bring_above
from services.cases.actions.admission import ask_completion, complete, decline
from services.cases.actions.chasing import chase, supervise
from services.cases.actions.closing import call_back, check, close
from services.cases.actions.complaints import answer_complaint, complain
from services.cases.actions.conflicts import exclude, record_respondent
from services.cases.actions.consents import withdraw_consent
from services.cases.actions.contacts import answer_contact, log_contact
from services.cases.actions.dispatching import bounce, dispatch, sign
from services.cases.actions.ending import archive, refuse_objection, reopen, withdraw
from services.cases.actions.files import attach, keep_files, open_file, withdraw_file
from services.cases.actions.handling import accept, note, reply, take
from services.cases.actions.intake import register, submit
from services.cases.actions.leaving import hand_over
from services.cases.actions.merging import merge, undo_merge
from services.cases.actions.officers import dismiss_officer, name_officer
from services.cases.actions.parties import add_person, remove_person
from services.cases.actions.pausing import extend, resume, suspend
from services.cases.actions.reading import see
from services.cases.actions.recoveries import agree, pay
from services.cases.actions.ties import TieFacts, declare_tie, end_tie, link_union
from services.cases.actions.voice import add, object_, rate

__all__ = [
    "TieFacts",
    "accept",
    "add",
    "add_person",
    "agree",
    "answer_complaint",
    "answer_contact",
    "archive",
    "ask_completion",
    "attach",
    "bounce",
    "bring_above",
    "call_back",
    "chase",
    "check",
    "close",
    "complain",
    "complete",
    "declare_tie",
    "decline",
    "dismiss_officer",
    "dispatch",
    "end_tie",
    "exclude",
    "extend",
    "hand_over",
    "keep_files",
    "link_union",
    "log_contact",
    "merge",
    "name_officer",
    "note",
    "object_",
    "open_file",
    "pay",
    "rate",
    "record_respondent",
    "refuse_objection",
    "register",
    "remove_person",
    "reopen",
    "reply",
    "resume",
    "see",
    "sign",
    "submit",
    "supervise",
    "suspend",
    "take",
    "undo_merge",
    "withdraw",
    "withdraw_consent",
    "withdraw_file",
]
