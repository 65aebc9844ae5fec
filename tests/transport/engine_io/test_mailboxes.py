"""Several processes behind one port: what comes to the wrong one is handed on to the one that holds the session."""

from collections.abc import Iterator

import pytest

from backend.transport.engine_io.mailbox import Mailboxes
from tests.transport.engine_io.test_long_polling import is_unknown
from tests.transport.place import Place, Waiting, open_files, soon


@pytest.fixture
def mailboxes() -> Iterator[Mailboxes]:
    made = Mailboxes(3)
    yield made
    made.close()


@pytest.fixture
def places(mailboxes: Mailboxes) -> Iterator[tuple[Place, Place]]:
    made = tuple(
        Place(mailboxes.free(range(number)), ping_interval=20, ping_timeout=15)
        for number in range(2)
    )
    yield made
    for place in made:
        place.close()


def test_polls_and_posts_that_come_to_another_process_are_answered_by_the_one_that_holds_the_session(
    places,
):
    mine, other = places
    sid = mine.begin_polling()
    poll = other.request(sid)

    assert other.post(sid, "4one\x1e4" + "x" * 990).body == "ok"
    assert mine.post(sid, "4two").body == "ok"
    mine.engine.send(sid, "answer")
    assert poll.answer().body == "4answer"
    assert [said[:3] for _, said in mine.heard] == ["one", "xxx", "two"]
    assert other.heard == []
    assert other.engine.sockets == {}


def test_a_long_payload_is_handed_on_whole(places):
    mine, other = places
    sid = mine.begin_polling()
    packets = [f"{number} " + "\u00e4" * 400 for number in range(16)]

    assert other.post(sid, "\x1e".join(f"4{packet}" for packet in packets)).body == "ok"
    assert [said for _, said in mine.heard] == packets


def test_an_upgrade_that_comes_to_another_process_is_carried_out_by_the_one_that_holds_the_session(
    places,
):
    mine, other = places
    sid = mine.begin_polling()
    client = other.probe(sid)
    client.send("2probe")
    assert client.recv() == "3probe"
    client.send("5")
    client.send("4hello")

    assert soon(lambda: mine.heard == [(sid, "hello")])
    mine.engine.send(sid, "welcome")
    assert client.recv() == "4welcome"


def test_what_another_process_refuses_is_refused_in_the_same_words(places):
    mine, other = places
    sid = mine.begin_polling()
    ended = f"{sid[:-1]}1"

    for door in places:
        for unknown in (
            ended,
            sid[:-1] + "2" * 9,
            sid[:-2],
            sid[:-1] + "-1",
            sid[:-1] + "\u0661",
            "x.77",
        ):
            assert is_unknown(door.poll(unknown))
            assert is_unknown(door.post(unknown, "4hello"))
        assert is_unknown(door.poll(sid, REMOTE_ADDR="192.0.2.9"))
    assert other.post(sid, "4" + "x" * 1000).status == 413
    assert other.post(sid, "garbage").status == 400
    assert soon(lambda: mine.left == [sid])


def test_a_process_that_does_not_empty_its_mailbox_costs_an_answer_and_holds_up_nobody_for_long(
    mailboxes,
):
    deaf, mine = mailboxes.free(()), Place(mailboxes.free((0,)))
    deaf._pairs[0][1].settimeout(0.2)
    deaf.occupy()
    sid = f"abc.{deaf.place}"
    asked = (
        mine.request(sid) for _ in range(5000)
    )  # the system says how many letters a mailbox holds
    refused = next(answer for answer in asked if not isinstance(answer, Waiting))

    assert (refused.status, refused.json["code"]) == (503, "socket.busy")
    mine.close()


def test_requests_that_were_handed_on_leave_no_file_open(places):
    mine, other = places
    sid = mine.begin_polling()
    before = open_files()
    for number in range(50):
        mine.engine.send(sid, str(number))
        assert other.poll(sid).body == f"4{number}"
        assert other.post(sid, "4x").body == "ok"
    for place in places:
        place.close()

    assert soon(lambda: open_files() <= before + 5)


def test_what_is_for_a_process_that_has_ended_is_unknown_at_once_and_not_kept_for_nobody(mailboxes):
    gone, mine = mailboxes.free(()), Place(mailboxes.free((0,)))
    gone.occupy()
    kept = mine.request("abc.0")  # it has ended, and nobody knows yet
    mailboxes.vacate(gone)

    assert kept.connection.recv(1) == b""
    for place in (0, 2, 3):  # ended, not begun, not there
        assert is_unknown(mine.poll(f"abc.{place}"))
    mine.close()


def test_each_process_has_a_mailbox_of_its_own_and_that_of_one_that_ended_is_free_again(mailboxes):
    assert [mailboxes.free(taken).place for taken in ((), (0,), (0, 1), (1, 2))] == [0, 1, 2, 0]
    assert mailboxes.free((0, 1, 2)) is None
