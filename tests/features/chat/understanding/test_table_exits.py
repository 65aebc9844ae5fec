"""Behind an idea the verb of the other side names where it is left, and counts of levels are no sizes."""

from decimal import Decimal

import pytest

from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.chat.understanding.thread_state import ThreadState
from tests.features.chat.understanding.messages import request_of, understood

LONG = IdeaTerms(instrument="TSLA", direction="long", entry=Decimal(880), stop=Decimal(861))
SHORT = IdeaTerms(instrument="ES", direction="short", entry=Decimal(6010), stop=Decimal(6016))


def behind(idea, words):
    return request_of(words, ThreadState(idea=idea, last="idea"))


@pytest.mark.parametrize(
    ("idea", "words", "target"),
    [
        (LONG, "sell at 930 if it ever gets there", 930),
        (LONG, "and sell at 942 hopefully", 942),
        (SHORT, "buy it back at 5990", 5990),
        (SHORT, "cover at 5988", 5988),
    ],
)
def test_the_other_side_at_a_price_that_pays_is_a_target(idea, words, target):
    change = behind(idea, words)

    assert change.terms.targets == (target,)
    assert (change.terms.direction, change.terms.entry) == (None, None)


def test_at_a_price_that_loses_it_is_the_stop():
    assert behind(LONG, "sell at 850").terms.stop == 850


def test_an_idea_is_still_turned_by_words_that_turn():
    thread = ThreadState(idea=LONG, last="idea")
    asked = understood("flip it, short from 880", thread).clarification

    assert asked.about == "stop"  # of the long: where it goes now is asked
    assert asked.pending.terms.direction == "short"


def test_a_count_of_levels_is_no_size():
    terms = request_of("MNQ short idea: 21480, stop 21510, two targets 21440 and 21400").terms

    assert (terms.targets, terms.size) == ((21440, 21400), None)


def test_a_limit_of_the_rulebook_is_no_order():
    thread = ThreadState(idea=LONG, last="idea")
    understanding = understood("is that allowed with my limit?", thread)

    assert "order" not in understanding.requests[0].model_dump(exclude_defaults=True).get(
        "terms", {}
    )
