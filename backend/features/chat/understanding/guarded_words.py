"""What words are met with before everything else: care for despair, a refusal of market abuse. Pure.

Lexicon or model: either may hear it, and neither is outvoted by the other. Where the model is in doubt whether the trade
or the trader is meant, it is asked, gently; that counts as heard.
"""

import re

from backend.features.chat.understanding.clarifications import WAITS
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    CoachingRequest,
    Understanding,
)
from backend.features.coach.classifiers.service import Classifiers
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.normalize import heard
from backend.features.coach.language.self_harm import shows_despair

FEWEST_WORDS = 3  # the model knows sentences: one word over and over, or signs alone, are none
SURELY_IDIOM = 0.05  # below it the model takes what the lexicon hears for idiom: then it is asked, and never passed over
LONGEST_ANSWER = 12  # words of an answer to whether the trade is meant
ABOUT = "despair"  # what is asked about
TRADE, ONESELF = "I mean the trade", "I mean myself"
_WORD = re.compile(r"[^\W\d_]+")
_ONESELF = re.compile(
    r"\b(?:me|my ?self|mine|i am|i'?m (?:not (?:ok(?:ay)?|fine|joking)|serious|the one)|life|liv(?:e|ing)"
    r"|both|either|alive|di(?:e|ying)"
    r"|dead|hurt\w*|end|yes|yeah|yep|don'?t know|dont know|idk|dunno|not sure|maybe|kinda|kind of|sort of"
    r"|not the trade|no joke"
    r"|ich|mich|selbst|yo|mi mismo|moi|io|eu)\b"
)
_TRADE = re.compile(
    r"\b(?:trades?|trading|position|account|market|jok(?:e|ing)|kidding|lol|lmao|haha\w*|figure of speech|money|chart|idiom"
    r"|just (?:a saying|words|tired|frustrated|angry|annoyed)|all good|i'?m (?:fine|ok(?:ay)?|good))\b"
)
_NOT_THE_TRADE = re.compile(
    r"\b(?:not|n'?t|no)\b[^.?!]{0,15}\b(?:trades?|trading|jok\w+|kidding|account|market)\b"
)

CARE = Understanding(requests=(CoachingRequest(),), guard="self_harm")
DECLINED = Understanding(requests=(CoachingRequest(),), guard="market_abuse")
ASKED = Understanding(requests=(CoachingRequest(),), guard="self_harm", asks_how_it_is_meant=True)
HOW_IT_IS_MEANT = Clarification(
    question="Do you mean the trade, or yourself?",
    about=ABOUT,
    choices=(
        ClarificationOption(label=TRADE, request=CoachingRequest(wants="reassured")),
        ClarificationOption(label=ONESELF, request=CoachingRequest()),
    ),
)


def met_with(text: str, context: MessageContext) -> Understanding | None:
    """Care, a gentle question or a refusal; null for all other words."""
    says_something = is_sentence(text)
    scores = Classifiers.load().guard(text)
    if _is_meant(text, context) or (says_something and scores.shows_despair):
        return CARE
    if shows_despair(text):
        is_idiom = says_something and scores.self_harm < SURELY_IDIOM
        return ASKED if is_idiom else CARE
    if asks_for_abuse(text) or (says_something and scores.asks_for_abuse):
        return DECLINED
    return ASKED if says_something and scores.may_show_despair else None


def of_likely_despair(text: str) -> Understanding:
    """What is met as despair because its kind is likeliest so: with care where the guard agrees, else it is asked."""
    return CARE if Classifiers.load().guard(text).may_show_despair else ASKED


def _is_meant(text: str, context: MessageContext) -> bool:
    """Whether a short answer to the gentle question says that it is the trader who is meant, or leaves that open."""
    question = context.thread.asked
    if question is None or question.clarification.about != ABOUT:
        return False
    if context.now - question.at > WAITS:
        return False
    words = heard(text)
    if len(_WORD.findall(words)) > LONGEST_ANSWER:
        return False
    if _NOT_THE_TRADE.search(words):
        return True
    return _ONESELF.search(words) is not None and _TRADE.search(words) is None


def is_sentence(text: str) -> bool:
    """Whether there are words enough for a model to judge."""
    return len(set(_WORD.findall(text.casefold()))) >= FEWEST_WORDS
