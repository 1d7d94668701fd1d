"""Profiles: the example is valid, and every mistake is one sentence that names the key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.importing.loading import load_profile, read_profile
from services.cases.importing.profile import Others
from services.core.errors import Problem
from tests.cases.import_house import PROFILE, said

COLUMNS = {"number": "no", "received": "in"}
LEAST = {"name": "small", "columns": COLUMNS}


def test_the_example_for_the_real_table_is_valid() -> None:
    profile = load_profile(PROFILE)
    assert (profile.name, profile.unit, profile.currency) == ("wa-complaints", "WA", "USD")
    assert profile.amounts.unusual_over == 100_000_000
    assert profile.columns.category is not None
    assert profile.columns.category.others is Others.ADD
    assert profile.needed[:4] == ("case_no", "received_date", "closed_date", "amount_claimed")


def test_the_example_for_the_messy_table_is_valid() -> None:
    profile = load_profile(PROFILE.with_name("ks.yaml"))
    assert profile.until == date(2022, 10, 31)
    assert [unit.code for unit in profile.units] == ["KS", "KS1", "KS2", "KS3", "KS4"]
    assert profile.columns.unit is not None
    assert profile.columns.unit.values == {"1": "KS1", "2": "KS2", "3": "KS3", "4": "KS4"}


def test_a_name_a_number_and_a_day_are_enough() -> None:
    profile = read_profile(LEAST)
    assert (profile.day_form, profile.encoding, profile.delimiter, profile.currency) == (
        "%Y-%m-%d",
        "utf-8",
        ",",
        "CNY",
    )
    assert profile.needed == ("no", "in")


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (None, "最外层"),
        (["name"], "最外层"),
        ({"columns": COLUMNS}, "name"),
        ({"name": "small"}, "columns"),
        ({"name": "x" * 61, "columns": COLUMNS}, "60"),
        ({"name": "small", "columns": {"number": "no"}}, "columns.received"),
        ({**LEAST, "colums": {}}, "colums"),
        ({**LEAST, "encoding": "latin-1"}, "gb18030"),
        ({**LEAST, "dates": "%Y/%m"}, "dates"),
        ({**LEAST, "dates": "%Y-%m-%d %H"}, "dates"),
        ({**LEAST, "unusual_over": "many"}, "unusual_over"),
        ({**LEAST, "lenient_amounts": "yes"}, "lenient_amounts"),
        ({**LEAST, "family": "other"}, "family"),
        ({"name": "small", "columns": {**COLUMNS, "employer": {"none": ["na"]}}}, "columns.employer"),
        ({"name": "small", "columns": {**COLUMNS, "category": {"column": "k", "values": ["A1"]}}}, "category.values"),
        ({**LEAST, "until": "yesterday"}, "until"),
        ({**LEAST, "number_form": "--"}, "number_form"),
        ({**LEAST, "units": [{"code": "X", "name": "x", "level": "moon"}]}, "units[1].level"),
        ({**LEAST, "stages": [{"label": "x"}]}, "stages[1].column"),
        ({**LEAST, "recovered_kind": "gold"}, "recovered_kind"),
        ({**LEAST, "text": [{"label": "x"}]}, "text[1].column"),
        ({**LEAST, "text": [{"column": "x", "check": "colour"}]}, "text[1].check"),
    ],
)
def test_a_mistake_is_named_by_its_key(told: Any, named: str) -> None:
    with pytest.raises(Problem) as caught:
        read_profile(told)
    assert named in said(caught.value)


YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "columns", "text", "x"]), inner)
    ),
    max_leaves=8,
)


@given(YAML)
def test_any_yaml_is_a_profile_or_a_problem(told: object) -> None:
    try:
        read_profile(told)
    except Problem:
        return


@pytest.mark.parametrize(
    "raw", [b"name: [", b"\xff\xfe\x00", b"name: \xc3", b"", b"!!python/object/apply:os.system ['true']", b"a: &a [*a]"]
)
def test_a_broken_profile_is_a_problem(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(raw)
    with pytest.raises(Problem):
        load_profile(file)


def test_an_absent_profile_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        load_profile(tmp_path / "nothing.yaml")
