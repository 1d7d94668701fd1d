"""Numbers that are counted in parts and added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Sums:
    """Fields of whole numbers, each added to the same field of another."""

    def __add__(self, other: Self) -> Self:
        return type(self)(*map(sum, zip(vars(self).values(), vars(other).values(), strict=True)))
