"""Questions for what there is: "which moods do I tag", "what other markets do I trade". Pure."""

from collections.abc import Sequence

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import Measure

_LISTED = {
    GroupBy.SETUP,
    GroupBy.TAG,
    GroupBy.EMOTION,
    GroupBy.INSTRUMENT,
    GroupBy.ACCOUNT,
    GroupBy.STRATEGY,
}
_ASKING = frozenset("what which whats list show name tell".split())
_BEFORE = frozenset(
    """what which whats list show name tell me other else all my the different are of kind kinds type types sort sorts
    so ok okay and but hey coach please exactly in on do i""".split()
)
_HAVING = frozenset(
    """have use used using tag tagged tagging trade traded trading log logged own run play played got record recorded
    hold there exist had""".split()
)
_BEHIND = _HAVING | frozenset(
    """do did am is are was been be i we ive ever usually mostly actually currently now at all so far in on my the
    record here please with for this to""".split()
)
_LIMITS = (MarkKind.SPAN, MarkKind.STOP, MarkKind.PAUSE)


def read_listing(sentence: Sentence, draft: QueryDraft, words: Sequence[Word]) -> None:
    """Take the whole question in as one for what there is, with how many trades there are of each."""
    marks = sentence.marks
    place = next((at for at, mark in enumerate(marks) if _is_listed(mark)), None)
    if place is None or draft.second is not None:
        return
    before = _plain(words, marks[:place])
    behind = _plain(words, [mark for mark in marks[place + 1 :] if not _limits(mark)])
    if _ASKING.isdisjoint(before) or not set(before) <= _BEFORE:
        return
    is_had = not _HAVING.isdisjoint(behind) or (not behind and place in sentence.plurals)
    if not is_had or not set(behind) <= _BEHIND:
        return
    draft.group_by, draft.measures = GroupBy(str(marks[place].value)), [Measure.TRADES]
    draft.ranking = draft.trend = None
    draft.is_default, draft.measures_are_implied, draft.is_listing = False, False, True
    draft.lists_others = "other" in before or "else" in before
    sentence.unclear.clear()
    sentence.take(*range(len(marks)))


def _is_listed(mark: PhraseMark) -> bool:
    return mark.kind is MarkKind.DIMENSION and mark.value in {group.value for group in _LISTED}


def _limits(mark: PhraseMark) -> bool:
    """Whether a mark limits which trades are meant, or ends a part: what won and what is open is no listing."""
    if isinstance(mark.value, FilterValue):
        return mark.value.field not in ("outcomes", "hours", "emotions")
    return mark.is_a(*_LIMITS)


def _plain(words: Sequence[Word], marks: Sequence[PhraseMark]) -> list[str]:
    return [word.plain for mark in marks for word in words[mark.start : mark.end]]
