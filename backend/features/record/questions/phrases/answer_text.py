"""An answer in words: one sentence with the figure first, then what makes it weak."""

from collections.abc import Sequence
from decimal import Decimal

from backend.core.plural import counted
from backend.features.record.performance.schemas import ExcludedOut, GroupBy
from backend.features.record.questions.measures import TERMS, Origin
from backend.features.record.questions.phrases.figure_sentences import figure_sentence
from backend.features.record.questions.phrases.figure_text import value_text
from backend.features.record.questions.phrases.high_text import high_text
from backend.features.record.questions.phrases.part_text import part_text
from backend.features.record.questions.phrases.pattern_text import patterns_text
from backend.features.record.questions.phrases.ranking_text import each_text, rows_text
from backend.features.record.questions.schemas import (
    AnsweredDifference,
    AnsweredFigure,
    AnsweredSlice,
    Measure,
    QueryAnswer,
)
from backend.quant.metric import MetricUnit

EXCHANGE_CLOCK = "Hours are by the clock of the exchange, as in your reports."
MOST_PARTS = 3  # of a question, that are said where there is nothing


def answer_text(answer: QueryAnswer) -> str:
    """The answer in a sentence, or a few where several figures are asked for."""
    is_of_rows = answer.query.ranking or answer.query.group_by or answer.query.trend
    asks_for_patterns = TERMS[answer.query.measures[0]].origin is Origin.PATTERNS
    if asks_for_patterns and not is_of_rows and answer.compared is None:
        return patterns_text(answer)
    if not answer.trades and answer.compared is None:
        return _nothing(answer)
    if is_of_rows:
        sentences = [rows_text(answer)]
    elif answer.compared is not None:
        sentences = _compared(answer, answer.compared)
    else:
        sentences = [
            figure_sentence(figure, _scope_of(answer, place), answer.currency)
            for place, figure in enumerate(answer.figures)
        ]
        sentences[1:1] = each_text(answer)
        sentences += high_text(answer)
    sentences += _left_out(answer.left_out)
    if _is_of_hours(answer):
        sentences.append(EXCHANGE_CLOCK)
    return " ".join(sentences)


def _is_of_hours(answer: QueryAnswer) -> bool:
    query = answer.query
    sides = [query, query.compared_with] if query.compared_with is not None else [query]
    named = any(side.only.hours or side.excluding.hours for side in sides)
    return named or query.group_by is GroupBy.HOUR


def _scope_of(answer: QueryAnswer, place: int) -> str:
    """The selection is said once."""
    return answer.scope if place == 0 else ""


def _nothing(answer: QueryAnswer) -> str:
    scope = f" {answer.scope}" if answer.scope else " on record yet"
    others = [
        f"{_without(other.label)} there {_are(other.trades)}"
        for other in answer.without[:MOST_PARTS]
    ]
    if not others:
        return f"No closed trades{scope}."
    return f"No closed trades{scope}; {', '.join(others)}."


def _without(label: str) -> str:
    """A part that itself leaves something out is taken away by having it in."""
    if label.startswith("without "):
        return f"with {label.removeprefix('without ')}"
    return f"without “{label}”" if " " in label and "“" not in label else f"without {label}"


def _are(trades: int) -> str:
    return f"is {trades}" if trades == 1 else f"are {trades}"


def _compared(answer: QueryAnswer, other: AnsweredSlice) -> list[str]:
    differences = {difference.measure: difference for difference in answer.differences}
    pairs = zip(answer.figures, other.figures, strict=True)
    return [
        _pair(answer, other, first, second, differences.get(first.measure))
        for first, second in pairs
    ]


_ALL = "over all trades"
_TOTALS = frozenset({Measure.NET_PNL, Measure.TOTAL_R, Measure.FEES})


def _per_trade(figure: AnsweredFigure, side: AnsweredSlice) -> str:
    """Sums over unlike numbers of trades are told for each trade as well."""
    if figure.value is None or not figure.n:
        return ""
    apiece = Decimal(str(figure.value)) / figure.n
    return f", {value_text(apiece, figure.unit, side.currency)} a trade"


def _pair(
    answer: QueryAnswer,
    other: AnsweredSlice,
    first: AnsweredFigure,
    second: AnsweredFigure,
    difference: AnsweredDifference | None,
) -> str:
    name = TERMS[first.measure].name
    is_total = first.measure in _TOTALS and first.n != second.n
    is_leading = first is answer.figures[0]  # the selections are said once
    sides = [
        f"{value_text(figure.value, figure.unit, side.currency)}"
        f"{f' {side.scope or _ALL}' if is_leading else ''} (N {figure.n}{_per_trade(figure, side) if is_total else ''})"
        for figure, side in ((first, answer), (second, other))
    ]
    sentence = f"Your {name} is {sides[0]}, against {sides[1]}"
    part = part_text(answer, other, first, second)
    if part:
        return f"{sentence}: {part}."
    if difference is None:
        return f"{sentence}{_apart(first, second, answer, other)}."
    if difference.value is None:
        return f"{sentence}."
    return f"{sentence}: {_difference_text(difference)}."


def _apart(
    first: AnsweredFigure, second: AnsweredFigure, answer: AnsweredSlice, other: AnsweredSlice
) -> str:
    """How far two figures are apart whose difference has no interval; empty where it cannot be known."""
    if first.value is None or second.value is None or answer.currency != other.currency:
        return ""
    difference = Decimal(str(first.value)) - Decimal(str(second.value))
    if first.unit is MetricUnit.SHARE:
        size = _points(abs(difference), first.unit)
    else:
        size = value_text(abs(difference), first.unit, answer.currency)
    if not difference:
        return ": the same"
    direction = "less" if difference < 0 else "more"
    return f": {size} {direction}"


def _difference_text(difference: AnsweredDifference) -> str:
    value = Decimal(str(difference.value))
    more = "less" if value < 0 else "more"
    text = f"{_points(abs(value), difference.unit)} {more}"
    interval = difference.interval
    if interval is None:
        return f"{text}, from too little to say how sure that is"
    low, high = Decimal(str(interval.low)), Decimal(str(interval.high))
    reach = f"from {_points(low, difference.unit)} to {_points(high, difference.unit)}"
    if low < 0 < high:
        return f"{text}, which may be chance: anything {reach}"
    return f"{text}, plausibly {reach}"


def _points(value: Decimal, unit: MetricUnit) -> str:
    """A difference of percentages is one of points."""
    if unit is MetricUnit.SHARE:
        return f"{value_text(value, unit, '').removesuffix('%')} points"
    return value_text(value, unit, "")


_WHY_LEFT_OUT = {
    "no_rate": "for want of an exchange rate",
    "other_currency": "in accounts of another currency",
    "paper_account": "on paper",
}


def _left_out(left_out: Sequence[ExcludedOut]) -> list[str]:
    parts = [
        f"{counted(exclusion.n, 'trade', 'trades')} {_WHY_LEFT_OUT[exclusion.reason]}"
        for exclusion in left_out
    ]
    if not parts:
        return []
    return [f"Left out: {', '.join(parts)}."]
