"""Conversations go out whole and come in again once."""

import codecs
import csv
import hashlib
import io
import json
import re
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backend.features.chat.archive.export_pdf import _drawable, as_pdf
from backend.features.chat.archive.export_texts import escaped, harmless
from tests.factories.images import png

IDEA = "Long ES 4500.25 stop 4490 target 4520, 1 contract"


@pytest.fixture
def told(world):
    """A trader with a conversation that has everything: image, verdict, draft, a second answer, a mode of its own."""
    trader = world.trader()
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    first = trader.say(IDEA, upload_ids=[upload["id"]], client_message_id="m-1")
    conversation_id = first["message"]["conversation_id"]
    desk = world.desk()
    desk.answer_next()
    trader.post(f"/api/messages/{first['message']['id']}/regenerate")
    desk.answer_next()
    trader.say("I feel *nervous*\n\n# and so", conversation_id=conversation_id, mode="psychology")
    desk.answer_next()
    return trader, conversation_id


def exported(trader, where, kind="json"):
    answer = trader.get(f"/api/conversations/{where}export", query_string={"format": kind})
    assert answer.status_code == 200, answer.data
    return answer


def imported(trader, content):
    """The body is made here: the test client would leave its temporary file open."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n'
    body = head + raw + b"\r\n--edge--\r\n"
    return trader.post(
        "/api/conversations/import", data=body, content_type="multipart/form-data; boundary=edge"
    )


def without_links(messages):
    """What must be the same before and after: everything but ids and links, which are new, and the client's id."""
    places = {message["id"]: message["seq"] for message in messages}
    kept = []
    for message in deepcopy(messages):
        message["parent_message_id"] = places.get(message["parent_message_id"])
        for name in ("id", "conversation_id", "client_message_id"):
            del message[name]
        for image in message["images"]:
            del image["url"], image["thumbnail_url"]
        if message["verdict"] is not None:
            del message["verdict"]["id"], message["verdict"]["message_id"]
        kept.append(message)
    return kept


def test_json_has_everything_that_the_log_has(told):
    trader, conversation_id = told
    read = exported(trader, f"{conversation_id}/").json
    [conversation] = read["conversations"]
    log = trader.log(conversation_id)["items"]
    assert without_links(log) == [
        {
            **one,
            "images": [
                {k: v for k, v in image.items() if k != "sha256"} for image in one["images"]
            ],
            "verdict": one["verdict"]
            and {
                k: v
                for k, v in one["verdict"].items()
                if k not in ("input_tokens", "output_tokens", "calibrated_on")
            },
        }
        for one in without_links(conversation["messages"])
    ]
    assert [one["seq"] for one in conversation["messages"]] == [1, 2, 3, 4, 5]
    assert [one["branch_index"] for one in conversation["messages"]] == [0, 0, 1, 0, 0]
    [image] = conversation["messages"][0]["images"]
    served = trader.client.get(image["url"]).data
    assert hashlib.sha256(served).hexdigest() == image["sha256"]


def test_a_file_may_begin_with_the_mark_of_utf_8(world, told):
    trader, conversation_id = told
    raw = exported(trader, f"{conversation_id}/").data

    answer = imported(trader, codecs.BOM_UTF8 + raw)

    assert (answer.status_code, answer.json["conversations"][0]["messages"]) == (201, 5)


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_file_in_another_code_is_told_what_to_do(told, code):
    trader, conversation_id = told
    raw = exported(trader, f"{conversation_id}/").data

    answer = imported(trader, raw.decode().encode(code))

    assert (answer.status_code, answer.json["code"]) == (422, "import.not_an_export")
    assert "UTF-8" in answer.json["detail"]


def test_what_was_exported_can_be_imported_once_and_is_the_same(world, told):
    trader, conversation_id = told
    before = exported(trader, f"{conversation_id}/").json
    answer = imported(trader, before)
    assert answer.status_code == 201, answer.json
    [new] = answer.json["conversations"]
    assert (new["source_id"], new["messages"], new["duplicate"]) == (conversation_id, 5, False)
    assert answer.json["missing_images"] == []
    after = exported(trader, f"{new['conversation_id']}/").json["conversations"][0]
    before["conversations"][0]["messages"][1]["draft"]["status"] = "dismissed"  # it was open
    before["conversations"][0]["messages"][2]["draft"]["status"] = "dismissed"
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


def test_one_file_imported_five_times_at_once_is_one_conversation(told):
    trader, conversation_id = told
    file = exported(trader, f"{conversation_id}/").json
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(imported(trader, file))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told_of = [answer.json["conversations"][0] for answer in answers]
    assert sorted(one["duplicate"] for one in told_of) == [False, True, True, True, True]
    assert len({one["conversation_id"] for one in told_of}) == 1
    assert len(trader.get("/api/conversations").json["items"]) == 2


