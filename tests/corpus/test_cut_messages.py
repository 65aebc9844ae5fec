"""What was sent too early: every message is understood somehow wherever it breaks off, and none ends an answer."""

import random

import pytest

from backend.features.chat.understanding.understanding import understand
from tests.corpus.examples import labelled_rows
from tests.corpus.surroundings import context_around

MESSAGES = 400


def cut_messages():
    rng = random.Random(11)
    for row in rng.sample(labelled_rows("tuned"), MESSAGES):
        words = row["text"].split()
        place = rng.randint(1, len(words)) if words else 0
        yield row["expect"], " ".join(words[:place])
        yield row["expect"], " ".join(words[-place:])


def test_a_message_is_understood_wherever_it_breaks_off():
    for expectation, text in cut_messages():
        understanding = understand(text, context_around(expectation))
        assert understanding.requests or understanding.clarification, text


@pytest.mark.parametrize(
    "text",
    [
        "how did i do from the",
        "trades since the",
        "win rate between the",
        "pnl from the last",
        "from the",
        "the week",
        "to the",
        "net from monday to the",
    ],
)
def test_days_may_break_off(text):
    assert understand(text, context_around({}))
