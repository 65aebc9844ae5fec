"""How often behaviours were seen, what it cost, and whether they are overcome, in words."""

from backend.core.plural import counted
from backend.features.record.questions.phrases.figure_text import day_text, money_text, value_text
from backend.features.record.questions.phrases.slice_text import scope_text
from backend.features.record.questions.schemas import (
    AnsweredPattern,
    Measure,
    QueryAnswer,
)
from backend.quant.metric import MetricUnit

MOST_SAID = 3
LEAST_COST = 0.005  # R; less is shown as 0
UNKNOWN_COST = "too few of the trades have an R; note their stops"


def patterns_text(answer: QueryAnswer) -> str:
    """The most frequent behaviours, a sentence each."""
    where = _where(answer)
    if not answer.patterns:
        return f"None of the behaviours that are watched was seen{where}."
    sentences = [_pattern(answer, pattern, where) for pattern in answer.patterns[:MOST_SAID]]
    sentences = [*_lead(answer, where), *sentences]
    beyond = len(answer.patterns) - MOST_SAID
    if beyond > 0:
        sentences.append(f"{counted(beyond, 'more behaviour was', 'more behaviours were')} seen.")
    return " ".join(sentences)


def _lead(answer: QueryAnswer, where: str) -> list[str]:
    """Which behaviour cost most, where no one of them is asked for."""
    is_of_cost = answer.query.measures[0] is Measure.PATTERN_COST
    if not is_of_cost or answer.query.only.patterns:
        return []
    known = [pattern for pattern in answer.patterns if pattern.cost_r is not None]
    if not known:
        return [f"What your habits cost you{where} is not known: {UNKNOWN_COST}."]
    first, cost_r = known[0], known[0].cost_r or 0.0
    if cost_r < 0:
        cost = value_text(abs(cost_r), MetricUnit.R, answer.currency)
        return [f"What cost you most{where} is {first.name}: {cost}.", *_unknown(answer)]
    if len(known) < len(answer.patterns):
        return [f"No behaviour whose cost is known{where} cost you anything.", *_unknown(answer)]
    return [f"No behaviour that was seen{where} cost you anything."]


def _unknown(answer: QueryAnswer) -> list[str]:
    """That others may have cost more: a cost that is not known is no cost of nothing."""
    names = [pattern.name for pattern in answer.patterns if pattern.cost_r is None]
    if not names:
        return []
    return [f"What {' and '.join(names[:MOST_SAID])} cost is not known: {UNKNOWN_COST}."]


def _where(answer: QueryAnswer) -> str:
    """The selection but for the behaviours, which are named themselves."""
    only = answer.query.only.model_copy(update={"patterns": []})
    scope = scope_text(answer.query.model_copy(update={"only": only}))
    return f" {scope}" if scope else ""


def _pattern(answer: QueryAnswer, pattern: AnsweredPattern, where: str) -> str:
    name = f"{pattern.name[:1].upper()}{pattern.name[1:]}"
    if pattern.last_at is None:
        return f"{name}: not seen{where}."
    times = counted(pattern.occurrences, "time", "times")
    last = day_text(pattern.last_at)
    sentence = f"{name}: {times}{where}, last on {last}, {_cost(pattern, answer.currency)}"
    return f"{sentence}{_standing(pattern)}."


def _cost(pattern: AnsweredPattern, currency: str) -> str:
    net = money_text(pattern.net, currency)
    if pattern.cost_r is None:
        return f"at a cost that is not known; these trades brought {net}"
    if abs(pattern.cost_r) < LEAST_COST:
        return f"at no cost beside other trades (these brought {net})"
    size = value_text(abs(pattern.cost_r), MetricUnit.R, currency)
    if pattern.cost_r >= 0:
        return f"and it cost nothing: these trades made {size} more than those beside them ({net})"
    text = f"and it cost {size} beside other trades (these brought {net})"
    if pattern.interval is not None and not pattern.is_measurable:
        return f"{text}, which may be chance"
    return text


def _standing(pattern: AnsweredPattern) -> str:
    if pattern.quiet_since is not None:
        return f"; since {day_text(pattern.quiet_since)} it has not happened again"
    if pattern.status == "improving":
        return "; it has become rarer"
    return ""