def test_another_trader_imports_without_what_is_not_theirs(world, told):
    trader, conversation_id = told
    file = exported(trader, f"{conversation_id}/").json
    sha256 = file["conversations"][0]["messages"][0]["images"][0]["sha256"]
    other = world.trader()
    answer = imported(other, file).json
    assert answer["missing_images"] == [sha256]
    shown = other.log(answer["conversations"][0]["conversation_id"])["items"]
    assert [one["images"] for one in shown] == [[]] * 5
    assert (
        shown[1]["verdict"]["verdict"]
        == file["conversations"][0]["messages"][1]["verdict"]["verdict"]
    )


def test_a_file_cannot_name_trades_of_somebody_else(world, told):
    trader, conversation_id = told
    mine = world.trader()
    trade = {"instrument": "ES", "direction": "long", "entry_price": 1, "position_size": 1,
             "entry_time": "2026-11-19T14:30:00Z"}  # fmt: skip
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
    assert [one["messages"] for one in file["conversations"] if one["id"] == empty["id"]] == [[]]
    assert len(imported(other, file).json["conversations"]) == 13
    again = exported(other, "").json
    assert [one["title"] for one in again["conversations"]] == [
        one["title"] for one in file["conversations"]
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


def change(path, value):
    def apply(file):
        *way, last = path
        place = file["conversations"][0]
        for one in way:
            place = place[one]
        place[last] = value
        return file

    return apply


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
    "parent elsewhere": change(["messages", 1, "parent_message_id"], "01a1fb6b-7719-755a-a277-f1afe382ec80"),
    "branch twice": change(["messages", 2, "branch_index"], 0),
    "branch beyond": change(["messages", 2, "branch_index"], 40_000),
    "naive time": change(["messages", 0, "created_at"], "2026-11-20T10:00:00"),
    "to come": change(["messages", 0, "created_at"], "2090-11-20T10:00:00Z"),
    "long": change(["messages", 0, "content"], "x" * 100_001),
    "nul": change(["messages", 0, "content"], "a\x00b"),
    "nul in depth": change(["messages", 1, "draft"], {"kind": "trade", "status": "open", "trade": {"a": ["\x00"]},
                                                     "missing": [], "trade_id": None}),
    "no title": change(["title"], ""),
    "confidence": change(["messages", 1, "verdict", "confidence"], 101),
    "verdict": change(["messages", 1, "verdict", "verdict"], "ruby"),
    "hash": change(["messages", 0, "images", 0, "sha256"], "../../etc"),
    "tokens": change(["messages", 1, "verdict", "input_tokens"], 2**31),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_words_and_nothing_is_kept(world, told, kind):
    trader, conversation_id = told
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
def test_the_longest_messages_can_be_kept_whatever_their_words(told, content):
    trader, conversation_id = told
    file = change(["messages", 2, "content"], content[:100_000])(
        exported(trader, f"{conversation_id}/").json
    )
    assert imported(trader, file).status_code == 201


@pytest.mark.parametrize("kind", ["json", "markdown", "csv"])
def test_what_is_not_mine_or_not_a_format_cannot_be_exported(world, told, kind):
    _, conversation_id = told
    other = world.trader()
    answer = other.get(f"/api/conversations/{conversation_id}/export?format={kind}")
    assert (answer.status_code, answer.json["code"]) == (404, "conversation.not_found")
    assert b"4500" not in exported(other, "", kind).data
    assert other.get("/api/conversations/export?format=pdf").status_code == 422
    assert other.get("/api/conversations/export?format=docx").status_code == 422


def test_csv_has_a_line_for_each_message_and_no_formula(told):
    trader, conversation_id = told
    trader.say('=HYPERLINK("https://evil.example")', conversation_id=conversation_id)
    answer = exported(trader, f"{conversation_id}/", "csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="conversation-')
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    log = trader.log(conversation_id)["items"]
    assert [int(row["seq"]) for row in rows] == [one["seq"] for one in log]
    assert [row["content"] for row in rows[:5]] == [one["content"] for one in log[:5]]
    assert rows[5]["content"] == '\'=HYPERLINK("https://evil.example")'
    assert (rows[1]["verdict"], rows[1]["instrument"]) == (log[1]["verdict"]["verdict"], "ES")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "\x00=1"]
)
def test_a_cell_that_would_be_a_formula_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["1-1", "long ES", "a=b", "", "'=1"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_markdown_shows_titles_speakers_and_words_as_they_were(told):
    trader, conversation_id = told
    shown = exported(trader, f"{conversation_id}/", "markdown").data.decode()
    html = MarkdownIt("commonmark").render(shown)
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == 5
    assert "<em>" not in html
    assert "I feel *nervous*</p>\n<p># and so" in html
    assert "Verdict: " in html


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("ab1. \n\t#*_`~[](){}<>|\\!-+=&;:\"'"), st.characters(codec="utf-8")
        )
    )
)
def test_any_words_survive_markdown(words):
    """CommonMark's own reader is the oracle: what it shows are the words, whatever they are made of."""
    shown = MarkdownIt("commonmark").render(escaped(words))
    assert set(re.findall(r"</?(\w+)", shown)) <= {"p", "br"}
    text = unescape(re.sub(r"<[^>]+>", "", shown))
    assert re.sub(r"\s+", "", text.replace("\xa0", "")) == re.sub(
        r"\s+", "", words.replace("\xa0", "")
    ).replace("\x00", "\ufffd")


