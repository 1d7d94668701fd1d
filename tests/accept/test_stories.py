"""The stories of the shared folder: each one whose verbs all exist holds, and the others name what is absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

STORIES = ("march-2026-cases", "march-2026-rights", "march-2026")
PLAYED = frozenset({"march-2026-cases"})


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_or_is_not_begun(whole_app: Flask, shared_data: Path, name: str) -> None:
    runner = whole_app.test_cli_runner()
    result = runner.invoke(args=["scenario", "play", str(shared_data / "scenarios" / f"{name}.yaml")])
    assert result.exit_code == (0 if name in PLAYED else 2), result.output
    verified = runner.invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output
