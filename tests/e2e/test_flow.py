"""The main job on the running product: real web, worker and beat processes, real sockets."""

import threading
import uuid
from pathlib import Path

import pytest
import requests
import socketio

from backend.wiring.registry import EVENTS
from tests.e2e.charts import SENTENCE, chart_png
from tests.e2e.sockets import Person, Window, close_socket
from tests.stand_ins.openai_server import answer_for

pytestmark = pytest.mark.processes
IDEA = "Long ES 4500 stop 4490 target 4520"


@pytest.fixture
def person(stack) -> Person:
    return Person(stack.url)


@pytest.fixture
def window(person):
    opened = person.window()
    yield opened
    opened.close()


def test_a_chart_of_real_prices_goes_in_and_a_verdict_comes_back(person, window):
    upload = person.ask(
        "POST", "/api/uploads", files={"file": ("aapl.png", chart_png(), "image/png")}
    ).json()
    sent = window.say(SENTENCE, upload_ids=[upload["id"]])
    thinking = window.wait_for(
        "ai_thinking", lambda news: news["message_id"] == sent["answer"]["id"]
    )
    assert thinking["parent_message_id"] == sent["message"]["id"]
    answer = window.answer_to(sent)
    assert answer["status"] == "done"
    assert answer["verdict"]["engine"] == "openai"
    assert answer["verdict"]["image_sha256"] == upload["sha256"]
    assert person.log(sent["message"]["conversation_id"])["items"] == [sent["message"], answer]


def test_the_deltas_add_up_to_the_answer(window):
    sent = window.say(IDEA)
    answer = window.answer_to(sent)
    content = ""
    for name, news in window.heard:
        if name == "ai_delta" and news["message_id"] == sent["answer"]["id"]:
            content = content[: news["offset"]] + news["text"]
    assert content == answer["content"]


def test_two_windows_see_the_same_and_the_events_lead_to_what_rest_returns(person, window):
    other = person.window()
    sent = window.say(IDEA)
    saved = other.wait_for(
        "message_saved", lambda news: news["message"]["id"] == sent["message"]["id"]
    )
    assert saved == {"message": sent["message"], "answer": sent["answer"]}
    answer = other.answer_to(sent)
    assert window.answer_to(sent) == answer
    assert not [name for name, _ in window.heard if name == "message_saved"]
    # applying the events to an empty state gives what REST returns now
    state = {saved["message"]["id"]: saved["message"], saved["answer"]["id"]: saved["answer"]}
    state[answer["id"]] = answer
    ordered = sorted(
        (one for one in state.values() if one["seq"] is not None), key=lambda one: one["seq"]
    )
    log = person.log(sent["message"]["conversation_id"])
    assert log["items"] == ordered
    updated = other.wait_for(
        "conversation_updated", lambda news: news["id"] == sent["message"]["conversation_id"]
    )
    assert updated["head"] == log["head"] == 2
    other.close()


def test_a_window_that_was_away_gets_exactly_what_it_missed(person, window):
    sent = window.say(IDEA)
    conversation_id = sent["message"]["conversation_id"]
    window.answer_to(sent)
    window.close()
    missed = person.ask(
        "POST", "/api/messages", json={"content": IDEA, "conversation_id": conversation_id}
    ).json()
    back = person.window()
    back_at = back.call("resync", {"conversation_id": conversation_id, "since_seq": 2})
    assert back_at["ok"]
    assert [one["seq"] for one in back_at["messages"]][:1] == [3]
    if back_at["unfinished"]:
        back.answer_to(missed)
    assert back.call("ping", {})["heads"][conversation_id] == 4
    rest = back.call("resync", {"conversation_id": conversation_id, "since_seq": 3})["messages"]
    assert [(one["seq"], one["id"]) for one in rest] == [(4, missed["answer"]["id"])]
    assert (
        back.call("resync", {"conversation_id": conversation_id, "since_seq": 10**9})["messages"]
        == []
    )
    back.close()


def test_the_same_client_message_id_is_one_message_from_socket_and_rest(person, window):
    mine = uuid.uuid4().hex
    results = []

    def send() -> None:
        results.append(window.call("send_message", {"content": IDEA, "client_message_id": mine}))

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.append(
        {
            **person.ask(
                "POST", "/api/messages", json={"content": IDEA, "client_message_id": mine}
            ).json()
        }
    )
    assert len({one["message"]["id"] for one in results}) == 1
    assert [one["duplicate"] for one in results].count(False) == 1


def test_stopping_a_running_answer_keeps_what_was_written(stack, person, window, slow_provider):
    sent = window.say(IDEA)
    window.wait_for("ai_delta", lambda news: news["message_id"] == sent["answer"]["id"])
    assert window.call("stop_generation", {"message_id": sent["answer"]["id"]})["ok"]
    answer = window.answer_to(sent)
    assert answer["status"] == "stopped"
    assert answer["content"]
    again = window.call("regenerate", {"message_id": sent["answer"]["id"]})
    assert again["answer"]["branch_index"] == 1
    window.call("stop_generation", {"message_id": again["answer"]["id"]})
    assert window.answer_to(again)["status"] == "stopped"


