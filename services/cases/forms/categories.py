"""Forms of the category trees."""

from __future__ import annotations

from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import Optional, ValidationError

from services.cases.actions.categories import CategoryFacts
from services.cases.models import Category, CategoryTree
from services.cases.rules.categories import LAST_PLACE, LONGEST_CATEGORY, tidy_category_code
from services.core.errors import Problem
from services.core.forms import AtMost, BaseForm, Between, Needed, plain_text
from services.core.words import _, _l

TREES = [tree for tree in CategoryTree if tree is not CategoryTree.LOCAL]


def name_in(label: object, needed: object) -> StringField:
    """The name in one language."""
    return StringField(label, filters=[plain_text], validators=[Needed(needed), AtMost(LONGEST_CATEGORY)])


class CategoryForm(BaseForm):
    """A new entry."""

    code = StringField(
        _l("代码"),
        description=_l("树的字母和序号，例如 A12；下一层加连字符和序号，例如 A1-2。代码的含义永远不变，不能改作他用。"),
        filters=[plain_text],
        validators=[Needed(_l("请填写代码。")), AtMost(20)],
    )
    name_zh = name_in(_l("中文名称"), _l("请填写中文名称。"))
    name_en = name_in(_l("英文名称"), _l("请填写英文名称。"))
    valid_from = DateField(_l("启用日期"), validators=[Needed(_l("请选择启用日期。"))])
    sealed = BooleanField(_l("自动保密：这一类的诉求一律按保密案件办理"))
    hidden = BooleanField(_l("统计时隐去小于 5 的数"))

    def validate_code(self, field: StringField) -> None:
        """A code of one of the four trees."""
        try:
            field.data = tidy_category_code(field.data)
        except Problem as problem:
            raise ValidationError(str(problem.sentence)) from problem

    def validate_valid_from(self, field: DateField) -> None:
        """A day within sight."""
        if not 2000 <= field.data.year <= 2100:
            raise ValidationError(_("年份应在 2000 至 2100 之间。"))

    def facts(self) -> CategoryFacts:
        """What was filled in."""
        return CategoryFacts(
            code=self.code.data,
            tree=CategoryTree(self.code.data[0]),
            name_zh=self.name_zh.data,
            name_en=self.name_en.data,
            valid_from=self.valid_from.data,
            sealed_by_itself=bool(self.sealed.data),
            small_cells_hidden=bool(self.hidden.data),
        )


class NamesForm(BaseForm):
    """Words and place."""

    name_zh = name_in(_l("中文名称"), _l("请填写中文名称。"))
    name_en = name_in(_l("英文名称"), _l("请填写英文名称。"))
    position = IntegerField(
        _l("次序"),
        description=_l("在这棵树里，数小的排在前面。"),
        validators=[Between(1, LAST_PLACE, _l("次序应是 1 至 9999 的整数。"))],
    )

    def fill(self, category: Category) -> None:
        """Shows what is known."""
        self.name_zh.data, self.name_en.data = category.name_zh, category.name_en
        self.position.data = category.position


class EndForm(BaseForm):
    """The last day."""

    last = DateField(
        _l("最后可选的一天"),
        description=_l("过了这一天，登记时不再出现；已有的案件不变。留空表示一直可选。"),
        validators=[Optional()],
    )


class MarksForm(BaseForm):
    """Sealed by itself; small figures hidden."""

    sealed = BooleanField(_l("自动保密：这一类的诉求一律按保密案件办理"))
    hidden = BooleanField(_l("统计时隐去小于 5 的数"))
