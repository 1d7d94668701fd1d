"""The city as the file `places.yaml` tells it: where a request goes, and into which halves the city falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import yaml

from services.cases.kinds import Channel
from services.core.access import Level
from services.scenario.story import Fields

PLACES = Path(__file__).with_name("places.yaml")
UNION_OF = {"CHENDA": "LQ", "YUNFANG": "SM", "KUAISONG": "KS"}
"""Where a company's own union brings a case: to the street, where its staff may see none about their company."""
LEVELS = {Level.STREET: 42, Level.DISTRICT: 38, Level.CITY: 20}
HALVES = 2


class Places:
    """The units, people and companies of the city."""

    def __init__(self) -> None:
        self.told: Mapping[str, Any] = yaml.safe_load(PLACES.read_text("utf-8"))
        self.units: Sequence[Fields] = self.told["units"]

    @cached_property
    def employers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Trade → (code, name) of its companies."""
        return {
            trade: [(entry["code"], entry["name"]) for entry in entries]
            for trade, entries in self.told["trades"].items()
        }

    def place(self, draw: Random, channel: Channel, employer: str, *, to_a_street: bool) -> str:
        """Code of the unit that a request goes to: of the company's own union, else mostly a street or a district."""
        if channel is Channel.ENTERPRISE_UNION and employer in UNION_OF:
            return UNION_OF[employer]
        level = Level.STREET if to_a_street else draw.choices(list(LEVELS), list(LEVELS.values()))[0]
        return str(draw.choice([entry["code"] for entry in self.units if entry["level"] == level]))

    @property
    def root(self) -> str:
        """Code of the city itself."""
        return str(self.units[0]["code"])

    def half_of(self, code: str) -> int:
        """To which half the unit belongs: a district with all below it is never parted, the city goes with the first.

        No step of a case leads out of its half.
        """
        while self._above.get(self._above.get(code, "")):
            code = self._above[code]
        return int(code in self._districts[len(self._districts) // HALVES :])

    @cached_property
    def _above(self) -> Mapping[str, str]:
        return {entry["code"]: entry["parent"] for entry in self.units if "parent" in entry}

    @cached_property
    def _districts(self) -> Sequence[str]:
        return [code for code, above in self._above.items() if above not in self._above]
