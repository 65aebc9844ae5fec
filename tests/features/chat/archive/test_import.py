"""Conversations that went out come in again, once."""

import codecs
import json
import threading
from pathlib import Path

import pytest

from backend.features.chat.archive import import_formats
from backend.features.chat.archive.errors import NotAnExport
from backend.features.chat.archive.import_formats.formats import FORMATS, conversations_in
from backend.features.chat.archive.import_formats.import_format import ImportFormat
from backend.features.chat.archive.import_formats.own_export import OWN_EXPORT
from tests.features.chat.archive.files import change, exported, imported, without_links

NO_FORMATS = {"__init__", "formats", "import_format"}


def test_a_file_may_begin_with_the_mark_of_utf_8(world, full_conversation):
    trader, conversation_id = full_conversation
    raw = exported(trader, f"{conversation_id}/").data

    answer = imported(trader, codecs.BOM_UTF8 + raw)

    assert (answer.status_code, answer.json["conversations"][0]["messages"]) == (201, 5)


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_file_in_another_code_is_told_what_to_do(full_conversation, code):
    trader, conversation_id = full_conversation
    raw = exported(trader, f"{conversation_id}/").data

    answer = imported(trader, raw.decode().encode(code))

    assert (answer.status_code, answer.json["code"]) == (422, "import.not_an_export")
    assert "UTF-8" in answer.json["detail"]


def test_what_was_exported_can_be_imported_once_and_is_the_same(world, full_conversation):
    trader, conversation_id = full_conversation
    before = exported(trader, f"{conversation_id}/").json
    answer = imported(trader, before)
    assert answer.status_code == 201, answer.json
    [new] = answer.json["conversations"]
    assert (new["source_id"], new["messages"], new["duplicate"]) == (conversation_id, 5, False)
    assert answer.json["missing_images"] == []
    after = exported(trader, f"{new['conversation_id']}/").json["conversations"][0]
    drafts = {
        message["seq"]: message["draft"]
        for message in before["conversations"][0]["messages"]
        if message["draft"] is not None
    }
    assert {2, 3} <= {seq for seq, draft in drafts.items() if draft["status"] == "open"}
    for draft in drafts.values():  # the coach may offer one as well
        draft["status"] = "dismissed"
    assert without_links(after["messages"]) == without_links(before["conversations"][0]["messages"])
    assert {k: after[k] for k in ("title", "mode", "created_at")} == {
        k: before["conversations"][0][k] for k in ("title", "mode", "created_at")
    }
    log = trader.log(new["conversation_id"])
    assert (log["head"], log["unfinished"]) == (5, [])
    assert not world.desk().answer_next()
    fresh = exported(trader, f"{conversation_id}/").json  # with other links and another time
    [again] = imported(trader, fresh).json["conversations"]
    assert (again["duplicate"], again["conversation_id"]) == (True, new["conversation_id"])
    assert len(trader.get("/api/conversations").json["items"]) == 2
    sent = trader.say("and on", conversation_id=new["conversation_id"])
    assert sent["message"]["seq"] == 6


def test_one_file_imported_five_times_at_once_is_one_conversation(full_conversation):
    trader, conversation_id = full_conversation
    file = exported(trader, f"{conversation_id}/").json
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(imported(trader, file))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    summaries = [answer.json["conversations"][0] for answer in answers]
    assert sorted(summary["duplicate"] for summary in summaries) == [False, True, True, True, True]
    assert len({summary["conversation_id"] for summary in summaries}) == 1
    assert len(trader.get("/api/conversations").json["items"]) == 2


def test_another_trader_imports_without_what_is_not_theirs(world, full_conversation):
    trader, conversation_id = full_conversation
    file = exported(trader, f"{conversation_id}/").json
    sha256 = file["conversations"][0]["messages"][0]["images"][0]["sha256"]
    other = world.trader()
    answer = imported(other, file).json
    assert answer["missing_images"] == [sha256]
    shown = other.log(answer["conversations"][0]["conversation_id"])["items"]
    assert [message["images"] for message in shown] == [[]] * 5
    assert (
        shown[1]["verdict"]["verdict"]
        == file["conversations"][0]["messages"][1]["verdict"]["verdict"]
    )


def test_a_file_cannot_name_trades_of_somebody_else(world, full_conversation):
    trader, conversation_id = full_conversation
    mine = world.trader()
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": 1,
        "position_size": 1,
        "entry_time": "2026-11-19T14:30:00Z",
    }
    theirs = trader.post("/api/trading/trades", trade).json["id"]
    own = mine.post("/api/trading/trades", trade).json["id"]
    draft = {"kind": "trade", "status": "confirmed", "trade": {}, "missing": [], "trade_id": theirs}
    file = change(["messages", 0, "related_trade_ids"], [theirs, own])(
        exported(trader, f"{conversation_id}/").json
    )
    file = change(["messages", 1, "draft"], draft)(file)
    [new] = imported(mine, file).json["conversations"]
    shown = mine.log(new["conversation_id"])["items"]
    assert shown[0]["related_trade_ids"] == [own]
    assert shown[1]["draft"]["trade_id"] is None


def test_all_conversations_go_out_and_come_in(world):
    trader, other = world.trader(), world.trader()
    for number in range(12):
        trader.say(f"conversation {number}")
    empty = trader.post("/api/conversations", {"title": "Empty"}).json
    file = exported(trader, "").json
    assert len(file["conversations"]) == 13
    assert [
        conversation["messages"]
        for conversation in file["conversations"]
        if conversation["id"] == empty["id"]
    ] == [[]]
    assert len(imported(other, file).json["conversations"]) == 13
    again = exported(other, "").json
    assert [message["title"] for message in again["conversations"]] == [
        conversation["title"] for conversation in file["conversations"]
    ]


