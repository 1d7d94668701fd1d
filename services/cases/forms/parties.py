"""Forms about the people of a case: name one more, strike one out; and the part that asks who asks for the worker."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import ValidationError

from services.cases.actions.intake import ProxyFacts
from services.cases.forms.parts import reads_as
from services.cases.kinds import Consent, Kinship, PartyRole
from services.cases.rules import LONGEST_TEXT, Proxy
from services.core.forms import AtMost, BaseForm, Needed, SelectField, plain_text
from services.core.words import _, _l, enum_choices
from services.people.facts import PersonFacts
from services.people.kinds import Sex
from services.people.rules import LONGEST_NAME, read_id_number_of_any_day, read_phone

NOT_SAID = {"": "—"}


class PartyForm(BaseForm):
    """One more person of a case."""

    role = RadioField(
        _l("在本案中的身份"), choices=lambda: dict(enum_choices(PartyRole)), default=PartyRole.WORKER.value
    )
    name = StringField(_l("姓名"), filters=[plain_text], validators=[AtMost(LONGEST_NAME)])
    phone = StringField(_l("电话"), filters=[plain_text], validators=[AtMost(40), reads_as(read_phone)])
    id_number = StringField(
        _l("身份证号"), filters=[plain_text], validators=[AtMost(40), reads_as(read_id_number_of_any_day)]
    )
    sex = SelectField(_l("性别"), choices=lambda: {"": _("未说明"), **dict(enum_choices(Sex))})
    kinship = SelectField(_l("与当事职工的关系"), choices=lambda: {**NOT_SAID, **dict(enum_choices(Kinship))})
    consent = SelectField(
        _l("当事职工是否同意"), choices=lambda: dict(enum_choices(Consent)), default=Consent.NOT_YET.value
    )
    is_contact = BooleanField(_l("联系和回访都找代为反映的人"))

    def validate_kinship(self, field: Any) -> None:
        """Who asks for a worker says what they are to the worker."""
        if self.role.data == PartyRole.PROXY and not field.data:
            raise ValidationError(_("请选择与当事职工的关系。"))

    def facts(self) -> PersonFacts:
        """Who it is."""
        return PersonFacts(
            name=self.name.data or None,
            phone=self.phone.data or None,
            id_number=self.id_number.data or None,
            sex=Sex(self.sex.data) if self.sex.data else None,
        )

    def proxy(self) -> Proxy | None:
        """What they are to the worker; None for a worker."""
        if self.role.data != PartyRole.PROXY:
            return None
        return Proxy(Kinship(self.kinship.data), Consent(self.consent.data), bool(self.is_contact.data))


class RemovalForm(BaseForm):
    """Why somebody is struck out."""

    reason = StringField(
        _l("原因"), filters=[plain_text], validators=[Needed(_l("请写明原因。")), AtMost(LONGEST_TEXT)]
    )


class ProxyFields(BaseForm):
    """Who asks for the worker, where somebody does."""

    proxy_name = StringField(_l("代为反映的人的姓名"), filters=[plain_text], validators=[AtMost(LONGEST_NAME)])
    proxy_phone = StringField(
        _l("代为反映的人的电话"), filters=[plain_text], validators=[AtMost(40), reads_as(read_phone)]
    )
    proxy_kinship = SelectField(_l("与当事职工的关系"), choices=lambda: {**NOT_SAID, **dict(enum_choices(Kinship))})
    proxy_consent = SelectField(
        _l("当事职工是否同意"), choices=lambda: dict(enum_choices(Consent)), default=Consent.NOT_YET.value
    )
    proxy_contact = BooleanField(_l("联系和回访都找代为反映的人"), default=True)

    def validate_proxy_kinship(self, field: Any) -> None:
        """Needed where anybody asks for the worker."""
        if not field.data and (self.proxy_name.data or self.proxy_phone.data):
            raise ValidationError(_("请选择与当事职工的关系。"))

    def proxy(self) -> ProxyFacts | None:
        """Who asks for the worker; None where nobody does."""
        if not self.proxy_kinship.data:
            return None
        standing = Proxy(
            Kinship(self.proxy_kinship.data), Consent(self.proxy_consent.data), bool(self.proxy_contact.data)
        )
        return ProxyFacts(PersonFacts(name=self.proxy_name.data or None, phone=self.proxy_phone.data or None), standing)
