"""`flask users …` and `flask permissions …`: accounts from the command line, through the same actions."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from services.accounts.actions import (
    add_user,
    disable_user,
    enable_user,
    grant_post,
    recover_factor,
    reset_password,
    revoke_post,
)
from services.accounts.handbook import permissions_page
from services.accounts.passwords import one_time_secret
from services.accounts.queries import live_post, user_named, users_seen_by
from services.accounts.rules import read_role
from services.core.access import SYSTEM
from services.core.audit import Source, acting_through
from services.core.cli import plain_errors, refuse
from services.core.time import now
from services.core.words import _
from services.units.queries import unit_named

users = AppGroup("users", help="Members of staff, their posts and one-time secrets.")
permissions = AppGroup("permissions", help="The table of who may do what.")
unit_option = click.option("--unit", "code", required=True, help="Code of the unit.")
role_option = click.option("--role", required=True, help="One of the six roles.")


@users.command("add")
@click.argument("login")
@unit_option
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--name", help="The person's name; the login where it is left out.")
@plain_errors
def add(login: str, code: str, roles: tuple[str, ...], name: str | None) -> None:
    """Add LOGIN to a unit and print a one-time secret."""
    secret, wanted = one_time_secret(), [read_role(role) for role in roles]
    with acting_through(Source.CLI):
        user = add_user(unit_named(code), login, name, wanted, secret=secret, by=SYSTEM, at=now())
    click.echo(_("已添加账号 %(login)s（%(unit)s）。", login=user.login, unit=user.unit.name))
    _tell(secret)


@users.command("reset")
@click.argument("login")
@plain_errors
def reset(login: str) -> None:
    """Replace the password of LOGIN by a one-time secret, and print it."""
    secret = one_time_secret()
    with acting_through(Source.CLI):
        user = reset_password(user_named(login), secret, by=SYSTEM, at=now())
    click.echo(_("已重置账号 %(login)s 的密码，原有登录全部退出。", login=user.login))
    _tell(secret)


@users.command("reset-second-factor")
@click.argument("login")
@click.option("--reason", required=True, help="How it was made sure who asks.")
@plain_errors
def reset_second_factor(login: str, reason: str) -> None:
    """Remove the lost second factors of LOGIN, and print a one-time secret that stands in for them once."""
    secret = one_time_secret()
    with acting_through(Source.CLI):
        user = recover_factor(user_named(login), reason, secret, by=SYSTEM, at=now())
    click.echo(_("已删除账号 %(login)s 的第二验证，原有登录全部退出。", login=user.login))
    click.echo(_("一次性恢复码：%(secret)s", secret=secret))
    click.echo(_("只显示这一次，24 小时内有效；登录后须重新添加第二验证。"))


@users.command("disable")
@click.argument("login")
@plain_errors
def disable(login: str) -> None:
    """Shut the account LOGIN and end its sessions."""
    with acting_through(Source.CLI):
        user = disable_user(user_named(login), by=SYSTEM, at=now())
    click.echo(_("已停用账号 %(login)s，原有登录全部退出。", login=user.login))


@users.command("enable")
@click.argument("login")
@plain_errors
def enable(login: str) -> None:
    """Open the disabled account LOGIN again."""
    with acting_through(Source.CLI):
        user = enable_user(user_named(login), by=SYSTEM, at=now())
    click.echo(_("已恢复账号 %(login)s。", login=user.login))


@users.command("grant")
@click.argument("login")
@unit_option
@role_option
@plain_errors
def grant(login: str, code: str, role: str) -> None:
    """Give LOGIN one more role in a unit."""
    with acting_through(Source.CLI):
        post = grant_post(unit_named(code), user_named(login), read_role(role), by=SYSTEM, at=now())
    click.echo(_("已授予岗位：%(unit)s %(role)s。", unit=post.unit.name, role=post.role.label))


@users.command("revoke")
@click.argument("login")
@unit_option
@role_option
@plain_errors
def revoke(login: str, code: str, role: str) -> None:
    """Take a role in a unit away from LOGIN."""
    post = live_post(user_named(login), unit_named(code), read_role(role))
    if post is None:
        refuse(_("账号“%(login)s”在单位“%(unit)s”没有这个岗位。", login=login, unit=code))
    with acting_through(Source.CLI):
        revoke_post(post, by=SYSTEM, at=now())
    click.echo(_("已收回岗位：%(unit)s %(role)s。", unit=post.unit.name, role=post.role.label))


@users.command("list")
@plain_errors
def show() -> None:
    """Print all accounts with their live posts."""
    for user in users_seen_by(SYSTEM):
        posts = "、".join(f"{post.unit.code}:{post.role.value}" for post in user.posts if post.is_live)
        state = "" if user.is_active else _("已停用")
        click.echo(f"{user.login}\t{user.name}\t{user.unit.code}\t{posts}\t{state}".rstrip())


@permissions.command("write")
@plain_errors
def write() -> None:
    """Write docs/permissions.md from the rules in force."""
    file = Path(current_app.root_path) / "docs" / "permissions.md"
    file.write_text(permissions_page(), "utf-8")
    click.echo(str(file))


def _tell(secret: str) -> None:
    click.echo(_("一次性密码：%(secret)s", secret=secret))
    click.echo(_("只显示这一次；首次登录后须修改。"))
