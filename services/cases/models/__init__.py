"""The tables of the room: contacts, cases and what hangs on them."""

from services.cases.models.case import (
    Case,
    CaseCategory,
    CaseFactor,
    CaseGroup,
    CasePerson,
    CaseReader,
    ReaderKind,
)
from services.cases.models.category import Category, CategoryTree
from services.cases.models.chasers import Chaser
from services.cases.models.complaint import Complaint, ComplaintState
from services.cases.models.conflicts import (
    CaseExclusion,
    CaseRespondent,
    EmployerUnion,
    ExclusionWhy,
    Tie,
    TieKind,
    employers_of_interest,
    kept_from,
    kept_out_of,
)
from services.cases.models.consent import CaseConsent, CaseWish, ConsentText
from services.cases.models.contact import Contact
from services.cases.models.course import Dispatch, Merge, Objection
from services.cases.models.exports import Export, ExportedCase
from services.cases.models.file import CaseFile
from services.cases.models.history import NumberSeries, StatusSpan, UnitSpan
from services.cases.models.imports import ImportedRow, ImportRun, ImportState, TableKind, stages_as_text
from services.cases.models.officers import IntakeOfficer
from services.cases.models.saved import ListColumns, SavedView
from services.cases.models.sight import who_sees_an_event  # noqa: F401  (declares who sees events and people)
from services.cases.models.steps import (
    Callback,
    Note,
    QualityCheck,
    Recovery,
    Reply,
)
from services.cases.models.words import CASE_WORDS, index_cases

__all__ = [
    "CASE_WORDS",
    "Callback",
    "Case",
    "CaseCategory",
    "CaseConsent",
    "CaseExclusion",
    "CaseFactor",
    "CaseFile",
    "CaseGroup",
    "CasePerson",
    "CaseReader",
    "CaseRespondent",
    "CaseWish",
    "Complaint",
    "ComplaintState",
    "Category",
    "CategoryTree",
    "Chaser",
    "ConsentText",
    "Contact",
    "Export",
    "ExportedCase",
    "Dispatch",
    "Merge",
    "ImportRun",
    "ImportState",
    "EmployerUnion",
    "ExclusionWhy",
    "ImportedRow",
    "IntakeOfficer",
    "ListColumns",
    "Note",
    "NumberSeries",
    "Objection",
    "QualityCheck",
    "ReaderKind",
    "Recovery",
    "Reply",
    "SavedView",
    "StatusSpan",
    "TableKind",
    "Tie",
    "TieKind",
    "UnitSpan",
    "employers_of_interest",
    "kept_from",
    "kept_out_of",
    "stages_as_text",
    "index_cases",
]