def test_very_many_messages_are_not_held_in_memory(world):
    trader = world.trader()
    conversation_id = trader.say("first")["message"]["conversation_id"]
    world.sql(
        "insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, created_at, finished_at)"
        " select gen_random_uuid(), %s, %s, n, 'user', 'analysis', 'saved', repeat('word ', 100), now(), now()"
        " from generate_series(2, 20000) as n",
        conversation_id, trader.user["id"],
    )  # fmt: skip

    def peak_of(messages):
        world.sql("update conversations set head = %s where id = %s", messages, conversation_id)
        headers = {"Authorization": f"Bearer {trader.access_token}"}
        path = f"/api/conversations/{conversation_id}/export"
        tracemalloc.start()
        with trader.client.get(path, headers=headers, buffered=False) as answer:
            size = sum(len(part) for part in answer.response)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, peak

    size, peak = peak_of(5_000)
    larger, later_peak = peak_of(20_000)
    assert larger > 3.9 * size
    assert later_peak < 1.3 * peak


def test_an_ended_sign_in_ends_an_export_that_runs(world):
    trader = world.trader()
    for number in range(3):
        trader.say(f"message {number}")
    world.sql("update conversations set head = 600")  # so that each is read by itself
    headers = {"Authorization": f"Bearer {trader.access_token}"}
    with trader.client.get("/api/conversations/export", headers=headers, buffered=False) as answer:
        parts = iter(answer.response)
        next(parts)
        trader.post("/api/auth/logout")
        with pytest.raises(Exception, match="signed out"):
            list(parts)


def test_a_pdf_has_the_words_the_chart_and_numbered_pages(told):
    trader, conversation_id = told
    trader.say("$x^2$ " * 800 + "🐦 ヘロン\tend", conversation_id=conversation_id)
    answer = exported(trader, f"{conversation_id}/", "pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", answer.data)) == 2
    assert len(re.findall(rb"/Subtype /Image", answer.data)) == 1


def test_a_pdf_without_its_chart_says_so(world, told):
    trader, conversation_id = told
    world.sql("update uploads set storage_key = 'gone/gone'")
    answer = exported(trader, f"{conversation_id}/", "pdf")
    assert b"/Subtype /Image" not in answer.data


@pytest.mark.parametrize("content", ["x" * 92 * 1001, "\n" * 1001], ids=["long", "many lines"])
def test_a_conversation_that_is_too_long_for_a_pdf_is_refused_with_words(world, told, content):
    trader, conversation_id = told
    world.sql("update messages set content = %s where seq in (1, 3, 4)", content)
    answer = trader.get(f"/api/conversations/{conversation_id}/export?format=pdf")
    assert (answer.status_code, answer.json["code"]) == (422, "export.too_long_for_pdf")


def test_a_pdf_takes_every_sign_and_shows_nothing_for_what_shows_nothing(told):
    trader, conversation_id = told
    signs = "".join(map(chr, [*range(0x20, 0x3000), *range(0xFB00, 0x10000)]))
    storable = "".join(sign for sign in signs if not 0xD800 <= ord(sign) < 0xE000)
    for start in range(0, len(storable), 4_900):
        assert _drawable(storable[start : start + 4_900])
    trader.say(
        "\ufeffBOM long GC 2050\ufeff stop 2045\u200b target 2065", conversation_id=conversation_id
    )
    assert exported(trader, f"{conversation_id}/", "pdf").data.startswith(b"%PDF-")


def test_pdfs_that_are_drawn_at_once_are_those_drawn_one_after_another(told):
    """Long enough that they overlap; fonts are opened by each for itself."""
    at = datetime(2026, 11, 29, tzinfo=UTC)
    message = {
        "created_at": at,
        "status": "done",
        "seq": 1,
        "type": "user",
        "verdict": None,
        "images": [],
    }
    piece = SimpleNamespace(
        messages=[message | {"content": f"Привет {number} ẞ" * 20} for number in range(40)]
    )

    def drawn(_):
        return len(as_pdf("title", iter([piece]), lambda _: None))

    alone = drawn(0)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(drawn, range(12))) == {alone}
