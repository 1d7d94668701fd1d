"""The form of a request: four pages, one form; what is not asked on a page travels along unseen."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from services.cases.actions.intake import ProxyFacts
from services.cases.models import CaseFile, Category, ConsentText
from services.cases.rules import LONGEST_NAME, LONGEST_STRUCK_OUT, Ask, family_of
from services.core.files.receiving import UploadField
from services.core.forms import AtMost, Needed, YuanField, plain_text
from services.core.web import current_language
from services.core.words import _, _l
from services.people.facts import PersonFacts
from services.people.rules import read_name, read_phone
from services.portal.forms.agreeing import Agreeing
from services.portal.forms.another import ForAnother
from services.portal.forms.fields import NeededUnless, Offered, PeopleField, ReadsAs
from services.portal.forms.voice import MOST_FILES
from services.portal.forms.wishes import Wishes
from services.portal.receipts import open_code, seal_new_code
from services.portal.rules import (
    PATHS,
    STEPS,
    Matter,
    Naming,
    Path,
    Step,
    categories_of,
    read_matter,
    read_step,
)
from services.units.models import Unit

LONGEST_STORY = 4_000
SHORTEST_KEY, LONGEST_KEY = 16, 80

ON_PAGE: dict[Step, tuple[str, ...]] = {
    Step.MATTER: ("matter",),
    Step.STORY: ("detail", "text", "consent", "files", "employer", "unit", "claim", "people"),
    Step.CONTACT: (
        "naming",
        "name",
        "phone",
        "kinship",
        "worker_name",
        "worker_agrees",
        "agreed",
        "confidential",
        "not_for_told",
        "handler_sex",
        "discreet",
    ),
    Step.CHECK: (),
}
"""Which fields are asked on which page; the others travel along unseen."""

ALONG = ("receipt", "reached")


def _names_someone(form: RequestForm) -> bool:
    return form.naming.data in (Naming.KEPT, Naming.OPEN)


def _gives_contact(form: RequestForm) -> bool:
    return bool(form.told_phone or form.told_name or (form.is_for_another and form.worker_name.data))


def _needs_consent(form: RequestForm) -> bool:
    return form.consent_text is not None


class RequestForm(ForAnother, Agreeing, Wishes):
    """A request, whole: each page shows its own fields, and the values of the others travel along in it."""

    step = HiddenField()
    reached = HiddenField()
    receipt = HiddenField()
    matter = RadioField(
        _l("您遇到什么问题？"),
        choices=lambda: [SelectChoice(matter.value, matter.label) for matter in Matter if not PATHS[matter].leads_to],
        validate_choice=False,
        validators=[Offered(_l("请选择一项。不确定的，选“其他”，我们来分类。"))],
    )
    detail = SelectField(
        _l("具体是哪一类？（可以不选）"),
        validate_choice=False,
        validators=[Offered(_l("请从列表中选择。"), optional=True)],
    )
    text = TextAreaField(
        _l("请写下经过，一句话也可以"),
        filters=[plain_text],
        validators=[Needed(_l("请写几句发生了什么，一句话也可以。")), AtMost(LONGEST_STORY)],
    )
    consent = BooleanField(
        validators=[NeededUnless(_needs_consent, _l("没有您的同意，我们不能保存这些内容。也可以直接拨打 12351。"))]
    )
    files = UploadField(_l("照片和文件（可以不加）"), table=CaseFile.__tablename__, most=MOST_FILES)
    employer = StringField(
        _l("用人单位或平台的名称（可以不填）"), filters=[plain_text], validators=[AtMost(LONGEST_NAME)]
    )
    unit = SelectField(
        _l("由哪里的工会办理？（可以不选）"),
        filters=[plain_text],
        validate_choice=False,
        validators=[Offered(_l("请从列表中选择。"), optional=True)],
    )
    claim = YuanField(_l("涉及金额（可以不填）"), filters=[plain_text], validators=[AtMost(30)])
    people = PeopleField(_l("涉及几个人（可以不填）"), filters=[plain_text], validators=[AtMost(20)])
    naming = RadioField(
        _l("您的姓名怎么办理？"),
        choices=lambda: [SelectChoice(naming.value, naming.label) for naming in Naming],
        default=Naming.KEPT.value,
        validate_choice=False,
        validators=[Offered(_l("请选择一项。"))],
    )
    name = StringField(
        _l("姓名"),
        filters=[plain_text],
        validators=[
            ReadsAs(read_name),
            NeededUnless(_names_someone, _l("请填写姓名。不想留姓名的，请在上面选“不留姓名”。")),
        ],
    )
    phone = StringField(
        _l("电话"),
        filters=[plain_text],
        validators=[
            ReadsAs(read_phone),
            NeededUnless(_names_someone, _l("请填写电话，方便我们联系您。不想留的，请在上面选“不留姓名”。")),
        ],
    )
    agreed = BooleanField(
        validators=[NeededUnless(_gives_contact, _l("留下姓名或电话，需要您勾选同意。不想留的，请把它们清空。"))]
    )
    confidential = BooleanField(_l("保密办理：只有指定的工作人员能看到"))
    not_for_told = TextAreaField(
        _l("有没有不能看到这件诉求的人？（可以不填）"),
        filters=[plain_text],
        validators=[AtMost(LONGEST_STRUCK_OUT)],
    )
    sealed_codes: frozenset[str] = frozenset()

    def open_pages(self) -> None:
        """Makes sure that the form has a key and a query code of its own; a broken pair is replaced."""
        key = self.key.data or ""
        usable = SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
        if not usable or open_code(self.receipt.data, key) is None:
            self.key.data = secrets.token_urlsafe(18)
            self.receipt.data = seal_new_code(self.key.data)
        if self.detail.data not in self.path.details:
            self.detail.data = ""

    def offer(self, units: Sequence[Unit], categories: Sequence[Category], texts: Mapping[str, ConsentText]) -> None:
        """Fills the choices, in the reader's language; `texts` are those in force, by code."""
        self.texts = texts
        english = current_language() == "en"
        self.sealed_codes = frozenset(kind.code for kind in categories if kind.sealed_by_itself)
        self.unit.choices = [SelectChoice("", _("不确定，请工会来定")), *(SelectChoice(u.code, u.name) for u in units)]
        self.detail.choices = [
            SelectChoice("", _("不确定，请工会来分")),
            *(
                SelectChoice(kind.code, kind.name_en if english else kind.name_zh)
                for kind in categories
                if kind.code in self.path.details
            ),
        ]

    @property
    def standing(self) -> Step:
        """The page from which the form comes."""
        return read_step(self.step.data) or Step.MATTER

    @property
    def chosen(self) -> Matter | None:
        """The matter that is chosen."""
        return read_matter(self.matter.data)

    @property
    def path(self) -> Path:
        """What follows from the matter."""
        return PATHS[self.chosen or Matter.OTHER]

    @property
    def consent_text(self) -> ConsentText | None:
        """The consent that the story needs, apart from that for name and telephone."""
        return self.texts[self.path.consent] if self.path.consent else None

    @property
    def sealed_by_itself(self) -> bool:
        """Whether what was chosen is sealed without being asked."""
        return not self.sealed_codes.isdisjoint(categories_of(self.chosen or Matter.OTHER, self.detail.data))

    @property
    def is_sealed(self) -> bool:
        """Whether named readers alone will see the case."""
        return self.sealed_by_itself or bool(self.confidential.data or self.not_for_told.data)

    @property
    def told_name(self) -> str | None:
        """The name, unless none is to be kept."""
        return None if self.naming.data == Naming.NO_NAME else self.name.data or None

    @property
    def told_phone(self) -> str | None:
        """The telephone number, with or without a name."""
        return self.phone.data or None

    def label_of(self, name: str) -> str | None:
        """The words of what was chosen in a field; None where nothing was."""
        field = self[name]
        return next((choice.label for choice in field.choices if choice.value and choice.value == field.data), None)

    def first_wrong(self, upto: Step) -> Step | None:
        """Validates the pages up to this one, itself included, and names the first with an error."""
        for step in STEPS[: STEPS.index(upto) + 1]:
            verdicts = [self[name].validate(self) for name in ON_PAGE[step]]
            if not all(verdicts):
                return step
        return None

    def page_of_error(self) -> Step:
        """The page that holds the first field with an error; the last page where none does."""
        wrong = (step for step in STEPS if any(self[name].errors for name in ON_PAGE[step]))
        return next(wrong, Step.CHECK)

    def next_page(self) -> Step:
        """The page after the present one; where the last one was reached before, the first that is not yet right."""
        if not self.reached.data:
            return STEPS[min(STEPS.index(self.standing) + 1, len(STEPS) - 1)]
        unfinished = self.first_wrong(Step.CHECK)
        for field in self:
            field.errors = ()
        return unfinished or Step.CHECK

    def carried(self, shown: Step) -> list[tuple[str, str]]:
        """(name, value) of what travels along unseen on a page; of files, their tickets."""
        names = [name for step, fields in ON_PAGE.items() if step is not shown for name in fields]
        names = [name for name in names if name != self.files.name]
        values = ((name, self[name]) for name in (*ALONG, *names))
        carried = [(name, "y" if field.data is True else field.data) for name, field in values if field.data]
        if shown is not Step.STORY:
            carried += [(self.files.kept_name, ticket) for _file, ticket in self.files.tickets(self.key.data or "")]
        return carried

    def ask(self) -> Ask:
        """What is asked for. Only after every page was found right."""
        matter = self.chosen or Matter.OTHER
        categories = categories_of(matter, self.detail.data)
        group = PATHS[matter].group
        return Ask(
            family=family_of(categories),
            categories=categories,
            text=self.text.data,
            groups=frozenset({group} if group else ()),
            claim=self.claim.fen,
            people=self.people.count,
            confidential=bool(self.confidential.data),
            keep_from_employer=self.naming.data != Naming.OPEN,
            employer_name=self.employer.data or "",
            not_for_told=self.not_for_told.data or "",
            handler_sex=self.wanted_sex if self.path.guarded else None,
            discreet=bool(self.discreet.data and self.path.guarded),
        )

    def person(self) -> PersonFacts | None:
        """The worker; None where nothing is told of them."""
        return self.worker() if self.is_for_another else self._asks()

    def proxy(self) -> ProxyFacts | None:
        """Who asks for the worker; None where the worker asks."""
        return self.proxy_of(self._asks())

    def _asks(self) -> PersonFacts | None:
        """Who asks; None where neither name nor telephone number is given."""
        if not (self.told_name or self.told_phone):
            return None
        return PersonFacts(name=self.told_name, phone=self.told_phone)

    def consents(self) -> tuple[str, ...]:
        """The texts that were agreed to, each with its version."""
        given = (
            (self.consent_text, self.consent.data),
            (self.name_text, self.agreed.data and _gives_contact(self)),
            (self.worker_text, self.worker_agrees.data and self.is_for_another),
        )
        return tuple(text.mark for text, agreed in given if text and agreed)
