"""What the heads of questions say beside the phrases: a measure, an order, a grouping in words of no table. Pure.

Phrases are exact where they are known, and heads know more wordings. A head is heard where the phrases say nothing of
its part, and against them where it is all but certain. Days, names, hours and numbers are read by phrases alone.
"""

from collections.abc import Callable, Collection
from decimal import Decimal

from backend.features.chat.understanding.phrases.marks import Days, MarkKind
from backend.features.chat.understanding.questions.comparison import settled_days
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.likely_selection import Heard, hear_selection
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.coach.classifiers.models import LabelScore, QuestionScores
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import (
    Measure,
    RankedThing,
    Ranking,
    RankOrder,
    TrendBy,
)

HEARD = 0.6  # where no phrase says anything
AGAINST = 0.8  # where one phrase says something else
AGAINST_MORE = 0.97  # where several do, or an order names what it is by
NEVER = 1.1
NOTHING_OF_IT = 0.9  # to take an order back
CERTAIN = 0.9  # of one figure among several, of the other end of an order, of a day and no weekday
COMPARING = 0.8
MOST_UNKNOWN = 4  # words that are tried, whether they are what a head went by
MOST_RANKED = 20
OVERVIEW = "overview"
NONE = "none"
_RANKED = {
    "trades": RankedThing.TRADE,
    "days": RankedThing.DAY,
    "groups": RankedThing.GROUP,
}
_MADE_OF = {
    Measure.PAYOFF: frozenset((Measure.AVERAGE_WIN, Measure.AVERAGE_LOSS)),
    Measure.RECOVERY_FACTOR: frozenset((Measure.MAX_DRAWDOWN, Measure.MAX_DRAWDOWN_MONEY)),
}
"""What a measure is told by, where it alone is asked."""
Judge = Callable[[str], QuestionScores]


def complete(
    draft: QueryDraft, sentence: Sentence, scan: Scan, judge: Judge, feelings: Collection[str] = ()
) -> None:
    """Put into a draft what the heads are sure of; words that they went by are accounted for."""
    if is_said_whole(draft):
        return
    scores = judge(" ".join(word.raw for word in scan.words))
    heard = [
        *_hear_measure(draft, scores.measure),
        *_hear_second_measure(draft, sentence, scan, judge),
        *_hear_shape(draft, sentence, scores),
        *hear_selection(draft, sentence, scores, feelings),
    ]
    _drop_what_groups_say(draft)
    _hold_against_the_rest(draft, sentence)
    if heard:
        _account(sentence, scan, judge, dict(heard))


def is_said_whole(draft: QueryDraft) -> bool:
    """Whether phrases say what is asked, and the heads have no label for it."""
    is_of_habits = draft.measures == [Measure.PATTERN_COST] and not draft.first.only.get("patterns")
    is_of_habits = is_of_habits or draft.whole is not None
    return draft.is_listing or is_of_habits or bool(_WITHOUT_LABEL & set(draft.measures))


_WITHOUT_LABEL = frozenset(
    {Measure.RISK, Measure.TIME_BELOW_HIGH, Measure.TOTAL_R, Measure.TRADES_PER_DAY}
)


def _hear_measure(draft: QueryDraft, score: LabelScore) -> Heard:
    named = [measure.value for measure in draft.measures]
    if score.label in named:
        is_list = draft.adds_measures or draft.joins_measures
        if score.probability >= HEARD and not is_list:
            made_of = _MADE_OF.get(Measure(score.label), frozenset())
            rest = [measure for measure in draft.measures if measure not in made_of]
            draft.measures = rest  # "the ratio of my winner to my loser"
        return
    is_of_rules = bool(draft.rules) and score.label == Measure.ADHERENCE.value
    if score.probability < _least_of_measure(draft) or is_of_rules:
        return
    if score.label == OVERVIEW:
        if named:
            draft.measures, draft.is_default = [], True
            yield "measure", score.label
        return
    draft.measures = [Measure(score.label), *draft.measures[1:]]
    draft.measures_are_implied = False
    yield "measure", score.label


