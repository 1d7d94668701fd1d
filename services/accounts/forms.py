"""Forms of accounts: signing in, changing one's password."""

from __future__ import annotations

from flask import request
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo

from services.accounts.rules import LONGEST, SHORTEST
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l


class SignInForm(BaseForm):
    """Login and password; `next` is where the person wanted to go."""

    login = StringField(_l("账号"), filters=[plain_text], validators=[Needed(_l("请输入账号。")), AtMost(64)])
    password = PasswordField(_l("密码"), validators=[Needed(_l("请输入密码。")), AtMost(4 * LONGEST)])
    next = HiddenField(default=lambda: request.args.get("next", "")[:500])


class ProofForm(BaseForm):
    """The password once more. Its fields travel beside those of another form, so their names are their own."""

    proof_password = PasswordField(_l("密码"), validators=[Needed(_l("请输入密码。")), AtMost(4 * LONGEST)])


class PasswordForm(BaseForm):
    """The old password and the new one twice."""

    old = PasswordField(_l("原密码"), validators=[Needed(_l("请输入原密码。")), AtMost(4 * LONGEST)])
    new = PasswordField(
        _l("新密码"),
        description=_l("%(least)s 至 %(most)s 个字符。可以用一句容易记的话。", least=SHORTEST, most=LONGEST),
        validators=[Needed(_l("请输入新密码。")), AtMost(LONGEST)],
    )
    again = PasswordField(
        _l("再输一遍新密码"),
        validators=[Needed(_l("请再输一遍新密码。")), EqualTo("new", _l("两次输入的新密码不一样。"))],
    )
