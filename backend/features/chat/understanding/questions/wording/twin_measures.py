"""Figures that are the other side of one that was asked for: "and wins?" behind the average loss, "in percent". Pure."""

from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.questions.draft import QueryDraft
from backend.features.record.questions.schemas import Measure, RecordQuery

_OF_OUTCOME = {
    "win": {
        Measure.AVERAGE_LOSS: Measure.AVERAGE_WIN,
        Measure.LONGEST_LOSING_STREAK: Measure.LONGEST_WINNING_STREAK,
    },
    "loss": {
        Measure.AVERAGE_WIN: Measure.AVERAGE_LOSS,
        Measure.LONGEST_WINNING_STREAK: Measure.LONGEST_LOSING_STREAK,
    },
}
_IN_UNIT = {
    "share": {Measure.MAX_DRAWDOWN_MONEY: Measure.MAX_DRAWDOWN},
    "money": {
        Measure.MAX_DRAWDOWN: Measure.MAX_DRAWDOWN_MONEY,
        Measure.TOTAL_R: Measure.NET_PNL,
        Measure.EXPECTANCY: Measure.NET_PNL,
    },
    "r": {Measure.NET_PNL: Measure.TOTAL_R},
}
_UNITS = {
    "percent": "share",
    "percentage": "share",
    "pct": "share",
    "%": "share",
    "r": "r",
    "rs": "r",
    "money": "money",
    "dollar": "money",
    "dollars": "money",
    "euros": "money",
    "cash": "money",
}
_LONGEST = 5  # words of a message that is nothing but a unit


def unit_of(words: tuple[Word, ...]) -> str:
    """`share`, `money` or `r` of a message that names nothing but a unit, "and in percent?"; else empty."""
    plain = [word.plain for word in words if word.plain.isalnum() or word.plain == "%"]
    if len(plain) > _LONGEST or "in" not in plain[:-1]:
        return ""
    return _UNITS.get(plain[plain.index("in") + 1], "")


def settle_twins(before: RecordQuery, draft: QueryDraft) -> None:
    """The figure of the question before on its other side, or in another unit, where nothing else is said."""
    measure = before.measures[0]
    if draft.unit and (twin := _IN_UNIT[draft.unit].get(measure)):
        draft.measures = [twin]
        return
    outcomes = draft.first.only.get("outcomes", [])
    says_more = draft.measures or draft.ranking or draft.group_by or draft.is_default
    if len(outcomes) != 1 or says_more:
        return
    twin = _OF_OUTCOME.get(outcomes[0], {}).get(measure)
    if twin is not None:
        draft.measures = [twin]
        del draft.first.only["outcomes"]
