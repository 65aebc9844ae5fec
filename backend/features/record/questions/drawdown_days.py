"""When the account fell and how long it stayed below its high: days of the equity curve's report."""

from datetime import date, timedelta
from decimal import Decimal

from backend.features.record.performance.documents import DayDocument
from backend.features.record.performance.equity import daily_curve
from backend.features.record.performance.schemas import FilteredSelection
from backend.features.record.questions.schemas import AnsweredFall, AnsweredHigh
from backend.features.record.questions.selections import QuestionContext

A_DAY = timedelta(days=1)


def highs_and_falls(context: QuestionContext, selection: FilteredSelection) -> AnsweredHigh | None:
    """The highest point of what was realised, the deepest fall and the longest one; null where nothing was realised.

    By session days: what rose and fell within a day is one step.
    """
    curve = daily_curve.curve(context.session, context.user_id, selection, now=context.now)
    days = [day for day in curve["days"] if day["results"]]
    if not days:
        return None
    falls = _falls(days)
    highs = [day for day in days if Decimal(day["drawdown"]) == 0]
    return AnsweredHigh(
        highest_on=date.fromisoformat(highs[-1]["day"]) if highs else None,
        highest=max(_earned(days), default=Decimal(0)),
        deepest=min(falls, key=lambda fall: fall.depth, default=None),
        longest=max(falls, key=lambda fall: _length(fall, days), default=None),
        longest_days=max((_length(fall, days).days for fall in falls), default=0),
    )


def _earned(days: list[DayDocument]) -> list[Decimal]:
    total, sums = Decimal(0), []
    for day in days:
        total += Decimal(day["net"])
        sums.append(total)
    return sums


def _falls(days: list[DayDocument]) -> list[AnsweredFall]:
    """Every stretch below the high before it; the last may not be over."""
    falls: list[AnsweredFall] = []
    high: date | None = None
    lowest: DayDocument | None = None
    for day in days:
        if Decimal(day["drawdown"]) < 0:
            is_lower = lowest is None or Decimal(day["drawdown"]) < Decimal(lowest["drawdown"])
            lowest = day if is_lower else lowest
            continue
        if lowest is not None:
            falls.append(_fall(high, lowest, date.fromisoformat(day["day"])))
        high, lowest = date.fromisoformat(day["day"]), None
    if lowest is not None:
        falls.append(_fall(high, lowest, None))
    return falls


def _fall(high: date | None, lowest: DayDocument, made_good_on: date | None) -> AnsweredFall:
    return AnsweredFall(
        high_on=high,
        low_on=date.fromisoformat(lowest["day"]),
        made_good_on=made_good_on,
        depth=Decimal(lowest["drawdown"]),
    )


def _length(fall: AnsweredFall, days: list[DayDocument]) -> timedelta:
    """From the high, or the first day, to the day that made it good, or the last one."""
    first = fall.high_on or date.fromisoformat(days[0]["day"]) - A_DAY
    last = fall.made_good_on or date.fromisoformat(days[-1]["day"])
    return last - first
