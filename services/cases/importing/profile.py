"""A profile: how one old table is read. Its shape; loading.py reads it out of YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.cases.kinds import Difficulty, DispatchMode, Family, Outcome, RecoveryKind, Status
from services.cases.models import TableKind
from services.core.access import Level
from services.core.words import N_, Labelled


class Others(Labelled):
    """What becomes of a category that the profile does not name."""

    ADD = "add", N_("增加为历史类别")
    REPORT = "report", N_("留空并报告")


class Check(Labelled):
    """What a cell that goes into the text should be; it is kept as it stands either way."""

    DATE = "date", N_("日期")
    AMOUNT = "amount", N_("金额")


@dataclass(frozen=True)
class EmployerColumns:
    """Where the employer stands: a name, a number in some register, or both. `none`: words that mean nobody."""

    name: str | None
    code: str | None
    code_prefix: str = ""
    none: frozenset[str] = frozenset()


OF_A_PERSON = ("name", "phone", "id_number", "sex")


@dataclass(frozen=True)
class PersonColumns:
    """Where the worker stands: field (of OF_A_PERSON) → column, of those that the table has."""

    columns: Mapping[str, str]


@dataclass(frozen=True)
class CategoryColumn:
    """Where the category stands. `values`: words of the table → codes of the union's trees."""

    column: str
    values: Mapping[str, str] = field(default_factory=dict)
    others: Others = Others.ADD


@dataclass(frozen=True)
class UnitColumn:
    """Where the unit stands. `values`: words of the table → codes of units; all else goes to the table's own unit."""

    column: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class TextLine:
    """A column that is kept in the case's text, as a line `label: value`, or one line for each part."""

    column: str
    label: str
    split: str | None = None
    check: Check | None = None


@dataclass(frozen=True)
class Stage:
    """A column with the day of a step that has no field of its own: kept with the row, shown on the case."""

    column: str
    label: str


@dataclass(frozen=True)
class LegalColumns:
    """Where the day stands from which a time limit of the law runs.

    `restarted` is a later day on which it began anew; `due` the table's own last day, which is only compared.
    """

    rule: str
    column: str
    restarted: str | None = None
    due: str | None = None


@dataclass(frozen=True)
class CourseColumns:
    """Where the course of cases stands that are still open: they are worked on here, and their clocks run.

    `values` are words of the table → states, `difficulties` and `outcomes` words → classes, `units` words → codes of
    the units to which cases are on their way. `due` is the table's own date for the handling, which is only compared.
    """

    status: str
    values: Mapping[str, Status]
    completion_asked: str | None = None
    completed: str | None = None
    accepted: str | None = None
    contacted: str | None = None
    suspended: str | None = None
    resumed: str | None = None
    dispatched: str | None = None
    dispatched_to: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    mode: DispatchMode = DispatchMode.REFER
    handler: str | None = None
    difficulty: str | None = None
    difficulties: Mapping[str, Difficulty] = field(default_factory=dict)
    otherwise: Difficulty = Difficulty.ORDINARY
    due: str | None = None
    legal: tuple[LegalColumns, ...] = ()
    replied: str | None = None
    reply: str | None = None
    outcome: str | None = None
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    outcome_otherwise: Outcome = Outcome.EXPLAINED
    checked: str | None = None

    @property
    def named(self) -> tuple[str | None, ...]:
        """All columns of the course, some of them None."""
        steps = (self.accepted, self.contacted, self.suspended, self.resumed, self.dispatched, self.dispatched_to)
        asked = (self.completion_asked, self.completed)
        answer = (self.replied, self.reply, self.outcome, self.checked)
        law = (column for one in self.legal for column in (one.column, one.restarted, one.due))
        return (self.status, *asked, *steps, self.handler, self.difficulty, self.due, *answer, *law)


@dataclass(frozen=True)
class UnitToSetUp:
    """A unit that the table needs and that is set up with it where it is absent; a root has no parent."""

    code: str
    name: str
    level: Level
    parent: str | None


