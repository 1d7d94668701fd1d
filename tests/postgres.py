"""A throw-away PostgreSQL, made from Debian's programs and gone when the test run is over.

The first test that wants it starts it; all workers of the run share it. It runs under an ordinary user
(PostgreSQL refuses root), in a folder of its own, on a random loopback port, and does not wait for the disk.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests import session
from tests.not_run import not_run

OWNER = "house"
"""The ordinary role that owns every test database: what the product would be given, no superuser."""

PATIENCE_S = 30.0

_KEEPERS: dict[Path, subprocess.Popen[bytes]] = {}
"""Held until the run is over: a forgotten child process is a warning."""

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}

# The keeper lives as long as the run: should the run be killed, the server goes with it.
KEEPER = """
leader=$1 folder=$2; shift 2
"$@" & server=$!
while [ -d /proc/$leader ] && [ -d /proc/$server ]; do sleep 0.5; done
kill -QUIT $server 2>/dev/null
wait $server
[ -d /proc/$leader ] || rm -rf "$folder"/*
"""


@dataclass(frozen=True)
class Cluster:
    """A running server: its process, and the way in."""

    pid: int
    port: int
    socket_folder: str
    password: str

    def url(self, database: str) -> str:
        """The address that the product is given, as the owner of the database."""
        return f"postgresql+psycopg://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def administer(self, *statements: str, **names: str) -> None:
        """Run statements as superuser, each on its own; {name} stands for a quoted identifier."""
        identifiers = {key: sql.Identifier(name) for key, name in names.items()}
        with psycopg.connect(
            host=self.socket_folder, port=self.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement).format(**identifiers))

    def make(self, database: str, template: str = "template1") -> str:
        """Make a database, empty or a copy of `template`; answer its address."""
        self.administer(
            "CREATE DATABASE {database} OWNER {owner} TEMPLATE {template} STRATEGY file_copy",
            database=database,
            owner=OWNER,
            template=template,
        )
        return self.url(database)

    def drop(self, database: str) -> None:
        self.administer("DROP DATABASE IF EXISTS {database} WITH (FORCE)", database=database)


def programs() -> Path | None:
    """The folder of the newest server programs that Debian installed, or None."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return versions[-1].parent if versions else None


def _ordinary_user() -> dict[str, Any]:
    """As whom to run: nothing to change unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _initialise(bin_folder: Path, folder: Path, user: dict[str, Any]) -> None:
    folder.mkdir(mode=0o700)
    if user:
        os.chown(folder, user["user"], user["group"])
    options = ["--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    options += ["--auth-local=trust", "--auth-host=scram-sha-256"]
    command = [str(bin_folder / "initdb"), "--pgdata", str(folder / "data"), *options]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **user)


def _answers(cluster: Cluster) -> bool:
    try:
        cluster.administer("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _launch(folder: Path, leader: int) -> Cluster:
    bin_folder, user = programs(), _ordinary_user()
    assert bin_folder is not None
    if not (folder / "data" / "PG_VERSION").exists():
        _initialise(bin_folder, folder, user)
    port, log = _free_port(), folder / "server.log"
    options = SETTINGS | {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
    }
    command = [str(bin_folder / "postgres"), "-D", str(folder / "data")]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "keeper", str(leader), str(folder), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            **user,
        )
    _KEEPERS[folder] = keeper
    cluster = Cluster(keeper.pid, port, str(folder), secrets.token_hex(16))
    deadline = time.monotonic() + PATIENCE_S
    while not _answers(cluster):
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)
    cluster.administer(
        "DO $$ BEGIN CREATE ROLE {owner} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f"ALTER ROLE {{owner}} PASSWORD '{cluster.password}'",
        owner=OWNER,
    )
    return cluster


def running_cluster(run_folder: Path, leader: int) -> Cluster:
    """The server of this run, started by whoever asks first."""
    known = run_folder / "postgres.json"
    with session.only_one(run_folder / "postgres.lock"):
        if not known.exists():
            cluster = _launch(run_folder / "postgres", leader)
            known.write_text(json.dumps(asdict(cluster)))
    return Cluster(**json.loads(known.read_text()))


def _stop(run_folder: Path) -> None:
    """Stop the server by the process id that it wrote down, and see it gone."""
    written = run_folder / "postgres" / "data" / "postmaster.pid"
    try:
        pid = int(written.read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
    except (FileNotFoundError, IndexError, ProcessLookupError):
        return
    deadline = time.monotonic() + PATIENCE_S
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    if keeper := _KEEPERS.pop(run_folder / "postgres", None):
        keeper.wait(PATIENCE_S)


session.AT_END.append(_stop)


@pytest.fixture(scope="session")
def postgres(run_folder: Path, run_leader: int) -> Cluster:
    """The PostgreSQL of this run; the test is left out, and counted, where the programs are missing."""
    if programs() is None:
        not_run("PostgreSQL", "postgresql")
    return running_cluster(run_folder, run_leader)
