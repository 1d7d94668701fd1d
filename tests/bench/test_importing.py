"""The measure of the import takes every row of its table and tells what it took."""

from __future__ import annotations

import pytest

from bench.importing import MOST_MB, Measured, measured


@pytest.mark.slow
def test_every_row_is_taken_and_the_line_says_seconds_and_memory() -> None:
    found = measured(1500)
    assert found.rows == 1500
    assert found.seconds > 0
    assert found.grown_mb <= MOST_MB
    assert found.line.startswith("import of 1,500 rows: ")
    assert "holds" in found.line


def test_growth_past_the_bar_is_called_missed() -> None:
    assert "MISSED" in Measured(10, 1.0, MOST_MB + 1).line
    assert Measured(10, 1.0, MOST_MB).line.endswith("holds")
