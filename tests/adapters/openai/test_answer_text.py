"""Where an answer begins in what a model writes, in whatever pieces it comes; and quickly, whatever it is."""

import time

import pytest

from backend.adapters.openai.answer_progress import calls_in_text
from backend.adapters.openai.answer_text import JsonBeginning, json_objects
from backend.adapters.openai.provider_words import words_of_refusal

OBJECT = '{"reply": "a {b} c"}'
TEXTS = {
    "bare": OBJECT,
    "spaces": f" \n\t {OBJECT}",
    "fence": f"```json\n{OBJECT}",
    "thought": f"<think>a {{b}} c</think>{OBJECT}",
    "far behind a thought": f"<think>a</think>{' ' * 50}well{' ' * 50}{OBJECT}",
    "long prose": f"{'Well. ' * 40}{OBJECT}",
    "spaces before a thought": f"\n\n<reasoning>{{</reasoning>\n{OBJECT}",
}
PIECES = ("{", '{"a":', '{"a":[', "</think>", "<think>", " ", "a", "{}", '{"a":"', "\\u0041", "</")


@pytest.mark.parametrize("size", [1, 2, 7, 12, 1000])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_answer_begins_at_the_same_place_in_whatever_pieces_it_comes(text, size):
    beginning = JsonBeginning()
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    assert "".join(beginning.add(piece) for piece in pieces) == OBJECT


def _in_pieces(text):
    beginning = JsonBeginning()
    for start in range(0, len(text), 3):
        beginning.add(text[start : start + 3])


@pytest.mark.parametrize("before", ["", "<think>"])
@pytest.mark.parametrize("piece", PIECES)
def test_no_text_of_a_model_takes_long(piece, before):
    """60,000 characters, the longest answer, in 20,000 pieces; a line that is quadratic takes seconds."""
    text = before + piece * (60_000 // len(piece))
    began = time.thread_time()
    _in_pieces(text)
    list(json_objects(text))
    calls_in_text(f'"arguments"{text}', ())
    words_of_refusal(text, [text])
    assert time.thread_time() - began < 0.5


def test_the_last_objects_of_a_text_come_first():
    assert list(json_objects('{"a": 1} and {"b": "x\ny"}')) == ['{"b": "x\\ny"}', '{"a": 1}']
    assert len(list(json_objects("{}" * 1000))) == 8
