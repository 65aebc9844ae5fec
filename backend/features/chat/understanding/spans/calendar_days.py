"""Spans of the calendar: days, weeks, months, quarters, halves and years around a day. Pure."""

from datetime import date, timedelta

from backend.features.chat.understanding.phrases.marks import Days

A_DAY = timedelta(days=1)
LAST_MONTH = 12
FIRST_YEAR = 2000
"""Years before are no years of a record: `1990` in a question is a price."""


def day_or_none(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; null where there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month so many months after that of a day."""
    index = day.year * LAST_MONTH + day.month - 1 + months
    return date(index // LAST_MONTH, index % LAST_MONTH + 1, 1)


def same_day(day: date, months: int) -> date:
    """The same day of the month so many months after, or the last one of it."""
    first = month_start(day, months)
    last = month_start(first, 1) - A_DAY
    return first.replace(day=min(day.day, last.day))


def months_from(first: date, count: int) -> Days:
    """So many whole months from the first day of one."""
    start = month_start(first)
    return Days(start, month_start(start, count) - A_DAY)


def week_of(day: date) -> Days:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def quarter_of(day: date) -> Days:
    """The calendar quarter."""
    return months_from(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def year_of(year: int) -> Days:
    """January to December."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def month_in(month: int, today: date, year: int | None = None) -> Days:
    """A month of a year, or the last one of its name that has begun."""
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    return months_from(date(year, month, 1), 1)


def unit_of(unit: str, day: date) -> Days:
    """The day, week, month, quarter or year around a day."""
    if unit == "week":
        return week_of(day)
    if unit == "month":
        return months_from(day, 1)
    if unit == "quarter":
        return quarter_of(day)
    if unit == "year":
        return year_of(day.year)
    return Days(day, day)


def unit_before(unit: str, day: date) -> Days:
    """The whole unit before the one around a day."""
    start = unit_of(unit, day).day_from
    assert start is not None
    return unit_of(unit, start - A_DAY)


def rolling(unit: str, count: int, today: date) -> Days:
    """The last so many days, weeks, months, quarters or years that end today."""
    if unit in ("day", "week"):
        return Days(today - timedelta(days=count * (7 if unit == "week" else 1) - 1), today)
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return Days(same_day(today, -months) + A_DAY, today)


def to_date(days: Days, today: date) -> Days:
    """A span that has begun, up to today where it is not over."""
    if days.day_to is not None and days.day_to > today:
        return Days(days.day_from, today)
    return days
