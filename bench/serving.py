"""What gunicorn serves in the benchmark: the product and the bare application, at noon of the story's last day."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import time_machine
from flask import Flask

from app import create_app
from bench.lives import END
from bench.works import bare_beside
from services.core.settings import Settings

WORKERS, THREADS = 2, 4
PATIENCE_S = 180.0


def ours() -> Flask:
    """The product."""
    time_machine.travel(END, tick=True).start()
    return create_app(Settings.from_environment())


def bare() -> Flask:
    """The bare application beside it."""
    return bare_beside(ours())


@contextmanager
def served(which: str, environment: Mapping[str, str]) -> Iterator[int]:
    """The port on the loopback at which `ours` or `bare` answers, with the workers of `make run`."""
    port = _free_port()
    gunicorn = [str(Path(sys.executable).with_name("gunicorn")), f"bench.serving:{which}()"]
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--worker-class", "gthread"]
    options += [
        "--threads",
        str(THREADS),
        "--timeout",
        "180",
        "--keep-alive",
        "600",
        "--no-control-socket",
        "--log-level",
        "error",
    ]
    running = subprocess.Popen([*gunicorn, *options], env={**os.environ, **environment})
    try:
        _wait_for(port, running)
        yield port
    finally:
        running.terminate()
        running.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and running.poll() is None:
        line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        try:
            line.request("GET", "/")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            line.close()
    raise RuntimeError("the server does not answer")
