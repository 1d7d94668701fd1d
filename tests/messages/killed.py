"""A courier that is killed at one of its steps: run as a program, `python killed.py STEP`, with the app's settings."""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from typing import Any

from app import create_app
from services.messages import commands, courier
from services.messages.carriers import MailCarrier, mail


def dies(*_args: Any, **_kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_dies(function: Callable[..., Any]) -> Callable[..., Any]:
    def do_it(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        dies()

    return do_it


def prepare(step: str) -> None:
    """Lets the courier die at one step of the way: from before it holds anything until after it noted the end."""
    if step == "before it holds the message":
        courier._take = dies  # type: ignore[assignment]
    elif step == "while it holds the message":
        MailCarrier.carry = dies  # type: ignore[assignment,method-assign]
    elif step == "once the line to the server stands":
        mail._called = then_dies(mail._called)
    elif step == "between the address and the text":
        smtplib.SMTP.data = dies  # type: ignore[assignment,method-assign]
    elif step == "after the server took it":
        courier.note_sent = dies
    elif step == "after that was noted":
        courier.note_sent = then_dies(courier.note_sent)


if __name__ == "__main__":
    prepare(sys.argv[1])
    with create_app().app_context():
        courier.deliver(commands.carriers_in_use(), commands.now)
