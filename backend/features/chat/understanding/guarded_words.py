"""What words are met with before everything else: care for despair, a refusal of market abuse. Pure.

Lexicon or model: either may hear it, and neither is outvoted by the other.
"""

import re
from typing import Literal

from backend.features.coach.classifiers.service import Classifiers
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.self_harm import shows_despair

FEWEST_WORDS = 3  # the model knows sentences: one word over and over, or signs alone, are none
_WORD = re.compile(r"[^\W\d_]+")

GuardName = Literal["self_harm", "market_abuse"]


def guard_of_words(text: str) -> GuardName | None:
    """What the words are met with; null for all others."""
    scores = Classifiers.load().guard(text)
    says_something = is_sentence(text)
    if shows_despair(text) or (says_something and scores.shows_despair):
        return "self_harm"
    if asks_for_abuse(text) or (says_something and scores.asks_for_abuse):
        return "market_abuse"
    return None


def is_sentence(text: str) -> bool:
    """Whether there are words enough for a model to judge."""
    return len(set(_WORD.findall(text.casefold()))) >= FEWEST_WORDS