def _hear_second_measure(draft: QueryDraft, sentence: Sentence, scan: Scan, judge: Judge) -> Heard:
    """In "how many trades, and how much money" each part of the sentence asks for a figure of its own."""
    if len(draft.measures) != 1 or draft.ranking is not None or draft.group_by is not None:
        return
    for start, end in _asking_parts(sentence, len(scan.words)):
        words = scan.words[start:end]
        if len(words) < LEAST_OF_A_PART:
            continue
        score = judge(" ".join(word.raw for word in words)).measure
        is_another = score.label not in (OVERVIEW, draft.measures[0].value)
        if is_another and score.probability >= OF_A_PART:
            draft.measures.append(Measure(score.label))
            return
    yield from ()


def _asking_parts(sentence: Sentence, count: int) -> list[tuple[int, int]]:
    """Where the words of parts stand that ask for something, where there are two and more such parts."""
    parts: list[tuple[int, int, bool]] = []
    start, asks = 0, False
    for mark in sentence.marks:
        if mark.is_a(*_BORDERS) or mark.value == "plus":
            parts.append((start, mark.start, asks))
            start, asks = mark.end, False
        asks = asks or mark.is_a(MarkKind.HEAD, MarkKind.MEASURE)
    parts.append((start, count, asks))
    asking = [(first, last) for first, last, is_asking in parts if is_asking]
    return asking if len(asking) > 1 else []


_BORDERS = (MarkKind.AND, MarkKind.PAUSE, MarkKind.STOP)
OF_A_PART = 0.93
LEAST_OF_A_PART = 2  # words


def _drop_what_groups_say(draft: QueryDraft) -> None:
    """What is put together by directions or by adherence is of all of them, and measures something else."""
    if draft.group_by is GroupBy.DIRECTION and draft.first.overlap:
        draft.first.only.pop("direction", None)
    if draft.group_by is GroupBy.ADHERENCE and len(draft.measures) > 1:
        draft.measures = [name for name in draft.measures if name != Measure.ADHERENCE]


def _hold_against_the_rest(draft: QueryDraft, sentence: Sentence) -> None:
    """In "do I trade better when …" a selection that only the heads heard is better than all others, or is not."""
    first = draft.first
    is_open = draft.second is None and not (draft.ranking or draft.group_by or draft.trend)
    better = [
        at
        for at, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.AMONG and mark.value == "better" and at not in sentence.accounted
    ]
    others = (MarkKind.VERSUS, MarkKind.NOT, MarkKind.LEFT_OUT)
    is_held = any(mark.is_a(*others) for mark in sentence.marks)
    if is_held or not is_open or not better or len(first.only) != 1 or first.excluding:
        return
    field = next(iter(first.only))
    draft.second = first.copy()
    draft.second.excluding[field] = draft.second.only.pop(field)
    sentence.take(*better)


def _least_of_measure(draft: QueryDraft) -> float:
    if draft.other_end is not None and draft.measures:
        return NEVER  # "biggest and smallest position": both words say of what
    if len(draft.measures) > 1:
        return AGAINST_MORE
    if draft.is_default:
        return AGAINST
    if not draft.measures or draft.measures_are_implied:
        return HEARD
    return AGAINST if draft.ranking is None else AGAINST_MORE


def _hear_shape(draft: QueryDraft, sentence: Sentence, scores: QuestionScores) -> Heard:
    shape, grouping = scores.shape, scores.grouping
    if draft.second is not None or draft.trend is not None or shape.probability < HEARD:
        return
    order, _, of = shape.label.partition("_")
    group = _group_of(grouping)
    if shape.label == "trend" and draft.group_by is None and draft.ranking is None:
        if grouping.label in set(TrendBy):
            draft.trend = TrendBy(grouping.label)
            yield "shape", shape.label
    elif shape.label == "grouped" and draft.group_by is None and draft.ranking is None:
        if group is not None:
            draft.group_by = group
            yield "grouping", grouping.label
    elif shape.label == "compared" and shape.probability >= COMPARING:
        if draft.group_by is None and draft.ranking is None:
            yield from _hear_comparison(draft, sentence, shape)
    elif of in _RANKED and draft.ranking is not None:
        _correct_order(draft, sentence, shape, Ranking(of=_RANKED[of], order=RankOrder(order)))
    elif of in _RANKED:
        ranked = _RANKED[of]
        group = draft.group_by or group
        if ranked is RankedThing.GROUP and group is None:
            return
        draft.group_by = group if ranked is RankedThing.GROUP else None
        draft.ranking = Ranking(of=ranked, order=RankOrder(order), limit=_count(sentence))
        yield "shape", shape.label
    elif shape.label == "plain" and shape.probability >= NOTHING_OF_IT:
        _take_order_back(draft)


