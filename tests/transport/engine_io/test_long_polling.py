"""Engine.IO by long polling, frame by frame: what the protocol says, and what clients that behave badly get."""

import threading
import time
from contextlib import suppress
from functools import partial

import pytest
import websocket

from backend.transport.engine_io.connection import MOST_UNSENT
from backend.transport.engine_io.event_loop import MOST_WAITING
from backend.transport.engine_io.session import MOST_PACKETS
from tests.transport.place import (
    PLAIN,
    Waiting,
    echo,
    is_unknown,
    open_files,
    soon,
)


def test_a_session_begins_with_what_the_client_must_know(place):
    begun = place.request(None)

    assert (begun.status, begun.headers["Content-Type"]) == (200, "text/plain; charset=UTF-8")
    about = begun.body
    assert about.startswith('0{"sid":"')
    assert (
        '"upgrades":["websocket"],"pingInterval":20000,"pingTimeout":15000,"maxPayload":1000}'
        in about
    )


@pytest.mark.parametrize(
    ("query", "changed", "status", "code", "words"),
    [
        ("transport=polling", {}, 400, 5, "EIO=4"),
        ("EIO=3&transport=polling", {}, 400, 5, "EIO=4"),
        ("EIO=4", {}, 400, 0, "transport=polling"),
        ("EIO=4&transport=flashsocket", {}, 400, 0, "transport=websocket"),
        ("EIO=4&transport=websocket", {}, 400, 3, "Upgrade"),
        ("EIO=4&transport=polling&j=0", {}, 400, 3, "JSONP"),
        ("EIO=4&transport=polling", {"REQUEST_METHOD": "POST"}, 400, 2, "GET"),
        ("EIO=4&transport=polling", {"REQUEST_METHOD": "PUT"}, 400, 2, "GET"),
        (
            "EIO=4&transport=polling",
            {"HTTP_ORIGIN": "https://evil.example"},
            403,
            4,
            "ALLOWED_ORIGINS",
        ),
        ("EIO=4&transport=polling&sid=%00", {}, 400, 1, "connect again"),
        (
            "EIO=4&transport=polling&sid=" + "9" * 3000,
            {"REQUEST_METHOD": "POST"},
            400,
            1,
            "connect again",
        ),
    ],
)
def test_what_the_protocol_does_not_allow_is_refused_by_its_number_and_in_words(
    place, query, changed, status, code, words
):
    refused = place.request(None, query=query, **changed)

    assert (refused.status, refused.json["code"]) == (status, code)
    assert words in refused.json["detail"]
    assert place.engine.sockets == {}


def test_packets_go_both_ways_text_and_binary_in_their_order(place):
    echo(place)
    sid = place.begin_polling()

    assert place.post(sid, "4test1\x1e4test2\x1ebAQIDBA==").body == "ok"
    assert place.poll(sid).body == "4test1\x1e4test2\x1ebAQIDBA=="


def test_a_poll_waits_without_a_thread_until_there_is_something_to_say(place):
    sids = [place.begin_polling() for _ in range(40)]
    place.poll_threads = threading.active_count()
    polls = [place.request(sid) for sid in sids]
    time.sleep(0.2)

    assert not any(poll.is_answered() for poll in polls)
    assert threading.active_count() <= place.poll_threads + 16
    for number, sid in enumerate(sids):
        place.engine.send(sid, str(number))
    assert [poll.answer().body for poll in polls] == [f"4{number}" for number in range(40)]


def test_an_answer_holds_no_more_packets_than_any_client_takes_and_the_next_goes_on(place):
    sid = place.begin_polling()
    for number in range(40):
        place.engine.send(sid, str(number))

    answers = [place.poll(sid).body.split("\x1e") for _ in range(3)]

    assert [len(packets) for packets in answers] == [
        MOST_PACKETS,
        MOST_PACKETS,
        40 - 2 * MOST_PACKETS,
    ]
    assert [packet for packets in answers for packet in packets] == [
        f"4{number}" for number in range(40)
    ]


@pytest.mark.parametrize("body", ["abc", "", "4ok\x1e", b"4\xff\xfe", "8what", "b1", "4fine\x1e2"])
def test_what_is_no_payload_is_refused_and_ends_the_session(place, body):
    sid = place.begin_polling()

    assert place.post(sid, body).status == 400
    assert soon(lambda: place.left == [sid])
    assert soon(lambda: is_unknown(place.poll(sid)))


