"""Words of outcomes that are acts elsewhere: "wins", "losing ES longs". Pure."""

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.record.questions.schemas import Measure
from backend.features.record.trades.models import Outcome


def settle_rates(draft: QueryDraft) -> None:
    """A win rate is of winners and losers: what names the one or the other limits nothing there."""
    if draft.measures != [Measure.WIN_RATE]:
        return
    for side in (draft.first, draft.second):
        if side is not None and len(side.only.get("outcomes", ())) == 1:
            del side.only["outcomes"]


def read_outcome_words(sentence: Sentence, scan: Scan) -> None:
    """Take "wins" and "losing" in "losing ES longs" as trades, where they are acts elsewhere."""
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.ACT:
            continue
        word = scan.words[mark.start].plain
        outcome = "win" if word == "wins" and mark.value == "win" else None
        if _stands_before_trades(sentence, place):
            outcome = _OUTCOME_OF_ADJECTIVE.get(word)
        if outcome is not None:
            value = FilterValue("outcomes", Outcome(outcome))
            sentence.marks[place] = PhraseMark(MarkKind.FILTER, value, mark.start, mark.end)


_OUTCOME_OF_ADJECTIVE = {
    "losing": "loss",
    "red": "loss",
    "unprofitable": "loss",
    "winning": "win",
    "profitable": "win",
    "green": "win",
    "successful": "win",
}
_OF_TRADES = ("direction", "instruments", "classes", "setups", "strategies", "tags")


def _stands_before_trades(sentence: Sentence, place: int) -> bool:
    """Whether names of trades and their noun stand directly behind: "losing NQ trades", "winning longs"."""
    for at in range(place + 1, len(sentence.marks)):
        mark = sentence.marks[at]
        if mark.kind is MarkKind.THING:
            return mark.value == "trade"
        if not isinstance(mark.value, FilterValue) or mark.value.field not in _OF_TRADES:
            return False
        if mark.value.field == "direction" and at in sentence.plurals:
            return True
    return False
