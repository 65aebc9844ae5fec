"""When what was realised stood highest, how deep it fell and how long it stayed below, in words."""

from backend.features.record.questions.phrases.figure_text import day_text, money_text
from backend.features.record.questions.schemas import (
    AnsweredFall,
    AnsweredHigh,
    Measure,
    QueryAnswer,
)


def high_text(answer: QueryAnswer) -> list[str]:
    """Days of the deepest or the longest fall, and of the high; empty where no drawdown is asked for."""
    high = answer.high
    if high is None or high.deepest is None or high.longest is None:
        return []
    if answer.query.measures[0] is Measure.TIME_BELOW_HIGH:
        return [f"It went {_stretch(high.longest)}.", _highest(high, answer)]
    depth = money_text(abs(high.deepest.depth), answer.currency)
    sentences = [f"Counted by days it fell {depth}, {_stretch(high.deepest)}."]
    return [*sentences, _highest(high, answer)]


def _stretch(fall: AnsweredFall) -> str:
    start = (
        "from the first day"
        if fall.high_on is None
        else f"from its high on {day_text(fall.high_on)}"
    )
    low = f"to its low on {day_text(fall.low_on)}"
    if fall.made_good_on is None:
        return f"{start} {low}, and it is not made good yet"
    return f"{start} {low}, and it was made good on {day_text(fall.made_good_on)}"


def _highest(high: AnsweredHigh, answer: QueryAnswer) -> str:
    if high.highest_on is None:
        return "It has never stood above where it began."
    highest = money_text(high.highest, answer.currency)
    return f"It stood highest on {day_text(high.highest_on)}, at {highest} from the first day on."
