"""By what trades are put together, as SQL: the key of a trade's group, and whether a trade is of a group."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    SQLColumnExpression,
    String,
    any_,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
)

from backend.core.days import DaySpan
from backend.features.record.trades.models import RealisedResult, Trade
from backend.features.record.trades.trade_list.schemas import GroupBy

NATURAL = (
    GroupBy.HOUR,
    GroupBy.SESSION,
    GroupBy.WEEKDAY,
    GroupBy.DAY,
    GroupBy.WEEK,
    GroupBy.MONTH,
    GroupBy.HOLDING,
    GroupBy.ADHERENCE,
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SESSIONS = ("asia", "london", "new_york", "after_hours")
HOLDINGS = (
    "under 1 minute",
    "1 to 5 minutes",
    "5 to 30 minutes",
    "30 minutes to 4 hours",
    "4 to 24 hours",
    "over a day",
)
NO_TAG: ColumnElement[list[str]] = literal_column("array[null::text]")
Key = SQLColumnExpression[str] | SQLColumnExpression[str | None]


def _monday(day: SQLColumnExpression[date] | SQLColumnExpression[date | None]) -> Key:
    """The first day of its week."""
    return cast(day - (cast(extract("isodow", day), Integer) - 1), String)


_local = func.timezone(Trade.zone, Trade.entry_time)
_new_york = func.timezone("America/New_York", Trade.entry_time)
_new_york_minute = extract("hour", _new_york) * 60 + extract("minute", _new_york)
_tags = case((func.cardinality(Trade.pattern_tags) > 0, Trade.pattern_tags), else_=NO_TAG)

ENTRY_MINUTE = extract("hour", _local) * 60 + extract("minute", _local)
"""Minutes after midnight of the entry, on the exchange's clock."""
ENTRY_WEEKDAY: ColumnElement[int] = cast(extract("isodow", Trade.entry_day), Integer)
"""From 1 for Monday, of the session day of the entry."""
ENTRY_SESSION: ColumnElement[str] = case(
    (_new_york_minute < 3 * 60, "0"),
    (_new_york_minute < 9 * 60 + 30, "1"),
    (_new_york_minute < 16 * 60, "2"),
    (_new_york_minute < 18 * 60, "3"),
    else_="0",
)
"""The place in `SESSIONS`, as text."""

KEYS: dict[GroupBy, Key] = {
    GroupBy.INSTRUMENT: Trade.instrument,
    GroupBy.DIRECTION: Trade.direction,
    GroupBy.SETUP: Trade.setup,
    GroupBy.STRATEGY: cast(Trade.strategy_id, String),
    GroupBy.ACCOUNT: cast(Trade.account_id, String),
    GroupBy.TAG: func.unnest(_tags),
    GroupBy.EMOTION: Trade.emotional_state,
    GroupBy.HOUR: func.to_char(_local, "HH24"),
    GroupBy.SESSION: ENTRY_SESSION,
    GroupBy.WEEKDAY: cast(ENTRY_WEEKDAY, String),
    GroupBy.DAY: cast(Trade.exit_day, String),
    GroupBy.WEEK: _monday(Trade.exit_day),
    GroupBy.MONTH: func.to_char(Trade.exit_day, "YYYY-MM"),
    GroupBy.ADHERENCE: func.to_char(Trade.plan_adherence_score // 20 * 20, "FM000"),
    GroupBy.HOLDING: case(
        (Trade.hold_seconds < 60, "0"),
        (Trade.hold_seconds < 300, "1"),
        (Trade.hold_seconds < 1800, "2"),
        (Trade.hold_seconds < 14_400, "3"),
        (Trade.hold_seconds < 86_400, "4"),
        else_="5",
    ),
    GroupBy.TRADE_TYPE: Trade.trade_type,
}
"""The key of a trade's group, as text that sorts in the natural order."""

MONEY_KEYS: dict[GroupBy, Key] = {
    GroupBy.DAY: cast(RealisedResult.day, String),
    GroupBy.WEEK: _monday(RealisedResult.day),
    GroupBy.MONTH: func.to_char(RealisedResult.day, "YYYY-MM"),
}
"""Where groups are days, the day on which money was realised."""

_SHOWN = {GroupBy.SESSION: SESSIONS, GroupBy.HOLDING: HOLDINGS}


def shown_key(by: GroupBy, key: str | None) -> str | None:
    """The key of a group as it is told."""
    if key is None:
        return None
    if by == GroupBy.WEEKDAY:
        return WEEKDAYS[int(key) - 1]
    if by == GroupBy.ADHERENCE:
        return str(int(key))
    if by in _SHOWN:
        return _SHOWN[by][int(key)]
    return key


def is_of_group(by: GroupBy, shown: str | None) -> ColumnElement[bool]:
    """Whether a trade is of the group that is told by this key; days are asked for by spans instead."""
    if by == GroupBy.TAG:
        if shown is None:
            return func.cardinality(Trade.pattern_tags) == 0
        return literal(shown) == any_(Trade.pattern_tags)
    if shown is None:
        return KEYS[by].is_(None)
    return KEYS[by] == _stored_key(by, shown)


def _stored_key(by: GroupBy, shown: str) -> str:
    if by == GroupBy.WEEKDAY:
        return str(WEEKDAYS.index(shown) + 1)
    if by == GroupBy.ADHERENCE:
        return shown.zfill(3)
    if by in _SHOWN:
        return str(_SHOWN[by].index(shown))
    return shown


def days_of_group(by: GroupBy, shown: str) -> DaySpan:
    """The days of a group that is a day, a week or a month."""
    first = date.fromisoformat(f"{shown}-01" if by == GroupBy.MONTH else shown)
    return DaySpan(day_from=first, day_to=_LAST_DAYS[by](first))


def _end_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _end_of_week(first: date) -> date:
    return first + timedelta(days=6)


def _same_day(first: date) -> date:
    return first


_LAST_DAYS: dict[GroupBy, Callable[[date], date]] = {
    GroupBy.DAY: _same_day,
    GroupBy.WEEK: _end_of_week,
    GroupBy.MONTH: _end_of_month,
}