def test_a_window_that_opens_while_an_answer_is_written_gets_the_text_so_far(
    person, window, slow_provider
):
    sentences = [
        f"This is sentence {word} of a long answer." for word in ("one", "two", "three", "four")
    ]
    slow_provider.answer = lambda body: {
        **answer_for(body),
        "reply": " ".join(sentences),
        "question": None,
    }
    sent = window.say("I feel slow today", mode="psychology")
    mine = sent["answer"]["id"]
    window.wait_for("ai_delta", lambda news: news["message_id"] == mine and news["offset"] > 0)
    late = person.window()
    begins = late.wait_for(
        "ai_delta", lambda news: news["message_id"] == mine and news["offset"] == 0
    )
    assert begins["text"].startswith(sentences[0])
    answer = window.answer_to(sent)
    assert answer["content"] == " ".join(sentences)
    late.close()


@pytest.fixture
def slow_provider(stack):
    stack.provider.mode = "slow_stream"
    yield stack.provider
    stack.provider.mode = "ok"
    stack.provider.answer = answer_for


def test_switching_the_mode_is_heard_in_all_windows(person, window):
    conversation_id = person.ask("POST", "/api/conversations", json={}).json()["id"]
    assert window.call("switch_mode", {"conversation_id": conversation_id, "mode": "psychology"})[
        "ok"
    ]
    window.wait_for(
        "mode_changed",
        lambda news: news == {"conversation_id": conversation_id, "mode": "psychology"},
    )
    sent = window.say("I am nervous", conversation_id=conversation_id)
    assert sent["message"]["mode"] == "psychology"
    assert window.answer_to(sent)["verdict"] is None


def test_a_lone_message_is_acknowledged_without_patience(window):
    import time

    window.say(IDEA)
    took = []
    for _ in range(10):
        started = time.perf_counter()
        window.say(IDEA)
        took.append(time.perf_counter() - started)
    assert sorted(took)[5] < 0.5  # not a benchmark: a forgotten wait for company would show here


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("send_message", {}, "message.empty"),
        ("send_message", {"content": "x" * 5001}, "input.invalid"),
        ("send_message", {"content": "x", "mode": "astrology"}, "input.invalid"),
        ("send_message", {"content": 5}, "input.invalid"),
        ("send_message", {"content": "x", "surprise": 1}, "input.invalid"),
        (
            "send_message",
            {"content": "x", "image_url": "https://evil.example/x.png"},
            "media.foreign_url",
        ),
        ("send_message", "x", "socket.one_object"),
        ("send_message", None, "message.empty"),
        ("resync", None, "socket.one_object"),
        ("send_message", ["x"], "socket.one_object"),
        (
            "resync",
            {"conversation_id": "01a1fb6b-7719-755a-a277-f1afe382ec80", "since_seq": -1},
            "input.invalid",
        ),
        (
            "resync",
            {"conversation_id": "01a1fb6b-7719-755a-a277-f1afe382ec80", "since_seq": 0},
            "conversation.not_found",
        ),
        (
            "stop_generation",
            {"message_id": "01a1fb6b-7719-755a-a277-f1afe382ec80"},
            "message.not_found",
        ),
        ("nonsense", {}, "socket.unknown_event"),
        ("ping", {"x": 1}, "input.invalid"),
    ],
    ids=str,
)
def test_a_wrong_event_is_acknowledged_with_its_problem(window, event, payload, code):
    answer = window.call(event, payload)
    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert window.call("ping", {})["ok"]


PAYLOADS = {
    "send_message": lambda ids: {"content": "x", "conversation_id": ids["conversation_id"]},
    "switch_mode": lambda ids: {"conversation_id": ids["conversation_id"], "mode": "psychology"},
    "resync": lambda ids: {"conversation_id": ids["conversation_id"], "since_seq": 0},
    "stop_generation": lambda ids: {"message_id": ids["message_id"]},
    "regenerate": lambda ids: {"message_id": ids["message_id"]},
    "edit_message": lambda ids: {"message_id": ids["message_id"], "content": "taken over"},
    "confirm_draft": lambda ids: {"message_id": ids["message_id"]},
    "dismiss_draft": lambda ids: {"message_id": ids["message_id"]},
    "list_notifications": lambda ids: {},
    "mark_notifications_read": lambda ids: {"ids": [ids["message_id"]]},
    "ping": lambda ids: {},
}
OF_MY_OWN = {
    "ping": ("heads", {}),
    "list_notifications": ("items", []),
    "mark_notifications_read": ("unread", 0),
}