@pytest.mark.parametrize(
    ("body", "claimed"),
    [("4" + "x" * 1000, None), ("4x", "17000"), ("4\x1e" * 9000, None)],
    ids=str,
)
def test_a_payload_beyond_the_limit_is_refused_whole_and_loses_nothing(place, body, claimed):
    sid = place.begin_polling()
    more = {} if claimed is None else {"CONTENT_LENGTH": claimed}

    refused = place.post(sid, "4before\x1e" + body, **more)

    assert (refused.status, refused.json["code"]) == (413, "socket.too_large")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert place.heard == []
    assert place.post(sid, "4after").body == "ok"
    assert place.heard == [(sid, "after")]


def test_a_second_poll_at_a_time_closes_the_session(place):
    sid = place.begin_polling()
    first = place.request(sid)

    assert place.poll(sid).status == 400
    assert first.answer().body == "1"
    assert soon(lambda: place.left == [sid])
    assert soon(lambda: is_unknown(place.poll(sid)))


def test_a_client_that_gives_up_its_poll_is_gone_and_told_once(place):
    sid = place.begin_polling()
    place.request(sid).connection.close()

    assert soon(lambda: place.left == [sid])
    assert soon(lambda: is_unknown(place.poll(sid)))


def test_a_client_that_says_goodbye_gets_its_poll_back(place):
    sid = place.begin_polling()
    poll = place.request(sid)

    assert place.post(sid, "1").body == "ok"
    assert poll.answer().body == "6"
    assert place.left == [sid]


def test_the_last_words_of_the_server_are_delivered_to_the_poll_that_waits_and_to_the_one_that_comes(
    place,
):
    waiting, coming = place.begin_polling(), place.begin_polling()
    poll = place.request(waiting)
    for sid in (waiting, coming):
        place.engine.send(sid, "farewell")
        place.engine.disconnect(sid)

    last = [poll.answer().body] if (said := place.poll(coming).body) else []
    assert last[0] in ("4farewell\x1e1", "4farewell")
    assert said == "4farewell\x1e1"
    assert is_unknown(place.poll(coming))
    assert is_unknown(place.post(coming, "4more"))
    assert place.engine.loop.leaving.keys() <= {waiting}


def test_silent_clients_are_pinged_and_those_that_answer_live(hasty):
    sid = hasty.begin_polling()
    for _ in range(3):
        assert hasty.poll(sid).body == "2"
        assert hasty.post(sid, "3").body == "ok"
    assert sid in hasty.engine.sockets


@pytest.mark.parametrize("does_poll", [True, False])
def test_a_client_that_does_not_answer_pings_is_ended(hasty, does_poll):
    sid = hasty.begin_polling()
    if does_poll:
        assert hasty.poll(sid).body == "2"

    assert soon(lambda: hasty.left == [sid])
    assert is_unknown(hasty.poll(sid))


def test_a_client_that_only_sends_and_never_polls_is_ended(hasty):
    sid = hasty.begin_polling()

    def talk() -> bool:
        hasty.post(sid, "3")
        return hasty.left == [sid]

    assert soon(talk)


def test_who_does_not_say_who_they_are_is_sent_away(place):
    place.engine.loop.introduction_seconds = 0.3
    stranger, guest = place.begin_polling(introduced=False), place.begin_polling()

    assert soon(lambda: place.left == [stranger])
    assert guest in place.engine.sockets


