"""A city whose cases are written straight into the tables: figures are tested here, verbs elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.accounts.models import User
from services.cases.figures import FIGURES
from services.cases.kinds import (
    Channel,
    Family,
    Group,
    Outcome,
    Rating,
    RecoveryKind,
    RecoveryStage,
    Status,
)
from services.cases.models import (
    Callback,
    Case,
    CaseCategory,
    CaseGroup,
    Contact,
    Recovery,
    Reply,
    StatusSpan,
    UnitSpan,
)
from services.clocks.models import Clock, ClockDue
from services.core.access import Level
from services.core.database import Row, write_transaction
from services.core.rooms import Room
from services.core.time import Month, from_local
from services.reports.queries import figures_of
from services.reports.rules import Value
from services.units.models import Unit

CASES_ROOM = Room(name="cases", figures=FIGURES)


def at(text: str) -> datetime:
    """`03-02 09:10` of 2026, or a full date, local time, as an instant."""
    day, _, clock = text.partition(" ")
    whole = day if len(day) == 10 else f"2026-{day}"
    return from_local(datetime.fromisoformat(f"{whole}T{clock or '00:00'}"))


@dataclass
class World:
    """Units by code, and short ways of writing what happened to a case."""

    units: dict[str, Unit] = field(default_factory=dict)
    worker: int = 0
    count: int = 0

    def add(self, *rows: Any) -> None:
        with write_transaction() as session:
            for row in rows:
                session.add(row)
                session.flush()

    def found(self) -> World:
        """CITY above DA, DB, DC, and one user."""
        self.unit("CITY", Level.CITY)
        for code in ("DA", "DB", "DC"):
            self.unit(code, Level.DISTRICT, "CITY")
        user = User(login="worker", name="林某", unit_id=self.units["CITY"].id, org_path="/CITY/")
        self.worker = user.id
        self.add(user)
        return self

    def unit(self, code: str, level: Level, parent: str | None = None) -> Unit:
        above = self.units.get(parent or "")
        path = f"{above.org_path if above else '/'}{code}/"
        name = {"CITY": "示例市总工会", "DA": "甲区总工会", "DB": "乙区总工会", "DC": "丙区总工会"}.get(code, code)
        made = Unit(code=code, name=name, level=level, org_path=path, parent_id=above.id if above else None)
        self.add(made)
        self.units[code] = made
        return made

    def case(
        self,
        unit: str,
        received: str,
        *steps: tuple[str, Status],
        categories: str = "A1",
        groups: tuple[Group, ...] = (),
        **facts: Any,
    ) -> Case:
        """A case with its spans: `steps` are (instant, status) after registration, in their order."""
        self.count += 1
        owner = self.units[unit]
        accepted = [at(when) for when, status in steps if status is Status.ACCEPTED]
        status = steps[-1][1] if steps else Status.RECEIVED
        values: dict[str, Any] = {
            "number": f"{unit}-2026-{self.count:06d}",
            "unit_id": owner.id,
            "org_path": owner.org_path,
            "family": Family.RIGHTS,
            "channel": Channel.VISIT,
            "received_at": at(received),
            "accepted_at": accepted[0] if accepted else None,
            "closed_at": at(steps[-1][0]) if status is Status.CLOSED else None,
            "status": status,
        }
        case = Case(**(values | facts))
        self.add(case, *self._spans(case, received, steps))
        self.add(*(CaseCategory(case_id=case.id, code=code, position=n) for n, code in enumerate(categories.split())))
        self.add(*(CaseGroup(case_id=case.id, group=group) for group in groups))
        return case

    def _spans(self, case: Case, received: str, steps: tuple[tuple[str, Status], ...]) -> list[Row]:
        turns = [(received, Status.RECEIVED), *steps]
        ends = [at(when) for when, _status in turns[1:]] + [None]
        owner = {"unit_id": case.unit_id, "org_path": case.org_path, "until_at": None}
        first = min(at(when) for when, _status in turns)
        rows: list[Row] = [UnitSpan(case_id=case.id, from_at=first, **owner)]
        for (when, status), end in zip(turns, ends, strict=True):
            if end is None or end >= at(when):
                rows.append(StatusSpan(case_id=case.id, status=status, from_at=at(when), until_at=end))
        return rows

    def move(self, case: Case, unit: str, when: str) -> None:
        """Another unit owns the case from then on."""
        there = self.units[unit]
        with write_transaction() as session:
            spans = session.query(UnitSpan).filter_by(case_id=case.id, until_at=None)
            spans.execution_options(scope="test").one().until_at = at(when)
            span = UnitSpan(case_id=case.id, unit_id=there.id, org_path=there.org_path, from_at=at(when), until_at=None)
            session.add(span)

    def clock(self, case: Case, *dues: tuple[str, str | None], rule: str = "difficult", **facts: Any) -> Clock:
        """The handling clock with each due date it had: (from, due)."""
        turns = [(at(when), date.fromisoformat(f"2026-{due}") if due else None) for when, due in dues]
        values: dict[str, Any] = {
            "case_id": case.id,
            "subject_type": "cases",
            "subject_id": case.id,
            "rule": f"sla.handle.{rule}",
            "rule_version": 1,
            "started_at": turns[0][0],
            "due_on": turns[-1][1],
            "org_path": case.org_path,
            "met_at": None,
            "cancelled_at": None,
        }
        clock = Clock(**(values | facts))
        ends = [when for when, _due in turns[1:]] + [None]
        self.add(clock)
        for (when, due), end in zip(turns, ends, strict=True):
            row = {"clock_id": clock.id, "due_on": due, "provisional": False, "from_at": when, "until_at": end}
            self.add(ClockDue(**row, why="test"))
        return clock

    def reply(self, case: Case, when: str, cancelled: str | None = None) -> Reply:
        values = {"by_id": self.worker, "outcome": Outcome.RESOLVED, "text": "已办理"}
        reply = Reply(case_id=case.id, at=at(when), cancelled_at=at(cancelled) if cancelled else None, **values)
        self.add(reply)
        return reply

    def callback(self, case: Case, when: str, rating: Rating, *senses: int | None) -> None:
        reply = self.reply(case, when)
        gain, happiness, security = senses or (None, None, None)
        felt = {"gain": gain, "happiness": happiness, "security": security}
        row = {"case_id": case.id, "reply_id": reply.id, "by_id": self.worker, "at": at(when) + timedelta(hours=1)}
        self.add(Callback(rating=rating, **row, **felt))

    def money(self, case: Case, when: str, stage: RecoveryStage, kind: RecoveryKind, fen: int) -> None:
        row = {"case_id": case.id, "at": at(when), "stage": stage, "kind": kind, "amount_fen": fen}
        self.add(Recovery(by_id=self.worker, **row))

    def contact(self, unit: str, when: str) -> None:
        owner = self.units[unit]
        row = {"unit_id": owner.id, "org_path": owner.org_path, "channel": Channel.HOTLINE, "by_id": self.worker}
        self.add(Contact(text="平台是否必须为我参保", at=at(when), **row))

    def values(self, unit: str, month: str) -> dict[str, Value]:
        return figures_of(self.units[unit], Month.parse(month))

    def metrics(self, unit: str, month: str) -> dict[str, Any]:
        """code → value as `report.json` has it."""
        codes = {figure.code: figure for figure in FIGURES}
        return {code: value.plain(codes[code].unit) for code, value in self.values(unit, month).items()}
