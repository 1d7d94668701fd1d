"""Who works for whom in a roll of employers: the rows may stand in any order, and lead on to employers on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.cases.importing.cells import tidy
from services.cases.importing.files import TableFile
from services.cases.importing.flags import ImportFlag
from services.cases.importing.lists import ListRow, consult_list, employer_on_record, read_list_row
from services.cases.importing.profile import ListProfile
from services.cases.importing.reading import read_table
from services.cases.importing.row import CheckedRow
from services.people.models import Employer
from services.people.queries import find_employer
from services.units.models import Unit

FIELD = "upstream"
Link = ListRow | Employer
"""A link of a chain: an employer on record, or a row that will become one."""


@dataclass(frozen=True)
class Chains:
    """The rows of a roll that others name, by their codes and by names that one row alone bears."""

    rows: Mapping[str, ListRow] = field(default_factory=dict)

    def found(self, word: str) -> Link | None:
        """What a word names: in this roll, else on record."""
        row = self.rows.get(word) or self.rows.get(word.upper())
        return (employer_on_record(row) or row) if row is not None else find_employer(word)

    def _first(self, row: ListRow) -> ListRow:
        """The first row with the same code, which the row will be taken for."""
        codes = (row.told.get(name) for name in ("code", "credit_code"))
        return next((self.rows[code] for code in codes if code and code in self.rows), row)

    def next(self, link: Link) -> Link | None:
        """For whom a link works: as is on record, else as the roll says."""
        if isinstance(link, Employer):
            if link.upstream is not None:
                return link.upstream
            names = (link.code, link.credit_code, link.name)
            told = next((self.rows[name] for name in names if name and name in self.rows), None)
        else:
            told = link
        word = told.told.get(FIELD) if told is not None else None
        return self.found(word) if word else None

    def above(self, link: Link) -> Iterator[Link]:
        """All for whom a link works, each once, the nearest first; a circle is walked once, the link itself last."""
        seen, above = set[str](), self.next(link)
        while above is not None and _key(above) not in seen:
            seen.add(_key(above))
            yield above
            above = self.next(above)

    def chained(self, row: ListRow, column: str) -> ListRow:
        """The row with whoever it works for; unknown ones, circles and other ones than on record are reported."""
        word = row.told.get(FIELD)
        if not word or not row.fit:
            return row
        here, up = employer_on_record(row) or self._first(row), self.found(word)
        if up is None:
            return _alone(row, column, ImportFlag.UNKNOWN_UPSTREAM)
        if isinstance(here, Employer) and here.upstream is not None:
            same = isinstance(up, Employer) and up.id == here.upstream_id
            return row if same else _alone(row, column, ImportFlag.OTHER_UPSTREAM)
        if any(_key(link) == _key(here) for link in (up, *self.above(up))):
            return _alone(row, column, ImportFlag.CHAIN_IN_A_CIRCLE)
        return replace(row, above=up.id if isinstance(up, Employer) else self.chained(up, column))


def _key(link: Link) -> str:
    return f"employer {link.id}" if isinstance(link, Employer) else f"row {link.place}"


def _alone(row: ListRow, column: str, flag: ImportFlag) -> ListRow:
    told = {name: word for name, word in row.told.items() if name != FIELD}
    return replace(row.flagged(column, flag), told=told)


def survey_employers(file: TableFile, profile: ListProfile, today: date) -> Chains:
    """Reads the roll through for the rows that others name; those alone are kept in mind."""
    column = profile.columns.get(FIELD)
    if column is None:
        return Chains()
    named = {tidy(raw.cells[column]) for raw in read_table(file, profile)} - {""}
    by_code: dict[str, ListRow] = {}
    by_name: dict[str, ListRow | None] = {}
    for raw in read_table(file, profile):
        row = read_list_row(raw, profile, today, False)
        if not row.fit:
            continue
        for word in filter(None, (row.told.get("code"), row.told.get("credit_code"))):
            if word in named or word.lower() in named:
                by_code.setdefault(word, row)
        name = row.told["name"]
        if name in named:
            by_name[name] = None if name in by_name else row
    return Chains({name: row for name, row in by_name.items() if row is not None} | by_code)


def consult_employers(
    unit: Unit | None, profile: ListProfile, rows: Sequence[CheckedRow], today: date, chains: Chains
) -> Sequence[CheckedRow]:
    """Rows that contradict the house are blocked, and each has whom it works for; reads only."""
    checked = consult_list(unit, profile, rows, today)
    column = profile.columns.get(FIELD)
    return [chains.chained(row, column) for row in checked] if column else checked
