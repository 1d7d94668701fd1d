"""The form of what one wants to be written about."""

from __future__ import annotations

from wtforms import RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from services.core.forms import AtMost, BaseForm, plain_text
from services.core.words import _, _l
from services.messages.actions import Wishes
from services.messages.kinds import Channel, staff_kinds
from services.messages.models import MessageAddress

LANGUAGE_NAMES = {"zh-CN": _l("中文"), "en": _l("英文")}


class _Boxes(SelectMultipleField):
    """A box for each kind."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChoicesForm(BaseForm):
    """Addresses, language, and the kinds on each channel."""

    email = StringField(_l("邮箱地址"), filters=[plain_text], validators=[AtMost(254)])
    by_email = _Boxes(_l("哪些事发邮件"))
    phone = StringField(_l("手机号"), filters=[plain_text], validators=[AtMost(30)])
    by_sms = _Boxes(_l("哪些事发短信"))
    language = RadioField(
        _l("用哪种语言"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
        default="zh-CN",
    )

    def offer(self) -> None:
        """Fills the boxes, in the reader's language."""
        kinds = [SelectChoice(kind.code, _(kind.name)) for kind in staff_kinds()]
        self.by_email.choices = self.by_sms.choices = kinds

    def fill(self, place: MessageAddress | None, chosen: dict[Channel, frozenset[str]]) -> None:
        """Shows what was chosen before."""
        if place is not None:
            self.email.data, self.phone.data, self.language.data = place.email, place.phone, place.language
        self.by_email.data = sorted(chosen[Channel.EMAIL])
        self.by_sms.data = sorted(chosen[Channel.SMS])

    def wishes(self) -> Wishes:
        """What was chosen. Only after the form was found right."""
        return Wishes(
            email=self.email.data or "",
            phone=self.phone.data or "",
            language=self.language.data,
            by_email=frozenset(self.by_email.data or ()),
            by_sms=frozenset(self.by_sms.data or ()),
        )
