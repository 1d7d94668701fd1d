"""A row of an old table whose category seals it becomes a sealed case like any other."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from services.cases.models import Case
from services.cases.queries import find_case
from services.core.access import unscoped
from services.core.audit import verify
from services.core.database import db
from tests.cases.test_sealed import STRANGERS, everything_kept
from tests.fixtures import House

PROFILE = """
name: old
unit: DA
columns:
  number: nr
  received: day
  category: {column: kind, values: {harassment: C5, wages: A1}}
text:
  - {label: 经过, column: story}
"""
TABLE = "nr,day,kind,story\n1,2025-03-03,harassment,夜班时被人堵在更衣室\n2,2025-03-04,wages,欠薪两个月\n"


def test_an_old_case_of_harassment_is_sealed(house: House, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(PROFILE)
    (tmp_path / "old.csv").write_text(TABLE)
    words = ["cases", "import", str(tmp_path / "old.csv"), "--profile", str(tmp_path / "old.yaml")]
    done = house.app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    cases = db.session.scalars(unscoped(select(Case).order_by(Case.received_at), because="a test")).all()
    assert [case.sealed for case in cases] == [True, False]
    assert cases[1].number == "DA-2025-000001"
    sealed = cases[0].number
    assert "夜班时被人堵在更衣室" in cases[0].text
    assert "更衣室" not in everything_kept(house)
    for login in (*STRANGERS, "lin"):
        assert find_case(sealed, house.actor(login)) is None, login
    assert find_case(sealed, house.actor("da.lead")) is not None
    assert verify()[1] == []