@dataclass(frozen=True)
class Columns:
    """Which column says what."""

    number: str
    received: str
    closed: str | None = None
    claim: str | None = None
    recovered: str | None = None
    employer: EmployerColumns | None = None
    person: PersonColumns | None = None
    category: CategoryColumn | None = None
    unit: UnitColumn | None = None


@dataclass(frozen=True)
class Amounts:
    """How amounts are read: `unknown` are words that stand for none, `rounded` lets more than two decimals be."""

    lenient: bool = False
    rounded: bool = False
    unknown: frozenset[str] = frozenset()
    unusual_over: int | None = None


@dataclass(frozen=True, kw_only=True)
class TableProfile:
    """What every profile says: the table's name, whose it is, and how it is written."""

    name: str
    unit: str | None
    encoding: str
    delimiter: str
    day_form: str
    units: tuple[UnitToSetUp, ...] = ()

    kind: ClassVar[TableKind]

    @property
    def number_column(self) -> str | None:
        """The column with what a row is called; None where the table has none."""
        raise AttributeError("number_column")

    @property
    def personal(self) -> Mapping[str, str]:
        """The columns that name a person, with the field of each."""
        return {}

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that the table must have, each once, in the order of the profile."""
        raise AttributeError("needed")


@dataclass(frozen=True, kw_only=True)
class Profile(TableProfile):
    """How a table of cases is read. Amounts are hundredths of `currency`, never converted.

    `until` is the day on which the table was drawn up: no date in it can be later.
    """

    currency: str
    amounts: Amounts
    family: Family
    columns: Columns
    text: tuple[TextLine, ...]
    stages: tuple[Stage, ...] = ()
    until: date | None = None
    number_form: str | None = None
    recovered_kind: RecoveryKind = RecoveryKind.WAGES
    course: CourseColumns | None = None

    kind = TableKind.CASES

    @property
    def number_column(self) -> str:
        """Every row of an old table of cases has a number."""
        return self.columns.number

    @property
    def personal(self) -> Mapping[str, str]:
        """The columns of the worker, with the field of each."""
        return {column: name for name, column in self.columns.person.columns.items()} if self.columns.person else {}

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that the table must have, each once, in the order of the profile."""
        has = self.columns
        wanted = [has.number, has.received, has.closed, has.claim, has.recovered]
        wanted += [has.employer.name, has.employer.code] if has.employer else []
        wanted += self.personal
        wanted += [has.category.column] if has.category else []
        wanted += [has.unit.column] if has.unit else []
        wanted += self.course.named if self.course else []
        wanted += [stage.column for stage in self.stages]
        wanted += [line.column for line in self.text]
        return tuple(dict.fromkeys(column for column in wanted if column))


@dataclass(frozen=True, kw_only=True)
class UnreadProfile(TableProfile):
    """Of a file whose columns nobody has named yet: enough to open it."""

    kind: TableKind = TableKind.CASES  # type: ignore[misc]

    @property
    def number_column(self) -> None:
        """Not said yet."""
        return None

    @property
    def needed(self) -> tuple[str, ...]:
        """Nothing is read but the header."""
        return ()


def unread_profile(name: str, encoding: str, kind: TableKind = TableKind.CASES) -> UnreadProfile:
    """For a file that is only looked into."""
    return UnreadProfile(name=name[:60], unit=None, encoding=encoding, delimiter=",", day_form="%Y-%m-%d", kind=kind)


@dataclass(frozen=True, kw_only=True)
class ListProfile(TableProfile):
    """How a roll of people, employers or staff is read: field → column, and for some fields words → codes."""

    kind: TableKind = TableKind.PEOPLE  # type: ignore[misc]
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    split: str = "、"

    @property
    def number_column(self) -> str | None:
        """A number of the table, where it has one; rows without are told apart by their contents."""
        return self.columns.get("number")

    @property
    def personal(self) -> Mapping[str, str]:
        """Of a roll of people, what identifies them."""
        named = ("name", "phone", "id_number") if self.kind is TableKind.PEOPLE else ()
        return {self.columns[name]: name for name in named if name in self.columns}

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that the table must have, each once, in the order of the profile."""
        return tuple(dict.fromkeys(self.columns.values()))
