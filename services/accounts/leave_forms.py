"""The form of a leave."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField
from wtforms.validators import InputRequired

from services.accounts.models import User
from services.core.forms import BaseForm, Needed, SelectField
from services.core.words import _, _l


class LeaveForm(BaseForm):
    """Who is away, from when to when, and who looks after the desk."""

    user = SelectField(_l("谁休假"), validators=[Needed()])
    first = DateField(_l("第一天"), validators=[InputRequired(_l("请填写日期。"))])
    last = DateField(_l("最后一天"), description=_l("含当日"), validators=[InputRequired(_l("请填写日期。"))])
    deputy = SelectField(_l("由谁代理"), description=_l("代理人的待办里会出现休假同事的案件"))

    def offer(self, users: Sequence[User], deputies: Sequence[User]) -> None:
        """Whom one may name."""
        self.user.choices = {user.login: f"{user.name} · {user.unit.name}" for user in users}
        self.deputy.choices = {"": _("不指定"), **{user.login: f"{user.name} · {user.unit.name}" for user in deputies}}
