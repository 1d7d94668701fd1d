"""The courier against a real mail server: leases, failures, an hour without a server, and what is not sent any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from services.accounts.actions import disable_user
from services.cases.actions import accept, take
from services.cases.kinds import Difficulty
from services.core.database import db, write_transaction
from services.core.time import LOCAL
from services.messages.actions import Wishes, choose
from services.messages.carriers import Carrier, Letter, MailCarrier, NotTaken
from services.messages.courier import LEASE, Round, deliver, mark_of
from services.messages.kinds import Channel, Standing
from services.messages.models import Outgoing
from services.messages.rules import MOST_TRIES
from tests.fixtures import MONDAY, House
from tests.messages.post import Inbox, Server, leaving, wants

MINUTE = timedelta(minutes=1)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Server]:
    running = Server(inbox)
    running.start()
    yield running
    running.stop(no_assert=True)


def written(house: House, count: int = 1, at: datetime = MONDAY) -> None:
    """So many mails to fang wait."""
    wants(house, "fang", "case.assigned")
    for _n in range(count):
        case = house.make_case(at=at)
        accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=at)
        take(case, house.user("fang"), by=house.actor("da.lead"), at=at)


def round_at(instant: datetime, carrier: Carrier) -> Round:
    return deliver({Channel.EMAIL: carrier}, lambda: instant)


def test_a_mail_arrives_once_with_a_mark_made_from_its_row(house: House, server: Server, inbox: Inbox) -> None:
    written(house)
    assert round_at(MONDAY, MailCarrier(server.address)).sent == 1
    assert round_at(MONDAY + LEASE, MailCarrier(server.address)).sent == 0
    (row,), (mail,) = leaving(), inbox.taken
    assert (row.standing, row.tries, row.lease, row.ended_at) == (Standing.SENT, 1, None, MONDAY)
    assert mail["Message-ID"] == f"<{mark_of(row.id)}@union.example>"
    assert str(row.id) not in mail["Message-ID"]
    assert (inbox.to, mail["From"]) == (["fang@union.example"], "Union <union@union.example>")
    assert "交给您办理" in mail["Subject"]
    assert "两个月没有发工资" not in mail.as_string() + mail.get_content()  # type: ignore[attr-defined]


def test_mail_speaks_the_language_that_was_chosen(house: House, server: Server, inbox: Inbox) -> None:
    written(house)
    wants(house, "fang", "case.assigned", language="en")
    round_at(MONDAY, MailCarrier(server.address))
    assert inbox.taken[0]["Subject"] == "DA-2026-000001 is given to you"


def test_an_hour_without_a_server_loses_nothing_and_doubles_nothing(house: House, inbox: Inbox) -> None:
    written(house, 5)
    server = Server(inbox)
    server.start()
    address = server.address
    server.stop(no_assert=True)
    instant, tried = MONDAY, 0
    while instant < MONDAY + timedelta(hours=1):
        tried += round_at(instant, MailCarrier(address)).failed
        instant += MINUTE
    assert inbox.taken == []
    assert tried > 5
    again = Server(inbox, address.port)
    again.start()
    try:
        while instant < MONDAY + timedelta(hours=3):
            round_at(instant, MailCarrier(address))
            instant += MINUTE
    finally:
        again.stop(no_assert=True)
    assert {row.standing for row in leaving()} == {Standing.SENT}
    assert sorted(inbox.marks) == sorted(f"<{mark_of(row.id)}@union.example>" for row in leaving())


def test_where_nobody_is_there_one_message_is_tried_in_a_round_and_not_all(house: House) -> None:
    written(house, 5)
    tried = round_at(MONDAY, Absent())
    assert (tried.failed, tried.away) == (1, {Channel.EMAIL})
    assert sum(row.tries for row in leaving()) == 1


class Absent:
    """Nobody is there."""

    def carry(self, letter: Letter) -> None:
        raise NotTaken("connection", away=True)

    def rest(self) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "standing", "tries"), [("451 later", Standing.WAITING, 1), ("554 no", Standing.GIVEN_UP, 1)]
)
def test_later_is_tried_again_and_never_is_given_up(
    house: House, server: Server, inbox: Inbox, answer: str, standing: Standing, tries: int
) -> None:
    written(house)
    inbox.on_data = lambda: answer
    round_at(MONDAY, MailCarrier(server.address))
    (row,) = leaving()
    assert (row.standing, row.tries, row.trouble) == (standing, tries, f"smtp {answer[:3]}")
    inbox.on_data = lambda: None
    later = round_at(MONDAY + MINUTE, MailCarrier(server.address))
    assert later.sent == (standing is Standing.WAITING)


def test_after_many_tries_it_is_given_up_for_all_administrators_to_see(
    house: House, server: Server, inbox: Inbox
) -> None:
    written(house)
    with write_transaction() as session:
        row = session.get_one(Outgoing, leaving()[0].id)
        row.tries = MOST_TRIES - 1
    inbox.on_data = lambda: "451 later"
    assert round_at(MONDAY, MailCarrier(server.address)).given_up == 1
    page = house.client("city.admin").get("/outbox").text
    assert "多次未成" in page
    assert "smtp 451" in page
    assert "DA-2026" not in page


def test_two_couriers_never_hold_the_same_message(house: House, inbox: Inbox) -> None:
    """Eight mails, two couriers at the same time, and a server that takes its time."""
    written(house, 8)
    gate = threading.Barrier(2, timeout=20)
    server = Server(inbox)
    server.start()
    address = server.address

    def work() -> None:
        with house.app.app_context():
            gate.wait()
            deliver({Channel.EMAIL: MailCarrier(address)}, lambda: MONDAY)
            db.session.remove()

    couriers = [threading.Thread(target=work) for _n in range(2)]
    try:
        for courier in couriers:
            courier.start()
        for courier in couriers:
            courier.join(60)
    finally:
        server.stop(no_assert=True)
    assert {row.standing for row in leaving()} == {Standing.SENT}
    assert len(inbox.marks) == len(set(inbox.marks)) == 8


def test_a_lease_holds_others_off_until_it_runs_out(house: House) -> None:
    written(house)
    carried: list[str] = []

    class Slow:
        """While it is at it, another courier comes by."""

        def carry(self, letter: Letter) -> None:
            carried.append(letter.mark)
            if len(carried) == 1:
                assert round_at(MONDAY + LEASE - MINUTE, Slow()).sent == 0
                assert round_at(MONDAY + LEASE, Slow()).sent == 1

        def rest(self) -> None:
            pass

    round_at(MONDAY, Slow())
    assert len(carried) == 2
    assert carried[0] == carried[1]
    (row,) = leaving()
    assert (row.standing, row.ended_at) == (Standing.SENT, MONDAY + LEASE)


def test_at_night_it_waits_and_in_the_morning_it_leaves(house: House, server: Server) -> None:
    evening = datetime(2026, 3, 2, 21, 30, tzinfo=LOCAL).astimezone(UTC)
    written(house, at=evening)
    for hours in (0, 3, 10):
        assert round_at(evening + timedelta(hours=hours), MailCarrier(server.address)).sent == 0
    assert leaving()[0].due_at == datetime(2026, 3, 3, 8, tzinfo=LOCAL)
    assert round_at(datetime(2026, 3, 3, 8, tzinfo=LOCAL), MailCarrier(server.address)).sent == 1


def test_what_could_not_leave_by_day_does_not_leave_at_night(house: House, server: Server) -> None:
    written(house)
    night = datetime(2026, 3, 3, 2, tzinfo=LOCAL)
    assert round_at(night, MailCarrier(server.address)).sent == 0
    (row,) = leaving()
    assert (row.tries, row.due_at) == (0, datetime(2026, 3, 3, 8, tzinfo=LOCAL))


def test_what_is_too_old_leaves_no_more(house: House, server: Server, inbox: Inbox) -> None:
    written(house)
    assert round_at(MONDAY + timedelta(days=3), MailCarrier(server.address)).sent == 0
    assert (leaving()[0].standing, inbox.taken) == (Standing.EXPIRED, [])


def test_whoever_does_not_want_it_any_more_or_is_gone_gets_nothing(house: House, server: Server, inbox: Inbox) -> None:
    written(house)
    choose(house.user("fang"), Wishes(), by=house.actor("fang"), at=MONDAY)
    round_at(MONDAY, MailCarrier(server.address))
    written(house)
    disable_user(house.user("fang"), by=house.actor("city.admin"), at=MONDAY)
    round_at(MONDAY, MailCarrier(server.address))
    assert [row.standing for row in leaving()] == [Standing.DROPPED, Standing.DROPPED]
    assert inbox.taken == []


def test_killed_at_every_try_it_is_given_up_at_last(house: House, server: Server) -> None:
    written(house)
    with write_transaction() as session:
        row = session.get_one(Outgoing, leaving()[0].id)
        row.tries, row.lease, row.leased_until = MOST_TRIES, "of one that was killed", MONDAY
    round_at(MONDAY, MailCarrier(server.address))
    assert leaving()[0].standing is Standing.GIVEN_UP
