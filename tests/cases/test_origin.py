"""A case out of an old table shows the number it had there, and what was odd about its row."""

from __future__ import annotations

from sqlalchemy import select

from services.cases.models import Case, ImportedRow
from services.core.access import unscoped
from services.core.database import db
from tests.cases.import_house import PROFILE, TWIN
from tests.fixtures import House


def test_imported_case_shows_its_old_number_and_its_oddities(small_house: House) -> None:
    runner = small_house.app.test_cli_runner()
    done = runner.invoke(args=["cases", "import", str(TWIN), "--profile", str(PROFILE), "--unit", "CITY"])
    assert done.exit_code == 0, done.output
    odd = select(Case.number, ImportedRow.source_number).join(ImportedRow, ImportedRow.case_id == Case.id)
    closed_early = odd.where(ImportedRow.flags.contains("closed_before_received"))
    number, old = db.session.execute(unscoped(closed_early, because="a test looks at everything")).first() or ("", "")
    page = small_house.client("city.lead").get(f"/cases/{number}").get_data(as_text=True)
    assert old in page
    assert "办结日期早于收到日期，照原样保留" in page


def test_wrong_phone_is_told_with_the_other_faults_of_the_form(small_house: House) -> None:
    asked = {"text": "", "unit": "DA", "channel": "hotline", "phone": "1381234567", "id_number": "110105194912310021"}
    page = small_house.client("lin").post("/cases/new", data=asked).get_data(as_text=True)
    assert "手机号应为 11 位，您输入了 10 位" in page
    assert "请写明发生了什么。" in page
