"""A call leaves its words, its contact and its next step at once; tasks stand beside clocks, never for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.accounts.drafts import draft_of, fields_of
from services.cases.actions import exclude
from services.cases.kinds import Rating
from services.cases.models import Callback, Case, Note
from services.clocks.models import Clock
from services.core.access import unscoped, visible
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date, now
from services.desk.actions import TaskFacts, add_task, change_task, finish_task, log_call
from services.desk.actions.calls import Call, CallEnd
from services.desk.models import Task, TaskKind
from services.desk.rules import Group, ToDo
from tests.cases.states import closed, dispatched, handled, replied
from tests.desk.test_queue import desk_of
from tests.fixtures import MONDAY, House

TUESDAY = date(2026, 3, 3)
FRIDAY = date(2026, 3, 6)
AGAIN = TaskFacts("再打一次", TUESDAY, TaskKind.CALL)
SAID = Call(CallEnd.REACHED, "单位答应周五补发", 200)


def notes_of(case: Case) -> list[tuple[str | None, bool]]:
    found = db.session.scalars(unscoped(select(Note).where(Note.case_id == case.id), because="test"))
    return [(note.text, note.contacted) for note in found]


def tasks() -> list[Task]:
    return list(db.session.scalars(unscoped(select(Task).order_by(Task.id), because="test")))


def test_a_call_is_written_down_meets_the_first_contact_and_puts_the_next_step_on_the_desk(house: House) -> None:
    case = handled(house)
    log_call(case, SAID, AGAIN, by=house.actor("lin"), at=MONDAY)
    assert notes_of(case) == [("【通话：已接通，3分20秒】单位答应周五补发", True)]
    met = unscoped(select(Clock.met_at).where(Clock.rule == "sla.first_contact"), because="test")
    assert db.session.scalar(met) == MONDAY
    assert [(task.text, task.due_on, task.user.login) for task in tasks()] == [("再打一次", TUESDAY, "lin")]
    assert desk_of(house, "lin")[f"task {case.number}"] == (Group.SOON, ToDo.DO)


def test_a_case_and_its_task_both_stand_in_the_queue(house: House) -> None:
    case = handled(house)
    log_call(case, SAID, AGAIN, by=house.actor("lin"), at=MONDAY)
    page = house.client("lin").get("/desk").text
    assert page.count(f'href="/cases/{case.number}"') == 1
    assert f"再次联系 · {case.number}" in page


def test_nobody_answering_is_no_contact(house: House) -> None:
    case = handled(house)
    log_call(case, Call(CallEnd.MISSED, ""), AGAIN, by=house.actor("lin"), at=MONDAY)
    assert notes_of(case) == [("【通话：未接】", False)]


def test_a_missed_callback_counts_as_an_attempt_at_it(house: House) -> None:
    case = replied(house)
    log_call(case, Call(CallEnd.MISSED, ""), AGAIN, by=house.actor("fang"), at=MONDAY)
    made = db.session.scalars(unscoped(select(Callback.rating), because="test")).all()
    assert made == [Rating.NOT_REACHED]


@pytest.mark.parametrize(
    ("call", "following", "field"),
    [
        (Call(CallEnd.REACHED, " "), AGAIN, "text"),
        (SAID, None, "next_step"),
        (SAID, TaskFacts(" ", TUESDAY), "next_step"),
        (SAID, TaskFacts("字" * 201, TUESDAY), "next_step"),
        (SAID, TaskFacts("再打", date(2026, 3, 1)), "due_on"),
    ],
)
def test_a_call_without_words_or_next_step_is_refused_and_leaves_nothing(
    house: House, call: Call, following: TaskFacts | None, field: str
) -> None:
    case = handled(house)
    with pytest.raises(Problem) as refused:
        log_call(case, call, following, by=house.actor("lin"), at=MONDAY)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, field)
    assert (notes_of(case), tasks()) == ([], [])


def test_a_closed_case_needs_no_next_step(house: House) -> None:
    case = closed(house)
    before = len(notes_of(case))
    log_call(case, SAID, None, by=house.actor("lin"), at=MONDAY)
    assert len(notes_of(case)) == before + 1


def test_the_unit_to_which_it_was_sent_can_log_a_call_too(house: House) -> None:
    case = dispatched(house)
    log_call(case, SAID, AGAIN, by=house.actor("sun"), at=MONDAY)
    assert tasks()[0].user.login == "sun"


def test_the_form_proposes_the_step_and_day_of_the_nearest_clock(house: House) -> None:
    case = house.handled(house.make_case(at=now()), at=now())
    page = house.client("lin").get(f"/desk/cases/{case.number}/call").text
    assert 'value="首次联系职工"' in page
    assert f'value="{case.next_due_on}"' in page


def test_the_same_form_sent_twice_is_one_call(house: House) -> None:
    case = handled(house)
    sent = {"end": "reached", "text": "单位答应补发", "next_step": "核对到账", "due_on": local_date(now()).isoformat()}
    client = house.client("lin")
    for _time in range(2):
        answer = client.post(f"/desk/cases/{case.number}/call", data={**sent, "key": "k" * 20, "next": "/desk"})
        assert (answer.status_code, answer.location) == (303, "/desk")
    assert len(tasks()) == 1


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(house: House) -> None:
    case = handled(house)
    answer = house.client("lin").post(f"/desk/cases/{case.number}/call", data={"end": "reached", "text": "说了很多"})
    assert answer.status_code == 422
    assert "请写明下一步和日期。" in answer.text
    assert "说了很多</textarea>" in answer.text


def test_a_step_without_its_day_is_refused(house: House) -> None:
    case = handled(house)
    sent = {"end": "reached", "text": "说了很多", "next_step": "核对"}
    answer = house.client("lin").post(f"/desk/cases/{case.number}/call", data=sent)
    assert (answer.status_code, tasks()) == (422, [])


def test_a_draft_comes_back_and_goes_with_the_sending(house: House) -> None:
    case, client = handled(house), house.client("lin")
    address = f"/account/drafts/desk.call/{case.number}"
    kept = client.post(f"{address}?version=0", data={"text": "他说到一半", "end": "missed", "csrf_token": "x"})
    assert kept.get_json()["version"] == 1
    draft = draft_of(house.actor("lin"), "desk.call", case.number)
    assert draft
    assert fields_of(draft) == {"text": ["他说到一半"], "end": ["missed"]}
    assert "他说到一半" not in draft.fields_sealed
    page = client.get(f"/desk/cases/{case.number}/call").text
    assert "他说到一半</textarea>" in page
    assert "这是您没有提交的草稿" in page
    assert "他说到一半" not in house.client("fang").get(f"/desk/cases/{case.number}/call").text
    day = local_date(now()).isoformat()
    client.post(f"/desk/cases/{case.number}/call", data={"end": "missed", "next_step": "再打", "due_on": day})
    db.session.rollback()
    assert draft_of(house.actor("lin"), "desk.call", case.number) is None


def test_what_was_left_unfinished_stands_on_the_desk_of_its_writer_alone(house: House) -> None:
    case, client = handled(house), house.client("lin")
    for form, words in (
        ("desk.call", "他说到一半"),
        ("cases.note_page", "写了一半"),
        ("cases.objection_review", "想了一半"),
    ):
        client.post(f"/account/drafts/{form}/{case.number}?version=0", data={"text": words})
    page = client.get("/desk").text
    assert "没有提交的草稿" in page
    for address in (f"/desk/cases/{case.number}/call", f"/cases/{case.number}/notes", f"/cases/{case.number}"):
        assert f'<a href="{address}">' in page
    assert "一半" not in page
    assert "没有提交的草稿" not in house.client("fang").get("/desk").text
    exclude(case, house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    assert case.number not in client.get("/desk").text


def test_two_windows_do_not_overwrite_one_anothers_draft(house: House) -> None:
    client, address = house.client("lin"), "/account/drafts/cases.note_page/DA-1"
    assert client.post(f"{address}?version=0", data={"text": "一"}).get_json()["version"] == 1
    assert client.post(f"{address}?version=1", data={"text": "一二"}).get_json()["version"] == 2
    late = client.post(f"{address}?version=1", data={"text": "别的"})
    assert late.status_code == 409
    assert client.post(f"{address}?version=2", data={"text": "字" * 100_001}).status_code == 422
    draft = draft_of(house.actor("lin"), "cases.note_page", "DA-1")
    assert draft
    assert fields_of(draft) == {"text": ["一二"]}


def test_a_draft_survives_the_end_of_the_session_and_is_dropped_on_request(house: House) -> None:
    case = handled(house)
    first, address = house.client("lin"), f"/account/drafts/cases.note_page/{case.number}"
    first.post(f"{address}?version=0", data={"text": "写到一半的记录"})
    first.post("/sign-out")
    assert first.post(f"{address}?version=1", data={"text": "写到一半的记录，再写一点"}).status_code in (303, 401)
    second = house.client("lin")
    assert "写到一半的记录</textarea>" in second.get(f"/cases/{case.number}/notes").text
    gone = second.post(address, data={"drop": "1", "next": f"/cases/{case.number}/notes"})
    assert gone.location == f"/cases/{case.number}/notes"
    assert "写到一半的记录" not in second.get(f"/cases/{case.number}/notes").text


def test_old_drafts_go_when_a_new_one_is_kept(house: House) -> None:
    from services.accounts.drafts import KEPT_FOR, keep_draft

    lin = house.actor("lin")
    keep_draft(lin, "a", "1", {"text": ["x"]}, 0, at=MONDAY)
    keep_draft(lin, "a", "2", {"text": ["y"]}, 0, at=MONDAY + KEPT_FOR + timedelta(seconds=1))
    assert draft_of(lin, "a", "1") is None
    assert draft_of(lin, "a", "2") is not None


def test_a_task_lies_on_the_desk_of_whoever_was_asked_until_it_is_done(house: House) -> None:
    case, lead = handled(house), house.actor("da.lead")
    task = add_task(house.unit("DA"), TaskFacts("陪同开庭", FRIDAY), house.user("fang"), case, by=lead, at=MONDAY)
    assert desk_of(house, "fang") == {f"task {case.number}": (Group.LATER, ToDo.DO)}
    assert desk_of(house, "da.lead") == {}
    finish_task(task, by=house.actor("fang"), at=MONDAY)
    assert desk_of(house, "fang") == {}
    with pytest.raises(Problem) as refused:
        finish_task(task, by=house.actor("fang"), at=MONDAY)
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE


def test_a_reminder_brings_a_task_forward_and_does_not_make_it_overdue(house: House) -> None:
    facts = TaskFacts("走访车间", FRIDAY, TaskKind.VISIT, remind_on=date(2026, 3, 4))
    add_task(house.unit("DA"), facts, house.user("lin"), by=house.actor("lin"), at=MONDAY)
    groups = [desk_of(house, "lin", date(2026, 3, day))["task"][0] for day in (2, 4, 5, 6, 7)]
    assert groups == [Group.LATER, Group.TODAY, Group.TODAY, Group.TODAY, Group.OVERDUE]
    with pytest.raises(Problem):
        change_task(tasks()[0], TaskFacts("走访", TUESDAY, remind_on=FRIDAY), by=house.actor("lin"), at=MONDAY)


def test_a_task_of_a_case_is_seen_by_those_who_see_the_case_alone(house: House) -> None:
    case = handled(house)
    unit, lin = house.unit("DA"), house.actor("lin")
    add_task(unit, TaskFacts("问单位", FRIDAY), house.user("lin"), case, by=lin, at=MONDAY)
    own = add_task(unit, TaskFacts("写月报", FRIDAY), house.user("lin"), by=lin, at=MONDAY)

    def seen(login: str) -> int:
        return len(db.session.scalars(visible(Task, house.actor(login))).all())

    assert [seen(login) for login in ("lin", "fang", "da.lead", "sun", "da.money")] == [2, 1, 1, 0, 0]
    assert house.client("sun").get(f"/desk/tasks/{own.id}").status_code == 404
    exclude(case, house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    assert seen("lin") == 1


def test_nobody_is_asked_who_could_not_do_it(house: House) -> None:
    case, lead = handled(house), house.actor("da.lead")
    for login, about in (("sun", case), ("da.money", case), ("sun", None)):
        with pytest.raises(Problem) as refused:
            add_task(house.unit("DA"), TaskFacts("问", FRIDAY), house.user(login), about, by=lead, at=MONDAY)
        assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID, "user")


def test_a_task_is_made_changed_and_done_on_pages(house: House) -> None:
    case, client = handled(house), house.client("lin")
    day = local_date(now()) + timedelta(days=3)
    sent = {"kind": "hearing", "next_step": "仲裁开庭", "due_on": day.isoformat(), "hour": "14:30", "user": "lin"}
    answer = client.post("/desk/tasks/new", data={**sent, "case": case.number})
    assert answer.location == f"/cases/{case.number}"
    task = tasks()[0]
    page = client.get(f"/cases/{case.number}").text
    assert "仲裁开庭" in page
    assert f"{day} 14:30" in page
    assert 'value="14:30"' in client.get(f"/desk/tasks/{task.id}").text
    changed = client.post(f"/desk/tasks/{task.id}", data={**sent, "next_step": "改期开庭", "version": "1"})
    assert changed.location == "/desk"
    assert "改期开庭" in client.get("/desk").text
    stale = client.post(f"/desk/tasks/{task.id}", data={**sent, "next_step": "又改", "version": "1"})
    assert stale.status_code == 422
    assert client.post(f"/desk/tasks/{task.id}/completion", data={"next": "/desk"}).location == "/desk"
    assert "改期开庭" not in client.get("/desk").text
