"""Forms of contacts and cases: the shape of input, and the words of its errors."""

from services.cases.forms.files import FilesForm, WithdrawFileForm
from services.cases.forms.intake import ContactForm, RegisterForm, UnitChoice
from services.cases.forms.parts import category_label, choice_of, long_text
from services.cases.forms.search import SearchForm, ViewForm
from services.cases.forms.steps import (
    AcceptForm,
    CallbackForm,
    CheckForm,
    CloseForm,
    NoteForm,
    RecoveryForm,
    ReplyForm,
    TakeForm,
)

__all__ = [
    "AcceptForm",
    "CallbackForm",
    "CheckForm",
    "CloseForm",
    "ContactForm",
    "FilesForm",
    "NoteForm",
    "RecoveryForm",
    "RegisterForm",
    "ReplyForm",
    "SearchForm",
    "TakeForm",
    "UnitChoice",
    "WithdrawFileForm",
    "ViewForm",
    "category_label",
    "choice_of",
    "long_text",
]
