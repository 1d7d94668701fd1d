"""Every verb leaves a trace when it works and none when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from services.accounts import actions as accounts
from services.accounts.models import User, UserSession
from services.accounts.queries import live_post
from services.accounts.security_keys import NewKey
from services.cases import actions as cases
from services.cases.actions import exports
from services.cases.actions import saved as views
from services.cases.actions.categories import (
    CategoryFacts,
    add_category,
    correct_category,
    end_category,
    mark_category,
)
from services.cases.actions.reading import see
from services.cases.exporting.files import Made
from services.cases.exporting.kinds import Column, FileKind
from services.cases.importing import uploads
from services.cases.importing.loading import read_profile
from services.cases.importing.outcome import Batch, Tally
from services.cases.importing.runs import Brought, begin, end, take
from services.cases.kinds import Channel, Difficulty, DispatchMode, Outcome, Rating, RecoveryKind
from services.cases.models import Case, CategoryTree, ImportRun, TieKind
from services.clocks import calendar_keeping as clocks
from services.clocks.models import CalendarKind
from services.core.access import ANONYMOUS, SYSTEM, Actor, ActorKind, Level, Role, unscoped
from services.core.actions import ACTIONS
from services.core.audit import Event
from services.core.database import db
from services.core.errors import Problem
from services.core.ids import new_id
from services.core.sex import Sex
from services.core.tables import Line
from services.desk import actions as desk
from services.desk.actions.calls import Call, CallEnd
from services.desk.models import TextKind
from services.messages import actions as messages
from services.oversight.actions import export_trail
from services.people import actions as people
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import PersonField
from services.people.models import Employer
from services.people.tag_facts import GroupFacts, TagFacts
from services.portal.actions import track
from services.units import actions as units
from services.units.models import StandardKind, Unit
from tests.cases.states import (
    accepted,
    agreed,
    awaiting_completion,
    called_back,
    checked,
    complained_of,
    dispatched,
    handled,
    merged,
    objected_to,
    registered,
    replied,
    sealed,
    suspended,
)
from tests.files import file_of, staged_photo
from tests.fixtures import MONDAY, PASSWORD, House

WORKER = PersonFacts(name="郑某", phone="13812345678")
KIND = CategoryFacts("Z1", CategoryTree.LOCAL, "示例", "Example", date(2026, 1, 1))
STREET = Line(2, {"code": "SB", "name": "二街道总工会", "level": "street", "parent": "DA"})
YOUNG = GroupFacts("young", "青年职工", "Young workers")
WORKS = EmployerFacts(name="示例工厂")
NEXT_STEP = desk.TaskFacts("核对到账", date(2026, 3, 6))
A_TEXT = desk.TextFacts(TextKind.REPLY, "已补发", "{编号}的工资已补发")
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
A_KEY = NewKey("aWQ", "a2V5", 0)
SMALL_PROFILE = read_profile({"name": "small", "columns": {"number": "no", "received": "in"}})
BROUGHT = Brought(SMALL_PROFILE, "name: small", "small.csv", "0" * 64, 0)
Done = Callable[[House, Actor], object]


ORDER = exports.Order("/cases", (Column.NUMBER,), FileKind.CSV, "季度分析")


def asked(house: House) -> object:
    return exports.ask_export(house.unit("DA"), ORDER, 501, by=house.actor("lin"), at=MONDAY)


def saved(house: House) -> object:
    return views.save_view(house.unit("DA"), "在办", "/cases?state=open", by=house.actor("lin"), at=MONDAY)


def approved(house: House) -> object:
    return exports.approve_export(asked(house), by=house.actor("da.lead"), at=MONDAY)


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(TOTP).at(moment)


def call(house: House, answered: bool) -> object:
    return cases.log_contact(house.unit("DA"), Channel.HOTLINE, "问加班费", answered, by=house.actor("lin"), at=MONDAY)


def employer(house: House) -> Employer:
    return people.add_employer(house.unit("DA"), WORKS, by=house.actor("lin"), at=MONDAY)


def person(house: House) -> object:
    return people.register_person(house.unit("DA"), WORKER, by=house.actor("lin"), at=MONDAY)


def tagged(house: House) -> object:
    return people.tag_person(person(house), TagFacts("gig"), by=house.actor("lin"), at=MONDAY)  # type: ignore[arg-type]


def struck_out(case: Case, reason: str, *, by: Actor, at: datetime) -> object:
    assert case.person is not None
    return cases.remove_person(case, case.person, reason, by=by, at=at)


def on_case(prepared: Callable[[House], object], verb: Callable[..., object], *args: object) -> Callable[[House], Done]:
    """Prepares first, so that only the verb itself is looked at afterwards."""

    def ready(house: House) -> Done:
        subject = prepared(house)
        return lambda _house, by: verb(subject, *args, by=by, at=MONDAY)

    return ready


def in_unit(verb: Callable[..., object], *args: object, unit: str = "DA") -> Callable[[House], Done]:
    return lambda _ready: lambda house, by: verb(house.unit(unit), *args, by=by, at=MONDAY)


def fang(house: House) -> User:
    return house.user("fang")


def with_app(house: House) -> User:
    return accounts.add_app(fang(house), TOTP, code_at(MONDAY), by=house.actor("fang"), at=MONDAY)


def with_feed(house: House) -> User:
    messages.make_feed(fang(house), "a secret", by=house.actor("fang"), at=MONDAY)
    return fang(house)


def grant(user: User, role: Role, *, by: Actor, at: datetime) -> object:
    return accounts.grant_post(user.unit, user, role, by=by, at=at)


def disabled(house: House) -> object:
    return accounts.disable_user(house.user("fang"), by=SYSTEM, at=MONDAY)


def as_member(prepared: Callable[[House], Any], verb: Callable[..., object], *args: object) -> Callable[[House], Done]:
    """The verb by the member whose case it is, who has no account."""

    def ready(house: House) -> Done:
        case = prepared(house)
        member = Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))
        return lambda _house, _by: verb(case, *args, by=member, at=MONDAY)

    return ready


def street(house: House) -> Unit:
    return house.unit("SA")


def closed_street(house: House) -> Unit:
    return units.close_unit(street(house), by=SYSTEM, at=MONDAY)


def attached(case: Case, *, by: Actor, at: datetime) -> object:
    return cases.attach(case, [staged_photo()], by=by, at=at)


def sealed_file(house: House) -> object:
    return file_of(house, house.submit_case(categories=("C5",)))


def an_import(house: House) -> ImportRun:
    return uploads.upload(house.unit("CITY"), new_id(), BROUGHT, True, by=house.actor("city.admin"), at=MONDAY)


def a_checked_import(house: House) -> ImportRun:
    return uploads.checked(an_import(house), uploads.Seen(Tally(), {}), by=house.actor("city.admin"), at=MONDAY)


def a_running_import(house: House) -> ImportRun:
    return begin(house.unit("CITY"), BROUGHT, by=house.actor("city.admin"), at=MONDAY)


def officer(house: House) -> object:
    return cases.name_officer(house.unit("DA"), house.user("lin"), by=house.actor("da.lead"), at=MONDAY)


def a_task(house: House) -> object:
    return desk.add_task(house.unit("DA"), NEXT_STEP, house.user("lin"), by=house.actor("lin"), at=MONDAY)


def a_text(house: House) -> object:
    return desk.add_text(house.unit("DA"), A_TEXT, by=house.actor("da.lead"), at=MONDAY)


def a_leave(house: House) -> object:
    days = date(2026, 3, 2), date(2026, 3, 6)
    return accounts.tell_leave(house.user("fang"), *days, by=house.actor("fang"), at=MONDAY)


def works(house: House) -> str:
    return units.add_unit(house.unit("SA"), "WKS", "示例工厂工会", Level.ENTERPRISE, by=SYSTEM, at=MONDAY).code


def tie_to(house: House) -> cases.TieFacts:
    return cases.TieFacts(TieKind.FAMILY, employer(house), reason="配偶在该单位工作")


def tied(house: House) -> object:
    return cases.declare_tie(house.user("fang"), tie_to(house), by=house.actor("fang"), at=MONDAY)


VERBS: dict[str, tuple[str | None, Callable[[House], Done]]] = {
    "calendar.publish_year": ("city.admin", in_unit(clocks.publish_year, 2031, "国办发明电", unit="CITY")),
    "calendar.set_day": (
        "city.admin",
        in_unit(clocks.set_day, date(2026, 3, 9), CalendarKind.HOLIDAY, "示例", "示例", unit="CITY"),
    ),
    "case.add": (None, as_member(handled, cases.add, "还欠加班费")),
    "case.archive": ("lin", on_case(lambda house: house.closed(registered(house)), cases.archive)),
    "case.ask_completion": ("lin", on_case(registered, cases.ask_completion, "缺劳动合同")),
    "case.bounce": ("hotline", on_case(dispatched, cases.bounce, "不在本辖区")),
    "case.complete": ("lin", on_case(awaiting_completion, cases.complete, "合同已交")),
    "case.decline": ("lin", on_case(registered, cases.decline, "不属工会受理范围")),
    "case.dispatch": (
        "da.lead",
        lambda house: on_case(accepted, cases.dispatch, house.unit("DB"), DispatchMode.REFER)(house),
    ),
    "case.bring_above": ("lin", on_case(sealed, cases.bring_above, "办理期限不够")),
    "case.extend": ("city.lead", on_case(handled, cases.extend, date(2026, 3, 20), "等银行流水")),
    "case.hand_over": ("da.lead", lambda house: on_case(fang, cases.hand_over, house.user("lin"))(house)),
    "case.merge": ("lin", lambda house: on_case(registered, cases.merge, house.make_case())(house)),
    "case.object": (None, as_member(lambda house: house.closed(registered(house)), cases.object_, "没有到账")),
    "case.complain": (None, as_member(handled, cases.complain, "没有人回电话")),
    "complaint.answer": ("da.lead", on_case(complained_of, cases.answer_complaint, "已批评并换人办理")),
    "case.rate": (None, as_member(replied, cases.rate, Rating.SATISFIED)),
    "case.refuse_objection": ("da.lead", on_case(objected_to, cases.refuse_objection, "款项已到账")),
    "case.reopen": ("lin", on_case(lambda house: house.closed(registered(house)), cases.reopen)),
    "case.resume": ("lin", on_case(suspended, cases.resume)),
    "case.sign": ("hotline", on_case(dispatched, cases.sign)),
    "case.suspend": ("lin", on_case(handled, cases.suspend, "等仲裁结果")),
    "case.undo_merge": ("lin", on_case(merged, cases.undo_merge)),
    "case.withdraw_consent": (None, as_member(agreed, cases.withdraw_consent, "contact")),
    "case.withdraw": ("lin", on_case(handled, cases.withdraw, "职工来电撤回")),
    "case.accept": ("lin", on_case(registered, cases.accept, Difficulty.ORDINARY)),
    "case.callback": ("fang", on_case(replied, cases.call_back, Rating.SATISFIED)),
    "case.check": ("da.lead", on_case(replied, cases.check, True)),
    "case.close": ("lin", on_case(called_back, cases.close)),
    "case.add_person": ("lin", on_case(handled, cases.add_person, PersonFacts(name="吴某"))),
    "case.remove_person": ("lin", on_case(handled, struck_out, "登记有误")),
    "case.exclude": ("lin", lambda house: on_case(registered, cases.exclude, house.user("fang"))(house)),
    "case.chase": ("da.lead", on_case(handled, cases.chase, "请今天联系职工")),
    "case.supervise": ("city.lead", on_case(handled, cases.supervise, "请说明情况")),
    "case.note": ("lin", on_case(handled, cases.note, "已联系")),
    "case.register": ("lin", lambda _house: lambda house, by: house.make_case(by=by_login(house, by))),
    "case.reply": ("lin", on_case(handled, cases.reply, Outcome.RESOLVED, "已解决")),
    "case.export": ("lin", in_unit(exports.export_cases, ORDER, Made(b"file", 1))),
    "trail.export": ("da.lead", in_unit(export_trail, None, "纪检核查", Made(b"file", 1))),
    "case.see": ("da.lead", on_case(lambda house: house.submit_case(categories=("C5",)), see)),
    "case.submit": (None, lambda _house: lambda house, by: house.submit_case()),
    "case.take": ("lin", lambda house: on_case(accepted, cases.take, house.user("lin"))(house)),
    "case.track": (None, lambda house: on_case(lambda _h: house.submit_case(), _tracked)(house)),
    "category.add": (
        "city.admin",
        in_unit(
            add_category, CategoryFacts("Z1", CategoryTree.LOCAL, "示例", "Example", date(2026, 1, 1)), unit="CITY"
        ),
    ),
    "category.correct": ("city.admin", in_unit(correct_category, "A1", ("欠薪", "Unpaid wages"), 1, unit="CITY")),
    "category.end": ("city.admin", in_unit(end_category, "A1", date(2099, 1, 1), unit="CITY")),
    "category.mark": ("city.admin", in_unit(mark_category, "A1", True, True, unit="CITY")),
    "contact.answer": ("lin", on_case(lambda house: call(house, False), cases.answer_contact)),
    "contact.log": ("lin", in_unit(cases.log_contact, Channel.HOTLINE, "问加班费")),
    "employer.add": ("lin", in_unit(people.add_employer, WORKS)),
    "employer.correct": ("lin", lambda house: in_unit(people.correct_employer, employer(house), WORKS)(house)),
    "employer.link_union": (
        "city.lead",
        lambda house: in_unit(cases.link_union, employer(house), unit=works(house))(house),
    ),
    "employer.import": ("city.admin", in_unit(people.import_employers, [WORKS], unit="CITY")),
    "file.attach": ("lin", on_case(handled, attached)),
    "file.open": ("da.lead", on_case(sealed_file, cases.open_file)),
    "file.withdraw": ("lin", on_case(lambda house: file_of(house, handled(house)), cases.withdraw_file, "传错了")),
    "factor.add_app": ("fang", on_case(fang, accounts.add_app, TOTP, code_at(MONDAY))),
    "factor.add_key": ("fang", on_case(fang, accounts.add_key, "蓝色", A_KEY)),
    "factor.recover": ("da.lead", on_case(with_app, accounts.recover_factor, "当面核对工作证", "一次性")),
    "factor.remove": ("fang", on_case(with_app, accounts.remove_factor, None)),
    "feed.make": ("fang", on_case(fang, messages.make_feed, "a secret")),
    "feed.revoke": ("fang", on_case(with_feed, messages.revoke_feed)),
    "group.add": ("city.admin", in_unit(people.add_group, YOUNG, unit="CITY")),
    "group.correct": ("city.admin", in_unit(people.correct_group, "gig", YOUNG, unit="CITY")),
    "export.approve": ("da.lead", on_case(asked, exports.approve_export)),
    "export.ask": ("lin", in_unit(exports.ask_export, ORDER, 501)),
    "export.fetch": ("lin", on_case(approved, exports.fetch_export, Made(b"file", 501))),
    "export.refuse": ("da.lead", on_case(asked, exports.refuse_export)),
    "import.begin": ("city.admin", in_unit(begin, BROUGHT, unit="CITY")),
    "import.check": ("city.admin", on_case(an_import, uploads.checked, None, "读不出来")),
    "import.confirm": ("city.admin", on_case(a_checked_import, uploads.confirm)),
    "import.describe": ("city.admin", on_case(an_import, uploads.describe, SMALL_PROFILE, "name: small")),
    "import.drop": ("city.admin", on_case(an_import, uploads.drop)),
    "import.end": ("city.admin", on_case(a_running_import, end)),
    "import.take": ("city.admin", on_case(a_running_import, take, SMALL_PROFILE, Batch(0, (), Tally(), ()))),
    "import.upload": ("city.admin", in_unit(uploads.upload, new_id(), BROUGHT, True, unit="CITY")),
    "message.choose": ("fang", on_case(fang, messages.choose, messages.Wishes())),
    "leave.tell": ("da.lead", on_case(fang, accounts.tell_leave, date(2026, 3, 2), date(2026, 3, 6))),
    "leave.end": ("da.lead", on_case(a_leave, accounts.end_leave)),
    "officer.dismiss": ("da.lead", on_case(officer, cases.dismiss_officer)),
    "officer.name": ("da.lead", lambda house: in_unit(cases.name_officer, house.user("lin"))(house)),
    "password.reset": ("city.admin", on_case(fang, accounts.reset_password, "一次性密码")),
    "password.set": (
        "fang",
        on_case(fang, accounts.set_password, PASSWORD, "eleven calm otters swim"),
    ),
    "person.import": ("city.admin", in_unit(people.import_people, [WORKER], unit="CITY")),
    "person.correct": ("lin", on_case(person, people.correct_person, PersonFacts(phone="13987654321"))),
    "person.register": ("lin", in_unit(people.register_person, WORKER)),
    "person.tag": ("lin", on_case(person, people.tag_person, TagFacts("gig"))),
    "person.untag": ("lin", on_case(tagged, people.untag_person, "登记有误")),
    "person.reveal": ("lin", on_case(person, people.reveal, PersonField.PHONE, "回访")),
    "post.grant": (
        "city.admin",
        on_case(fang, grant, Role.DISPATCHER),
    ),
    "post.revoke": (
        "city.admin",
        on_case(lambda h: live_post(h.user("fang"), h.unit("DA"), Role.CASEWORKER), accounts.revoke_post),
    ),
    "recovery.agree": ("lin", on_case(accepted, cases.agree, 100, RecoveryKind.WAGES)),
    "recovery.pay": ("lin", on_case(checked, cases.pay, 100, RecoveryKind.WAGES)),
    "session.end": ("fang", lambda house: _with_two_sessions(house, lambda ids: (accounts.end_session, ids[0]))),
    "session.end_others": (
        "fang",
        lambda house: _with_two_sessions(house, lambda ids: (accounts.end_other_sessions, ids[0])),
    ),
    "respondent.record": ("lin", on_case(registered, cases.record_respondent, "周厂长")),
    "standard.set": (
        "city.lead",
        in_unit(units.set_standard, StandardKind.MINIMUM_WAGE, 249_000, date(2026, 1, 1), unit="CITY"),
    ),
    "call.log": ("lin", on_case(handled, desk.log_call, Call(CallEnd.REACHED, "已说明"), NEXT_STEP)),
    "task.add": ("lin", lambda house: in_unit(desk.add_task, NEXT_STEP, house.user("lin"))(house)),
    "task.change": ("lin", on_case(a_task, desk.change_task, NEXT_STEP)),
    "task.finish": ("lin", on_case(a_task, desk.finish_task)),
    "text.add": ("da.lead", in_unit(desk.add_text, A_TEXT)),
    "text.change": ("da.lead", on_case(a_text, desk.change_text, A_TEXT)),
    "text.end": ("da.lead", on_case(a_text, desk.end_text)),
    "tie.declare": ("da.lead", lambda house: on_case(fang, cases.declare_tie, tie_to(house))(house)),
    "tie.end": ("da.lead", on_case(tied, cases.end_tie)),
    "columns.choose": ("fang", on_case(fang, views.choose_columns, (Column.UNIT,))),
    "view.drop": ("lin", on_case(saved, views.drop_view)),
    "view.save": ("lin", in_unit(views.save_view, "在办", "/cases?state=open")),
    "unit.add": ("city.admin", in_unit(units.add_unit, "SB", "甲区二街道总工会", Level.STREET)),
    "unit.close": ("city.admin", on_case(street, units.close_unit)),
    "unit.import": (
        "city.admin",
        in_unit(units.import_units, [STREET], unit="CITY"),
    ),
    "unit.rename": ("city.admin", in_unit(units.rename_unit, "甲区职工之家")),
    "unit.reopen": ("city.admin", on_case(closed_street, units.reopen_unit)),
    "user.add": ("city.admin", in_unit(accounts.add_user, "zhou", "周五", [Role.CASEWORKER])),
    "user.note_sex": ("city.admin", on_case(fang, accounts.note_sex, Sex.FEMALE)),
    "user.disable": ("city.admin", on_case(fang, accounts.disable_user)),
    "user.enable": ("city.admin", on_case(disabled, accounts.enable_user)),
}
ELSEWHERE = {"case.chase_by_light", "case.import", "file.judge", "message.remind"}
"""The import of a table has tests of its own, with an event for the table and one for each case; files are
judged, and reminders and chasers by the lights sent, by the system alone."""


def _with_two_sessions(house: House, chosen: Callable[[list[int]], tuple[Callable[..., object], int]]) -> Done:
    for _ in range(2):
        house.client("fang")
    verb, ident = chosen(list(db.session.scalars(select(UserSession.id).order_by(UserSession.id))))
    return on_case(fang, verb, ident)(house)


def _tracked(case: object, *, by: Actor, at: object) -> object:
    seen = Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id})) if by is ANONYMOUS else by  # type: ignore[attr-defined]
    return track(case, by=seen, at=at)  # type: ignore[arg-type]


def by_login(house: House, by: Actor) -> str:
    return "lin" if by == house.actor("lin") else "city.audit"


def events() -> int:
    return db.session.scalar(unscoped(select(func.count(Event.id)), because="test")) or 0


def test_every_verb_is_tried_here() -> None:
    assert VERBS.keys() | ELSEWHERE == ACTIONS.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_verb_leaves_an_event_by_whoever_acted(small_house: House, verb: str) -> None:
    login, ready = VERBS[verb]
    by = small_house.actor(login) if login else ANONYMOUS
    done, before = ready(small_house), events()
    done(small_house, by)
    recorded = db.session.scalars(unscoped(select(Event).order_by(Event.recorded_at, Event.seq), because="test")).all()
    fresh = recorded[before:]
    assert fresh, verb
    assert {event.actor_id for event in fresh} == {by.user_id}


REFUSED = {"trail.export": ("lin", "da.money")}
"""Who may not, where it is not whoever reads and changes nothing."""


@pytest.mark.parametrize("verb", [verb for verb in VERBS if VERBS[verb][0]])
def test_refused_verb_leaves_none(small_house: House, verb: str) -> None:
    _login, ready = VERBS[verb]
    done, before = ready(small_house), events()
    for login in REFUSED.get(verb, ("city.audit", "da.money")):
        with pytest.raises(Problem):
            done(small_house, small_house.actor(login))
    assert events() == before
