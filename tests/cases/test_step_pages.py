"""One page for each step of a case: opened, filled in wrongly, filled in rightly, in two tabs, by the wrong people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.cases.actions import take
from services.cases.kinds import RecoveryKind, RecoveryStage, Status
from services.cases.models import Case, Note, Recovery
from services.cases.queries import money_of
from services.core.access import unscoped
from services.core.database import db
from tests.cases.states import Prepared, accepted, called_back, checked, handled, registered, replied
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of, send


@dataclass(frozen=True)
class Step:
    """A page: from which state, by whom, what is typed wrongly and rightly, and where the case stands afterwards."""

    page: str
    start: Prepared
    by: str
    wrong: dict[str, str]
    sentence: str
    right: dict[str, str]
    leads_to: Status
    wrong_start: Prepared | None = None
    kept: dict[str, str] = field(default_factory=dict)


STEPS = (
    Step(
        "acceptance",
        registered,
        "lin",
        {"unheard_of": "x"},
        "请选择难度",
        {"difficulty": "difficult"},
        Status.ACCEPTED,
    ),
    Step("handler", accepted, "lin", {"handler": "sun"}, "", {"handler": "fang"}, Status.HANDLING),
    Step(
        "notes",
        handled,
        "fang",
        {"text": "字" * 5001, "contacted": "y"},
        "现在有 5001 个字",
        {"text": "已电话联系", "contacted": "y"},
        Status.HANDLING,
        kept={"text": "字" * 5001, "contacted": "y"},
    ),
    Step(
        "reply",
        handled,
        "lin",
        {"outcome": "partly", "text": " "},
        "请写下给职工的答复",
        {"outcome": "resolved", "text": "工资已补发"},
        Status.REPLIED,
        kept={"outcome": "partly"},
    ),
    Step(
        "check",
        replied,
        "da.lead",
        {"passed": "no", "note": ""},
        "请写明退回的原因",
        {"passed": "yes"},
        Status.CHECKED,
        kept={"passed": "no"},
    ),
    Step(
        "callback",
        checked,
        "fang",
        {"gain": "4"},
        "请选择职工的评价",
        {"rating": "satisfied", "gain": "5"},
        Status.CHECKED,
        kept={"gain": "4"},
    ),
    Step("closure", called_back, "lin", {}, "还没有回访到职工", {}, Status.CLOSED, wrong_start=checked),
    Step(
        "recoveries",
        accepted,
        "lin",
        {"stage": "paid", "amount": "一千"},
        "“一千”不是金额",
        {"stage": "paid", "amount": "￥１，２３４．５"},
        Status.ACCEPTED,
        kept={"stage": "paid", "amount": "一千"},
    ),
)
each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.page)


def address(case: Case, page: str) -> str:
    return f"/cases/{case.number}/{page}"


def count_of(model: type) -> int:
    return db.session.scalar(unscoped(select(func.count(model.id)), because="test")) or 0


@each_step
def test_step_opens_and_is_taken(house: House, step: Step) -> None:
    case = step.start(house)
    client = house.client(step.by)
    assert client.get(address(case, step.page)).status_code == 200
    answer = send(client, address(case, step.page), **step.right)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.number}")
    assert case.status is step.leads_to


@each_step
def test_wrong_step_is_told_at_the_field_and_at_the_top_and_keeps_what_was_typed(house: House, step: Step) -> None:
    case = (step.wrong_start or step.start)(house)
    before = (case.status, case.version)
    answer = send(house.client(step.by), address(case, step.page), **step.wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'class="error-summary"' in page
    assert page.count(step.sentence) >= (2 if step.wrong else 1)
    assert page.count('class="field-error"') == (1 if step.wrong else 0)
    kept = form_of(answer)
    assert {name: kept.get(name) for name in step.kept} == {name: [value] for name, value in step.kept.items()}
    assert (case.status, case.version) == before


@each_step
def test_the_sentence_is_english_for_an_english_reader(small_house: House, step: Step) -> None:
    case = (step.wrong_start or step.start)(small_house)
    client = small_house.client(step.by)
    client.set_cookie("language", "en")
    answer = send(client, address(case, step.page), **step.wrong)
    summary = re.search(r'class="error-summary".*?</div>', answer.get_data(as_text=True), re.DOTALL)
    assert answer.status_code == 422
    assert summary is not None
    assert not re.search(r"[\u3400-\u9fff]", summary[0].replace("一千", "")), summary[0]


@each_step
def test_auditor_reads_the_case_but_is_refused_the_step(house: House, step: Step) -> None:
    case = step.start(house)
    before = (case.status, case.version)
    client = house.client("city.audit")
    assert client.get(f"/cases/{case.number}").status_code == 200
    assert client.get(address(case, step.page)).status_code == 403
    assert client.post(address(case, step.page), data=step.right).status_code == 403
    assert (case.status, case.version) == before


@each_step
def test_case_page_offers_the_auditor_no_step(small_house: House, step: Step) -> None:
    case = step.start(small_house)
    page = small_house.client("city.audit").get(f"/cases/{case.number}").get_data(as_text=True)
    assert address(case, step.page) not in page


@each_step
def test_two_tabs_say_that_someone_was_faster_and_keep_what_was_typed(house: House, step: Step) -> None:
    case = step.start(house)
    client = house.client(step.by)
    tab = form_of(client.get(address(case, step.page))) | {name: [value] for name, value in step.right.items()}
    tab["version"] = [str(int(tab["version"][0]) - 1)]
    before = (case.status, case.version)
    late = client.post(address(case, step.page), data=tab)
    assert late.status_code == 422
    assert "他人已修改这条记录" in late.get_data(as_text=True)
    assert (case.status, case.version) == before
    kept = form_of(late)
    assert {name: kept[name] for name in step.right} == {name: [value] for name, value in step.right.items()}
    assert client.post(address(case, step.page), data=kept).status_code == 303
    assert case.status is step.leads_to


def test_a_colleague_takes_the_case_while_another_looks_at_it(house: House) -> None:
    case = accepted(house)
    client = house.client("lin")
    tab = form_of(client.get(address(case, "handler"))) | {"handler": ["lin"]}
    take(case, house.user("fang"), by=house.actor("fang"), at=MONDAY)
    assert client.post(address(case, "handler"), data=tab).status_code == 422
    assert case.handler_id == house.user("fang").id


def test_handler_is_refused_check_and_callback_of_the_own_case(house: House) -> None:
    case = house.handled(registered(house), handler="da.lead")
    client = house.client("da.lead")
    assert send(client, address(case, "reply"), outcome="resolved", text="已解决").status_code == 303
    for page, typed in (("check", {"passed": "yes"}), ("callback", {"rating": "satisfied"})):
        answer = send(client, address(case, page), **typed)
        assert answer.status_code == 422
        assert "自己办理的案件" in answer.get_data(as_text=True)
    assert case.status is Status.REPLIED


def test_amounts_in_full_width_digits_are_understood(house: House) -> None:
    case = accepted(house)
    send(house.client("lin"), address(case, "recoveries"), stage="paid", kind="wages", amount="￥１，２３４．５")
    assert money_of(case) == {RecoveryKind.WAGES: {RecoveryStage.PAID: 123_450}}


def test_money_is_not_counted_twice_by_a_second_click(house: House) -> None:
    case = accepted(house)
    client = house.client("lin")
    filled = form_of(client.get(address(case, "recoveries"))) | {"stage": ["paid"], "amount": ["100"]}
    assert [client.post(address(case, "recoveries"), data=filled).status_code for _click in range(5)] == [303] * 5
    assert count_of(Recovery) == 1


def test_clicks_at_the_same_moment_write_one_note(house: House) -> None:
    case = handled(house)
    windows = [house.client("lin") for _window in range(4)]
    filled = form_of(windows[0].get(address(case, "notes"))) | {"text": ["已电话联系"]}
    start, answers = Barrier(4), list[int]()
    clicks = [Thread(target=_click, args=(each, address(case, "notes"), filled, start, answers)) for each in windows]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    db.session.rollback()  # the snapshot from before the clicks
    assert answers == [303] * 4
    assert count_of(Note) == 1


def _click(window: FlaskClient, to: str, filled: dict[str, list[str]], start: Barrier, answers: list[int]) -> None:
    start.wait(20)
    answers.append(window.post(to, data=filled).status_code)
