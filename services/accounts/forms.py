"""Forms of accounts: signing in, changing one's password."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, ValidationError

from services.accounts.rules import LONGEST, SHORTEST
from services.core.forms import AtMost, BaseForm, Needed, plain_text
from services.core.words import _l


class SignInForm(BaseForm):
    """Login and password; `next` is where the person wanted to go."""

    login = StringField(_l("账号"), filters=[plain_text], validators=[Needed(_l("请输入账号。")), AtMost(64)])
    password = PasswordField(_l("密码"), validators=[Needed(_l("请输入密码。")), AtMost(4 * LONGEST)])
    next = HiddenField(default=lambda: request.args.get("next", "")[:500])


class SecondForm(BaseForm):
    """The second proof: a code that is typed, or what a security key answered."""

    code = StringField(_l("验证码"), filters=[plain_text], validators=[AtMost(64)])
    answer = HiddenField()

    def validate_code(self, field: Any) -> None:
        """One of the two is needed."""
        if not field.data and not self.answer.data:
            raise ValidationError(str(_l("请输入验证码。")))


class ProofForm(BaseForm):
    """The password once more, or a second proof. Its fields travel beside those of another form: no names of theirs."""

    proof_password = PasswordField(_l("密码"), validators=[AtMost(4 * LONGEST)])
    proof_code = StringField(_l("或者：验证器应用里的验证码"), filters=[plain_text], validators=[AtMost(64)])
    proof_answer = HiddenField()

    def validate_proof_password(self, field: Any) -> None:
        """One of the three is needed."""
        if not field.data and not self.proof_code.data and not self.proof_answer.data:
            raise ValidationError(str(_l("请输入密码。")))


class AppForm(BaseForm):
    """The first code of an authenticator app; `offer` is the sealed secret that it should know by now."""

    offer = HiddenField()
    code = StringField(
        _l("应用里显示的 6 位验证码"), filters=[plain_text], validators=[Needed(_l("请输入验证码。")), AtMost(64)]
    )


class KeyForm(BaseForm):
    """A name for a security key, and what it answered."""

    name = StringField(
        _l("密钥名称"),
        description=_l("例如：蓝色 U 盾、办公室电脑。"),
        filters=[plain_text],
        validators=[Needed(_l("请给密钥起个名字。")), AtMost(40)],
    )
    answer = HiddenField()


class RecoveryForm(BaseForm):
    """Whom to help, and how one made sure who they are."""

    login = StringField(_l("同事的账号"), filters=[plain_text], validators=[Needed(_l("请输入账号。")), AtMost(64)])
    how = StringField(
        _l("怎样核对了本人身份"),
        description=_l("例如：当面核对工作证。会与您的姓名一起记录在案。"),
        filters=[plain_text],
        validators=[Needed(_l("请写明怎样核对了本人身份。")), AtMost(200)],
    )


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
