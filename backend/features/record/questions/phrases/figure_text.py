"""Figures, days and spans in words."""

import calendar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from backend.core.days import DaySpan
from backend.core.plural import counted
from backend.quant.metric import MetricUnit

CENT = Decimal("0.01")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def value_text(value: object, unit: MetricUnit, currency: str) -> str:
    """A figure as it is said: `58%`, `-USD 1,240`, `0.42 R`, `12 minutes`."""
    if value is None:
        return "not known"
    number = Decimal(str(value))
    if unit is MetricUnit.MONEY:
        return money_text(number, currency)
    if unit is MetricUnit.SHARE:
        return f"{_rounded(number * 100, 1)}%"
    if unit is MetricUnit.R:
        return f"{_rounded(number, 2)} R"
    if unit is MetricUnit.SECONDS:
        return duration_text(int(number))
    if unit is MetricUnit.SIZE:
        return f"{number.normalize():f}"
    if unit is MetricUnit.POINTS:
        return f"{_rounded(number, 1)} of 100"
    return f"{_rounded(number, 2)}"


def money_text(amount: Decimal, currency: str) -> str:
    """`USD 1,240`, `-USD 37.50`: cents where there are any."""
    cents = amount.quantize(CENT, ROUND_HALF_UP)
    sign = "-" if cents < 0 else ""
    digits = f"{abs(cents):,.2f}".removesuffix(".00")
    return f"{sign}{currency} {digits}"


def _rounded(number: Decimal, digits: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration_text(seconds: int) -> str:
    """`40 seconds`, `12 minutes`, `3 hours 5 minutes`, `2 days 4 hours`."""
    if seconds < _MINUTE:
        return counted(seconds, "second", "seconds")
    if seconds < _HOUR:
        return counted(seconds // _MINUTE, "minute", "minutes")
    if seconds < _DAY:
        return _two_parts(seconds, (_HOUR, "hour"), (_MINUTE, "minute"))
    return _two_parts(seconds, (_DAY, "day"), (_HOUR, "hour"))


def _two_parts(seconds: int, large: tuple[int, str], small: tuple[int, str]) -> str:
    whole, rest = divmod(seconds, large[0])
    text = counted(whole, large[1], f"{large[1]}s")
    parts = rest // small[0]
    if parts == 0:
        return text
    return f"{text} {counted(parts, small[1], f'{small[1]}s')}"


def day_text(day: date | datetime) -> str:
    """`3 March 2026`."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def span_text(days: DaySpan) -> str:
    """`in March 2026`, `since 1 June 2026`, `on 3 March 2026`; empty where all days count."""
    first, last = days.day_from, days.day_to
    if first is not None and last is not None:
        return _closed_span_text(first, last)
    if first is not None:
        return f"since {day_text(first)}"
    if last is not None:
        return f"until {day_text(last)}"
    return ""


def _closed_span_text(first: date, last: date) -> str:
    if first == last:
        return f"on {day_text(first)}"
    ends_with_month = last.day == calendar.monthrange(last.year, last.month)[1]
    is_of_one_year = first.year == last.year
    if is_of_one_year and first.day == 1 and ends_with_month:
        if first.month == last.month:
            return f"in {calendar.month_name[first.month]} {first.year}"
        if (first.month, last.month) == (1, 12):
            return f"in {first.year}"
    return f"from {day_text(first)} to {day_text(last)}"
