"""The supply chain: every package is pinned to one version and to the hashes of its files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?= |$)")


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its hashes on one line, without comments."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def names(lock: str) -> set[str]:
    return {re.split(r"[\[=]", entry)[0] for entry in entries(lock)}


def wanted(source: str) -> set[str]:
    """The names that a .in file asks for."""
    lines = (ROOT / source).read_text().splitlines()
    return {re.split(r"[\[=<>~ ]", line)[0].lower() for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_one_version_and_hashes(lock: str) -> None:
    assert entries(lock)
    loose = [e for e in entries(lock) if not re.match(r"[a-z0-9.\-]+(\[[a-z,]+\])?==[^ ]+ ", e) or not HASH.search(e)]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_requirement_comes_from_an_address_or_a_folder(lock: str) -> None:
    assert [e for e in entries(lock) if "://" in e or e.startswith(("-", ".", "/"))] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_everything_that_was_asked_for(lock: str) -> None:
    assert wanted(lock.replace(".txt", ".in")) <= names(lock)


def test_both_locks_agree_on_the_versions_they_share() -> None:
    versions = [dict(entry.split(" ")[0].split("==") for entry in entries(lock)) for lock in LOCKS]
    runtime, development = ({re.sub(r"\[.*", "", n): v for n, v in lock.items()} for lock in versions)
    assert {n: v for n, v in development.items() if n in runtime and runtime[n] != v} == {}


def test_the_bill_of_materials_names_every_package_with_its_hashes(tmp_path: Path) -> None:
    bill = tmp_path / "sbom.json"
    command = [str(Path(sys.executable).with_name("cyclonedx-py")), "requirements", str(ROOT / LOCKS[0])]
    subprocess.run([*command, "--of", "JSON", "-o", str(bill)], check=True, capture_output=True)
    components = json.loads(bill.read_text())["components"]
    assert {component["name"] for component in components} == names("requirements.txt")
    unhashed = [c["name"] for c in components if not c.get("hashes") and "externalReferences" not in c]
    assert unhashed == []
