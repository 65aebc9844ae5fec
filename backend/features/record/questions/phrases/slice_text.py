"""A selection in words: by itself as labels, and as it stands in a sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.core.plural import counted
from backend.features.record.questions.phrases.figure_text import span_text
from backend.features.record.questions.schemas import (
    After,
    Filters,
    HourRange,
    InstrumentClass,
    MarketSession,
    NumberRange,
    PlanState,
    RunBefore,
    TradeSlice,
    Weekday,
)
from backend.features.record.trades.models import Outcome, TradeDirection, TradeType

FilterValue = object
_RUNS = {After.WIN: ("a win", "wins"), After.LOSS: ("a loss", "losses")}
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")
_SESSIONS = {
    MarketSession.ASIA: "the Asian session",
    MarketSession.LONDON: "the London session",
    MarketSession.NEW_YORK: "the New York session",
    MarketSession.AFTER_HOURS: "after hours",
}
_CLASSES = {
    InstrumentClass.FUTURE: "futures",
    InstrumentClass.STOCK: "stocks",
    InstrumentClass.FOREX: "forex",
    InstrumentClass.CRYPTO: "crypto",
    InstrumentClass.CFD: "CFDs",
    InstrumentClass.OPTION: "options",
    InstrumentClass.METAL: "metals",
    InstrumentClass.INDEX: "indices",
    InstrumentClass.SPREAD: "spreads",
}
_PLANS = {
    PlanState.PLANNED: "planned trades",
    PlanState.LATE: "trades planned late",
    PlanState.DRIFTED: "trades whose plan was changed",
    PlanState.UNPLANNED: "trades without a plan",
}
_OUTCOMES = {
    Outcome.WIN: "winners",
    Outcome.LOSS: "losers",
    Outcome.BREAK_EVEN: "break-even trades",
}
_DIRECTIONS = {TradeDirection.LONG: "longs", TradeDirection.SHORT: "shorts"}


def _weekday(value: Weekday) -> str:
    return f"{value.value.capitalize()}s"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _hours(value: HourRange) -> str:
    return f"{_clock(value.minute_from)} to {_clock(value.minute_to)}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _range(value: NumberRange, unit: str = "") -> str:
    if value.at_least is not None and value.at_least == value.at_most:
        return f"{_number(value.at_least)}{unit}"
    if value.at_least is not None and value.at_most is not None:
        return f"{_number(value.at_least)} to {_number(value.at_most)}{unit}"
    if value.at_least is not None:
        return f"at least {_number(value.at_least)}{unit}"
    if value.at_most is not None:
        return f"at most {_number(value.at_most)}{unit}"
    return "of any number"


def _nth(value: NumberRange) -> str:
    first, last = value.at_least, value.at_most
    if first is not None and first == last and first in range(1, len(_ORDINALS)):
        return f"the {_ORDINALS[int(first)]} trade of the day"
    if first is None and last is not None:
        return f"the first {_number(last)} trades of the day"
    if first is not None and last is None:
        return "those after the first of the day" if first == 2 else _from_number(first)
    return f"trades of the day number {_range(value)}"


def _from_number(first: Decimal) -> str:
    return f"trades of the day from number {_number(first)} on"


def _after(value: RunBefore) -> str:
    single, several = _RUNS[value.what]
    if value.at_least == 1:
        return f"trades right after {single}"
    return f"trades right after {counted(value.at_least, single, several)} in a row"


def _held(value: NumberRange) -> str:
    return f"trades held {_range(value, ' minutes')}"


@dataclass(frozen=True, slots=True)
class _Words:
    """How one filter is said: its members by themselves, and before them in a sentence."""

    label: Callable[..., str]
    before: str


def _quoted(noun: str) -> Callable[[str], str]:
    def label(value: str) -> str:
        return f"{noun} “{value}”"

    return label


_WORDS: Mapping[str, _Words] = {
    "nth_of_day": _Words(_nth, "over "),
    "after": _Words(_after, "over "),
    "outcomes": _Words(_OUTCOMES.__getitem__, "over "),
    "plans": _Words(_PLANS.__getitem__, "over "),
    "direction": _Words(_DIRECTIONS.__getitem__, "over "),
    "weekdays": _Words(_weekday, "on "),
    "hours": _Words(_hours, "from "),
    "sessions": _Words(_SESSIONS.__getitem__, "in "),
    "instruments": _Words(str, "in "),
    "classes": _Words(_CLASSES.__getitem__, "in "),
    "setups": _Words(_quoted("setup"), "with "),
    "strategies": _Words(_quoted("strategy"), "by "),
    "tags": _Words(_quoted("tag"), "with "),
    "every_tag": _Words(_quoted("tag"), "with all of "),
    "emotions": _Words(_quoted("feeling"), "with "),
    "accounts": _Words(_quoted("account"), "in "),
    "patterns": _Words(lambda value: f"behaviour “{value.replace('_', ' ')}”", "with "),
    "adherence": _Words(lambda value: f"adherence {_range(value)}", "with "),
    "size": _Words(lambda value: f"size {_range(value)}", "with "),
    "holding_minutes": _Words(_held, "over "),
}


def members_of(filters: Filters, field: str) -> Sequence[FilterValue]:
    """What one filter names: the members of a list, or the one value."""
    value = getattr(filters, field)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    return [value]


def named_fields(filters: Filters) -> Iterator[str]:
    """The filters that limit something, in the order in which they are said."""
    return (field for field in _WORDS if members_of(filters, field))


def member_label(field: str, member: FilterValue) -> str:
    """One member of a filter by itself: `Mondays`, `setup “orb”`."""
    return _WORDS[field].label(member)


def scope_text(part: TradeSlice) -> str:
    """The selection as it stands in a sentence: `on Mondays, over longs, since 1 June 2026`; empty where all count."""
    phrases = [_phrase(part.only, field) for field in named_fields(part.only)]
    left_out = [_joined(part.excluding, field) for field in named_fields(part.excluding)]
    phrases += [f"without {labels}" for labels in left_out]
    if part.trade_type is TradeType.TRAINING:
        phrases.append("in training")
    if part.trade_type is None:
        phrases.append("in real and training trades together")
    if part.currency is not None:
        phrases.append(f"in {part.currency} accounts")
    phrases.append(span_text(part))
    return ", ".join(phrase for phrase in phrases if phrase)


def _phrase(filters: Filters, field: str) -> str:
    return f"{_WORDS[field].before}{_joined(filters, field)}"


def _joined(filters: Filters, field: str) -> str:
    labels = [member_label(field, member) for member in members_of(filters, field)]
    if len(labels) == 1:
        return labels[0]
    return f"{', '.join(labels[:-1])} and {labels[-1]}"
