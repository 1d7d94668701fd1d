"""Who may keep accounts."""

from __future__ import annotations

from services.core.access import ActorKind, Role, Rule, declare_permissions
from services.core.words import N_

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
NOT_ONESELF = N_("不能对自己的账号办理。")

PERMISSIONS = declare_permissions(
    {
        "user.add": Rule(ADMINISTRATORS, name=N_("添加账号"), note=N_("系统管理员不能兼任其他岗位。")),
        "user.disable": Rule(ADMINISTRATORS, name=N_("停用账号"), note=NOT_ONESELF),
        "user.enable": Rule(ADMINISTRATORS, name=N_("恢复账号"), note=NOT_ONESELF),
        "post.grant": Rule(ADMINISTRATORS, name=N_("授予岗位"), note=NOT_ONESELF),
        "post.revoke": Rule(ADMINISTRATORS, name=N_("收回岗位"), note=NOT_ONESELF),
        "password.reset": Rule(ADMINISTRATORS, name=N_("重置密码"), note=NOT_ONESELF),
        "password.set": Rule(
            frozenset(),
            others=frozenset({ActorKind.STAFF}),
            name=N_("修改密码"),
            note=N_("只能修改自己的密码，并须先输入原密码。"),
        ),
    }
)
