"""Who may keep accounts."""

from __future__ import annotations

from services.core.access import ActorKind, Role, Rule, declare_permissions
from services.core.words import N_

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
NOBODY_BY_POST: frozenset[Role] = frozenset()
WHOEVER_IS_IN = frozenset({ActorKind.STAFF})
ONLY_ONESELF = N_("只能对自己的账号办理。")
NOT_ONESELF = N_("不能对自己的账号办理。")

PERMISSIONS = declare_permissions(
    {
        "user.add": Rule(ADMINISTRATORS, name=N_("添加账号"), note=N_("系统管理员不能兼任其他岗位。")),
        "user.disable": Rule(ADMINISTRATORS, name=N_("停用账号"), note=NOT_ONESELF),
        "user.enable": Rule(ADMINISTRATORS, name=N_("恢复账号"), note=NOT_ONESELF),
        "user.note_sex": Rule(ADMINISTRATORS, name=N_("记录性别"), note=N_("征得本人同意；只用来照顾职工的希望")),
        "post.grant": Rule(ADMINISTRATORS, name=N_("授予岗位"), note=NOT_ONESELF),
        "post.revoke": Rule(ADMINISTRATORS, name=N_("收回岗位"), note=NOT_ONESELF),
        "password.reset": Rule(ADMINISTRATORS, name=N_("重置密码"), note=NOT_ONESELF),
        "password.set": Rule(
            NOBODY_BY_POST,
            others=WHOEVER_IS_IN,
            name=N_("修改密码"),
            note=N_("只能修改自己的密码，并须先输入原密码。"),
        ),
        "factor.add_app": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("添加验证器应用"), note=ONLY_ONESELF),
        "factor.add_key": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("添加安全密钥"), note=ONLY_ONESELF),
        "factor.remove": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("删除第二验证"), note=ONLY_ONESELF),
        "factor.recover": Rule(
            ADMINISTRATORS | {Role.SUPERVISOR},
            name=N_("恢复第二验证"),
            note=N_("不能为自己办理，须写明怎样核对了身份；同一人不能既重置密码又恢复第二验证。"),
        ),
        "leave.tell": Rule(
            frozenset({Role.SUPERVISOR}),
            others=WHOEVER_IS_IN,
            name=N_("登记休假"),
            note=N_("登记本人的，或由负责人为本单位及下级单位的同事登记"),
        ),
        "leave.end": Rule(
            frozenset({Role.SUPERVISOR}),
            others=WHOEVER_IS_IN,
            name=N_("结束休假"),
            note=N_("结束本人的，或由负责人为本单位及下级单位的同事结束"),
        ),
        "session.end": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("结束一次登录"), note=ONLY_ONESELF),
        "session.end_others": Rule(NOBODY_BY_POST, others=WHOEVER_IS_IN, name=N_("结束其他登录"), note=ONLY_ONESELF),
    }
)
