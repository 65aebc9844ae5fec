"""One field of a JSON object, spoken while the object is written: whatever the pieces, the text is the same."""

import json
import time

from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.openai.partial_json import SpokenField

TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"]) | st.sampled_from('"\\\n\U0001f600'), max_size=40
)


@given(
    said=TEXTS,
    other=TEXTS,
    ascii=st.booleans(),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=200),
)
def test_what_is_spoken_is_the_field_in_whatever_pieces_it_comes(said, other, ascii, sizes):
    inner = {"reply": other, other: [other, {"reply": other}]}
    written = json.dumps({"before": inner, "reply": said, "behind": other}, ensure_ascii=ascii)
    field, at, spoken = SpokenField("reply"), 0, ""
    for number in range(len(written)):
        piece = written[at : at + sizes[number % len(sizes)]]
        at += len(piece)
        spoken += field.add(piece)
    assert spoken == said


def test_a_long_answer_costs_no_more_for_each_piece_than_a_short_one():
    field = SpokenField("reply")
    field.add('{"reply": "')
    began = time.thread_time()
    for _ in range(30_000):
        field.add('\\"')
    assert time.thread_time() - began < 1


def test_what_is_no_json_is_not_spoken_and_an_escape_waits_until_it_is_whole():
    field = SpokenField("reply")
    heard = {
        '{"rep': "",
        'ly"': "",
        ': "a\\': "a",
        "n": "\n",
        "b\\ud83d": "b",
        "\\ude00": "\U0001f600",
    }
    for piece, words in heard.items():
        assert field.add(piece) == words
    assert field.add('", "behind": ') == ""
    assert field.add('"reply", "more": "again"}') == ""
    assert field.add('{"reply": "and again') == ""


def test_half_a_surrogate_pair_ends_nothing():
    field = SpokenField("reply")
    assert field.add('{"reply": "a \ud83d b') == "a ? b"
