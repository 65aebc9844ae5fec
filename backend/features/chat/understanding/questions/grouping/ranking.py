"""Which end of an order a question asks for, and of what: groups, days or trades. Pure."""

from dataclasses import dataclass

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import Measure, RankedThing, Ranking, RankOrder

_MOST_RANKED = 20


@dataclass(frozen=True, slots=True)
class RankWords:
    """An order that was asked for, where it stands, how many of the order, and the measure where the word names one."""

    order: RankOrder
    place: int
    limit: int = 1
    measure: Measure | None = None


_ORDERS: dict[str, tuple[RankOrder, Measure | None]] = {
    "best": (RankOrder.BEST, None),
    "most": (RankOrder.BEST, None),
    "worst": (RankOrder.WORST, None),
    "longest": (RankOrder.BEST, Measure.HOLDING_TIME),
    "shortest": (RankOrder.WORST, Measure.HOLDING_TIME),
    "heaviest": (RankOrder.BEST, Measure.SIZE),
    "lightest": (RankOrder.WORST, Measure.SIZE),
}
"""What the words of `ranks.txt` ask for."""


def rank_of(sentence: Sentence) -> RankWords | None:
    """The first word of order in a question."""
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.RANK:
            limit = _limit(sentence, place)
            order, measure = _ORDERS[str(mark.value)]
            if mark.value == "most" and _is_of_losing(sentence, place):
                order = RankOrder.WORST
            return RankWords(order, place, limit, measure)
    return None


def _is_of_losing(sentence: Sentence, place: int) -> bool:
    """In "bled the most", "top five losers" and "cost me most" the end is that of what is lost."""
    before = next((mark for mark in reversed(sentence.marks[:place]) if _says(mark)), None)
    behind = next((mark for mark in sentence.marks[place + 1 :] if _says(mark)), None)
    return any(mark is not None and _loses(mark) for mark in (before, behind))


_SMALL = (MarkKind.FILLER, MarkKind.NUMBER, MarkKind.PREPOSITION)


def _says(mark: PhraseMark) -> bool:
    return not mark.is_a(*_SMALL)


def _loses(mark: PhraseMark) -> bool:
    if isinstance(mark.value, FilterValue):
        return mark.value.field == "outcomes" and mark.value.value == "loss"
    is_loss = mark.kind is MarkKind.ACT and mark.value in ("lose", "lose_money")
    return is_loss or (mark.kind is MarkKind.HEAD and mark.value == "cost")


def _limit(sentence: Sentence, place: int) -> int:
    """The number beside the word of order: "top 3", "3 worst"."""
    for at in (place + 1, place - 1, place + 2):
        if not 0 <= at < len(sentence.marks) or sentence.marks[at].kind is not MarkKind.NUMBER:
            continue
        number = int(str(sentence.marks[at].value).partition(".")[0])
        if 1 <= number <= _MOST_RANKED:
            sentence.take(at)
            return number
    return 1


def implied_rank(sentence: Sentence, draft: QueryDraft) -> RankWords | None:
    """As in "Which setups lose money", "which day is better": an order that no word of order names."""
    if draft.group_by is None or draft.ranking is not None:
        return None
    which = [
        place
        for place, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.WHICH and place in sentence.accounted
    ]
    if not which:
        return None
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.ACT and mark.value in ("make", "win", "profit"):
            return RankWords(RankOrder.BEST, place)
        if mark.kind is MarkKind.ACT and mark.value in ("lose", "lose_money"):
            return RankWords(RankOrder.WORST, place)
        if mark.kind is MarkKind.AMONG and mark.value in ("better", "worse"):
            return RankWords(RankOrder.BEST if mark.value == "better" else RankOrder.WORST, place)
        if mark.kind is MarkKind.HEAD and mark.value == "cost":
            return RankWords(RankOrder.WORST, place)
        if mark.kind is MarkKind.MEASURE and mark.value == "trades":
            return RankWords(RankOrder.BEST, place)  # "which weekday do I trade most"
    return None


