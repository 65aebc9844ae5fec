"""What a question leaves open, so that an answer would be one of something else: asked back, with the ways to go on. Pure.

Every word of a question must be found in what comes of it: one side of a comparison is no comparison, days that begin
with what is not on record are not all days, and no trade says which rule it broke.
"""

from collections.abc import Sequence

from backend.features.chat.understanding.phrases.marks import MarkKind, PhraseMark
from backend.features.chat.understanding.phrases.span_words import SINCE, UNTIL
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    RecordQuestion,
)
from backend.features.record.questions.schemas import (
    Filters,
    Measure,
    NumberRange,
    PlanState,
    RecordQuery,
    TradeSlice,
)

_ENDS = (
    MarkKind.STOP,
    MarkKind.PAUSE,
    MarkKind.MEASURE,
    MarkKind.HEAD,
    MarkKind.DEFAULT,
    MarkKind.SPAN,
    MarkKind.VERSUS,
    MarkKind.WHICH,
)
_MOST_OF_A_BOUND = 12  # words
_FULL_ADHERENCE = 100


def left_open(
    scan: Scan, sentence: Sentence, draft: QueryDraft, query: RecordQuery
) -> Clarification | None:
    """What must be known before a question is answered; null where all of it is."""
    return _of_bounds(draft, query) or _of_rules(draft, query) or _of_sides(scan, sentence, query)


def read_open_bounds(sentence: Sentence, draft: QueryDraft, scan: Scan) -> None:
    """Note what bounds the days and is no day: "since my last review"."""
    for place, mark in enumerate(sentence.marks):
        is_bound = mark.kind is MarkKind.PREPOSITION and mark.value in SINCE | UNTIL
        if place in sentence.accounted or not is_bound:
            continue
        places = _bound_from(sentence.marks, place)
        if len(places) < 2 or sentence.marks[places[1]].kind is MarkKind.NUMBER:
            continue  # "till twelve" is an hour
        if draft.first.days is not None:
            sentence.refuse(*places)  # said back: other days are named
            continue
        first, last = sentence.marks[places[0]], sentence.marks[places[-1]]
        words = scan.words[first.start : last.end][:_MOST_OF_A_BOUND]
        draft.open_bounds += (" ".join(word.raw for word in words),)
        sentence.unclear.difference_update(places)
        sentence.take(*places)


def _bound_from(marks: Sequence[PhraseMark], place: int) -> range:
    """The marks from "since" to the end of what it names."""
    end = place + 1
    while end < len(marks) and not marks[end].is_a(*_ENDS):
        end += 1
    return range(place, end)


def _of_bounds(draft: QueryDraft, query: RecordQuery) -> Clarification | None:
    """As in "since I changed my stop": nothing on record says when that was."""
    if not draft.open_bounds or query.day_from is not None or query.day_to is not None:
        return None
    named = draft.open_bounds[0]
    return Clarification(
        question=f"Your record knows days, and not which are meant by \u201c{named}\u201d. Which days do you mean?",
        about="days",
        choices=(_option("All days", query),),
        pending=RecordQuestion(query=query),
    )


def _option(label: str, query: RecordQuery) -> ClarificationOption:
    return ClarificationOption(label=label, request=RecordQuestion(query=query))


def _of_rules(draft: QueryDraft, query: RecordQuery) -> Clarification | None:
    """As in "trades where I broke a rule": what is on record of them is how they kept to a plan."""
    if not draft.rules:
        return None
    ways = _BROKEN if draft.rules == "broken" else _KEPT
    if query.measures == [Measure.ADHERENCE]:
        query = query.model_copy(
            update={"measures": [Measure.TRADES]}
        )  # "how often", and not how well
    if draft.compares_rules:
        query = query.model_copy(update={"compared_with": _selection_of(query)})
    options = tuple(_option(label, _limited(query, limits)) for label, limits in ways)
    return Clarification(
        question=f"No trade says which rules were {draft.rules}; your plans do. Which trades do you mean?",
        about="rules",
        choices=options,
        pending=RecordQuestion(query=query),
    )


