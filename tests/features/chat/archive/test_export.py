"""Conversations go out whole, as JSON, Markdown and CSV."""

import csv
import hashlib
import io
import re
import tracemalloc
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backend.core.csv_text import harmless
from backend.features.chat.archive.export_texts import escaped
from tests.features.chat.archive.files import exported, without_links


def test_json_has_everything_that_the_log_has(full_conversation):
    trader, conversation_id = full_conversation
    read = exported(trader, f"{conversation_id}/").json
    [conversation] = read["conversations"]
    log = trader.log(conversation_id)["items"]
    assert without_links(log) == [
        {
            **message,
            "images": [
                {k: v for k, v in image.items() if k != "sha256"} for image in message["images"]
            ],
            "verdict": message["verdict"]
            and {
                k: v
                for k, v in message["verdict"].items()
                if k not in ("input_tokens", "output_tokens")
            },
        }
        for message in without_links(conversation["messages"])
    ]
    assert [message["seq"] for message in conversation["messages"]] == [1, 2, 3, 4, 5]
    assert [message["branch_index"] for message in conversation["messages"]] == [0, 0, 1, 0, 0]
    [image] = conversation["messages"][0]["images"]
    served = trader.client.get(image["url"]).data
    assert hashlib.sha256(served).hexdigest() == image["sha256"]


@pytest.mark.parametrize("kind", ["json", "markdown", "csv"])
def test_what_is_not_mine_or_not_a_format_cannot_be_exported(world, full_conversation, kind):
    _, conversation_id = full_conversation
    other = world.trader()
    answer = other.get(f"/api/conversations/{conversation_id}/export?format={kind}")
    assert (answer.status_code, answer.json["code"]) == (404, "conversation.not_found")
    assert b"4500" not in exported(other, "", kind).data
    assert other.get("/api/conversations/export?format=pdf").status_code == 422
    assert other.get("/api/conversations/export?format=docx").status_code == 422


def test_csv_has_a_line_for_each_message_and_no_formula(full_conversation):
    trader, conversation_id = full_conversation
    trader.say('=HYPERLINK("https://evil.example")', conversation_id=conversation_id)
    answer = exported(trader, f"{conversation_id}/", "csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="conversation-')
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    log = trader.log(conversation_id)["items"]
    assert [int(row["seq"]) for row in rows] == [message["seq"] for message in log]
    assert [row["content"] for row in rows[:5]] == [message["content"] for message in log[:5]]
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


def test_markdown_shows_titles_speakers_and_words_as_they_were(full_conversation):
    trader, conversation_id = full_conversation
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
        conversation_id,
        trader.user["id"],
    )

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
