"""docs/trust.md names every requirement that must hold, and only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "trust.md").read_text("utf-8")
MUST_HOLD = {1, 2, 3, 4, 6, 7, 8, *range(11, 19), *range(20, 26), *range(29, 36)}
MUST_HOLD |= {9, 19, 36, 37, 43, 50, 51, 52}
MUST_HOLD |= {*range(44, 50), 53, 54, 57, 60}


def test_every_requirement_has_its_line() -> None:
    assert {int(number) for number in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == MUST_HOLD


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"(tests/[\w/]+\.py)(?:::(\w+)| \(whole\))", PAGE)
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or (name and f"def {name}(" not in (ROOT / file).read_text("utf-8"))
    ]
    assert len(named) > len(MUST_HOLD)
    assert missing == []
