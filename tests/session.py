"""One folder for a whole test run, shared by all its worker processes and removed at its end."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FOLDER = pytest.StashKey[Path]()
LEADER = pytest.StashKey[int]()
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 1 << 30

AT_END: list[Callable[[Path], None]] = []


def _fast_place() -> Path | None:
    """Memory where there is enough of it: copying a database there takes 10 ms, on a disk 250; None is /tmp."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
    return MEMORY if roomy else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: Any) -> None:
    """The first process makes the folder; the workers that it starts are told of it."""
    if hasattr(config, "workerinput"):
        config.stash[FOLDER] = Path(config.workerinput["run_folder"])
        config.stash[LEADER] = config.workerinput["run_leader"]
        return
    config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="tests-", dir=_fast_place()))
    config.stash[FOLDER].chmod(0o711)  # a database server under another user has its own folder inside
    config.stash[LEADER] = os.getpid()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[FOLDER])
    node.workerinput["run_leader"] = node.config.stash[LEADER]


def pytest_unconfigure(config: Any) -> None:
    if hasattr(config, "workerinput") or FOLDER not in config.stash:
        return
    for finish in AT_END:
        finish(config.stash[FOLDER])
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder of this test run: the same for every worker."""
    return pytestconfig.stash[FOLDER]


@pytest.fixture(scope="session")
def run_leader(pytestconfig: pytest.Config) -> int:
    """The process whose end is the end of this test run."""
    return pytestconfig.stash[LEADER]


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Let one process at a time through, among all workers of this run."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
