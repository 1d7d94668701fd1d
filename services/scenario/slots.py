"""What a verb takes: its parameters with their types, read from its signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

GIVEN = frozenset({"by", "at"})
"""Who acts and when: said by the step itself, not by its fields."""

SETS = (set, frozenset)


@dataclass(frozen=True)
class Slot:
    """One thing that a verb, or a value made of several, wants to be told."""

    name: str
    hint: Any
    required: bool

    @property
    def is_gathered(self) -> bool:
        """Whether it is put together from fields of the same level, unless the story has a field of its name."""
        return self.required and is_dataclass(self.hint)

    @property
    def collected(self) -> type | None:
        """What this is a set of, where it is one; it may be told at this level, inside a person, or both."""
        inner = get_args(self.hint)
        return inner[0] if get_origin(self.hint) in SETS and isinstance(inner[0], type) else None

    @property
    def members(self) -> type[Enum] | None:
        """The enum, where this is a set of its members; each may then also be told as a true field."""
        inner = self.collected
        return inner if inner is not None and issubclass(inner, Enum) else None


@cache
def slots_of(verb: Callable[..., Any]) -> tuple[Slot, ...]:
    """The parameters of an action in their order, without who and when."""
    function = inspect.unwrap(verb)
    hints = get_type_hints(function)
    wanted = inspect.signature(function).parameters.values()
    return tuple(
        Slot(each.name, hints[each.name], each.default is inspect.Parameter.empty)
        for each in wanted
        if each.name not in GIVEN
    )


@cache
def parts_of(kind: Any) -> tuple[Slot, ...]:
    """The fields of a dataclass."""
    hints = get_type_hints(kind)
    return tuple(
        Slot(each.name, hints[each.name], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
    )


def options_of(hint: Any) -> tuple[Any, ...]:
    """The members of a union; of anything else, itself alone."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def strangers(slots: Sequence[Slot], told: Mapping[str, Any]) -> list[str]:
    """Names of fields that nothing would take, those inside other fields with a dot: `person.shoe_size`."""
    accepted = names_taken(slots)
    strange = [name for name in told if name not in accepted]
    for slot in slots:
        inside = told.get(slot.name)
        kinds: list[Any] = [each for each in options_of(slot.hint) if is_dataclass(each)]
        if kinds and isinstance(inside, dict):
            strange += [f"{slot.name}.{name}" for name in strangers(parts_of(kinds[0]), inside)]
    return strange


def names_taken(slots: Sequence[Slot]) -> set[str]:
    """All names under which a story may tell these slots something."""
    taken = {slot.name for slot in slots}
    for slot in slots:
        if slot.is_gathered:
            taken |= names_taken(parts_of(slot.hint))
        taken |= {member.value for member in slot.members or ()}
    return taken