def test_an_open_draft_is_imported_as_history_and_logs_nothing(world):
    trader = world.trader()
    sent = trader.say("long NQ 18250 stop 18230 out 18290, 2 contracts")
    world.desk().answer_next()
    file = exported(trader, f"{sent['message']['conversation_id']}/").json
    assert file["conversations"][0]["messages"][1]["draft"]["status"] == "open"
    [new] = imported(trader, file).json["conversations"]
    answer = trader.log(new["conversation_id"])["items"][1]
    assert answer["draft"]["status"] == "dismissed"
    assert trader.post(f"/api/messages/{answer['id']}/draft/confirm", {}).status_code == 409


BAD = {
    "not json": lambda _: b"not json",
    "cut off": lambda file: json.dumps(file).encode()[:-40],
    "a list": lambda _: [],
    "another format": lambda file: {**file, "format": "other"},
    "another version": lambda file: {**file, "version": 2},
    "no conversations": lambda file: {**file, "conversations": {}},
    "lone surrogate": lambda _: b'{"format": "\\ud800"}',
    "deep": lambda _: b"[" * 100_000,
    "one of two": lambda file: {**file, "conversations": [*file["conversations"], {"id": "x"}]},
    "seq twice": change(["messages", 1, "seq"], 1),
    "seq zero": change(["messages", 0, "seq"], 0),
    "seq beyond": change(["messages", 4, "seq"], 2**40),
    "pending": change(["messages", 1, "status"], "pending"),
    "saved answer": change(["messages", 1, "status"], "saved"),
    "unknown type": change(["messages", 1, "type"], "robot"),
    "parent elsewhere": change(
        ["messages", 1, "parent_message_id"], "01a1fb6b-7719-755a-a277-f1afe382ec80"
    ),
    "branch twice": change(["messages", 2, "branch_index"], 0),
    "branch beyond": change(["messages", 2, "branch_index"], 40_000),
    "naive time": change(["messages", 0, "created_at"], "2026-11-20T10:00:00"),
    "to come": change(["messages", 0, "created_at"], "2090-11-20T10:00:00Z"),
    "long": change(["messages", 0, "content"], "x" * 100_001),
    "nul": change(["messages", 0, "content"], "a\x00b"),
    "nul in depth": change(
        ["messages", 1, "draft"],
        {
            "kind": "trade",
            "status": "open",
            "trade": {"a": ["\x00"]},
            "missing": [],
            "trade_id": None,
        },
    ),
    "no title": change(["title"], ""),
    "confidence": change(["messages", 1, "verdict", "confidence"], 101),
    "verdict": change(["messages", 1, "verdict", "verdict"], "ruby"),
    "hash": change(["messages", 0, "images", 0, "sha256"], "../../etc"),
    "tokens": change(["messages", 1, "verdict", "input_tokens"], 2**31),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_words_and_nothing_is_kept(world, full_conversation, kind):
    trader, conversation_id = full_conversation
    file = exported(trader, f"{conversation_id}/").json
    before = world.sql("select count(*) from messages") + world.sql("select count(*) from verdicts")

    answer = imported(trader, BAD[kind](file))

    assert answer.status_code == 422, answer.json
    assert answer.json["code"] in (
        "input.invalid",
        "import.not_an_export",
        "import.bad_conversation",
    )
    assert len(answer.json["detail"]) > 20
    assert (
        world.sql("select count(*) from messages") + world.sql("select count(*) from verdicts")
        == before
    )
    assert len(trader.get("/api/conversations").json["items"]) == 1


def test_no_file_and_too_large_a_file_are_refused(world):
    trader = world.trader()
    assert trader.post("/api/conversations/import", data={}).status_code in (415, 422)
    assert imported(trader, b"").status_code == 422
    large = imported(trader, b" " * 20_100_000)
    assert (large.status_code, large.json["code"]) == (413, "input.too_large")
    assert (
        imported(trader, b" " * 15_000_000).json["code"] == "import.not_an_export"
    )  # what uploads may not have


@pytest.mark.parametrize(
    "content",
    ["\U0001d51e-" * 50_000, "é.com/\U0001d51e " * 12_500, "a-b " * 25_000, "x" * 100_000],
    ids=["hyphens", "urls", "pairs", "one"],
)
def test_the_longest_messages_can_be_kept_whatever_their_words(full_conversation, content):
    trader, conversation_id = full_conversation
    file = change(["messages", 2, "content"], content[:100_000])(
        exported(trader, f"{conversation_id}/").json
    )
    assert imported(trader, file).status_code == 201


def test_a_file_is_read_by_the_first_format_that_knows_it():
    notes = ImportFormat(lambda content: content.startswith(b"# "), lambda content: [content])
    formats = (notes, *FORMATS)

    assert conversations_in(b"# Monday", formats) == [b"# Monday"]
    with pytest.raises(NotAnExport, match="not JSON"):
        conversations_in(b"Monday", formats)


def test_every_file_of_a_format_is_in_the_list_and_the_own_export_is_last():
    (folder,) = import_formats.__path__
    modules = {path.stem for path in Path(folder).glob("*.py")} - NO_FORMATS
    listed = {reader.conversations.__module__.rpartition(".")[2] for reader in FORMATS}
    assert modules == listed, "add the format of the file to FORMATS in import_formats/formats.py"
    assert FORMATS[-1] is OWN_EXPORT, "it takes every file: what stands behind it is never asked"
