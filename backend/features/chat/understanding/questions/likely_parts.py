"""What the heads of questions say beside the phrases: a measure, an order, a grouping in words of no table. Pure.

Phrases are exact where they are known, and heads know more wordings. A head is heard where the phrases say nothing of
its part, and against them where it is all but certain. Days, names, hours and numbers are read by phrases alone.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from backend.features.chat.understanding.phrases.marks import MarkKind
from backend.features.chat.understanding.questions.draft import Draft, Sentence
from backend.features.chat.understanding.questions.scanner import Scan
from backend.features.coach.classifiers.models import LabelScore, QuestionScores
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import (
    After,
    Measure,
    RankedThing,
    Ranking,
    RankOrder,
    RunBefore,
    TrendBy,
)

HEARD = 0.6  # where no phrase says anything
AGAINST = 0.8  # where one phrase says something else
AGAINST_MORE = 0.97  # where several do, or an order names what it is by
NOTHING_OF_IT = 0.9  # to take an order back
FILTERING = 0.8  # to leave trades out
MOST_UNKNOWN = 4  # words that are tried, whether they are what a head went by
MOST_RANKED = 20
MOST_IN_A_ROW = 6
HOUR, DAY = 60, 1440  # minutes
OVERVIEW = "overview"
NONE = "none"
_RANKED = {
    "trades": RankedThing.TRADE,
    "days": RankedThing.DAY,
    "groups": RankedThing.GROUP,
}
Judge = Callable[[str], QuestionScores]


def complete(draft: Draft, sentence: Sentence, scan: Scan, judge: Judge) -> None:
    """Put into a draft what the heads are sure of; words that they went by are accounted for."""
    scores = judge(" ".join(word.raw for word in scan.words))
    heard = [
        *_hear_measure(draft, scores.measure),
        *_hear_shape(draft, sentence, scores),
        *_hear_filters(draft, scores),
    ]
    if heard:
        _account(sentence, scan, judge, dict(heard))


Heard = Iterator[tuple[str, str]]  # parts, and what was heard of them


def _hear_measure(draft: Draft, score: LabelScore) -> Heard:
    named = [measure.value for measure in draft.measures]
    if score.label in named:
        return
    if score.probability < _least_of_measure(draft):
        return
    if score.label == OVERVIEW:
        if named:
            draft.measures, draft.is_default = [], True
            yield "measure", score.label
        return
    draft.measures = [Measure(score.label), *draft.measures[1:]]
    draft.measures_are_implied = False
    yield "measure", score.label


def _least_of_measure(draft: Draft) -> float:
    if len(draft.measures) > 1:
        return AGAINST_MORE
    if draft.is_default:
        return AGAINST
    if not draft.measures or draft.measures_are_implied:
        return HEARD
    return AGAINST if draft.ranking is None else AGAINST_MORE


def _hear_shape(draft: Draft, sentence: Sentence, scores: QuestionScores) -> Heard:
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
    elif of in _RANKED and draft.ranking is None:
        ranked = _RANKED[of]
        group = draft.group_by or group
        if ranked is RankedThing.GROUP and group is None:
            return
        draft.group_by = group if ranked is RankedThing.GROUP else None
        draft.ranking = Ranking(of=ranked, order=RankOrder(order), limit=_count(sentence))
        yield "shape", shape.label
    elif shape.label == "plain" and shape.probability >= NOTHING_OF_IT:
        _take_order_back(draft)


def _take_order_back(draft: Draft) -> None:
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


def _hear_filters(draft: Draft, scores: QuestionScores) -> Heard:
    only = draft.first.only
    named = only.keys() | draft.first.excluding.keys()
    if "outcomes" not in named and _leaves_out(scores.outcome):
        only["outcomes"] = [scores.outcome.label]
        yield "outcome", scores.outcome.label
    if "after" not in named and _leaves_out(scores.after):
        count = _count_of_hours(only)
        only["after"] = RunBefore(what=After(scores.after.label), at_least=count)
        yield "after", scores.after.label


def _count_of_hours(only: dict[str, Any]) -> int:
    """In "after two stinkers" the number was read as an hour of the day."""
    hours = only.get("hours", [])
    if len(hours) != 1 or hours[0].minute_to != DAY or hours[0].minute_from % HOUR:
        return 1
    count = hours[0].minute_from // HOUR % 12
    if not 1 <= count <= MOST_IN_A_ROW:
        return 1
    del only["hours"]
    return int(count)


def _leaves_out(score: LabelScore) -> bool:
    return score.label != NONE and score.probability >= FILTERING


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
        parts = [(getattr(scores, part), label) for part, label in heard.items()]
        if any(score.label != label or score.probability < HEARD for score, label in parts):
            sentence.take(place)
