"""What happened: typed, append-only events in one hash chain per unit, and the verifier of the chains."""

from services.core.audit.answers import Answers, Hand
from services.core.audit.chains import (
    DEEDS,
    EVENT_KINDS,
    GENESIS,
    ONWARD,
    ChainHead,
    Deed,
    Event,
    Head,
    Source,
    acting_through,
    chain_of,
    declare_events,
    door,
    facts_in,
    keep_chains,
    next_link,
    record,
)
from services.core.audit.verifier import Fault, verify

__all__ = [
    "Answers",
    "ChainHead",
    "DEEDS",
    "Deed",
    "EVENT_KINDS",
    "Event",
    "Fault",
    "GENESIS",
    "Hand",
    "Head",
    "ONWARD",
    "Source",
    "acting_through",
    "chain_of",
    "declare_events",
    "door",
    "facts_in",
    "keep_chains",
    "next_link",
    "record",
    "verify",
]
