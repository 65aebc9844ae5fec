"""Which figures a question asks for: named ones, and those that heads and acts come to ("how often" and "win"). Pure."""

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.record.questions.schemas import Measure
from backend.features.record.trades.models import Outcome

BEHAVIOURS = frozenset(("fomo", "revenge", "tilt"))  # which feelings are called too
_RESULT_ACTS = frozenset(("make", "lose", "lose_money", "win", "profit"))
_AVERAGES = frozenset(
    "average avg usually typically typical usual normally normal mean on_average".split()
)
_HEAD_ACTS = {
    ("how_often", "win"): Measure.WIN_RATE,
    ("how_often", "make"): Measure.WIN_RATE,
    ("how_often", "profit"): Measure.WIN_RATE,
    ("how_much", "profit"): Measure.NET_PNL,
    ("what", "make"): Measure.NET_PNL,
    ("what", "win"): Measure.NET_PNL,
    ("what", "lose"): Measure.NET_PNL,
    ("what", "lose_money"): Measure.NET_PNL,
    ("what", "pay"): Measure.FEES,
    ("how_often", "lose"): Measure.WIN_RATE,
    ("how_often", "lose_money"): Measure.WIN_RATE,
    ("how_often", "trade"): Measure.TRADES,
    ("how_much", "make"): Measure.NET_PNL,
    ("how_much", "win"): Measure.NET_PNL,
    ("how_much", "lose"): Measure.NET_PNL,
    ("how_much", "lose_money"): Measure.NET_PNL,
    ("how_much", "trade"): Measure.SIZE,
    ("how_much", "pay"): Measure.FEES,
    ("how_many", "trade"): Measure.TRADES,
    ("how_many", "win"): Measure.TRADES,
    ("how_many", "lose"): Measure.TRADES,
    ("how_many", "make"): Measure.TRADES,
    ("how_long", "hold"): Measure.HOLDING_TIME,
    ("how_long", "trade"): Measure.HOLDING_TIME,
    ("how_big", "trade"): Measure.SIZE,
    ("how_big", "win"): Measure.AVERAGE_WIN,
}
_ALONE = {
    "profit": Measure.NET_PNL,
    "make": Measure.NET_PNL,
    "lose": Measure.NET_PNL,
    "lose_money": Measure.NET_PNL,
    "win": Measure.WIN_RATE,
}
_WITHOUT_ACT = {
    "how_often": Measure.TRADES,
    "how_much": Measure.NET_PNL,
    "how_many": Measure.TRADES,
    "how_long": Measure.HOLDING_TIME,
}


def read_measures(sentence: Sentence, draft: QueryDraft) -> None:
    """Take measures, heads and acts in, in the order in which they stand."""
    places = [place for place, mark in enumerate(sentence.marks) if mark.is_a(MarkKind.MEASURE)]
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.MEASURE:
            _add(draft, Measure(str(mark.value)))
            sentence.take(place)
        elif mark.kind is MarkKind.HEAD and place not in sentence.accounted:
            _read_head(sentence, draft, place, named=bool(places))
        elif mark.kind is MarkKind.DEFAULT:
            draft.is_default = draft.is_default or mark.value == "record"
            sentence.take(place)
    if not draft.measures and not draft.is_default:
        _read_acts(sentence, draft)
    _read_trend_of_outcome(sentence, draft)
    is_counted = any(
        mark.kind is MarkKind.THING and mark.value == "taken" for mark in sentence.marks
    )
    is_ranked = any(mark.kind is MarkKind.RANK for mark in sentence.marks)
    if is_counted and not draft.measures and not draft.is_default and not is_ranked:
        _add(draft, Measure.TRADES)


def _read_trend_of_outcome(sentence: Sentence, draft: QueryDraft) -> None:
    """As in "Are my losses getting smaller": the average loss through time."""
    is_trend = any(mark.kind is MarkKind.TREND for mark in sentence.marks)
    outcomes = [place for place, mark in enumerate(sentence.marks) if _outcome(mark)]
    if not is_trend or len(outcomes) != 1 or draft.measures:
        return
    value = sentence.marks[outcomes[0]].value
    assert isinstance(value, FilterValue)
    _add(draft, Measure.AVERAGE_LOSS if value.value == "loss" else Measure.AVERAGE_WIN)
    sentence.take(outcomes[0])


def _add(draft: QueryDraft, measure: Measure) -> None:
    if measure not in draft.measures:
        draft.measures.append(measure)


def _read_head(sentence: Sentence, draft: QueryDraft, place: int, *, named: bool) -> None:
    head = str(sentence.marks[place].value)
    sentence.take(place)
    if head == "cost":
        _read_cost(sentence, draft)
        return
    following = _following(sentence, place)
    if _yields(head, following):
        return
    if head in ("how_much", "what") and _read_average(sentence, draft, place):
        return
    if head == "how_often" and _has_pattern(following) and not _wins_first(following):
        _add(draft, Measure.OCCURRENCES)
        return
    measure = _measure_of(sentence, draft, head, place)
    if measure is not None and not (named and _is_weak(following)):
        _add(draft, measure)