def test_a_client_that_does_not_read_is_ended_at_a_megabyte_and_delays_nobody(place):
    deaf, other = place.begin_polling(), place.begin_polling()
    for _ in range(2 + MOST_UNSENT // 50_000):
        place.engine.send(deaf, "x" * 50_000)
    place.engine.send(other, "for you")

    assert place.poll(other).body == "4for you"
    assert soon(lambda: place.left == [deaf])


def test_an_answer_that_did_not_reach_its_client_ends_the_session_so_that_it_will_resync(place):
    sid = place.begin_polling()
    for _ in range(20):
        place.engine.send(sid, "x" * 45_000)  # together more than the connection takes at once
    poll = place.request(sid)
    assert soon(poll.is_answered)
    poll.connection.close()

    assert soon(lambda: place.left == [sid])


def test_a_post_is_answered_when_its_events_are_worked_off_and_not_before(place):
    go, said = threading.Event(), []
    sid = place.begin_polling()
    turn = place.engine.sockets[sid].turn
    place.engine.on(
        "message", lambda sid, text: turn.take(lambda: (go.wait(20), said.append(int(text))))
    )

    post = place.request(sid, "\x1e".join(f"4{number}" for number in range(2000)))
    assert isinstance(post, Waiting)
    assert soon(lambda: len(turn) > MOST_WAITING)
    time.sleep(0.2)
    assert not post.is_answered()
    assert len(turn) < 1000  # a piece, not all of it

    go.set()
    assert post.answer().body == "ok"
    assert soon(lambda: said == list(range(2000)))


def test_a_second_post_while_the_first_is_worked_off_closes_the_session(place):
    go = threading.Event()
    sid = place.begin_polling()
    turn = place.engine.sockets[sid].turn
    place.engine.on("message", lambda sid, text: turn.take(partial(go.wait, 20)))
    place.request(sid, "\x1e".join(["4x"] * 1000))

    assert place.post(sid, "4y").status == 400
    go.set()
    assert soon(lambda: place.left == [sid])


@pytest.mark.parametrize(
    ("theirs", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        (
            "2001:db8:1:2::1",
            "2001:db8:1:2:aaaa::9",
            True,
        ),  # addresses of one household change by themselves
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_who_knows_the_id_of_a_session_from_elsewhere_gets_nothing_and_disturbs_nothing(
    place, theirs, other, is_same
):
    sid = place.begin_polling(REMOTE_ADDR=theirs)
    poll = place.request(sid, REMOTE_ADDR=theirs)
    if is_same:
        assert place.post(sid, "4hello", REMOTE_ADDR=other).body == "ok"
        return
    refused, _ = place.ask(
        {"QUERY_STRING": f"EIO=4&transport=websocket&sid={sid}", "REMOTE_ADDR": other}
    )

    assert is_unknown(place.poll(sid, REMOTE_ADDR=other))
    assert is_unknown(place.post(sid, "1", REMOTE_ADDR=other))
    assert refused == "400 Bad Request"
    place.engine.send(sid, "still yours")
    assert poll.answer().body == "4still yours"
    assert place.heard == []


def test_there_is_no_room_beyond_the_most_however_a_session_begins(place):
    place.engine.loop.most = 1
    sid = place.begin_polling()

    refused = place.request(None)

    assert (refused.status, refused.json["code"], refused.headers["Retry-After"]) == (
        503,
        "socket.busy",
        "3",
    )
    assert place.ask()[0] == "503 Service Unavailable"
    assert set(place.engine.sockets) == {sid}


def test_many_polls_leave_no_file_open(place):
    sid = place.begin_polling()
    before = open_files()
    for number in range(100):
        place.engine.send(sid, str(number))
        assert place.poll(sid).body == f"4{number}"
        assert place.post(sid, "4x").body == "ok"
    place.close()

    assert soon(lambda: open_files() <= before + 5)


def test_where_polling_cannot_be_the_first_answer_says_what_to_set(place):
    several = place.request(None, **{"wsgi.multiprocess": True})
    place.engine.takes_polling = False
    off = place.request(None)
    place.engine.takes_polling = True
    begun: list[str] = []
    (no_gunicorn,) = place.engine.handle_request(
        PLAIN | {"QUERY_STRING": "EIO=4&transport=polling"},
        lambda status, headers: begun.append(status),
    )

    for refused, what in ((several, "WEB_PROCESSES=1"), (off, "SOCKET_POLLING")):
        assert (refused.status, refused.headers["Content-Type"]) == (
            501,
            "application/problem+json",
        )
        assert refused.json["code"] == "socket.no_polling"
        assert 'transports: ["websocket"]' in refused.json["detail"]
        assert what in refused.json["detail"]
    assert begun == ["501 Not Implemented"]
    assert b"gunicorn" in no_gunicorn
    _, client = place.open()  # WebSocket is as it ever was
    client.send("4hello")
    assert soon(lambda: [said for _, said in place.heard] == ["hello"])


def test_a_client_gone_silent_after_many_kinds_of_abuse_leaves_the_loop_at_work(place):
    for body in (
        b"\x1e" * 5000,
        b"4" * 900,
        b"0{}",
        b"b" * 700,
        "4\udcff".encode("utf-8", "surrogatepass"),
    ):
        sid = place.begin_polling()
        with suppress(OSError):
            place.post(sid, body)
    for frame in ("", "x", "2probe2", "1", "6"):
        client = place.probe(place.begin_polling())
        with suppress(websocket.WebSocketException, OSError):
            client.send(frame)
    sid = place.begin_polling()
    place.engine.send(sid, "well")

    assert place.poll(sid).body == "4well"


def test_one_network_holds_few_sessions_that_do_not_say_who_they_are(place):
    place.engine.loop.most = 200
    begun = [place.request(None) for _ in range(25)]

    assert [answered.status for answered in begun] == [200] * 20 + [429] * 5
    assert begun[-1].json["code"] == "socket.too_many_strangers"
    place.engine.sockets[next(iter(place.engine.sockets))].introduce()
    assert place.request(None).status == 200  # that one is a stranger no more
    assert place.request(None).status == 429
    for session in list(place.engine.sockets.values()):
        session.close(abort=True)
    assert place.request(None).status == 200
