import io
import threading
from uuid import UUID

import pytest

from backend.core.clock import now_utc
from backend.core.db import DatabaseAway
from backend.core.ids import new_id
from backend.features.chat.live.message_intake import MessageIntake, Sender, _Outgoing
from backend.features.content.conversations.bulk_insert import NewMessage
from backend.features.content.media.service import ImageDesk
from tests.factories.images import png

IDEA = "Long ES 4500.25 stop 4490 target 4520"


def test_a_message_is_stored_with_its_pending_answer(world):
    trader = world.trader()
    sent = trader.say(IDEA)
    assert (sent["message"]["seq"], sent["message"]["status"]) == (1, "saved")
    assert (sent["answer"]["seq"], sent["answer"]["status"]) == (None, "pending")
    assert sent["answer"]["parent_message_id"] == sent["message"]["id"]
    log = trader.log(sent["message"]["conversation_id"])
    assert log["items"] == [sent["message"]]
    assert log["unfinished"] == [sent["answer"]]


def test_the_title_comes_from_the_first_message(world):
    trader = world.trader()
    sent = trader.say(
        "Thinking about gold this morning.\nLong above 2400 if it holds the low of the night"
    )
    conversation = trader.get(f"/api/conversations/{sent['message']['conversation_id']}").json
    assert conversation["title"] == "Thinking about gold this morning."
    empty = trader.post("/api/conversations", {}).json
    trader.say("Second one", conversation_id=empty["id"])
    assert trader.get(f"/api/conversations/{empty['id']}").json["title"] == "Second one"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "message.empty"),
        ({"content": "   \n"}, "message.empty"),
        ({"content": "x" * 5001}, "input.invalid"),
        ({"content": "x", "mode": "astrology"}, "input.invalid"),
        ({"content": "x", "conversation_id": "nonsense"}, "input.invalid"),
        ({"content": "x", "image_url": "https://evil.example/chart.png"}, "media.foreign_url"),
        ({"content": "x", "image_url": "/media/forged"}, "media.foreign_url"),
        ({"content": "a\u0000b"}, "input.invalid"),
        ({"content": "x", "user_id": "01a1fb6b-7719-755a-a277-f1afe382ec80"}, "input.invalid"),
        (
            {"content": "x", "related_trade_ids": ["01a1fb6b-7719-755a-a277-f1afe382ec80"]},
            "message.unknown_trades",
        ),
    ],
    ids=str,
)
def test_bad_messages_are_refused_and_store_nothing(world, body, code):
    trader = world.trader()
    answer = trader.post("/api/messages", body)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.content_type == "application/problem+json"
    assert world.sql("select count(*) from messages") == [(0,)]
    assert world.sql("select count(*) from conversations") == [(0,)]


def test_five_thousand_characters_are_a_message(world):
    assert world.trader().say("x" * 5000)["message"]["content"] == "x" * 5000


@pytest.mark.parametrize(
    "raw",
    [b"{", b"", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"content": "\\ud800"}'],
)
def test_malformed_json_is_a_clear_error(world, raw):
    trader = world.trader()
    headers = {"Authorization": f"Bearer {trader.access_token}", "Content-Type": "application/json"}
    answer = world.client.post("/api/messages", data=raw, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json["code"] in ("input.malformed", "input.invalid")


def test_somebody_elses_conversation_is_not_there(world):
    mine, theirs = world.trader(), world.trader()
    conversation_id = theirs.say(IDEA)["message"]["conversation_id"]
    answer = mine.post("/api/messages", {"content": "x", "conversation_id": conversation_id})
    assert (answer.status_code, answer.json["code"]) == (404, "conversation.not_found")
    assert world.sql("select count(*) from messages") == [(2,)]


def test_the_same_client_message_id_is_one_message(world):
    trader = world.trader()
    first = trader.say(IDEA, client_message_id="m-1")
    again = trader.say("something else", client_message_id="m-1")
    assert again["duplicate"] is True
    assert again["message"] == first["message"]
    assert world.sql("select count(*) from messages") == [(2,)]
    assert world.sql("select count(*) from conversations") == [(1,)]
    assert world.trader().say(IDEA, client_message_id="m-1")["duplicate"] is False


def test_an_idempotency_key_stands_in_for_the_client_message_id(world):
    trader = world.trader()
    headers = {"Idempotency-Key": "k-1"}
    first = trader.post("/api/messages", {"content": IDEA}, headers=headers)
    again = trader.post("/api/messages", {"content": IDEA}, headers=headers)
    assert again.json["message"]["id"] == first.json["message"]["id"]
    other = trader.post("/api/messages", {"content": "other"}, headers=headers)
    assert (other.status_code, other.json["code"]) == (409, "idempotency.key_reused")


@pytest.mark.parametrize("change", ["mode", "conversation_id", "upload_ids", "related_trade_ids"])
def test_a_key_that_comes_back_with_something_else_is_refused(world, change):
    trader = world.trader()
    images = [
        trader.post("/api/uploads", data={"file": (io.BytesIO(png(color=numbers)), "x.png")}).json[
            "id"
        ]
        for numbers in ((1, 2, 3), (3, 2, 1))
    ]
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "entry_time": "2026-11-19T14:30:00Z",
    }
    other = {
        "mode": "psychology",
        "conversation_id": trader.post("/api/conversations", {}).json["id"],
        "upload_ids": images[1:],
        "related_trade_ids": [trader.post("/api/trading/trades", trade).json["id"]],
    }
    body = {"content": "", "mode": "analysis", "upload_ids": images[:1]}
    headers = {"Idempotency-Key": "k" * 150}
    first = trader.post("/api/messages", body, headers=headers)
    assert first.status_code == 201
    again = trader.post("/api/messages", body | {change: other[change]}, headers=headers)
    assert (again.status_code, again.json["code"]) == (409, "idempotency.key_reused")
    same = trader.post("/api/messages", body, headers=headers)
    assert (same.status_code, same.json["message"]["id"]) == (201, first.json["message"]["id"])


