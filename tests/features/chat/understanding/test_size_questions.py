"""Which words ask how large a trade may be, and which only look like it."""

from decimal import Decimal

import pytest

from tests.features.chat.understanding.messages import kind_of, request_of

ASKED = {
    "how many contracts if I risk 200 on ES 4500 stop 4490?": ("ES", "long", "4490"),
    "what size for a short nq 18250 stop 18290 risking $500": ("NQ", "short", "18290"),
    "how many shares of AAPL at 190 with a stop at 187.50 if i want to lose 300 at most": (
        "AAPL",
        "long",
        "187.50",
    ),
    "position size ES short 4500 sl 4510 risk 0.5%": ("ES", "short", "4510"),
    "how big can i go on CL 78.20 stop 77.90 for 400 dollars of risk": ("CL", "long", "77.90"),
    "how much EURUSD can i buy at 1.0850 with a stop at 1.0830 and 1% risk": (
        "EURUSD",
        "long",
        "1.0830",
    ),
    "how many MES can I trade at 4500 with stop 4492 risking 150": ("MES", "long", "4492"),
    "I want to risk $250 on NQ, entry 18250, stop 18200. how many?": ("NQ", "long", "18200"),
    "ES 4500 stop 4490, how many contracts?": ("ES", "long", "4490"),
}


@pytest.mark.parametrize("words", ASKED)
def test_a_size_is_asked_for_and_no_number_beside_the_question_is_one(words):
    request = request_of(words)
    assert (request.kind, request.wants) == ("check", "size")
    terms = request.terms
    assert (terms.instrument, terms.direction, terms.stop) == (
        ASKED[words][0],
        ASKED[words][1],
        Decimal(ASKED[words][2]),
    )
    assert terms.size is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("how many contracts did i trade on ES last week", "question"),
        ("what size am i trading on GC on average ytd", "question"),
        ("how big is my average winner on 6E", "question"),
        ("how much do i risk on ES", "question"),
        ("how many trades can i take today", "book"),
        ("how many trades can i take on ES if i risk 1% each", "question"),
        ("long ES 4500 stop 4490 risk 1%", "idea"),
        ("can't decide how big but GBPCAD long 1.8530, flat at 1.8480 or 1.8660", "idea"),
    ],
)
def test_questions_to_the_record_and_ideas_stay_what_they_are(words, kind):
    assert kind_of(words) == kind