_BROKEN: tuple[tuple[str, dict[str, object]], ...] = (
    ("That strayed from their plan", {"patterns": ["plan_drift"]}),
    ("Without a plan", {"plans": [PlanState.UNPLANNED]}),
    (
        "With an adherence below 100",
        {"adherence": NumberRange.model_validate({"at_most": str(_FULL_ADHERENCE - 1)})},
    ),
)
_KEPT: tuple[tuple[str, dict[str, object]], ...] = (
    ("With a plan", {"plans": [PlanState.PLANNED]}),
    (
        "With a full adherence",
        {"adherence": NumberRange.model_validate({"at_least": str(_FULL_ADHERENCE)})},
    ),
)


def _limited(query: RecordQuery, limits: dict[str, object]) -> RecordQuery:
    """The question of these trades alone; where it compares, against all others."""
    only = Filters.model_validate({**query.only.model_dump(), **limits})
    changes: dict[str, object] = {"only": only}
    if query.measures == [Measure.OCCURRENCES] and "patterns" not in limits:
        changes["measures"] = [Measure.TRADES]
    if query.compared_with is not None:
        excluding = Filters.model_validate({**query.excluding.model_dump(), **limits})
        changes["compared_with"] = query.compared_with.model_copy(update={"excluding": excluding})
    return query.model_copy(update=changes)


def _of_sides(scan: Scan, sentence: Sentence, query: RecordQuery) -> Clarification | None:
    """A comparison of which one side is not on record, or both sides are the same."""
    if query.group_by is not None:
        return None
    markers = [at for at, mark in enumerate(sentence.marks) if mark.kind is MarkKind.VERSUS]
    if query.compared_with is not None:
        if len(markers) > 1 and any(place not in sentence.accounted for place in markers):
            return _too_many(query)
        if _selection_of(query) != query.compared_with:
            return None
        alone = query.model_copy(update={"compared_with": None})
        words = "Both sides of that comparison are the same. What do you want to hold it against?"
        return _asked(words, alone)
    if _RATIOS & set(query.measures):
        return None  # "how much bigger is my winner than my loser" is one figure
    if not any(_compares(scan, sentence, place) for place in markers):
        return None
    unknown = _unknown_side(scan, sentence, markers[0])
    words = "I see one side of a comparison. What do you want to hold it against?"
    if unknown:
        words = f"I cannot compare with \u201c{unknown}\u201d: nothing on your record is called so."
    return _asked(words, query)


def _compares(scan: Scan, sentence: Sentence, place: int) -> bool:
    """Whether a word that found one side alone compares for certain: "against me" and "less than half" need not."""
    if place in sentence.accounted:
        return False
    mark = sentence.marks[place]
    words = {word.plain for word in scan.words[mark.start : mark.end]}
    is_better = any(other.kind is MarkKind.AMONG for other in sentence.marks)
    return not _CERTAIN.isdisjoint(words) or ("than" in words and is_better)


_CERTAIN = frozenset("vs vs. versus compare compared comparing comparison beat outperform".split())


def _too_many(query: RecordQuery) -> Clarification:
    """As in "mornings vs afternoons, this week vs last week": an answer has two sides."""
    question = "I can hold two things against each other at a time. Which two do you want first?"
    return Clarification(question=question, about="comparison", pending=RecordQuestion(query=query))


_RATIOS = frozenset({Measure.PAYOFF, Measure.PROFIT_FACTOR})


def _selection_of(query: RecordQuery) -> TradeSlice:
    return TradeSlice.model_validate(query.model_dump(include=set(TradeSlice.model_fields)))


def _asked(question: str, query: RecordQuery) -> Clarification:
    choices = (_option("Without the comparison", query),)
    pending = RecordQuestion(query=query)
    return Clarification(question=question, about="comparison", choices=choices, pending=pending)


def _unknown_side(scan: Scan, sentence: Sentence, place: int) -> str:
    """The words of the side that is not on record: behind the word that compares, or else before it."""
    for part in (sentence.marks[place + 1 :], sentence.marks[:place]):
        unknown = [mark for mark in part if mark.kind is MarkKind.UNKNOWN]
        if unknown:
            return " ".join(
                word.raw for mark in unknown for word in scan.words[mark.start : mark.end]
            )
    return ""
