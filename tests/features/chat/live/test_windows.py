"""What all windows of a trader hear of conversations, however one of them was changed."""

import io
import json
import threading

import pytest

from backend.features.chat.messages.ports import Push

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"


@pytest.fixture
def heard(app, monkeypatch):
    """What this process pushes, in order: whom, the event, its payload."""
    pushed: list[tuple[str, str, dict]] = []
    push = app.extensions["coach"].ports.use(Push)
    monkeypatch.setattr(
        push,
        "to_user",
        lambda user_id, event, payload, **_: (
            event == "changed" or pushed.append((str(user_id), event, payload))
        ),
    )
    return pushed


def test_a_conversation_that_is_begun_changed_or_deleted_is_told_as_rest_shows_it(world, heard):
    trader = world.trader()
    me = trader.user["id"]
    begun = trader.post("/api/conversations", {"title": "ES morning"}).json
    path = f"/api/conversations/{begun['id']}"
    renamed = trader.patch(path, {"title": "NQ morning", "archived": True}).json
    pinned = trader.patch(path, {"pinned": True}).json
    assert heard == [
        (me, "conversation_updated", conversation) for conversation in (begun, renamed, pinned)
    ]
    heard.clear()
    assert trader.ask("DELETE", path).status_code == 204
    assert heard == [(me, "conversation_deleted", {"conversation_id": begun["id"]})]


def test_a_switch_of_the_mode_over_rest_is_told_as_one_over_the_socket(world, heard):
    trader = world.trader()
    begun = trader.post("/api/conversations", {}).json
    heard.clear()
    changed = trader.patch(f"/api/conversations/{begun['id']}", {"mode": "psychology"}).json
    assert changed["mode"] == "psychology"
    mode = {"conversation_id": begun["id"], "mode": "psychology"}
    assert [news[1:] for news in heard] == [
        ("conversation_updated", changed),
        ("mode_changed", mode),
    ]


def test_what_is_refused_is_told_to_nobody(world, heard):
    trader, other = world.trader(), world.trader()
    path = f"/api/conversations/{trader.post('/api/conversations', {}).json['id']}"
    heard.clear()
    assert other.patch(path, {"title": "mine now"}).status_code == 404
    assert other.ask("DELETE", path).status_code == 404
    assert trader.patch(path, {"title": "  "}).status_code == 422
    assert heard == []


def test_a_deletion_while_an_answer_is_written_ends_it_and_is_told(world, provider, heard):
    provider.mode = "slow_stream"
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    working = threading.Thread(target=desk.answer_next)
    working.start()
    while not provider.requests:
        pass
    conversation_id = sent["message"]["conversation_id"]
    assert trader.ask("DELETE", f"/api/conversations/{conversation_id}").status_code == 204
    working.join(10)
    assert not working.is_alive()
    assert heard[-1][1:] == ("conversation_deleted", {"conversation_id": conversation_id})
    assert world.sql("select count(*) from messages") == [(0,)]


def test_conversations_that_come_in_by_a_file_or_a_coaching_session_are_told(world, heard):
    trader, other = world.trader(), world.trader()
    trader.say(IDEA)
    world.desk().answer_next()
    exported = trader.get("/api/conversations/export?format=json").data
    heard.clear()
    for is_new in (True, False):
        imported = other.post(
            "/api/conversations/import", data={"file": (io.BytesIO(exported), "export.json")}
        ).json
        [summary] = imported["conversations"]
        assert summary["duplicate"] is not is_new
    shown = other.get(f"/api/conversations/{summary['conversation_id']}").json
    assert heard == [(other.user["id"], "conversation_updated", shown)]
    assert json.loads(exported)["conversations"][0]["title"] == shown["title"]

    heard.clear()
    session = other.post("/api/trading/coaching/session", {"session_type": "discipline"}).json[
        "session"
    ]
    [updated] = [payload for _, event, payload in heard if event == "conversation_updated"]
    assert updated == other.get(f"/api/conversations/{session['conversation_id']}").json
