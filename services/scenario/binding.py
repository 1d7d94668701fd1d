"""From the fields of a story to the typed arguments of a verb, by the verb's own types: no verb is known here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin

from services.core.database import Row
from services.core.errors import ErrorCode, Problem
from services.core.money import parse_yuan
from services.core.words import _l
from services.scenario.slots import Slot, options_of, parts_of

MONEY = frozenset({"amount", "claim", "monthly", "income", "rigid_expenses", "accident_cost"})
"""Fields that a story tells in yuan, as text with at most two decimals, and verbs take in fen."""

MANY: Mapping[Any, Callable[[Iterable[Any]], Collection[Any]]] = {
    list: list,
    tuple: tuple,
    set: set,
    frozenset: frozenset,
    Sequence: tuple,
    Iterable: tuple,
    Collection: tuple,
}
Find = Callable[[str], Any]


@dataclass(frozen=True)
class Binder:
    """Reads fields. `named` are the things that the story has named; `finders` find others by their codes.

    `makers` make what a verb takes out of what a name stands for: a file that lies beside the story.
    All methods raise Problem: invalid (a value that the type cannot hold, a field left out), not_found.
    """

    named: Mapping[str, Any]
    finders: Mapping[type, Find]
    makers: Mapping[type, Find] = field(default_factory=dict)

    def arguments(self, slots: Sequence[Slot], told: Mapping[str, Any]) -> dict[str, Any]:
        """Slot → value, for all that the story tells; what it leaves out keeps the verb's own default."""
        return {slot.name: self.filled(slot, told) for slot in slots if slot.required or _is_told(slot, told)}

    def filled(self, slot: Slot, told: Mapping[str, Any]) -> Any:
        """The value of one slot."""
        if slot.collected is not None:
            return frozenset(self.value(slot.name, slot.collected, each) for each in _members_told(slot, told))
        if slot.name in told:
            return self.value(slot.name, slot.hint, told[slot.name])
        if slot.is_gathered:
            return self._built(slot.hint, told)
        raise Problem(ErrorCode.INVALID, _l("缺少“%(field)s”。", field=slot.name), field=slot.name)

    def value(self, name: str, hint: Any, told: Any) -> Any:
        """What is told of one field, as the type wants it."""
        options = options_of(hint)
        if told is None and NoneType in options:
            return None
        problem: Problem | None = None
        for option in (each for each in options if each is not NoneType):
            try:
                return self._read(name, option, told)
            except Problem as refusal:
                problem = refusal
        raise problem or _unfit(name, told)

    def thing(self, name: str, kind: Any, told: Any) -> Any:
        """The thing that the story named so, else the one of the kind with this code."""
        if isinstance(self.named.get(str(told)), kind):
            return self.named[str(told)]
        find = self.finders.get(kind)
        found = find(str(told)) if find else None
        if found is None:
            sentence = _l("没有找到“%(told)s”（%(field)s）。", told=str(told)[:40], field=name)
            raise Problem(ErrorCode.NOT_FOUND, sentence, field=name)
        return found

    def _read(self, name: str, kind: Any, told: Any) -> Any:
        if get_origin(kind) in MANY:
            return self._many(name, kind, told)
        if kind in _PLAIN:
            return _PLAIN[kind](name, told)
        if kind in self.makers:
            return self.makers[kind](_text(name, told))
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _member(name, kind, told)
        if isinstance(kind, type) and issubclass(kind, Row):
            return self.thing(name, kind, told)
        if is_dataclass(kind) and isinstance(told, dict):
            return self._built(kind, told)
        raise _unfit(name, told)

    def _many(self, name: str, kind: Any, told: Any) -> Any:
        if not isinstance(told, list):
            raise _unfit(name, told)
        inner = get_args(kind)[0]
        return MANY[get_origin(kind)](self.value(name, inner, each) for each in told)

    def _built(self, kind: Any, told: Mapping[str, Any]) -> Any:
        return kind(**self.arguments(parts_of(kind), told))


def _is_told(slot: Slot, told: Mapping[str, Any]) -> bool:
    return slot.name in told or bool(slot.collected and _members_told(slot, told))


def _members_told(slot: Slot, told: Mapping[str, Any]) -> list[Any]:
    """Members of a set: listed, listed inside a person, or told as true fields."""
    inside = [each for each in told.values() if isinstance(each, dict)]
    listed = [each[slot.name] for each in (told, *inside) if each.get(slot.name) is not None]
    if not all(isinstance(each, list) for each in listed):
        raise _unfit(slot.name, listed)
    true = [member.value for member in slot.members or () if _truth(member.value, told.get(member.value, False))]
    return [member for each in listed for member in each] + true


def _member(name: str, kind: type[Enum], told: Any) -> Enum:
    try:
        return kind(told)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        said = str(told)[:40]
        sentence = _l("“%(field)s”不能是“%(told)s”，可用的有：%(known)s。", field=name, told=said, known=known)
        raise Problem(ErrorCode.INVALID, sentence, field=name) from None


def _truth(name: str, told: Any) -> bool:
    if isinstance(told, bool):
        return told
    raise _unfit(name, told)


def _number(name: str, told: Any) -> int:
    if name in MONEY:
        if isinstance(told, str):
            return parse_yuan(told, field=name)
        raise Problem(ErrorCode.INVALID, _l("金额“%(field)s”应加引号，写成“860.00”。", field=name), field=name)
    if type(told) is int:
        return told
    raise _unfit(name, told)


def _text(name: str, told: Any) -> str:
    if isinstance(told, str) or type(told) is int:
        return str(told)
    raise _unfit(name, told)


def _day(name: str, told: Any) -> date:
    if isinstance(told, date) and not isinstance(told, datetime):
        return told
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        raise _unfit(name, told) from None


_PLAIN: Mapping[Any, Callable[[str, Any], Any]] = {bool: _truth, int: _number, str: _text, date: _day}


def _unfit(name: str, told: Any) -> Problem:
    sentence = _l("“%(field)s”的值“%(told)s”不合要求。", field=name, told=str(told)[:40])
    return Problem(ErrorCode.INVALID, sentence, field=name)