def read_ranking(sentence: Sentence, draft: QueryDraft, rank: RankWords) -> None:
    """Take an order in: of groups, of trades, or of nothing that is named."""
    others = [place for place, mark in enumerate(sentence.marks) if mark.kind is MarkKind.RANK]
    if draft.ranking is not None:
        sentence.take(*others)
        return
    if draft.second is not None:
        sentence.take(*others)
        return
    if rank.measure is not None and draft.group_by is GroupBy.HOUR:
        draft.group_by = None  # "the longest time without a loss" ranks no hours
        sentence.refuse(rank.place)
        return
    if rank.measure is not None and rank.measure not in draft.measures:
        draft.measures.insert(0, rank.measure)
    if draft.group_by is not None:
        draft.ranking = Ranking(
            of=RankedThing.GROUP, order=rank.order, limit=_limit_of_any(sentence, rank)
        )
    elif _ranks_trades(sentence, rank):
        draft.ranking = _trades_in_order(sentence, draft, rank)
        if any(mark.kind is MarkKind.THING and mark.value == "one" for mark in sentence.marks):
            draft.order = draft.ranking
    else:
        _leave_rank(sentence, draft, rank)
        return
    sentence.take(rank.place, *others)


def _limit_of_any(sentence: Sentence, rank: RankWords) -> int:
    """The limit, also of another word of order: "which hours make me the most, top 3"."""
    limits = [
        _limit(sentence, place)
        for place, mark in enumerate(sentence.marks)
        if mark.kind is MarkKind.RANK
    ]
    return max([rank.limit, *limits])


def _ranks_trades(sentence: Sentence, rank: RankWords) -> bool:
    """Whether trades follow the word of order: "best trade", "biggest losers", "top 3 pullbacks"."""
    if rank.measure is not None:
        return True  # how long and how large is said of trades alone
    for mark in sentence.marks[rank.place + 1 :]:
        if mark.kind is MarkKind.THING or (
            mark.kind is MarkKind.ACT and mark.value in ("win", "trade", "lose")
        ):
            return True
        if isinstance(mark.value, FilterValue) and mark.value.field in (
            "setups",
            "outcomes",
            "direction",
            "instruments",
            "tags",
        ):
            return True
        if not mark.is_a(MarkKind.FILLER, MarkKind.NUMBER, MarkKind.SPAN, MarkKind.RANK):
            return False
    return False


def _trades_in_order(sentence: Sentence, draft: QueryDraft, rank: RankWords) -> Ranking:
    """Trades by their result; "biggest" winners are the best, "biggest" losers the worst."""
    order = rank.order
    if rank.measure is not None:
        return Ranking(of=RankedThing.TRADE, order=order, limit=rank.limit)
    for place in range(rank.place + 1, min(rank.place + 4, len(sentence.marks))):
        mark = sentence.marks[place]
        if isinstance(mark.value, FilterValue) and mark.value.field == "outcomes":
            order = RankOrder.BEST if mark.value.value == "win" else RankOrder.WORST
            draft.order_is_said = True
            sentence.take(place)
            break
        if mark.kind is MarkKind.ACT and mark.value in ("win", "lose"):
            order = RankOrder.BEST if mark.value == "win" else RankOrder.WORST
            sentence.take(place)
            draft.measures = [
                measure for measure in draft.measures if measure is not Measure.WIN_RATE
            ]
            break
    return Ranking(of=RankedThing.TRADE, order=order, limit=rank.limit)


def _leave_rank(sentence: Sentence, draft: QueryDraft, rank: RankWords) -> None:
    """A word of order that orders nothing: "do I win most", or something that is said back."""
    draft.order = Ranking(of=RankedThing.TRADE, order=rank.order, limit=rank.limit)
    sentence.refuse(rank.place)
