"""Handlers who are tied to the employer or the worker of a row, found before the row is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select

from services.accounts.models import User
from services.cases.importing.employers import employers_on_record
from services.cases.importing.rows import ImportRow, NamedEmployer
from services.cases.models import Tie, employers_of_interest
from services.core.access import unscoped
from services.core.database import db
from services.people.queries import id_number_index, phone_index

Mark = int | str
"""An employer by its row id, a person by a blind index."""


class Ties:
    """What ties handlers to the cases of some rows: declared ties and their own unions, along chains of work."""

    def __init__(self, users: Sequence[User], rows: Iterable[ImportRow]) -> None:
        self._marks: dict[int, set[Mark]] = {user.id: set() for user in users}
        self._employers: Mapping[NamedEmployer, int] = {}
        if users:
            self._look_up()
        if any(self._marks.values()):
            self._employers = employers_on_record(rows)

    def _look_up(self) -> None:
        declared = select(Tie.user_id, Tie.phone_index, Tie.id_number_index)
        live = declared.where(Tie.user_id.in_(self._marks), Tie.ended_at.is_(None))
        for told in (live, employers_of_interest(self._marks)):
            for user_id, *marks in db.session.execute(unscoped(told, because="whom a case is kept from")):
                self._marks[user_id].update(mark for mark in marks if mark is not None)

    def between(self, user: User, row: ImportRow) -> bool:
        """Whether the case of the row is kept from the user."""
        mine = self._marks[user.id]
        return bool(mine) and any(mark in mine for mark in self._marks_of(row))

    def _marks_of(self, row: ImportRow) -> Iterator[Mark | None]:
        yield self._employers.get(row.employer) if row.employer else None
        if row.person is not None:
            yield phone_index(row.person.phone) if row.person.phone else None
            yield id_number_index(row.person.id_number) if row.person.id_number else None
