"""Fixtures of the cases' room."""

from tests.cases.import_house import import_house

__all__ = ["import_house"]
