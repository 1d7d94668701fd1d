"""What commands share: a refusal is one plain sentence on the error stream and an exit code of 1."""

from __future__ import annotations

import sys
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from services.core.errors import NotSetUp, Problem
from services.core.tables import BadLines
from services.core.words import _

P = ParamSpec("P")
R = TypeVar("R")


def plain_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Turns what an operator can mend into a sentence without a traceback; faults of ours still show one."""

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except BadLines as problem:
            refuse(str(problem), *(str(fault) for fault in problem.faults))
        except (Problem, NotSetUp) as problem:
            refuse(str(problem))
        except click.UsageError:
            raise
        except click.ClickException as problem:
            refuse(problem.message)
        except UnicodeError:
            refuse(_("文件不是 UTF-8 编码，无法读取。"))
        except OSError as problem:
            refuse(_why_not(problem))
        except (OperationalError, ProgrammingError):
            refuse(_("数据库尚未建立或暂时不能使用。请先运行 flask --app app db upgrade。"))

    return told


def speak_plainly(group: click.Group) -> None:
    """Gives every command of a group, however deep, the same plain errors, so that none can be forgotten.

    The commands themselves are the modules' own and shared by every application of a process: the group gets copies.
    """
    group.commands = {name: _spoken_plainly(command) for name, command in group.commands.items()}


def _spoken_plainly(command: click.Command) -> click.Command:
    spoken = copy(command)
    if isinstance(spoken, click.Group):
        speak_plainly(spoken)
    elif spoken.callback is not None:
        spoken.callback = plain_errors(spoken.callback)
    return spoken


def starts_plainly(function: Callable[P, R]) -> Callable[P, R]:
    """For what makes the application: started by a command, an installation that cannot work is one sentence too."""

    @wraps(function)
    def started(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (NotSetUp, OSError) as problem:
            if click.get_current_context(silent=True) is None:
                raise
            raise click.ClickException(_why_not(problem) if isinstance(problem, OSError) else str(problem)) from problem

    return started


def _why_not(problem: OSError) -> str:
    """What stands in the way of a file, in the reader's language."""
    file = str(problem.filename or "-")
    if isinstance(problem, FileNotFoundError):
        return _("没有找到“%(file)s”。请核对路径。", file=file)
    if isinstance(problem, IsADirectoryError):
        return _("“%(file)s”是文件夹，不是文件。", file=file)
    if isinstance(problem, PermissionError):
        return _("没有权限读写“%(file)s”。", file=file)
    return _("无法读写“%(file)s”：%(reason)s", file=file, reason=problem.strerror or str(problem))


def refuse(*sentences: str) -> NoReturn:
    """Says why on the error stream and ends the command with 1."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(1)
