"""What a promise waits for: an event in its words, with how many of it, wherever they stand. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.features.chat.understanding.readers.promise_words import (
    PromiseWord,
    promise_words_of,
)
from backend.features.record.rulebook.models import CommitmentTrigger

MOST_COUNT = 20  # in a row or a day: more is an amount
_BACK = 6  # words between "after" and what is waited for
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\Z")
_TIMES = {"once": 1, "twice": 2, "zweimal": 2}
_NOT_COUNTED = frozenset(
    """% percent min mins minute minutes m h hr hrs hour hours minuten minutos minuti r dollars bucks k $ contracts
    lots day days""".split()
)
_BETWEEN = frozenset("- go goes are is turn turns turned end ended in trade trades".split())
_COUNTING = frozenset("one first single every each".split())
_ENDS = frozenset(".;!?")
_STOP_HIT = frozenset("is gets got hit hits was fills filled".split())
_W = PromiseWord
_QUALIFYING = frozenset({_W.QUALIFIER, _W.ROW, _W.LOSS, _W.WIN})


@dataclass(frozen=True, slots=True)
class PromiseTrigger:
    """An event, and how many of it; null where none is told."""

    trigger: CommitmentTrigger
    count: int | None = None
    is_awaited: bool = True  # behind "after" or "if"


@dataclass(frozen=True, slots=True)
class _Event:
    place: int
    trigger: CommitmentTrigger
    count: int | None
    is_awaited: bool


def trigger_in(tokens: Sequence[str]) -> PromiseTrigger | None:
    """The event that is waited for: one behind "after" or "if" before any other; null where there is none."""
    events = sorted(_events(tokens), key=lambda event: (not event.is_awaited, event.place))
    if not events:
        return None
    event = events[0]
    is_awaited = event.is_awaited
    if event.trigger is CommitmentTrigger.AFTER_TRADES:
        return PromiseTrigger(event.trigger, event.count, is_awaited)
    if (
        event.trigger in (CommitmentTrigger.AFTER_LOSS, CommitmentTrigger.AFTER_STOP)
        and (event.count or 1) > 1
    ):
        return PromiseTrigger(CommitmentTrigger.AFTER_LOSSES, event.count, is_awaited)
    return PromiseTrigger(event.trigger, None, is_awaited)


def _events(tokens: Sequence[str]) -> Iterator[_Event]:
    for place, token in enumerate(tokens):
        trigger = _trigger_at(tokens, place, promise_words_of(token))
        if trigger is None:
            continue
        count = _count_before(tokens, place) or _count_behind(tokens, place)
        if trigger is CommitmentTrigger.AFTER_TRADES and (count is None or count > MOST_COUNT):
            continue
        yield _Event(place, trigger, count, _is_awaited(tokens, place))


def _trigger_at(
    tokens: Sequence[str], place: int, spoken: frozenset[PromiseWord]
) -> CommitmentTrigger | None:
    """What event a word is; null for any other."""
    if _W.TILT in spoken:
        return CommitmentTrigger.ON_TILT
    if _W.LOSS in spoken:
        return CommitmentTrigger.AFTER_LOSS
    if _W.WIN in spoken:
        return CommitmentTrigger.AFTER_WIN
    if _W.STOPPED in spoken or (_W.STOP in spoken and _is_a_stop_out(tokens, place)):
        return CommitmentTrigger.AFTER_STOP
    if _W.TRADE in spoken and not _is_of_a_result(tokens, place):
        return CommitmentTrigger.AFTER_TRADES
    return None


def _is_a_stop_out(tokens: Sequence[str], place: int) -> bool:
    """Whether "stop" is what ended a trade: "a stop", "2 stops", "stop out", "my stop is hit"; not "I stop"."""
    before = tokens[place - 1] if place else ""
    behind = tokens[place + 1] if place + 1 < len(tokens) else ""
    if _NUMBER.match(behind) or behind.isdigit():  # the price of a stop
        return False
    if behind in ("out", "outs") or behind in _STOP_HIT:
        return before not in ("i", "me", "to")
    if behind == "-" and place + 2 < len(tokens) and tokens[place + 2] in ("out", "outs"):
        return True
    if behind == "trading":
        return False
    if _NUMBER.match(before) or before in _COUNTING:
        return True
    return _W.ARTICLE in promise_words_of(before) and _is_awaited(tokens, place)


def _is_of_a_result(tokens: Sequence[str], place: int) -> bool:
    """Whether a losing or winning trade is meant, which is an event by itself: "2 trades in a row go red"."""
    before = promise_words_of(tokens[place - 1]) if place else frozenset()
    if before & {_W.LOSS, _W.WIN}:
        return True
    for token in tokens[place + 1 : place + 6]:
        spoken = promise_words_of(token)
        if spoken & {_W.LOSS, _W.WIN}:
            return True
        if token not in _BETWEEN and not spoken & {_W.ROW, _W.QUALIFIER}:
            return False
    return False


def _is_awaited(tokens: Sequence[str], place: int) -> bool:
    for token in reversed(tokens[max(0, place - _BACK) : place]):
        if token in _ENDS:
            return False
        if _W.WHEN in promise_words_of(token) or token == "on":  # noqa: S105
            return True
    return False


def _count_before(tokens: Sequence[str], place: int) -> int | None:
    """The number before an event, over words such as "straight" and "losing"."""
    for token in reversed(tokens[max(0, place - _BACK) : place]):
        match = _NUMBER.match(token)
        if match is not None:
            return int(match[1])
        if token not in _BETWEEN and not promise_words_of(token) & _QUALIFYING:
            return None
    return None


def _count_behind(tokens: Sequence[str], place: int) -> int | None:
    """The number behind a verb: "lose twice", "lose 2 in a row"; amounts of something are none."""
    behind = [*tokens[place + 1 : place + 3], "", ""]
    if behind[0] in _TIMES:
        return _TIMES[behind[0]]
    if behind[0] in ("number", "no", "nr"):  # "trade number 5"
        numbered = _NUMBER.match(behind[1])
        return None if numbered is None else int(numbered[1])
    match = _NUMBER.match(behind[0])
    if match is None or behind[1] in _NOT_COUNTED or int(match[1]) > MOST_COUNT:
        return None
    is_a_verb = tokens[place] in ("lose", "loses", "losing", "lost", "win", "verliere", "pierdo")
    return int(match[1]) if is_a_verb else None
