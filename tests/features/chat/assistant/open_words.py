"""Words that the readers leave open, whatever heads they were trained with: found among idle sentences, never guessed."""

from itertools import product

from backend.features.chat.assistant.intent_extraction import (
    looks_like_a_wish,
    speaks_of_the_trader,
)
from backend.features.chat.understanding.requests import CoachingRequest, Understanding
from tests.features.chat.understanding.messages import understood

_WHO = (
    "hat off to the little bucko",
    "the aunt and her brolly",
    "a word for old Morley's ghost",
    "one more for the tall one",
    "so much for the blue hour",
    "the long way round with uncle Bert",
)
_WHEN = (
    "by the river again",
    "on the late tram",
    "somewhere behind the barn",
    "as it always was",
    "and the fog came in",
    "till the bells went quiet",
)


def open_words(count: int) -> list[str]:
    """So many different messages of which nothing is read, and nothing speaks for the trader."""
    sentences = (f"{who}, {when}" for who, when in product(_WHO, _WHEN))
    words = [words for words in sentences if _is_open(words)]
    assert len(words) >= count, words
    return words[:count]


def _is_open(words: str) -> bool:
    understanding: Understanding = understood(words)
    if understanding.clarification is not None or understanding.guard is not None:
        return False
    (request,) = understanding.requests
    is_talk = isinstance(request, CoachingRequest) and request.wants == "talk"
    is_bare = is_talk and not (request.topics or request.feelings)
    return is_bare and (looks_like_a_wish(words) or not speaks_of_the_trader(words))
