"""Real couriers against a real mail server, killed at each step: nothing is lost, and one step alone doubles."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from services.cases.actions import accept, take
from services.cases.kinds import Difficulty
from services.core.database import db, write_transaction
from services.core.posting import Hours
from services.core.time import now
from services.messages.courier import LEASE, mark_of
from services.messages.kinds import Standing
from services.messages.models import Outgoing
from tests.fixtures import House
from tests.messages.post import Inbox, Server, leaving, wants, with_settings

ROOT = Path(__file__).parents[2]
KILLED = -signal.SIGKILL
KEY = base64.b64encode(bytes(range(32))).decode()
pytestmark = pytest.mark.slow


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Server]:
    running = Server(inbox)
    running.start()
    yield running
    running.stop(no_assert=True)


def environment(house: House, server: Server) -> dict[str, str]:
    """What a courier of the same house needs to know; by day and by night, so that the test may run at any hour."""
    settings = house.app.extensions["settings"]
    keys = {"SECRET_KEY": "of a test", "VAULT_KEYS": "k1:" + KEY, "INDEX_KEY": KEY, "AUDIT_KEY": KEY}
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **keys,
        "PYTHONPATH": str(ROOT),
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "MAIL_SERVER": f"smtp+plain://127.0.0.1:{server.address.port}",
        "MAIL_FROM": "union@union.example",
        "QUIET_HOURS": f"{_hour(6)}-{_hour(7)}",
    }


def _hour(later: int) -> str:
    return f"{(now().hour + 8 + later) % 24:02d}:00"


def written(house: House, count: int) -> None:
    with_settings(house, quiet_hours=Hours.parse(f"{_hour(6)}-{_hour(7)}", "QUIET_HOURS"))
    wants(house, "fang", "case.assigned")
    for _n in range(count):
        case = house.make_case(at=now())
        accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=now())
        take(case, house.user("fang"), by=house.actor("da.lead"), at=now())
    db.session.remove()


def courier(house: House, server: Server, step: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "tests/messages/killed.py", step]
    return subprocess.Popen(command, cwd=ROOT, env=environment(house, server), stderr=subprocess.DEVNULL)


def five_minutes_pass() -> None:
    """As if the leases that are held had been taken so long ago."""
    with write_transaction() as session:
        session.execute(
            update(Outgoing).where(Outgoing.leased_until.is_not(None)).values(leased_until=now() - timedelta(seconds=1))
        )


@pytest.mark.parametrize(
    ("step", "arrived_before", "doubled"),
    [
        ("before it holds the message", 0, 0),
        ("while it holds the message", 0, 0),
        ("once the line to the server stands", 0, 0),
        ("between the address and the text", 0, 0),
        ("after the server took it", 1, 1),
        ("after that was noted", 1, 0),
    ],
)
def test_a_killed_courier_loses_nothing(
    house: House, server: Server, inbox: Inbox, step: str, arrived_before: int, doubled: int
) -> None:
    written(house, 3)
    assert courier(house, server, step).wait(60) == KILLED
    assert len(inbox.taken) == arrived_before
    five_minutes_pass()
    assert courier(house, server, "").wait(60) == 0
    marks = [f"<{mark_of(row.id)}@union.example>" for row in leaving()]
    assert set(inbox.marks) == set(marks)
    assert len(inbox.marks) - len(set(inbox.marks)) == doubled
    assert {row.standing for row in leaving()} == {Standing.SENT}


def test_killed_while_the_server_thinks_it_is_sent_again_under_the_same_mark(
    house: House, server: Server, inbox: Inbox
) -> None:
    """The server has all of the mail and has not answered: it takes what it never confirmed, and gets it once more."""
    written(house, 1)
    asked, answer = Event(), Event()

    def think() -> None:
        asked.set()
        answer.wait(30)

    inbox.on_data = think
    killed = courier(house, server, "")
    assert asked.wait(60)
    killed.kill()
    assert killed.wait(60) == KILLED
    answer.set()
    (row,) = leaving()
    assert (row.standing, row.leased_until is not None) == (Standing.WAITING, True)
    assert row.leased_until - now() < LEASE
    five_minutes_pass()
    assert courier(house, server, "").wait(60) == 0
    assert 1 <= len(inbox.marks) <= 2
    assert set(inbox.marks) == {f"<{mark_of(row.id)}@union.example>"}
    assert leaving()[0].standing is Standing.SENT


def test_a_watching_courier_delivers_what_comes_and_ends_when_told(
    small_house: House, server: Server, inbox: Inbox
) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "messages", "deliver", "--watch"]
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment(small_house, server), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        written(small_house, 1)
        deadline = time.monotonic() + 60
        while not inbox.taken and time.monotonic() < deadline:
            time.sleep(0.2)
        assert len(inbox.taken) == 1
        running.terminate()
        out, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 0
    assert b"fang" not in out + err
    assert all(json.loads(line) for line in err.splitlines())


def test_a_courier_beside_a_server_ends_with_it(small_house: House, server: Server) -> None:
    """The shell becomes the server, as in `make run`; the server ends, and the courier has nobody any more."""
    flask = f"{sys.executable} -m flask --app app messages deliver --watch --beside $$"
    told = environment(small_house, server)
    shell = subprocess.Popen(
        ["/bin/bash", "-c", f"{flask} & echo $!; exec sleep 600"], cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True
    )
    assert shell.stdout is not None
    with shell.stdout:
        pid = int(shell.stdout.readline())
    time.sleep(3)
    assert Path(f"/proc/{pid}").exists()
    shell.kill()
    shell.wait(10)
    deadline = time.monotonic() + 30
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether the process is there and not only waits to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
