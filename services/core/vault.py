"""Sealed cells, blind indexes and masks: what may be kept but not read by whoever holds the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app


class Tampered(Exception):
    """A sealed cell does not belong where it stands, or was changed."""


_aes = lru_cache(maxsize=8)(AESGCM)
"""The cipher of a key; making it costs more than a cell."""


def _aes_seal(key: bytes, nonce: bytes, text: bytes, bound_to: bytes) -> bytes:
    return _aes(key).encrypt(nonce, text, bound_to)


def _aes_open(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    return _aes(key).decrypt(nonce, sealed, bound_to)


def _sm4_seal(key: bytes, nonce: bytes, text: bytes, bound_to: bytes) -> bytes:
    writer = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    writer.authenticate_additional_data(bound_to)
    return writer.update(text) + writer.finalize() + writer.tag


def _sm4_open(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    reader = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, sealed[-16:])).decryptor()
    reader.authenticate_additional_data(bound_to)
    return reader.update(sealed[:-16]) + reader.finalize()


_Cipher = Callable[[bytes, bytes, bytes, bytes], bytes]
ALGORITHMS: Mapping[str, tuple[_Cipher, _Cipher]] = {
    "A256GCM": (_aes_seal, _aes_open),
    "SM4GCM": (_sm4_seal, _sm4_open),
}


@dataclass(frozen=True)
class Vault:
    """Keys in use. A sealed text reads `v1.algorithm.key.nonce.text`, bound to table, column and row."""

    keys: Mapping[str, bytes] = field(repr=False)
    key_id: str
    algorithm: str
    index_key: bytes = field(repr=False)

    def seal(self, text: str, bound_to: str) -> str:
        """Encrypts under the present key and algorithm."""
        nonce = os.urandom(12)
        cipher = ALGORITHMS[self.algorithm][0](self.keys[self.key_id], nonce, text.encode(), bound_to.encode())
        return f"v1.{self.algorithm}.{self.key_id}.{_b64(nonce)}.{_b64(cipher)}"

    def open(self, sealed: str, bound_to: str) -> str:
        """Decrypts. Raises Tampered where the text was changed, moved, or its key is gone."""
        try:
            version, algorithm, key_id, nonce, cipher = sealed.split(".")
            if version != "v1":
                raise Tampered(bound_to)
            opened = ALGORITHMS[algorithm][1](self.keys[key_id], _raw(nonce), _raw(cipher), bound_to.encode())
        except (ValueError, KeyError, InvalidTag) as problem:
            raise Tampered(bound_to) from problem
        return opened.decode()

    def is_current(self, sealed: str) -> bool:
        """Whether the text is sealed under the present key and algorithm."""
        return sealed.startswith(f"v1.{self.algorithm}.{self.key_id}.")

    def blind(self, column: str, value: str) -> str:
        """A keyed digest for exact-match look-ups; each column has a key of its own."""
        key = hmac.digest(self.index_key, column.encode(), hashlib.sha256)
        return hmac.digest(key, value.encode(), hashlib.sha256)[:16].hex()


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def vault() -> Vault:
    """The vault of the running application."""
    found: Vault = current_app.extensions["vault"]
    return found


SEALED_COLUMNS: list[tuple[type[Any], str]] = []
"""Every (table class, column) that holds sealed text: what key rotation walks through."""


class SealedText:
    """A readable attribute over a sealed column: `name = SealedText("name_sealed")`."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.owner = owner
        SEALED_COLUMNS.append((owner, self.column))

    def opened(self, row_id: int, sealed: str) -> str:
        """The text of a cell that was read without the rest of its row."""
        return vault().open(sealed, f"{self.owner.__tablename__}.{self.column}.{row_id}")

    @overload
    def __get__(self, row: None, owner: type[Any]) -> SealedText: ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> str | None: ...
    def __get__(self, row: Any, owner: type[Any]) -> SealedText | str | None:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return None if sealed is None else vault().open(sealed, bound_to(row, self.column))

    def __set__(self, row: Any, value: str | None) -> None:
        sealed = None if value is None else vault().seal(value, bound_to(row, self.column))
        setattr(row, self.column, sealed)


def bound_to(row: Any, column: str) -> str:
    """What a sealed cell is tied to: table, column and row id."""
    return f"{row.__tablename__}.{column}.{row.id}"


COMPOUND_SURNAMES = frozenset(
    (  # noqa: SIM905  (a line of names reads better than a column of strings)
        "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
        "太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 东郭 南门 呼延 西门"
    ).split()
)


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳修 → 欧阳**."""
    compound = name[:2] in COMPOUND_SURNAMES and len(name) > 2
    return name[:2] + "**" if compound else name[:1] + "*"


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; shorter numbers keep their last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * max(3, len(phone) - 2) + phone[-2:]


def mask_id(number: str) -> str:
    """11010519491231002X → 110***********002X (前3后4)."""
    return f"{number[:3]}{'*' * max(4, len(number) - 7)}{number[-4:]}"
