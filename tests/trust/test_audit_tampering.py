"""What the verifier must find, and what the database itself refuses."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from services.cases.actions import note
from services.core.audit import verify
from services.core.audit_commands import anchor_file, note_heads, noted_heads
from services.core.database import db
from tests.fixtures import MONDAY, House

CHAIN = "DA"


@pytest.fixture
def lived_in(house: House) -> House:
    """Some events in one chain, noted outside, and the guards of the table taken away as an intruder would."""
    case = house.make_case()
    for number in range(4):
        note(case, f"记录{number}", by=house.actor("lin"), at=MONDAY)
    assert verify()[1] == []
    note_heads()
    db.session.rollback()
    return house


def run(*statements: str) -> None:
    """Straight into the database, past the application and without its guards."""
    with db.engine.begin() as connection:
        postgres = connection.dialect.name == "postgresql"
        if postgres:
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        else:
            for guard in ("deleted", "changed", "replaced"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS event_is_not_{guard}"))
        for statement in statements:
            connection.execute(text(statement))


LAST = f"(SELECT max(seq) FROM event WHERE chain = '{CHAIN}')"
TAMPERING = {
    "an edited time": [f"UPDATE event SET at = '2026-01-01' WHERE chain = '{CHAIN}' AND seq = 3"],
    "an edited actor": [f"UPDATE event SET actor_label = 'sun' WHERE chain = '{CHAIN}' AND seq = 3"],
    "an edited path": [f"UPDATE event SET org_path = '/CITY/DB/' WHERE chain = '{CHAIN}' AND seq = 3"],
    "a deleted link": [f"DELETE FROM event WHERE chain = '{CHAIN}' AND seq = 3"],
    "two links exchanged": [
        f"UPDATE event SET seq = -1 WHERE chain = '{CHAIN}' AND seq = 3",
        f"UPDATE event SET seq = 3 WHERE chain = '{CHAIN}' AND seq = 4",
        f"UPDATE event SET seq = 4 WHERE chain = '{CHAIN}' AND seq = -1",
    ],
    "the end cut off": [f"DELETE FROM event WHERE chain = '{CHAIN}' AND seq = {LAST}"],
    "the end cut off with its head put right": [
        f"DELETE FROM event WHERE chain = '{CHAIN}' AND seq = {LAST}",
        f"UPDATE chain_head SET seq = {LAST}, hash = "
        f"(SELECT hash FROM event WHERE chain = '{CHAIN}' AND seq = {LAST}) WHERE chain = '{CHAIN}'",
    ],
    "a whole chain removed with its head": [
        f"DELETE FROM event WHERE chain = '{CHAIN}'",
        f"DELETE FROM chain_head WHERE chain = '{CHAIN}'",
    ],
    "two sealed payloads exchanged": [
        "UPDATE event SET payload_sealed = (SELECT e.payload_sealed FROM event e "
        f"WHERE e.chain = '{CHAIN}' AND e.seq = 4) WHERE chain = '{CHAIN}' AND seq = 3"
    ],
    "an event written without the key": [
        "INSERT INTO event (id, org_path, chain, seq, kind, subject_type, subject_id, actor_kind, actor_id, "
        "actor_label, source, at, recorded_at, payload_sealed, payload_digest, previous, hash) "
        "SELECT id / 2, org_path, chain, seq + 1, kind, subject_type, subject_id, actor_kind, actor_id, actor_label, "
        f"source, at, recorded_at, payload_sealed, payload_digest, hash, hash FROM event "
        f"WHERE chain = '{CHAIN}' AND seq = {LAST}",
        f"UPDATE chain_head SET seq = seq + 1 WHERE chain = '{CHAIN}'",
    ],
}


@pytest.mark.parametrize("statements", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found(lived_in: House, statements: list[str]) -> None:
    run(*statements)
    faults = verify(noted_heads(anchor_file()))[1]
    assert faults
    assert {fault.chain for fault in faults} == {CHAIN}
    verified = lived_in.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 1
    assert f"{CHAIN} #" in verified.output


def test_an_old_copy_put_back_is_found_even_after_new_work(lived_in: House) -> None:
    noted = noted_heads(anchor_file())
    run(*TAMPERING["the end cut off with its head put right"])
    lived_in.make_case()
    assert verify()[1] == []
    assert verify(noted)[1] != []


def test_a_line_added_to_the_noted_heads_does_not_hide_a_cut(lived_in: House) -> None:
    run(*TAMPERING["the end cut off with its head put right"])
    with db.engine.connect() as connection:
        wanted = text(f"SELECT chain, seq, hash FROM chain_head WHERE chain = '{CHAIN}'")
        chain, seq, digest = connection.execute(wanted).one()
    with anchor_file().open("a", encoding="utf-8") as out:
        out.write(json.dumps({"at": "2026-03-02", "chain": chain, "seq": seq, "hash": digest}) + "\n")
    assert verify(noted_heads(anchor_file()))[1] != []


def test_damaged_heads_are_one_sentence(house: House, tmp_path: Path) -> None:
    heads = tmp_path / "heads.jsonl"
    heads.write_text('{"chain": "DA"}\n')
    told = house.app.test_cli_runner().invoke(args=["audit", "verify", "--anchors", str(heads)])
    assert told.exit_code == 1
    assert "heads.jsonl”第 1 行已损坏" in told.output
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "UPDATE event SET at = '2026-01-01'",
        "UPDATE event SET hash = previous",
        "UPDATE event SET kind = 'case.closed', actor_id = NULL",
    ],
)
def test_the_database_itself_refuses_to_change_what_happened(house: House, statement: str) -> None:
    house.make_case()
    with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_events_are_not_replaced_or_truncated(house: House) -> None:
    house.make_case()
    replace, empty = "INSERT OR REPLACE INTO event SELECT * FROM event", "TRUNCATE event"
    statement = empty if db.engine.dialect.name == "postgresql" else replace
    with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_verifier_is_not_confused_by_writers(house: House) -> None:
    """A link written between two of its statements belongs to the next verification."""
    house.make_case()
    begun: list[str] = []

    def meanwhile() -> None:
        with house.app.app_context():
            house.make_case(by="fang")
            db.session.remove()

    def write_first(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM event ORDER BY" in " ".join(statement.split()) and not begun:
            begun.append(statement)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(meanwhile).result()

    sqlalchemy.event.listen(Engine, "before_cursor_execute", write_first)
    try:
        assert verify()[1] == []
    finally:
        sqlalchemy.event.remove(Engine, "before_cursor_execute", write_first)
    assert begun
    assert verify()[1] == []