def _correct_order(
    draft: QueryDraft, sentence: Sentence, shape: LabelScore, likely: Ranking
) -> None:
    """What took most off the trader is the worst, whatever "most" is elsewhere."""
    assert draft.ranking is not None
    if draft.other_end is not None:
        return  # both ends are named
    is_turned = draft.order_is_said and draft.ranking.order is not likely.order
    if is_turned or shape.probability < CERTAIN or draft.ranking.of is not likely.of:
        return
    limit = draft.ranking.limit if draft.ranking.limit > 1 else _count(sentence)
    draft.ranking = likely.model_copy(update={"limit": limit})
    draft.is_single_day = likely.of is RankedThing.DAY


def _hear_comparison(draft: QueryDraft, sentence: Sentence, shape: LabelScore) -> Heard:
    """Two values of one field, two spans, or one value against all others, which no phrase holds against each other."""
    first = draft.first
    spans = [mark.value for mark in sentence.marks if isinstance(mark.value, Days)]
    twos = [
        name
        for name, value in first.only.items()
        if isinstance(value, list) and len(value) == 2 and name != "every_tag"
    ]
    if len(spans) == 2 and _are_apart(*spans) and not twos and not first.overlap:
        draft.second = first.copy()
        draft.second.days = settled_days(spans[1], spans[0])
        first.days = spans[0]
    elif len(first.overlap) == 1:
        value = first.overlap[0]
        draft.second = first.copy()
        draft.second.only[value.field] = value.value
        _take_value(sentence, value)
    elif len(twos) == 1 and not spans[1:]:
        left, right = first.only[twos[0]]
        draft.second = first.copy()
        first.only[twos[0]], draft.second.only[twos[0]] = [left], [right]
    elif len(first.only) == 1 and _is_against_the_rest(sentence) and not first.excluding:
        field, value = next(iter(first.only.items()))
        draft.second = first.copy()
        draft.second.excluding[field] = draft.second.only.pop(field)
    else:
        return
    yield "shape", shape.label


def _is_against_the_rest(sentence: Sentence) -> bool:
    """Whether words hold what is named against all else: "better when calm than not", "and otherwise"."""
    return any(
        mark.is_a(MarkKind.AMONG, MarkKind.OTHERS) or mark.value in _AGAINST
        for mark in sentence.marks
    )


_AGAINST = frozenset(("than", "otherwise"))


def _are_apart(first: Days, second: Days) -> bool:
    """Whether two spans share no day: in "this year, is October better" one lies in the other."""
    starts, ends = (first.day_from, second.day_from), (first.day_to, second.day_to)
    if None in (*starts, *ends):
        return False
    return max(day for day in starts if day) > min(day for day in ends if day)


def _take_value(sentence: Sentence, value: object) -> None:
    for place, mark in enumerate(sentence.marks):
        if mark.value == value:
            sentence.unclear.discard(place)
            sentence.take(place)


def _take_order_back(draft: QueryDraft) -> None:
    if draft.ranking is not None and draft.ranking.of is RankedThing.GROUP:
        draft.group_by = None
    draft.ranking = None


def _group_of(grouping: LabelScore) -> GroupBy | None:
    is_heard = grouping.probability >= HEARD and grouping.label in set(GroupBy)
    return GroupBy(grouping.label) if is_heard else None


def _count(sentence: Sentence) -> int:
    """How many are asked for: a small number that means nothing else."""
    for place, mark in enumerate(sentence.marks):
        value = mark.value
        if not isinstance(value, Decimal) or place in sentence.accounted:
            continue
        if mark.kind is MarkKind.NUMBER and value == int(value) and 1 <= value <= MOST_RANKED:
            sentence.take(place)
            return int(value)
    return 1


def _account(sentence: Sentence, scan: Scan, judge: Judge, heard: dict[str, str]) -> None:
    """A word without which a head would not have said so is understood by it."""
    unknown = [
        place
        for place, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.UNKNOWN and place not in sentence.accounted
    ]
    for place in unknown[:MOST_UNKNOWN]:
        mark = sentence.marks[place]
        rest = [word.raw for at, word in enumerate(scan.words) if not mark.start <= at < mark.end]
        scores = judge(" ".join(rest))
        parts = ((scores.part(name), label) for name, label in heard.items())
        if any(score.label != label or score.probability < HEARD for score, label in parts):
            sentence.take(place)
