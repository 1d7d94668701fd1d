"""What the offices of the city arrange besides their cases: before the first request, and on the last working day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.accounts.models import User
from services.cases.actions import (
    TieFacts,
    declare_tie,
    dismiss_officer,
    end_tie,
    hand_over,
    link_union,
    log_contact,
    name_officer,
)
from services.cases.actions.exports import Order, approve_export, ask_export, refuse_export
from services.cases.actions.saved import save_view
from services.cases.exporting.kinds import Column, FileKind
from services.cases.kinds import Channel
from services.cases.models import TieKind
from services.core.access import Actor, Role
from services.people.models import Employer
from services.scenario.city.staff import Staff
from services.units.models import Unit

COLUMNS = (Column.NUMBER, Column.CATEGORY, Column.STATUS, Column.DUE, Column.UNIT, Column.CLAIM)
LATER = timedelta(minutes=12)

Steps = Iterator[datetime]
Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Arrangements:
    """The chapters `officers`, `ties`, `unions`, `views`, `exports`, `unanswered` and `leavers` of the file."""

    told: Mapping[str, Entries]
    units: Mapping[str, Unit]
    employers: Mapping[str, Employer]
    staff: Staff

    def at_first(self, at: datetime) -> None:
        """Officers are named, ties declared, enterprise unions joined with their companies."""
        for entry in self.told["officers"]:
            named = name_officer(self.units[entry["unit"]], self._user(entry), by=self._by(entry["by"]), at=at)
            if "until" in entry:
                dismiss_officer(named, by=self._by(entry["until"]), at=at + LATER)
        for entry in self.told["ties"]:
            tie = declare_tie(self._user(entry), self._tie(entry), by=self._by(entry["login"]), at=at)
            if "until" in entry:
                end_tie(tie, by=self._by(entry["until"]), at=at + LATER)
        for entry in self.told["unions"]:
            link_union(self.units[entry["unit"]], self.employers[entry["employer"]], by=self._by(entry["by"]), at=at)

    def tied(self) -> Mapping[str, frozenset[int]]:
        """Code of an employer → ids of the staff who see nothing that concerns it."""
        found: dict[str, set[int]] = defaultdict(set)
        for entry in self.told["ties"]:
            if "employer" in entry and "until" not in entry:
                found[entry["employer"]].add(self._user(entry).id)
        for entry in self.told["unions"]:
            path = self.units[entry["unit"]].org_path
            found[entry["employer"]] |= {user.id for user in self.staff.users if user.org_path == path}
        return {code: frozenset(ids) for code, ids in found.items()}

    def at_last(self, day: datetime) -> Steps:
        """Lists are kept and taken out, calls wait for an answer, somebody leaves."""
        at = day
        for entry in self.told["views"]:
            yield at
            save_view(self._home(entry), entry["name"], entry["address"], by=self._by(entry["login"]), at=at)
            at += LATER
        for entry in self.told["exports"]:
            yield at
            self._export(entry, at)
            at += LATER
        for entry in self.told["unanswered"]:
            yield at
            clerk = self.staff.actor(self.staff.at_the_top(Role.CASEWORKER))
            log_contact(self.units["CITY"], Channel.HOTLINE, entry["text"], False, by=clerk, at=at)
            at += LATER
        for entry in self.told["leavers"]:
            yield at
            hand_over(self._user(entry), self.staff.called(entry["to"]), by=self._by(entry["by"]), at=at)
            at += LATER

    def _export(self, entry: Mapping[str, Any], at: datetime) -> None:
        order = Order(entry["address"], COLUMNS, FileKind.XLSX, entry["purpose"])
        asked = ask_export(self._home(entry), order, entry["rows"], by=self._by(entry["login"]), at=at)
        if "approved" in entry:
            approve_export(asked, by=self._by(entry["approved"]), at=at + LATER)
        if "refused" in entry:
            refuse_export(asked, by=self._by(entry["refused"]), at=at + LATER)

    def _tie(self, entry: Mapping[str, Any]) -> TieFacts:
        employer = self.employers[entry["employer"]] if "employer" in entry else None
        return TieFacts(
            TieKind(entry["kind"]), employer, entry.get("name", ""), entry.get("phone", ""), reason=entry["reason"]
        )

    def _user(self, entry: Mapping[str, Any]) -> User:
        return self.staff.called(entry["login"])

    def _by(self, login: str) -> Actor:
        return self.staff.actor(self.staff.called(login))

    def _home(self, entry: Mapping[str, Any]) -> Unit:
        return self._user(entry).unit
