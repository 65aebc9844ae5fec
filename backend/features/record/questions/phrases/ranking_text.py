"""Groups, trends and rankings in a sentence."""

from collections.abc import Sequence
from datetime import date

from backend.core.plural import counted
from backend.features.record.questions.measures import TERMS, Origin
from backend.features.record.questions.phrases.figure_text import day_text, value_text
from backend.features.record.questions.schemas import (
    AnsweredRow,
    Measure,
    QueryAnswer,
    RankedThing,
    Ranking,
    RankOrder,
    Weakness,
)

MOST_SAID = 7  # rows; the others are shown


def rows_text(answer: QueryAnswer) -> str:
    """What the rows come to."""
    ranking = answer.query.ranking
    if ranking is not None:
        return _ranking(answer, ranking)
    by = answer.query.trend or answer.query.group_by
    assert by is not None, "rows are groups or steps of a trend"
    rows = answer.rows if answer.query.group_by else answer.rows[-MOST_SAID:]
    sentences = [_brief(answer, row) for row in rows[:MOST_SAID]]
    name = TERMS[answer.query.measures[0]].name
    lead = f"Your {name}{_where(answer)} by {by.value.replace('_', ' ')}: {', '.join(sentences)}"
    beyond = len(answer.rows) + answer.more - len(sentences)
    if beyond:
        return f"{lead}, and {beyond} more."
    return f"{lead}."


def each_text(answer: QueryAnswer) -> list[str]:
    """What each of several values that are named came to, beside all of them; empty where one is named."""
    rows = answer.each[:MOST_SAID]
    if not rows:
        return []
    beyond = len(answer.each) - len(rows)
    more = f", and {beyond} more" if beyond else ""
    told = ", ".join(_brief(answer, row) for row in rows)
    return [f"Each by itself: {told}{more}."]


def _where(answer: QueryAnswer) -> str:
    return f" {answer.scope}" if answer.scope else ""


def _brief(answer: QueryAnswer, row: AnsweredRow) -> str:
    figure = row.figures[0]
    if not row.trades and TERMS[figure.measure].origin is not Origin.PATTERNS:
        return f"{_name(row)} no closed trade"
    if figure.measure is Measure.TRADES:
        return f"{_name(row)} {_value(answer, row)}"
    return f"{_name(row)} {_value(answer, row)} (N {figure.n})"


def _value(answer: QueryAnswer, row: AnsweredRow) -> str:
    return value_text(row.figures[0].value, row.figures[0].unit, answer.currency)


def _name(row: AnsweredRow) -> str:
    """Days as they are said."""
    try:
        return day_text(date.fromisoformat(row.label))
    except ValueError:
        return row.label


def _ranking(answer: QueryAnswer, ranking: Ranking) -> str:
    if not answer.rows:
        return f"No {_nouns(answer, ranking)[0]}{_where(answer)} has such a figure."
    lead = f"Your {_leading(answer, ranking)}{_where(answer)}"
    weakness = _weakness(answer, ranking)
    if len(answer.rows) == 1:
        row = answer.rows[0]
        return f"{lead} is {_name(row)}: {_of_row(answer, row, ranking)}{weakness}."
    parts = [f"{_name(row)} ({_of_row(answer, row, ranking)})" for row in answer.rows]
    return f"{lead} are {_listed(parts)}{weakness}."


def _leading(answer: QueryAnswer, ranking: Ranking) -> str:
    """`worst hour`, `longest 3 trades`, `hours with the highest total of fees`."""
    measure = answer.query.measures[0]
    terms = TERMS[measure]
    many = len(answer.rows)
    noun = _nouns(answer, ranking)[many > 1]
    number = f"{many} " if many > 1 else ""
    is_best = ranking.order is RankOrder.BEST
    if terms.superlatives is None:
        by = "" if measure is Measure.NET_PNL else f" by {_name_of(measure, ranking)}"
        return f"{ranking.order.value} {number}{noun}{by}"
    if ranking.of is RankedThing.TRADE:
        return f"{terms.superlatives[not is_best]} {number}{noun}"
    end = "lowest" if is_best == terms.less_is_better else "highest"
    return f"{number}{noun} with the {end} {terms.name}"


def _name_of(measure: Measure, ranking: Ranking) -> str:
    if ranking.of is RankedThing.TRADE and measure is Measure.EXPECTANCY:
        return "R"
    return TERMS[measure].name


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _nouns(answer: QueryAnswer, ranking: Ranking) -> tuple[str, str]:
    if ranking.of is not RankedThing.GROUP or answer.query.group_by is None:
        return ranking.of.value, f"{ranking.of.value}s"
    noun = answer.query.group_by.value.replace("_", " ")
    plurals = {"strategy": "strategies", "holding": "holding times", "adherence": "adherences"}
    return noun, plurals.get(noun, f"{noun}s")


def _of_row(answer: QueryAnswer, row: AnsweredRow, ranking: Ranking) -> str:
    value = _value(answer, row)
    if ranking.of is RankedThing.TRADE:
        return value
    return f"{value} over {counted(row.trades, 'trade', 'trades')}"


def _weakness(answer: QueryAnswer, ranking: Ranking) -> str:
    parts = []
    if answer.tied:
        are = "is" if answer.tied == 1 else "are"
        last = "it" if len(answer.rows) == 1 else "the last"
        parts.append(f"{answer.tied} more {are} level with {last}")
    is_group = ranking.of is RankedThing.GROUP
    if is_group and Weakness.FEW_TRADES in answer.weakness:
        parts.append("too few trades to lean on")
    if is_group and Weakness.BEST_OF_MANY in answer.weakness:
        many = len(answer.rows) + answer.more
        parts.append(f"and of {many} one is always the {ranking.order.value}")
    if not parts:
        return ""
    return f"; {', '.join(parts)}"
