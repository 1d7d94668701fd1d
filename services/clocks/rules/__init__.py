"""Deadlines worked out on paper: no database, no clock on the wall, no web."""

from services.clocks.rules.engine import due
from services.clocks.rules.extension import Refusal, refuse_extension
from services.clocks.rules.facts import STANDING, Fact, FactKind
from services.clocks.rules.lights import Bands, Light, light
from services.clocks.rules.rule import ClockRule, NoRuleInForce, Unit, in_force, met_on
from services.clocks.rules.trace import Due, TraceLine, Why, as_json, sentence

__all__ = [
    "STANDING",
    "Bands",
    "ClockRule",
    "Due",
    "Fact",
    "FactKind",
    "Light",
    "NoRuleInForce",
    "Refusal",
    "TraceLine",
    "Unit",
    "Why",
    "as_json",
    "due",
    "in_force",
    "light",
    "met_on",
    "refuse_extension",
    "sentence",
]
