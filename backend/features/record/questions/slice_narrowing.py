"""From a selection and the key of one of its groups to the selection of that group alone."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from backend.core.days import DaySpan
from backend.features.record.performance.filters.schemas import GroupKey
from backend.features.record.performance.schemas import FilteredSelection, GroupBy
from backend.features.record.questions.schemas import (
    Filters,
    HourRange,
    MarketSession,
    NumberRange,
    TradeSlice,
    Weekday,
)
from backend.features.record.trades.models import TradeDirection, TradeType
from backend.features.record.trades.trade_list.group_keys import (
    HOLDINGS,
    MONEY_KEYS,
    WEEKDAYS,
    days_of_group,
)

SpanT = TypeVar("SpanT", bound=DaySpan)
LONGEST_SYMBOL = 30  # of the words that a question takes
_HOLDING_ENDS = (None, "1", "5", "30", "240", "1440", None)
_JUST_BELOW = Decimal("0.01")  # holding times are whole seconds, a second is 0.0166 minutes


def group_selection(
    selection: FilteredSelection, by: GroupBy, key: str | None
) -> FilteredSelection:
    """The trades of one group, for the reports."""
    if by in MONEY_KEYS and key is not None:
        return within(selection, days_of_group(by, key))
    return selection.model_copy(update={"of_group": GroupKey(by=by, key=key)})


def within(part: SpanT, days: DaySpan) -> SpanT:
    """The same on some of its days."""
    firsts = [day for day in (part.day_from, days.day_from) if day is not None]
    lasts = [day for day in (part.day_to, days.day_to) if day is not None]
    span: dict[str, date | None] = {
        "day_from": max(firsts, default=None),
        "day_to": min(lasts, default=None),
    }
    return part.model_copy(update=span)


def group_slice(
    part: TradeSlice, by: GroupBy, key: str | None, name: str | None
) -> TradeSlice | None:
    """The same as a question says it; null where no filter says what these trades share, as nothing can be lacked."""
    if key is None:
        return None
    if by in MONEY_KEYS:
        return within(part, days_of_group(by, key))
    if by is GroupBy.TRADE_TYPE:
        return part.model_copy(update={"trade_type": TradeType(key)})
    word = name or key
    if len(word) > LONGEST_SYMBOL and by is GroupBy.INSTRUMENT:
        return None
    narrower = FILTER_OF_GROUP[by](word).model_dump(exclude_unset=True)
    only = Filters.model_validate({**part.only.model_dump(), **narrower})
    return part.model_copy(update={"only": only})


NAMED: dict[GroupBy, str] = {
    GroupBy.WEEKDAY: "weekdays",
    GroupBy.SESSION: "sessions",
    GroupBy.INSTRUMENT: "instruments",
    GroupBy.SETUP: "setups",
    GroupBy.STRATEGY: "strategies",
    GroupBy.TAG: "tags",
    GroupBy.EMOTION: "emotions",
    GroupBy.ACCOUNT: "accounts",
}
"""Filters of several values, by what tells each of them by itself."""
_KEYED_BY_WORD = (GroupBy.INSTRUMENT, GroupBy.SESSION)


def named_keys(filters: Filters, by: GroupBy) -> list[str]:
    """The keys of the groups that filters name one by one, where their words tell the key."""
    field = NAMED.get(by)
    if field is None or len(getattr(filters, field)) < 2:
        return []
    if by is GroupBy.WEEKDAY:
        return [WEEKDAYS[list(Weekday).index(day)] for day in filters.weekdays]
    if by is GroupBy.TAG:
        return list(filters.tags)
    return list(getattr(filters, field)) if by in _KEYED_BY_WORD else []


def _of_hour(key: str) -> Filters:
    hour = int(key)
    return Filters(hours=[HourRange(minute_from=hour * 60, minute_to=hour * 60 + 60)])


def _of_holding(key: str) -> Filters:
    place = HOLDINGS.index(key)
    first, end = _HOLDING_ENDS[place], _HOLDING_ENDS[place + 1]
    at_least = None if first is None else Decimal(first)
    at_most = None if end is None else Decimal(end) - _JUST_BELOW
    return Filters(holding_minutes=NumberRange(at_least=at_least, at_most=at_most))


def _of_adherence(key: str) -> Filters:
    first = Decimal(key)
    return Filters(adherence=NumberRange(at_least=first, at_most=first + 19))


FILTER_OF_GROUP: dict[GroupBy, Callable[[str], Filters]] = {
    GroupBy.INSTRUMENT: lambda key: Filters(instruments=[key]),
    GroupBy.DIRECTION: lambda key: Filters(direction=TradeDirection(key)),
    GroupBy.SETUP: lambda key: Filters(setups=[key]),
    GroupBy.STRATEGY: lambda key: Filters(strategies=[key]),
    GroupBy.ACCOUNT: lambda key: Filters(accounts=[key]),
    GroupBy.TAG: lambda key: Filters(tags=[key]),
    GroupBy.EMOTION: lambda key: Filters(emotions=[key]),
    GroupBy.HOUR: _of_hour,
    GroupBy.SESSION: lambda key: Filters(sessions=[MarketSession(key)]),
    GroupBy.WEEKDAY: lambda key: Filters(weekdays=[list(Weekday)[WEEKDAYS.index(key)]]),
    GroupBy.ADHERENCE: _of_adherence,
    GroupBy.HOLDING: _of_holding,
}
"""What a question asks for to have the trades of one group; groups that are days or kinds of trades have no filter."""
