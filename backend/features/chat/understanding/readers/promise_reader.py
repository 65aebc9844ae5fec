"""Promises to oneself in words: what is waited for, what is then done, and whether it is promised at all. Pure.

Trigger and action are found wherever they stand; what makes them a promise is that both are there, or a word of
promising with one of them. What is missing is asked back.
"""

import re

from backend.features.chat.understanding.phrases.spelling import slips
from backend.features.chat.understanding.readers.number_forms import with_ordinals
from backend.features.chat.understanding.readers.promise_action import (
    PromiseAction,
    action_in,
    limits_trades,
)
from backend.features.chat.understanding.readers.promise_trigger import PromiseTrigger, trigger_in
from backend.features.chat.understanding.requests import PromiseRequest

LONGEST_STATEMENT = 200
MOST_SLIPS = 2  # of "minutes", which may also lack its s
_TOKEN = re.compile(
    r"\d{1,9}(?:[.,]\d{1,4})?(?:st|nd|rd|th)?|[^\W\d_]{1,40}(?:'[^\W\d_]{1,40})?|[$%.;!?-]"
)
_PLEDGES = re.compile(
    r"\b(?:i (?:hereby |solemnly )?(?:promise|commit|swear|vow|pledge)|(?:pinky |my |a |new )promise|promise[ds]?"
    r"|(?:make|making) (?:it|this|that) a rule|hold me to|deal|commit(?:ment)? to|commitment|commit me|my word|vow|pledge"
    r"|bind myself|contract with myself"
    r"|(?:pinky |i )?swear(?: to god| on \w+(?: \w+)?)?|cross my heart|hand on heart|on my (?:word|honou?r)"
    r"|verspreche|gelobe|schwöre|prometo|juro|promets|prometto|giuro)\b"
)
_RULES = re.compile(
    r"\b(?:new rule|rule (?:for me|for myself|from now)|from now on|from today)\b|\A\W*rule\b"
)
_QUESTION = re.compile(
    r"\A\W*(?:(?:so|and|but|ok|hey)\W+)*(?:what|which|why|how|did|do|does|have|has|had|should|shall|is|was|were|am|are|can|could"
    r"|when (?:did|do|does|have|had|should|is|was|were|am|are|can|will))\b",
)
_DONE = re.compile(
    r"\b(?:i (?:stopped|lost|was|had|did|took|broke|kept|got)|yesterday|last (?:week|month|time))\b"
)


_OF_A_TRADE = re.compile(r"\b(?:long|short|buy|sell|bought|sold|tp|target)\b.{0,60}?\d")
_MINUTES = re.compile(r"(?<=\d )m[a-z]{3,7}\b")


def read_promise(text: str) -> PromiseRequest | None:
    """The promise that a message plainly makes, as far as it was said; null where none is made."""
    words, tokens = _words_and_tokens(text)
    if _QUESTION.match(words) or words.rstrip().endswith("?") or _OF_A_TRADE.search(words):
        return None
    when, then = trigger_in(tokens), action_in(words, tokens)
    if when is None and then is None:
        return None
    is_whole = when is not None and then is not None
    is_awaited = when is not None and when.is_awaited and not _DONE.search(words)
    is_ruled = (
        is_whole and not limits_trades(words) and (is_awaited or _RULES.search(words) is not None)
    )
    return _promise(text, when, then) if is_ruled or _PLEDGES.search(words) else None


def promise_in(text: str) -> PromiseRequest:
    """The promise of a message of which it is known that it makes one, as far as it was said."""
    words, tokens = _words_and_tokens(text)
    return _promise(text, trigger_in(tokens), action_in(words, tokens))


def _words_and_tokens(text: str) -> tuple[str, list[str]]:
    words = with_ordinals(" ".join(text.lower().split()))
    words = _MINUTES.sub(lambda match: _unit(match.group()), words)
    return words, _TOKEN.findall(words)


def _unit(word: str) -> str:
    """The unit of a duration where it was mistyped."""
    return "minutes" if 0 < slips(word, "minutes") <= MOST_SLIPS else word


def _promise(text: str, when: PromiseTrigger | None, then: PromiseAction | None) -> PromiseRequest:
    return PromiseRequest(
        statement=" ".join(text.split())[:LONGEST_STATEMENT],
        trigger=None if when is None else when.trigger.value,
        count=None if when is None else when.count,
        promise=None if then is None else then.promise.value,
        minutes=None if then is None else then.minutes,
        percent=None if then is None else then.percent,
    )
