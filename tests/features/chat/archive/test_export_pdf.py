"""Conversations on paper, with their charts."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from backend.features.chat.archive.export_pdf import _drawable, _runs_of, as_pdf
from tests.features.chat.archive.files import exported


def test_a_pdf_has_the_words_the_chart_and_numbered_pages(full_conversation):
    trader, conversation_id = full_conversation
    trader.say("$x^2$ " * 800 + "🐦 ヘロン\tend", conversation_id=conversation_id)
    answer = exported(trader, f"{conversation_id}/", "pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", answer.data)) == 2
    assert len(re.findall(rb"/Subtype /Image", answer.data)) == 1


def test_a_pdf_without_its_chart_says_so(world, full_conversation):
    trader, conversation_id = full_conversation
    world.sql("update uploads set storage_key = 'gone/gone'")
    answer = exported(trader, f"{conversation_id}/", "pdf")
    assert b"/Subtype /Image" not in answer.data


@pytest.mark.parametrize("content", ["x" * 92 * 1001, "\n" * 1001], ids=["long", "many lines"])
def test_a_conversation_that_is_too_long_for_a_pdf_is_refused_with_words(
    world, full_conversation, content
):
    trader, conversation_id = full_conversation
    world.sql("update messages set content = %s where seq in (1, 3, 4)", content)
    answer = trader.get(f"/api/conversations/{conversation_id}/export?format=pdf")
    assert (answer.status_code, answer.json["code"]) == (422, "export.too_long_for_pdf")


def test_a_pdf_takes_every_sign_and_shows_nothing_for_what_shows_nothing(full_conversation):
    trader, conversation_id = full_conversation
    signs = "".join(map(chr, [*range(0x20, 0x3000), *range(0xFB00, 0x10000)]))
    storable = "".join(sign for sign in signs if not 0xD800 <= ord(sign) < 0xE000)
    for start in range(0, len(storable), 4_900):
        assert _drawable(storable[start : start + 4_900])
    trader.say(
        "\ufeffBOM long GC 2050\ufeff stop 2045\u200b target 2065", conversation_id=conversation_id
    )
    assert exported(trader, f"{conversation_id}/", "pdf").data.startswith(b"%PDF-")


def test_pdfs_that_are_drawn_at_once_are_those_drawn_one_after_another(full_conversation):
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
        messages=[
            SimpleNamespace(**message, content=f"Привет {number} ẞ" * 20) for number in range(40)
        ]
    )

    def drawn(_):
        return len(as_pdf("title", iter([piece]), lambda _: None))

    alone = drawn(0)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(drawn, range(12))) == {alone}


# What is read from the right, worked out by hand from the Unicode bidirectional algorithm: from left to right on paper.
RUNS = {
    "plain": [("plain", False)],
    "a \u0641\u0627 b": [("a ", False), ("\u0641\u0627", True), (" b", False)],
    "a \u0641\u0627 12 \u0631 b": [
        ("a ", False),
        (" \u0631", True),
        ("12", False),
        ("\u0641\u0627 ", True),
        (" b", False),
    ],
    # Brackets around what is read from the left are of the direction before them (rule N0).
    "\u0641\u0627 (x)": [(")", True), ("x", False), ("\u0641\u0627 (", True)],
}


@pytest.mark.parametrize("line", RUNS)
def test_words_that_are_read_from_the_right_are_drawn_from_the_right(line):
    assert [(run.text, run.is_right_to_left) for run in _runs_of(line)] == RUNS[line]


def test_a_line_of_both_directions_is_drawn(full_conversation):
    trader, conversation_id = full_conversation
    words = "long \u0641\u0627\u0631\u0633\u06cc (12) \u05e2\u05d1\u05e8"
    trader.say(words, conversation_id=conversation_id)
    assert exported(trader, f"{conversation_id}/", "pdf").data.rstrip().endswith(b"%%EOF")
