"""Sealed cells: bound to their place, two algorithms, keys that change while people work, and nothing shown."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from services.core.access import unscoped
from services.core.audit import Event, verify
from services.core.database import db
from services.core.settings import Settings, new_key
from services.core.vault import SEALED_COLUMNS, Tampered, Vault
from services.core.vault_commands import rotate
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.queries import find_person_by_phone
from tests.fixtures import House

KEYS = {"k1": bytes(range(32)), "k2": bytes(range(32, 64))}
PLACE = "person.name_sealed.1"
BOTH = ("A256GCM", "SM4GCM")


def a_vault(algorithm: str = "A256GCM", key_id: str = "k1") -> Vault:
    return Vault(KEYS, key_id, algorithm, bytes(32))


@pytest.mark.parametrize("algorithm", BOTH)
@given(words=st.text(max_size=200))
def test_what_is_sealed_opens_in_its_place_alone(algorithm: str, words: str) -> None:
    words = words.encode("utf-8", "replace").decode()
    sealed = a_vault(algorithm).seal(words, PLACE)
    assert a_vault().open(sealed, PLACE) == words
    for elsewhere in ("person.name_sealed.2", "person.phone_sealed.1", "note.name_sealed.1"):
        with pytest.raises(Tampered):
            a_vault().open(sealed, elsewhere)


@pytest.mark.parametrize("algorithm", BOTH)
@given(place=st.integers(0, 80), mark=st.characters(codec="utf-8"))
def test_a_changed_cell_does_not_open(algorithm: str, place: int, mark: str) -> None:
    sealed = a_vault(algorithm).seal("郑一鸣", PLACE)
    spot = place % (len(sealed) - 2)  # the last sign of base64 may hold bits that mean nothing
    changed = sealed[:spot] + mark + sealed[spot + 1 :]
    if changed != sealed:
        with pytest.raises(Tampered):
            a_vault().open(changed, PLACE)


@pytest.mark.parametrize("broken", ["", "v1", "v2.A256GCM.k1.AA.AA", "v1.ROT13.k1.AA.AA", "v1.SM4GCM.k1..", "…" * 9])
def test_what_is_no_cell_is_refused(broken: str) -> None:
    with pytest.raises(Tampered):
        a_vault().open(broken, PLACE)


def test_the_same_words_never_look_the_same_and_indexes_differ_by_column() -> None:
    vault = a_vault()
    assert vault.seal("x", PLACE) != vault.seal("x", PLACE)
    assert vault.blind("person.phone", "13812345678") != vault.blind("person.id_number", "13812345678")
    assert vault.blind("person.phone", "13812345678") == a_vault("SM4GCM", "k2").blind("person.phone", "13812345678")


def test_cells_exchanged_in_the_database_do_not_open(house: House) -> None:
    first = house.make_case(person=PersonFacts(name="郑一鸣", phone="13812345678")).persons[0].person_id
    second = house.make_case(person=PersonFacts(name="王小二", phone="13912345678")).persons[0].person_id
    with db.engine.begin() as connection:
        cells = dict(connection.execute(text("SELECT id, name_sealed FROM person")).all())
        for place, other in ((first, second), (second, first)):
            swap = text("UPDATE person SET name_sealed = :cell WHERE id = :place")
            connection.execute(swap, {"cell": cells[other], "place": place})
    db.session.rollback()
    for person in db.session.scalars(unscoped(select(Person), because="a test")):
        with pytest.raises(Tampered):
            _ = person.name


def test_keys_change_while_people_write(house: House) -> None:
    for _ in range(6):
        house.make_case(person=PersonFacts(name="郑一鸣", phone="13812345678"))
    before = house.app.extensions["vault"]
    house.app.extensions["vault"] = replace(before, keys=KEYS, key_id="k2", algorithm="SM4GCM")
    db.session.rollback()

    def elsewhere(number: int) -> int:
        with house.app.app_context():
            done = rotate() if number == 0 else len(house.make_case(by="fang").number)
            db.session.remove()
            return done

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(elsewhere, range(8)))
    assert done[0] > 10
    assert rotate() == 0
    old = f"v1.A256GCM.{before.key_id}.%"
    for model, column in SEALED_COLUMNS:
        left = unscoped(select(model.id).where(getattr(model, column).like(old)), because="a test")
        assert db.session.scalars(left).all() == [], (model, column)
    assert len(find_person_by_phone("13812345678", house.actor("fang"))) == 6
    assert verify()[1] == []


def test_a_running_server_reads_cells_under_a_key_made_since(tmp_path: Path) -> None:
    settings = Settings.from_environment({"INSTANCE_DIR": str(tmp_path)})
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    serving = Vault(settings.vault_keys, settings.vault_key_id, "A256GCM", settings.index_key)
    kept = json.loads((tmp_path / "secrets.json").read_text())
    kept["VAULT_KEYS"] += f",k9:{new_key()}"
    (tmp_path / "secrets.json").write_text(json.dumps(kept))
    newer = Settings.from_environment({"INSTANCE_DIR": str(tmp_path)})
    assert newer.vault_key_id == "k9"
    sealed = Vault(newer.vault_keys, "k9", "A256GCM", newer.index_key).seal("郑一鸣", PLACE)
    assert serving.open(sealed, PLACE) == "郑一鸣"
    with pytest.raises(Tampered):
        serving.open(sealed.replace(".k9.", ".k8."), PLACE)


def test_the_command_leaves_a_trace_in_the_audit_chain(house: House) -> None:
    house.make_case()
    house.app.extensions["settings"] = replace(house.app.extensions["settings"], production=True)
    done = house.app.test_cli_runner().invoke(args=["vault", "rotate"])
    assert done.exit_code == 0, done.output
    kinds = db.session.scalars(unscoped(select(Event.kind).order_by(Event.id.desc()).limit(1), because="a test"))
    assert kinds.one() == "vault.rotated"


def test_no_secret_is_ever_shown(tmp_path: Path) -> None:
    password = "p4ss-of-the-database"
    url = f"postgresql://union:{password}@localhost/union"
    settings = Settings.from_environment({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    kept = json.loads((tmp_path / "secrets.json").read_text())
    vault = Vault(settings.vault_keys, settings.vault_key_id, "A256GCM", settings.index_key)
    shown = f"{settings!r} {settings} {vault!r} {vault}"
    for secret in (*kept.values(), password, *map(repr, settings.vault_keys.values()), repr(settings.index_key)):
        assert secret not in shown
