"""The sex of a person, where it is on record at all: a room that needs it says what for."""

from __future__ import annotations

from services.core.words import N_, Labelled


class Sex(Labelled):
    """As the person states it, or as the ID number says."""

    FEMALE = "female", N_("女")
    MALE = "male", N_("男")
