"""A part of a whole: "what percentage of my profit comes from Mondays", "how much of my fees is NQ". Pure.

The figure of the part is held against that of the whole; a share of winners is a win rate and is none of this.
"""

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import (
    QueryDraft,
    SelectionDraft,
    Sentence,
)
from backend.features.record.questions.schemas import Measure

_HEADS = ("how_often", "how_much")
_PARTS = frozenset("part portion piece chunk bit slice percent percentage share fraction".split())
_SUMS = (Measure.NET_PNL, Measure.FEES, Measure.TRADES, Measure.TOTAL_R)


def read_share(sentence: Sentence, draft: QueryDraft) -> None:
    """Take the head and the whole of such a question; what limits it is the part and is read as ever."""
    start = next((at for at in range(len(sentence.marks)) if _is_head(sentence, at)), None)
    if start is None:
        return
    whole = _whole_behind(sentence, start)
    if whole is None or not _has_part(sentence, whole):
        return
    mark = sentence.marks[whole]
    draft.whole = SelectionDraft()
    if isinstance(mark.value, FilterValue):  # "of my losses": how many they are, and what they cost
        draft.whole.add(mark.value)
        draft.first.add(mark.value)
        draft.measures += [Measure.NET_PNL, Measure.TRADES]
    else:
        draft.measures.append(_sum_of(mark))
    for at in range(start, whole + 1):
        read = sentence.marks[at]
        if read.kind is MarkKind.SPAN:
            continue
        sentence.take(at)
        sentence.marks[at] = PhraseMark(MarkKind.FILLER, "share", read.start, read.end)
    _drop_acts(sentence, whole)


def hold_against_whole(draft: QueryDraft) -> None:
    """The whole as the second side, once the part is known; in the days of the part where it has more than days."""
    if draft.whole is None or draft.second is not None or draft.first.is_empty():
        return
    is_of_days = draft.first.only == draft.whole.only and not draft.first.excluding
    draft.whole.days = None if is_of_days else draft.first.days
    draft.second = draft.whole


def _is_head(sentence: Sentence, at: int) -> bool:
    mark = sentence.marks[at]
    if mark.kind is MarkKind.HEAD and mark.value in _HEADS:
        return _is_of(sentence, at + 1)
    is_word = mark.kind is MarkKind.FILLER and str(mark.value) in _PARTS
    return is_word and _is_of(sentence, at + 1)


def _is_of(sentence: Sentence, at: int) -> bool:
    return at < len(sentence.marks) and sentence.marks[at].value == "of"


def _whole_behind(sentence: Sentence, start: int) -> int | None:
    """The place of what is shared out, directly behind "of" and what says whose it is."""
    for at in range(start + 2, len(sentence.marks)):
        mark = sentence.marks[at]
        if mark.is_a(MarkKind.FILLER, MarkKind.SPAN):  # "of my October profit"
            continue
        is_sum = mark.kind is MarkKind.MEASURE and mark.value in _SUMS
        is_counted = mark.kind is MarkKind.THING and mark.value == "trade"
        return at if is_sum or is_counted or _is_outcome(mark) else None
    return None


def _has_part(sentence: Sentence, whole: int) -> bool:
    """Whether something behind it names a part; its own outcome ("are winners") asks for a rate."""
    behind = sentence.marks[whole + 1 :]
    if any(_is_outcome(mark) or mark.kind is MarkKind.VERSUS for mark in behind):
        return False
    acts = [mark for mark in behind if mark.is_a(MarkKind.ACT)]
    is_counted = sentence.marks[whole].kind is MarkKind.THING
    if is_counted and any(mark.value in ("win", "lose", "profit") for mark in acts):
        return False  # "what share of my trades on Mondays win"
    return any(mark.is_a(MarkKind.FILTER, MarkKind.SPAN) for mark in behind)


def _drop_acts(sentence: Sentence, whole: int) -> None:
    """In "what part of my gains did I make in the morning" the act says the sum again."""
    for at in range(whole + 1, len(sentence.marks)):
        if sentence.marks[at].kind is MarkKind.ACT:
            sentence.take(at)


def _sum_of(mark: PhraseMark) -> Measure:
    return Measure.TRADES if mark.kind is MarkKind.THING else Measure(str(mark.value))


def _is_outcome(mark: PhraseMark) -> bool:
    return isinstance(mark.value, FilterValue) and mark.value.field == "outcomes"
