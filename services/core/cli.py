"""What commands share: a refusal is one plain sentence on the error stream and an exit code of 1."""

from __future__ import annotations

import sys
from collections.abc import Callable
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
        except UnicodeError:
            refuse(_("文件不是 UTF-8 编码，无法读取。"))
        except OSError as problem:
            refuse(_("无法读写“%(file)s”：%(reason)s", file=problem.filename or "-", reason=problem.strerror or problem))
        except (OperationalError, ProgrammingError):
            refuse(_("数据库尚未建立或暂时不能使用。请先运行 flask --app app db upgrade。"))

    return told


def refuse(*sentences: str) -> NoReturn:
    """Says why on the error stream and ends the command with 1."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(1)
