"""Decisions of the journal without I/O: streaks, and the level of a measure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from backend.features.record.journal.schemas import MoodLevel, Streaks

SATURDAY = 5
MIDDLE, HIGH = Decimal(3), Decimal(4)  # of measures from 1 to 5
SHORT_SLEEP, LONG_SLEEP = Decimal("6"), Decimal("7.5")


def streaks(written: Iterable[date], today: date) -> Streaks:
    """Weekdays in a row that were written about.

    Saturdays and Sundays neither count nor break. Today, while nothing is written, does not break; days to come do not
    count.
    """
    weekdays = {day for day in written if day <= today and day.weekday() < SATURDAY}
    longest = run = 0
    before: int | None = None
    for place in sorted(_weekday_number(day) for day in weekdays):
        if before is None or place != before + 1:
            run = 0
        run += 1
        longest = max(longest, run)
        before = place
    is_alive = before is not None and before >= _last_due(today)
    return Streaks(current=run if is_alive else 0, longest=longest)


def level_of(measure: str, value: int | Decimal) -> MoodLevel:
    """Where a measure lay."""
    middle, high = MIDDLE, HIGH
    if measure == "sleep_hours":
        middle, high = SHORT_SLEEP, LONG_SLEEP
    if value < middle:
        return MoodLevel.LOW
    if value < high:
        return MoodLevel.MIDDLE
    return MoodLevel.HIGH


def _weekday_number(day: date) -> int:
    """Weekdays counted through: a Friday and the Monday after it are neighbours."""
    weeks = (day.toordinal() - 1) // 7
    return weeks * 5 + min(day.weekday(), SATURDAY)


def _last_due(today: date) -> int:
    """The last weekday before today: what must be written for a streak to live."""
    return _weekday_number(today) - 1
