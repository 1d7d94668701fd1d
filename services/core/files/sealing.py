"""The contents of a file, encrypted whole under a key of its own and bound to table, part and row."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from services.core.vault import ALGORITHMS, Tampered, vault

NONCE = 12


@dataclass(frozen=True)
class Bound:
    """What sealed contents are tied to. The key of the contents stands in the row, itself sealed by the vault."""

    table: str
    row: int

    def part(self, name: str) -> bytes:
        """`case_file.original.7`."""
        return f"{self.table}.{name}.{self.row}".encode()


def new_content_key() -> str:
    """A fresh 256-bit key as text, to be kept in a sealed cell. Destroying the cell destroys the contents."""
    return base64.b64encode(os.urandom(32)).decode()


def seal_contents(raw: bytes, key: str, bound: Bound, part: str) -> bytes:
    """`v1.algorithm` and a line end, nonce, cipher text. Encrypted with the algorithm in use for new cells."""
    algorithm, nonce = vault().algorithm, os.urandom(NONCE)
    cipher = ALGORITHMS[algorithm][0](base64.b64decode(key), nonce, raw, bound.part(part))
    return f"v1.{algorithm}\n".encode() + nonce + cipher


def open_contents(sealed: bytes, key: str, bound: Bound, part: str) -> bytes:
    """The contents. Raises Tampered where they were changed, exchanged or cut off."""
    head, _line, rest = sealed.partition(b"\n")
    version, _dot, algorithm = head.decode("ascii", "replace").partition(".")
    if version != "v1" or algorithm not in ALGORITHMS:
        raise Tampered(bound.part(part).decode())
    try:
        return ALGORITHMS[algorithm][1](base64.b64decode(key), rest[:NONCE], rest[NONCE:], bound.part(part))
    except (ValueError, InvalidTag) as problem:
        raise Tampered(bound.part(part).decode()) from problem