def test_many_at_once_get_every_seq_once_and_repetitions_one_message(world):
    trader = world.trader()
    conversation_id = trader.post("/api/conversations", {}).json["id"]
    sent = []

    def send(number: int) -> None:
        # every message is sent twice, at the same time as all the others
        body = {
            "content": f"m{number}",
            "client_message_id": f"c{number // 2}",
            "conversation_id": conversation_id,
        }
        sent.append(trader.post("/api/messages", body).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent == [201] * 24
    log = trader.log(conversation_id)
    assert [item["seq"] for item in log["items"]] == list(range(1, 13))
    assert log["head"] == 12


def test_a_group_with_a_stranger_in_it_refuses_only_the_stranger(world, app):
    from backend.core.clock import now_utc
    from backend.core.ids import new_id
    from backend.features.content.conversations import bulk_insert
    from backend.features.content.conversations.errors import ConversationNotFound

    mine, theirs = world.trader(), world.trader()
    place = UUID(theirs.say(IDEA)["message"]["conversation_id"])
    database = app.extensions["coach"].database

    def draft(user, conversation_id, begins):
        return bulk_insert.NewMessage(
            UUID(user.user["id"]),
            conversation_id,
            begins,
            "t",
            None,
            "hello",
            None,
            (),
            (),
            now_utc(),
        )

    results = bulk_insert.store(
        database,
        [draft(mine, place, False), draft(theirs, place, False), draft(mine, new_id(), True)],
    )
    assert isinstance(results[0], ConversationNotFound)
    assert results[1].seq == 2
    assert results[2].seq == 1


def test_more_messages_than_a_minute_allows_are_refused_with_a_time(world):
    trader = world.trader()
    most = world.settings.limits.messages_per_minute
    codes = [
        trader.post("/api/messages", {"content": "x"}).status_code for _ in range(2 * most + 2)
    ]
    assert (
        most <= codes.count(201) <= 2 * most
    )  # a minute may turn in between, and then as many fit again
    assert codes.count(429) >= 2
    refused = trader.post("/api/messages", {"content": "x"})
    assert (refused.status_code, refused.json["code"]) == (429, "message.too_many")
    assert int(refused.headers["Retry-After"]) >= 1


def test_a_repetition_is_answered_at_the_limit_and_what_is_news_is_not(world, app, monkeypatch):
    trader, other = world.trader(), world.trader()
    body = {"content": IDEA, "client_message_id": "m-1"}
    first = trader.post("/api/messages", body).json
    counters = app.extensions["coach"].ports.use(MessageIntake)._counters
    monkeypatch.setattr(counters, "take", lambda claims: [7] * len(claims))
    again = trader.post("/api/messages", body)
    assert (again.status_code, again.json) == (201, first | {"duplicate": True})
    for refused in ({"content": IDEA}, {"content": IDEA, "client_message_id": "m-2"}):
        answer = trader.post("/api/messages", refused)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert other.post("/api/messages", body).status_code == 429
    assert world.sql("select count(*) from messages") == [(2,)]


def test_a_repetition_with_its_image_is_answered_at_the_limit_of_images(world, app, monkeypatch):
    trader = world.trader()

    def send(name):
        data = {"content": IDEA, "client_message_id": name, "image": (io.BytesIO(png()), "x.png")}
        return trader.post("/api/messages", data=data)

    first = send("m-1").json
    desk = app.extensions["coach"].ports.use(ImageDesk)
    monkeypatch.setattr(desk._counters, "take", lambda claims: [7] * len(claims))
    again = send("m-1")
    assert (again.status_code, again.json) == (201, first | {"duplicate": True})
    assert send("m-2").json["code"] == "media.too_many"


def test_one_group_at_the_limit_gives_each_its_own(world, app, monkeypatch):
    """The first of five fits: its repetition beside it is that message, and what was stored before is found."""
    trader = world.trader()
    trader.say(IDEA, client_message_id="m-0")
    room = app.extensions["coach"].ports.use(MessageIntake)
    monkeypatch.setattr(room._counters, "take", lambda claims: [None] + [5] * (len(claims) - 1))
    sender = Sender(UUID(trader.user["id"]), None)
    drafts = [
        _Outgoing(
            sender,
            NewMessage(
                user_id=sender.user_id,
                conversation_id=new_id(),
                begins=True,
                title="",
                mode=None,
                content=IDEA,
                client_message_id=client_id,
                upload_ids=(),
                related_trade_ids=(),
                now=now_utc(),
            ),
            [],
        )
        for client_id in ("m-1", "m-2", "m-1", None, "m-0")
    ]
    fresh, beyond, again, nameless, earlier = room._store(drafts)
    assert (fresh.duplicate, again.duplicate, earlier.duplicate) == (False, True, True)
    assert again.message == fresh.message
    assert earlier.message["client_message_id"] == "m-0"
    assert (beyond.status, beyond.retry_after, nameless.status) == (429, 5, 429)


def test_messages_after_a_seq_are_exactly_the_missed_ones(world):
    trader = world.trader()
    conversation_id = trader.say("one")["message"]["conversation_id"]
    for word in ("two", "three", "four"):
        trader.say(word, conversation_id=conversation_id)
    after = trader.log(conversation_id, after_seq=1, limit=2)
    assert [item["content"] for item in after["items"]] == ["two", "three"]
    assert after["more"] is True
    before = trader.log(conversation_id, before_seq=3)
    assert [item["content"] for item in before["items"]] == ["one", "two"]
    assert trader.log(conversation_id, after_seq=10**15)["items"] == []


def test_conversations_are_listed_renamed_archived_and_deleted(world):
    trader = world.trader()
    first = trader.say("first")["message"]["conversation_id"]
    second = trader.say("second")["message"]["conversation_id"]
    trader.say("again", conversation_id=first)
    listed = trader.get("/api/conversations").json["items"]
    assert [conversation["id"] for conversation in listed] == [first, second]
    path = f"/api/conversations/{second}"
    assert (
        trader.patch(path, {"title": "ES morning", "archived": True, "pinned": True}).json["title"]
        == "ES morning"
    )
    assert [
        conversation["id"] for conversation in trader.get("/api/conversations").json["items"]
    ] == [first]
    assert [
        conversation["id"]
        for conversation in trader.get("/api/conversations?archived=true").json["items"]
    ] == [second]
    assert trader.ask("DELETE", path).status_code == 204
    assert trader.get(path).status_code == 404
    assert world.sql("select count(*) from messages where conversation_id = %s", second) == [(0,)]


def test_a_repetition_that_cannot_be_shown_fails_alone_and_not_with_those_stored_beside_it(
    world, app, monkeypatch
):
    trader = world.trader()
    trader.say(IDEA, client_message_id="m-1")
    room = app.extensions["coach"].ports.use(MessageIntake)
    sender = Sender(UUID(trader.user["id"]), None)
    monkeypatch.setattr(
        room, "_earlier", lambda *_: (_ for _ in ()).throw(DatabaseAway(retry_after=1))
    )
    drafts = [
        _Outgoing(
            sender,
            NewMessage(
                user_id=sender.user_id,
                conversation_id=new_id(),
                begins=True,
                title="",
                mode=None,
                content=IDEA,
                client_message_id=client_id,
                upload_ids=(),
                related_trade_ids=(),
                now=now_utc(),
            ),
            [],
        )
        for client_id in ("m-1", "m-2")
    ]
    again, fresh = room._store(drafts)
    assert isinstance(again, DatabaseAway)
    assert fresh.message["client_message_id"] == "m-2"
