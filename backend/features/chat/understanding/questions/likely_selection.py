"""Which trades a question means, by its heads: the mood, the plan, the habit, what came before, and what is left out. Pure.

Moods and habits have more names than any table, and what is left out is said in more ways ("had I never touched corn").
"""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.coach.classifiers.models import LabelScore, QuestionScores
from backend.features.record.questions.schemas import (
    After,
    Measure,
    PlanState,
    RankedThing,
    RunBefore,
)

FILTERING = 0.8  # to leave trades out
SELECTING = 0.9  # by a mood, a plan or a habit in words of no table
AGAINST = 0.97  # a state of the plan that a phrase names
TURNED = 0.93  # what is named is left out
NO_OUTCOME = 0.95  # against a phrase that names one
MOST_IN_A_ROW = 6
HOUR, DAY = 60, 1440  # minutes
NONE = "none"
_FEELINGS = {
    "angry": ("angry", "anger", "mad", "furious", "irritated", "frustrated"),
    "calm": ("calm", "relaxed", "focused", "neutral"),
    "anxious": ("anxious", "nervous", "worried", "fearful", "scared", "afraid", "stressed"),
    "fomo": ("fomo",),
    "confident": ("confident", "sure"),
    "tired": ("tired", "exhausted", "sleepy"),
    "bored": ("bored", "boredom"),
    "frustrated": ("frustrated", "angry", "irritated"),
    "greedy": ("greedy", "greed"),
    "excited": ("excited", "euphoric"),
    "sad": ("sad", "down", "depressed"),
    "focused": ("focused", "calm"),
}
"""What a mood may be called on the record, the nearest first."""
_NEGATIONS = (MarkKind.NOT, MarkKind.LEFT_OUT, MarkKind.CLEAR)
_UNTURNED = frozenset(("outcomes", "after"))

Heard = Iterator[tuple[str, str]]  # parts, and what was heard of them


def hear_selection(
    draft: QueryDraft, sentence: Sentence, scores: QuestionScores, feelings: Collection[str]
) -> Heard:
    """Put filters into a draft that the heads are sure of; `feelings` are names of moods that are on record."""
    yield from _hear_run(draft, sentence, scores)
    yield from _hear_outcome(draft, scores)
    if "plans" in draft.first.only and _is_heard(scores.plan, AGAINST):
        draft.first.only["plans"] = [PlanState(scores.plan.label)]  # "wrote my plan once I was in"
    fields: list[str] = []
    for part, field, value in _selections(scores, feelings):
        named = draft.first.only.keys() | draft.first.excluding.keys()
        if field not in named and not fields and not named & {"emotions", "plans", "patterns"}:
            draft.first.add(FilterValue(field, value))
            if draft.second is not None:
                draft.second.add(FilterValue(field, value))
            fields.append(field)
            yield part, getattr(scores, part).label
    if _is_heard(scores.left_out, TURNED) and scores.left_out.label == "yes":
        yield from _turn(draft, sentence, fields)


def _is_heard(score: LabelScore, least: float) -> bool:
    return score.label != NONE and score.probability >= least


def _hear_outcome(draft: QueryDraft, scores: QuestionScores) -> Heard:
    only, outcome = draft.first.only, scores.outcome
    if draft.second is not None and "outcomes" in only:
        return  # winners are held against losers
    if draft.measures and only.get("outcomes", []) == _OUTCOMES_OF.get(draft.measures[0]):
        del only["outcomes"]  # "the average of my winning trades"
    elif "outcomes" in only:
        if outcome.label == NONE and outcome.probability >= NO_OUTCOME and _is_said_already(draft):
            del only["outcomes"]  # "the usual damage on a loser", "straight off a winner"
    elif "outcomes" not in draft.first.excluding and _is_heard(outcome, FILTERING):
        only["outcomes"] = [outcome.label]
        yield "outcome", outcome.label


_OUTCOMES_OF = {Measure.AVERAGE_WIN: ["win"], Measure.AVERAGE_LOSS: ["loss"]}


def _is_said_already(draft: QueryDraft) -> bool:
    """Whether the measure, the order or the run before says which trades are meant."""
    of_trades = draft.ranking is not None and draft.ranking.of is RankedThing.TRADE
    run, named = draft.first.only.get("after"), draft.first.only["outcomes"]
    is_of_the_run = isinstance(run, RunBefore) and named == [run.what.value]
    return of_trades or is_of_the_run or bool(_OF_OUTCOMES & set(draft.measures))


_OF_OUTCOMES = frozenset(
    {
        Measure.AVERAGE_WIN,
        Measure.AVERAGE_LOSS,
        Measure.PAYOFF,
        Measure.PROFIT_FACTOR,
        Measure.LONGEST_LOSING_STREAK,
        Measure.LONGEST_WINNING_STREAK,
        Measure.CURRENT_STREAK,
    }
)


def _hear_run(draft: QueryDraft, sentence: Sentence, scores: QuestionScores) -> Heard:
    """Trades after a winner or a loser, and after how many in a row."""
    only, after = draft.first.only, scores.after
    if "after" in draft.first.excluding:
        return
    if "after" not in only and _is_heard(after, FILTERING):
        only["after"] = RunBefore(what=After(after.label), at_least=_count_of_hours(only))
        yield "after", after.label
    run = only.get("after")
    if isinstance(run, RunBefore) and run.at_least == 1:
        count = _count_in_a_row(sentence)
        only["after"] = RunBefore(what=run.what, at_least=count or 1)


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


def _count_in_a_row(sentence: Sentence) -> int | None:
    """The only number that means nothing else: "once I've dropped three on the bounce"."""
    numbers = [
        place
        for place, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.NUMBER and place not in sentence.accounted
    ]
    if len(numbers) != 1:
        return None
    value = sentence.marks[numbers[0]].value
    if not isinstance(value, Decimal) or value != int(value) or not 2 <= value <= MOST_IN_A_ROW:
        return None
    sentence.take(numbers[0])
    return int(value)


def _selections(
    scores: QuestionScores, feelings: Collection[str]
) -> Iterator[tuple[str, str, object]]:
    """Parts, fields and values that the heads are sure of; the surest first."""
    rows: list[tuple[float, str, str, object]] = []
    if _is_heard(scores.mood, SELECTING):
        known = {name.casefold(): name for name in feelings}
        names = (known.get(name) for name in _FEELINGS[scores.mood.label])
        feeling = next((name for name in names if name), None)
        if feeling is not None:
            rows.append((scores.mood.probability, "mood", "emotions", feeling))
    if _is_heard(scores.plan, SELECTING):
        value = PlanState(scores.plan.label)
        rows.append((scores.plan.probability, "plan", "plans", value))
    if _is_heard(scores.habit, SELECTING) and scores.habit.label != "rule_break":
        rows.append((scores.habit.probability, "habit", "patterns", scores.habit.label))
    rows.sort(key=lambda row: -row[0])
    return ((part, field, value) for _, part, field, value in rows)


def _turn(draft: QueryDraft, sentence: Sentence, fields: list[str]) -> Heard:
    """Leave out what the question names, where just one thing is named that may be meant."""
    first = draft.first
    if first.excluding or draft.second is not None or draft.ranking is not None:
        return
    turned = fields or [field for field in first.only if field not in _UNTURNED]
    if len(turned) != 1:
        return
    first.excluding[turned[0]] = first.only.pop(turned[0])
    for place, mark in enumerate(sentence.marks):
        if mark.is_a(*_NEGATIONS):
            sentence.unclear.discard(place)
            sentence.take(place)
    yield "left_out", "yes"
