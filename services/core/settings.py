"""Settings from the environment; secrets made on the spot in development, demanded in production."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from services.core.errors import NotSetUp
from services.core.files.scanning import Scanner
from services.core.posting import QUIET, WORKING, Hours, MailServer, SmsGateway, mail_server, sms_gateway

_SECRETS = ("SECRET_KEY", "VAULT_KEYS", "INDEX_KEY", "AUDIT_KEY")


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. Keys are raw bytes, never shown."""

    instance_dir: Path
    database_url: str = field(repr=False)
    production: bool
    secret_key: str = field(repr=False)
    vault_keys: Mapping[str, bytes] = field(repr=False)
    vault_key_id: str
    vault_algorithm: str
    index_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    idle_minutes: int = 30
    absolute_hours: int = 12
    query_code_days: int = 730
    password_memory_kib: int = 65536
    files_folder: Path | None = None
    clamd_address: str = ""
    unscanned_readable: bool = True

    @property
    def files_dir(self) -> Path:
        """Where sealed files lie; outside everything that is served."""
        return self.files_folder or self.instance_dir / "files"

    password_policy: str = "asvs"
    """`asvs`, or `gbt22239` with kinds of characters, renewal and no repetition."""
    password_renewal_days: int = 90
    passwords_remembered: int = 5
    second_factor: str = "optional"
    """`required`, `optional`, or the roles that need one, with commas between."""
    public_address: str = ""
    """`https://union.example`, as people type it; security keys are bound to it."""
    mail: MailServer | None = None
    sms: SmsGateway | None = None
    quiet_hours: Hours = QUIET
    """When nothing leaves that can wait, by local time."""
    working_hours: Hours = WORKING
    """When reminders leave, on working days."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Reads INSTANCE_DIR, DATABASE_URL, APP_ENV and the secrets. Raises NotSetUp with one sentence."""
        production = environ.get("APP_ENV", "development") == "production"
        root = Path(__file__).resolve().parents[2]
        instance = Path(environ.get("INSTANCE_DIR") or root / "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True)
        kept = _required(environ) if production else _kept_secrets(instance / "secrets.json", environ)
        keys = _keyring(kept["VAULT_KEYS"])
        if not production:
            keys = _KeptKeys(instance / "secrets.json", keys)
        return cls(
            instance_dir=instance,
            database_url=_driver(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'union.sqlite3'}"),
            production=production,
            secret_key=kept["SECRET_KEY"],
            vault_keys=keys,
            vault_key_id=kept.get("VAULT_KEY_ID") or list(keys)[-1],
            vault_algorithm=environ.get("VAULT_ALGORITHM", "A256GCM"),
            index_key=_bytes(kept["INDEX_KEY"], "INDEX_KEY"),
            audit_key=_bytes(kept["AUDIT_KEY"], "AUDIT_KEY"),
            idle_minutes=_number(environ, "SESSION_IDLE_MINUTES", 30),
            absolute_hours=_number(environ, "SESSION_ABSOLUTE_HOURS", 12),
            query_code_days=_number(environ, "QUERY_CODE_DAYS", 730),
            password_memory_kib=_number(environ, "PASSWORD_MEMORY_KIB", 65536),
            files_folder=_outside_the_web(environ.get("FILES_DIR")),
            clamd_address=_scanner_address(environ.get("CLAMD_ADDRESS", "").strip()),
            unscanned_readable=_may_be_read(environ.get("UNSCANNED_FILES"), production),
            password_policy=_one_of(environ, "PASSWORD_POLICY", ("asvs", "gbt22239")),
            password_renewal_days=_number(environ, "PASSWORD_RENEWAL_DAYS", 90),
            passwords_remembered=_number(environ, "PASSWORDS_REMEMBERED", 5),
            second_factor=environ.get("SECOND_FACTOR") or ("required" if production else "optional"),
            public_address=(environ.get("PUBLIC_ADDRESS") or "").rstrip("/"),
            mail=mail_server(environ),
            sms=sms_gateway(environ),
            quiet_hours=Hours.parse(environ.get("QUIET_HOURS") or "21:00-08:00", "QUIET_HOURS"),
            working_hours=Hours.parse(environ.get("WORKING_HOURS") or "09:00-17:00", "WORKING_HOURS"),
        )


def settings_in_use() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def _outside_the_web(folder: str | None) -> Path | None:
    if not folder:
        return None
    chosen, served = Path(folder).resolve(), Path(__file__).resolve().parents[2] / "static"
    if chosen == served or served in chosen.parents:
        raise NotSetUp("FILES_DIR may not lie in static/: what lies there is served to everyone")
    return chosen


def _scanner_address(address: str) -> str:
    return Scanner(address).address if address else ""


def _may_be_read(policy: str | None, production: bool) -> bool:
    """Without a scanner: readable with a mark in development, not readable in production unless that is decided."""
    if policy not in (None, "", "readable", "unreadable"):
        raise NotSetUp(f"UNSCANNED_FILES should be readable or unreadable, not {policy[:40]!r}")
    return policy == "readable" if policy else not production


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 10**8):
        raise NotSetUp(f"{name} should be a whole number greater than 0, not {text[:40]!r}")
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """The first is what holds where nothing is said."""
    text = environ.get(name) or known[0]
    if text not in known:
        raise NotSetUp(f"{name} should be one of {', '.join(known)}, not {text[:40]!r}")
    return text


def _driver(url: str) -> str:
    for bare in ("postgres://", "postgresql://"):
        if url.startswith(bare):
            return "postgresql+psycopg://" + url.removeprefix(bare)
    return url


def _required(environ: Mapping[str, str]) -> dict[str, str]:
    missing = [name for name in _SECRETS if not environ.get(name)]
    if missing:
        raise NotSetUp(f"APP_ENV=production needs these in the environment: {', '.join(missing)}")
    return {name: environ[name] for name in (*_SECRETS, "VAULT_KEY_ID") if environ.get(name)}


def _kept_secrets(file: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Reads the development secrets, making them once with mode 600; the environment goes before the file."""
    if not file.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "VAULT_KEYS": f"k1:{new_key()}",
            "INDEX_KEY": new_key(),
            "AUDIT_KEY": new_key(),
        }
        draft = file.with_name(f".secrets-{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(made, out, indent=1)
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept: dict[str, str] = json.loads(file.read_text())
    return kept | {name: environ[name] for name in (*_SECRETS, "VAULT_KEY_ID") if environ.get(name)}


def new_key() -> str:
    """A fresh 256-bit key in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _keyring(text: str) -> dict[str, bytes]:
    pairs = (entry.split(":", 1) for entry in text.split(",") if ":" in entry)
    ring = {key_id.strip(): _bytes(key, "VAULT_KEYS") for key_id, key in pairs}
    if not ring:
        raise NotSetUp("VAULT_KEYS should read k1:<base64 of 32 bytes>[,k2:…]; the last one is used for writing")
    return ring


class _KeptKeys(dict[str, bytes]):
    """The keys of development. One that `flask vault rotate` added since is read when a cell first asks for it."""

    def __init__(self, file: Path, keys: Mapping[str, bytes]) -> None:
        super().__init__(keys)
        self._file = file

    def __missing__(self, key_id: str) -> bytes:
        if self._file.exists():
            self.update(_keyring(json.loads(self._file.read_text())["VAULT_KEYS"]))
        if key_id in self:
            return self[key_id]
        raise KeyError(key_id)


def _bytes(text: str, name: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if len(raw) < 32:
        raise NotSetUp(f"{name} should hold at least 32 random bytes in base64")
    return raw
