"""Signing in by telephone: the number, then the code that was sent to it."""

from __future__ import annotations

import unicodedata
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation

from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l
from services.people.rules import is_mobile, read_phone
from services.portal.forms.fields import ReadsAs
from services.portal.rules import CODE_DIGITS


class IsMobile:
    """Only a mobile telephone takes a text message."""

    def __call__(self, _form: Any, field: Any) -> None:
        if not is_mobile(read_phone(field.data)):
            raise StopValidation(str(_l("验证码只能发到 11 位的手机号。")))


class TelephoneForm(BaseForm):
    """The number of a mobile telephone."""

    phone = StringField(
        _l("手机号"),
        filters=[plain_text],
        validators=[Needed(_l("请填写手机号。")), AtMost(40), ReadsAs(read_phone), IsMobile()],
    )


class CodeForm(BaseForm):
    """The code, with the ticket of the page that asked for it."""

    ticket = HiddenField()
    code = StringField(
        _l("验证码"),
        filters=[plain_text],
        validators=[Needed(_l("请填写短信里的验证码。")), AtMost(40)],
    )

    @property
    def digits(self) -> str:
        """What was typed, half-width and without blanks."""
        return "".join(unicodedata.normalize("NFKC", self.code.data or "").split())

    def validate_code(self, _field: Any) -> None:
        """Says what a code looks like where something else was typed; that is no try."""
        if not (len(self.digits) == CODE_DIGITS and self.digits.isascii() and self.digits.isdigit()):
            raise StopValidation(str(_l("验证码是短信里的 %(size)d 位数字。", size=CODE_DIGITS)))


class OwnCaseForm(BaseForm):
    """Which of one's own cases is to be shown; of no use without the session."""

    case = HiddenField()

    @property
    def case_id(self) -> int:
        """The id; 0 for whatever else is sent."""
        typed = self.case.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 20 else 0
