"""Words as they are kept and asked for: worked out on paper, no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.search import Phrase, indexed, phrases
from services.core.search.words import BETWEEN, LONGEST_WORD, MOST_PHRASES, MOST_WORDS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("拖欠工资", ["拖欠", "欠工", "工资", "资"]),
        ("薪", ["薪"]),
        ("工资2000元", ["工资", "资", "2000", "元"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("DA-2026-000123", ["da", "2026", "000123"]),
        ("，。 _", []),
        ("𬭎䶮某", ["𬭎䶮", "䶮某", "某"]),
    ],
)
def test_a_text_is_kept_as_these_words(text: str, words: list[str]) -> None:
    assert indexed([text]) == [*words, BETWEEN]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("工资", [Phrase(("工资",), False)]),
        ("拖欠工", [Phrase(("拖欠", "欠工"), False)]),
        ("薪", [Phrase(("薪",), True)]),
        ("Abc", [Phrase(("abc",), True)]),
        ("工资 矽肺", [Phrase(("工资",), False), Phrase(("矽肺",), False)]),
        ("工资2000", [Phrase(("工资", "资", "2000"), True)]),
        ("2026年3月", [Phrase(("2026", "年", "3", "月"), True)]),
        ("！", []),
        ("", []),
    ],
)
def test_a_question_is_asked_as_these_phrases(question: str, asked: list[Phrase]) -> None:
    assert phrases(question) == asked


def test_no_phrase_reaches_from_one_part_into_the_next() -> None:
    assert indexed(["000123", "2026"]) == ["000123", BETWEEN, "2026", BETWEEN]


def test_length_is_bounded_whatever_is_given() -> None:
    assert indexed(["x" * 5000]) == ["x" * LONGEST_WORD, BETWEEN]
    assert len(indexed(["字" * 20_000])) == MOST_WORDS
    assert len(phrases("一 " * 50)) == MOST_PHRASES


@given(st.text(st.characters(codec=None)))
def test_no_word_holds_a_blank_or_a_sign_whatever_is_typed(text: str) -> None:
    words = [word for word in indexed([text]) if word != BETWEEN]
    words += [word for phrase in phrases(text) for word in phrase.words]
    assert all(word and (mark.isalnum() or mark > "\u2fff") for word in words for mark in word)