def _yields(head: str, following: list[PhraseMark]) -> bool:
    """Whether a measure that is named, or "cost", says what a head asks for."""
    for mark in following:
        if mark.kind is MarkKind.ACT and (head, str(mark.value)) in _HEAD_ACTS:
            return False
        if mark.kind is MarkKind.MEASURE:
            return True
        if mark.kind is MarkKind.HEAD and mark.value == "cost":
            return head in ("how_much", "what", "how_big")
    return False


def _read_average(sentence: Sentence, draft: QueryDraft, place: int) -> bool:
    """As in "How much do I make on average when a trade works": the average winner."""
    behind = range(place + 1, len(sentence.marks))
    marks = sentence.marks
    is_average = any(str(marks[at].value) in _AVERAGES for at in range(len(marks)))
    outcomes = [
        at
        for at in behind
        if _outcome(marks[at]) or (marks[at].kind is MarkKind.ACT and marks[at].value == "win")
    ]
    if not is_average or not outcomes:
        return False
    value = marks[outcomes[-1]].value
    is_loss = isinstance(value, FilterValue) and value.value == "loss"
    _add(draft, Measure.AVERAGE_LOSS if is_loss else Measure.AVERAGE_WIN)
    sentence.take(*outcomes)
    return True


def _is_weak(following: list[PhraseMark]) -> bool:
    """Whether a head says nothing of its own beside a measure that is named elsewhere."""
    return not any(mark.is_a(MarkKind.ACT, MarkKind.FILTER, MarkKind.THING) for mark in following)


def _following(sentence: Sentence, place: int) -> list[PhraseMark]:
    """The marks behind, up to the end of the sentence."""
    following: list[PhraseMark] = []
    for mark in sentence.marks[place + 1 :]:
        if mark.kind is MarkKind.STOP:
            break
        following.append(mark)
    return following


def _is_pattern(mark: PhraseMark) -> bool:
    """Whether a mark is a behaviour, or a feeling that bears the name of one."""
    if not isinstance(mark.value, FilterValue):
        return False
    is_feeling = mark.value.field == "emotions" and str(mark.value.value).casefold() in BEHAVIOURS
    return mark.value.field == "patterns" or is_feeling


def _outcome(mark: PhraseMark) -> bool:
    return isinstance(mark.value, FilterValue) and mark.value.field == "outcomes"


def _has_pattern(marks: list[PhraseMark]) -> bool:
    return any(_is_pattern(mark) for mark in marks)


def _wins_first(marks: list[PhraseMark]) -> bool:
    for mark in marks:
        if _is_pattern(mark):
            return False
        if mark.kind is MarkKind.ACT and mark.value in ("win", "lose", "lose_money"):
            return True
    return False


def _read_cost(sentence: Sentence, draft: QueryDraft) -> None:
    """What something cost: a behaviour, fees, or trades."""
    draft.measures_are_implied = True
    if any(mark.kind is MarkKind.MEASURE and mark.value == Measure.FEES for mark in sentence.marks):
        return
    if _has_pattern(sentence.marks):
        _add(draft, Measure.PATTERN_COST)
        return
    has_side = any(
        mark.is_a(MarkKind.FILTER, MarkKind.SPAN, MarkKind.DIMENSION) for mark in sentence.marks
    )
    trades = any(mark.kind is MarkKind.ACT and mark.value == "trade" for mark in sentence.marks)
    has_filter = any(mark.kind is MarkKind.FILTER for mark in sentence.marks)
    is_side = has_filter or (has_side and not trades)
    _add(draft, Measure.NET_PNL if is_side else Measure.FEES)


def _measure_of(sentence: Sentence, draft: QueryDraft, head: str, place: int) -> Measure | None:
    for at in range(place + 1, len(sentence.marks)):
        mark = sentence.marks[at]
        if head == "how_often" and mark.kind is MarkKind.HEAD:
            sentence.take(at)
            continue
        if mark.is_a(MarkKind.STOP, MarkKind.HEAD):
            break
        if mark.kind is MarkKind.ACT and (head, str(mark.value)) in _HEAD_ACTS:
            sentence.take(at)
            _add_outcome(draft, head, str(mark.value))
            return _HEAD_ACTS[head, str(mark.value)]
        if head == "how_many" and mark.kind is MarkKind.DIMENSION and at <= place + 2:
            sentence.refuse(at)
        if head == "how_often" and _outcome(mark):
            sentence.take(at)
            return Measure.WIN_RATE
        if head == "how_many" and _is_pattern(mark):
            return Measure.OCCURRENCES
        if head == "how_big" and _outcome(mark):
            assert isinstance(mark.value, FilterValue)
            sentence.take(at)
            return Measure.AVERAGE_WIN if mark.value.value == "win" else Measure.AVERAGE_LOSS
    if head == "how_big":
        draft.is_default = True
    draft.measures_are_implied = True
    return _WITHOUT_ACT.get(head)


def _add_outcome(draft: QueryDraft, head: str, act: str) -> None:
    if head == "how_many" and act in ("win", "lose"):
        outcome = Outcome.WIN if act == "win" else Outcome.LOSS
        draft.first.add(FilterValue("outcomes", outcome))


def _read_acts(sentence: Sentence, draft: QueryDraft) -> None:
    """What acts come to where nothing else is asked for: "do I make money", "am I profitable"."""
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.ACT or mark.value not in _RESULT_ACTS:
            continue
        if place in sentence.accounted:
            continue
        _add(draft, _ALONE[str(mark.value)])
        sentence.take(place)
        return