@pytest.mark.parametrize("event", EVENTS.incoming, ids=lambda one: one.name)
def test_no_event_reaches_somebody_elses_things(stack, event):
    theirs, mine = Person(stack.url), Person(stack.url)
    sent = theirs.ask("POST", "/api/messages", json={"content": "canary"}).json()
    ids = {
        "conversation_id": sent["message"]["conversation_id"],
        "message_id": sent["answer"]["id"],
    }
    payload = PAYLOADS.get(event.name, lambda ids: {"conversation_id": ids["conversation_id"]})(ids)
    window = mine.window()
    answer = window.call(event.name, payload)
    assert "canary" not in str(answer)
    if event.name in OF_MY_OWN:
        field, nothing = OF_MY_OWN[event.name]
        assert answer[field] == nothing
    else:
        assert answer["ok"] is False
        assert answer["error"]["status"] == 404
    window.close()


@pytest.mark.parametrize("token", [None, "", 5, ["x"], "garbage", {"a": 1}])
def test_a_socket_without_a_good_token_is_refused(stack, token):
    with pytest.raises(socketio.exceptions.ConnectionError):
        Window(stack.url, token)


def test_a_refresh_token_opens_no_socket(stack, person):
    with pytest.raises(socketio.exceptions.ConnectionError):
        Window(stack.url, person.tokens["refresh_token"])


def test_signing_out_closes_the_sockets_of_that_sign_in(person, window):
    person.ask("POST", "/api/auth/logout")
    for _ in range(100):
        if not window.client.connected:
            break
        threading.Event().wait(0.1)
    assert not window.client.connected
    with pytest.raises(socketio.exceptions.ConnectionError):
        person.window()


def test_a_user_may_have_five_windows_and_gets_the_place_back(person):
    windows = [person.window() for _ in range(5)]
    with pytest.raises(socketio.exceptions.ConnectionError):
        person.window()
    windows.pop().close()
    threading.Event().wait(0.5)
    windows.append(person.window())
    for window in windows:
        window.close()


def test_a_foreign_origin_is_refused_over_either_transport(stack, person):
    foreign = {"Origin": "https://evil.example"}
    refused = requests.get(
        f"{stack.url}/socket.io/?EIO=4&transport=polling", headers=foreign, timeout=5
    )
    assert (refused.status_code, refused.json()["message"]) == (403, "Forbidden")
    client = socketio.Client(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(
            stack.url,
            auth={"token": person.token},
            transports=["websocket"],
            headers=foreign,
        )
    close_socket(client)


def test_nobody_waits_for_the_bytes_that_a_frame_announces(stack, person):
    import websocket

    address = stack.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    raw = websocket.create_connection(address, timeout=5)
    raw.recv()
    raw.send('40{"token":"' + person.token + '"}')
    raw.recv()
    raw.send('459999999999-["send_message",{"content":{"_placeholder":true,"num":0}}]')
    for _ in range(10):
        raw.send_binary(b"x" * 1000)
    try:
        while raw.recv_data(control_frame=True)[0] != websocket.ABNF.OPCODE_CLOSE:
            pass  # what it is told first; it times out unless who sends bytes is closed after a few
    finally:
        raw.shutdown()


def test_reserved_events_and_hostile_frames_leave_the_server_standing(stack, person):
    import websocket

    address = stack.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    frames = [
        '42["connect",{"token":"x"}]', '42["disconnect"]', "42[]", "42{}", "4", "", "42[5]", '42["a"', "9", "4451-[]",
        '42["' + "x" * 100 + '",{}]', '42["send_message"]', '42["send_message",' + "[" * 5000, "45" + "9" * 200,
    ]  # fmt: skip
    for frame in frames:
        raw = websocket.create_connection(address, timeout=5)
        raw.recv()
        raw.send('40{"token":"' + person.token + '"}')
        raw.recv()
        raw.send(frame)
        raw.close()
        raw.shutdown()
    assert requests.get(f"{stack.url}/health/live", timeout=5).status_code == 200
    window = person.window()
    assert window.call("ping", {})["ok"]
    window.close()


def test_the_transcript_in_the_documents_is_of_this_flow():
    text = (Path(__file__).parents[2] / "docs" / "transcript.md").read_text()
    assert SENTENCE in text
    assert "ai_response" in text


def test_open_dashboards_hear_that_the_record_changed(stack, person):
    window = person.window()
    trade = {"instrument": "ES", "direction": "long", "entry_price": 4500, "position_size": 1,
             "entry_time": "2026-11-19T14:30:00Z"}  # fmt: skip
    made = person.ask("POST", "/api/trading/trades", json=trade).json()
    heard = window.wait_for("performance_updated", lambda news: news["trade_ids"] == [made["id"]])
    assert heard["closed"] is False
    person.ask("POST", f"/api/trading/trades/{made['id']}/close", json={"exit_price": 4510})
    window.wait_for(
        "performance_updated", lambda news: news == {"trade_ids": [made["id"]], "closed": True}
    )
    told = person.ask("GET", "/api/trading/performance").json()
    assert told["metrics"]["net_pnl"]["value"] == "500"
    window.close()
