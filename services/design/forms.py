"""One form with every kind of field, empty or filled in badly."""

from __future__ import annotations

from types import SimpleNamespace

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, MultipleFileField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import Optional

from services.core.forms import AtMost, BaseForm, ChecksField, Needed, SelectField, YuanField
from services.core.words import _, _l

BADLY = {"bad-name": "", "bad-story": "", "bad-amount": "12,3x", "bad-day": "2026-02-30", "bad-unit": "b"}


class TakenField(MultipleFileField):
    """Files to choose, with one that was taken before."""

    kept_name = "files_kept"

    def tickets(self, _key: str) -> list[tuple[SimpleNamespace, str]]:
        """What was taken on an earlier page, each with what stands for it."""
        return [(SimpleNamespace(name="IMG_0231.jpg", kind=SimpleNamespace(label="JPG"), weight="1.2 MB"), "ticket")]


class SpecimenForm(BaseForm):
    """Every kind of field once."""

    name = StringField(_l("姓名"), [Needed(), AtMost(40)], description=_l("可以不写真名。"))
    story = TextAreaField(_l("发生了什么"), [Needed(_l("请写下发生了什么。"))])
    unit = SelectField(_l("单位"), validate_choice=False)
    matter = RadioField(_l("事项"), [Needed(_l("请选择一项。"))], validate_choice=False)
    groups = ChecksField(_l("群体"), validate_choice=False)
    amount = YuanField(_l("金额"), [Optional()])
    day = DateField(_l("日期"), [Optional()])
    agree = BooleanField(_l("我已阅读并同意"))
    files = TakenField(_l("材料"))
    lookup = StringField(_l("编号或姓名"))

    def offer(self) -> SpecimenForm:
        """Fills the choices in the reader's language."""
        self.unit.choices = [SelectChoice("a", _("甲区总工会")), SelectChoice("b", _("乙区总工会"))]
        matters = [("pay", _("工资报酬")), ("contract", _("合同与辞退")), ("other", _("其他"))]
        self.matter.choices = [SelectChoice(value, label) for value, label in matters]
        self.groups.choices = [SelectChoice("gig", _("新就业形态劳动者")), SelectChoice("women", _("女职工"))]
        return self


def fresh_form() -> SpecimenForm:
    """Nothing typed yet."""
    return SpecimenForm(formdata=None, data={"unit": "b", "groups": ["women"], "matter": "pay"}).offer()


def wrong_form() -> SpecimenForm:
    """Sent with mistakes: every field keeps what was typed."""
    form = SpecimenForm(MultiDict(BADLY), prefix="bad").offer()
    form.validate()
    return form
