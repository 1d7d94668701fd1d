"""The handbook of deadlines says what the table says, in both languages."""

from pathlib import Path

import pytest

from services.clocks.handbook import handbook, handbook_text
from services.clocks.rules import FactKind, Light, Refusal, Unit, Why
from services.clocks.table import RULES
from services.core.catalogues import read

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_table_says() -> None:
    assert (ROOT / "docs" / "clocks.md").read_text("utf-8") == handbook_text()


def test_the_page_has_a_row_for_every_rule() -> None:
    rows = handbook(RULES, str).splitlines()
    for rule in RULES:
        (row,) = [line for line in rows if line.startswith(f"| `{rule.code}` |")]
        assert row.count(" | ") == 9
        assert all(words in row for words in (rule.name, rule.source, f"| {rule.length} |"))


@pytest.mark.parametrize("labels", [FactKind, Light, Refusal, Unit, Why])
def test_every_label_has_its_english(labels: type[FactKind | Light | Refusal | Unit | Why]) -> None:
    words = read("clocks")
    for member in labels:
        message = words.get(member.msgid)
        assert message is not None
        assert message.string
