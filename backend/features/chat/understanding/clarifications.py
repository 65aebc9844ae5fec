"""Answers to what the coach asked back: a button's words, its number, or the value that was missing. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.features.chat.understanding.requests import Clarification, Request
from backend.features.chat.understanding.thread_state import AskedBack

WAITS = timedelta(hours=12)  # what was asked longer ago is no question any more
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 0,
}
_PLACE = re.compile(
    r"\A\W{0,4}+(?:(?:the|number|option|no|nr)\W{0,4}+){0,3}+#?(?P<place>[1-6]|first|1st|second|2nd|third"
    r"|3rd|fourth|4th|last)(?: one)?\W{0,4}\Z",
    re.I,
)
MOST_ALIKE = 2  # words of such an answer
_WORD = re.compile(r"[^\W_]+")
_FILLER = frozenset("i it mean meant the a an please pls was is of that one my this to".split())


def answer_to(question: AskedBack | None, text: str, now: datetime) -> Request | None:
    """The request that an answer picks; null where the words pick none of them, or nothing is asked."""
    if question is None or now - question.at > WAITS:
        return None
    choices = question.clarification.choices
    if not choices:
        return None
    place = _PLACE.match(text)
    if place is not None:
        named = place["place"].lower()
        number = _ORDINALS[named] if named in _ORDINALS else int(named)
        if number <= len(choices):
            return choices[number - 1].request
    return _named(question.clarification, text)


def _named(clarification: Clarification, text: str) -> Request | None:
    """The choice whose label has all the words of the answer, where that is one alone."""
    words = _words(text)
    if not words:
        return None
    labels = [(_words(choice.label), choice.request) for choice in clarification.choices]
    equal = [request for label, request in labels if label == words]
    if len(equal) == 1:
        return equal[0]
    within = [request for label, request in labels if words <= label]
    if len(within) == 1:
        return within[0]
    return _alike(words, labels)


def _alike(
    words: frozenset[str], labels: Sequence[tuple[frozenset[str], Request]]
) -> Request | None:
    """The one choice that shares a word with a short answer without numbers: "the single date" of "the single day"."""
    if len(words) > MOST_ALIKE or any(word.isdigit() for word in words):
        return None
    sharing = [request for label, request in labels if words & label]
    return sharing[0] if len(sharing) == 1 and len(labels) > 1 else None


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text)) - _FILLER
