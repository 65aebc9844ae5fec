"""How a question is worded around its parts: "profit or loss", "since school began, the first of September". Pure."""

from dataclasses import replace

from backend.features.chat.understanding.phrases.marks import (
    Days,
    FilterValue,
    MarkKind,
    PhraseMark,
)
from backend.features.chat.understanding.questions.draft import Sentence
from backend.features.chat.understanding.questions.phrase_scanner import Scan

_BETWEEN_ENDS = (MarkKind.FILLER, MarkKind.PREPOSITION)
_BEGINNINGS = frozenset(("since", "starting", "seit", "desde", "depuis"))
_BOUNDS = frozenset("since from until till before after to through between by".split())
_UNITS = frozenset("day week month".split())
_CONDITIONS = frozenset("when where that which i after with on following".split())
_OUTCOMES_OF_DAYS = frozenset(
    """red green losing winning bad good big great terrible awful up down profitable unprofitable flat rough
    strong""".split()
)
_SEQUEL = frozenset("after following since".split())
_MOST_BETWEEN = 2


def read_either_way(sentence: Sentence) -> None:
    """In "profit or loss?" and "wins and losses all mixed" both ends are named, so that neither is asked for."""
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.OR:
            continue
        first = _end_before(sentence, place)
        last = _end_behind(sentence, place)
        if first is None or last is None:
            continue
        ends = (_end_of(sentence.marks[first]), _end_of(sentence.marks[last]))
        if set(ends) != {"win", "loss"} or _is_compared(sentence):
            continue
        for at in (first, last):
            end = sentence.marks[at]
            if end.kind is not MarkKind.MEASURE:
                sentence.marks[at] = PhraseMark(MarkKind.ACT, "profit", end.start, end.end)


def _end_before(sentence: Sentence, place: int) -> int | None:
    for at in range(place - 1, max(place - 2 - _MOST_BETWEEN, -1), -1):
        if not sentence.marks[at].is_a(*_BETWEEN_ENDS):
            return at
    return None


def _end_behind(sentence: Sentence, place: int) -> int | None:
    for at in range(place + 1, min(place + 2 + _MOST_BETWEEN, len(sentence.marks))):
        if not sentence.marks[at].is_a(*_BETWEEN_ENDS):
            return at
    return None


def _end_of(mark: PhraseMark) -> str:
    """Which of both ends a mark names: `win`, `loss`, or none."""
    if isinstance(mark.value, FilterValue):
        return str(mark.value.value) if mark.value.field == "outcomes" else ""
    if mark.kind is MarkKind.ACT:
        return _ACTS.get(str(mark.value), "")
    return "win" if mark.kind is MarkKind.MEASURE and mark.value == "net_pnl" else ""


_ACTS = {"win": "win", "make": "win", "profit": "win", "lose": "loss", "lose_money": "loss"}


def _is_compared(sentence: Sentence) -> bool:
    return any(
        mark.is_a(MarkKind.VERSUS, MarkKind.AMONG, MarkKind.WHICH) for mark in sentence.marks
    )


def read_stories_of_time(sentence: Sentence) -> None:
    """In "since school began, the first of September" the date says when it was, and all days from then on count."""
    spans = [at for at, mark in enumerate(sentence.marks) if isinstance(mark.value, Days)]
    beginnings = [
        at
        for at, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.PREPOSITION and mark.value in _BEGINNINGS
    ]
    if len(spans) != 1 or len(beginnings) != 1 or beginnings[0] > spans[0]:
        return
    place = spans[0]
    mark, days = sentence.marks[place], sentence.marks[place].value
    assert isinstance(days, Days)
    before = sentence.marks[place - 1]
    is_bound = before.kind is MarkKind.PREPOSITION and before.value in _BOUNDS
    if days.day_from is None or days.day_from != days.day_to or is_bound:
        return
    sentence.marks[place] = PhraseMark(mark.kind, replace(days, day_to=None), mark.start, mark.end)
    sentence.take(*range(beginnings[0], place))


def refuse_conditions_of_days(sentence: Sentence, scan: Scan) -> None:
    """In "on days when it rains" and "after a red day" days are limited by what no filter of trades says."""
    for place, mark in enumerate(sentence.marks):
        words = scan.words
        if words[mark.start].text not in _UNITS or mark.end != mark.start + 1:
            continue
        at = mark.start
        following = words[at + 1].plain if at + 1 < len(words) else ""
        before = [word.plain for word in words[max(at - 3, 0) : at]]
        is_limited = before[-1:] in (["on"], ["those"], ["the"], ["in"]) and (
            following in _CONDITIONS and words[at].plain.endswith("s")
        )
        is_after = bool(_OUTCOMES_OF_DAYS & set(before[-1:])) and bool(_SEQUEL & set(before))
        if is_limited or is_after:
            sentence.refuse(place)
