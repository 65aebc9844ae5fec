"""What the record shows around a message, for how the message reads. Pure."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.rule_coach.emotions import Behaviour

FRESH = timedelta(days=1)  # an older run says nothing about this message
MOST_OPEN = 3  # open trades among which the latest position is looked for


def behaviour_of(context: CoachContext) -> Behaviour:
    """The latest loss, run, size, entries and check-in, each with its source."""
    cached = context.cached
    minutes_since_loss, loss_source = _latest_loss(context)
    size_ratio, size_source = _size_ratio(context)
    losing_run = winning_run = 0
    if _is_fresh(context):
        losing_run, winning_run = len(context.losing_run), len(context.winning_run)
    elif not cached.open_trades:
        size_ratio = None
    behaviour = Behaviour(
        minutes_since_loss=minutes_since_loss,
        loss_source=loss_source,
        losing_run=losing_run,
        winning_run=winning_run,
        size_ratio=size_ratio,
        size_source=size_source,
        entries_today=context.entered_today,
        usual_entries=cached.usual_entries,
        stress=None,
        mood=None,
        sleep_hours=None,
        check_in_source=f"check_in:{context.today}",
    )
    check_in = context.check_in
    if check_in is None:
        return behaviour
    return replace(
        behaviour,
        stress=check_in.stress,
        mood=check_in.mood,
        sleep_hours=check_in.sleep_hours,
        check_in_source=check_in.source,
    )


def _latest_loss(context: CoachContext) -> tuple[int | None, str]:
    """How long ago it was, where the last trade was one, with its source."""
    last = context.last_trade
    if last is None or not last.is_loss or last.exit_time is None:
        return None, "figure:last_trade"
    return context.minutes_since(last.exit_time), last.source


def _size_ratio(context: CoachContext) -> tuple[Decimal | None, str]:
    """The latest position over the usual size of its instrument, with its source."""
    cached = context.cached
    candidates = (*cached.open_trades[:MOST_OPEN], *cached.trades[:1])
    latest = max(candidates, key=lambda trade: trade.entry_time, default=None)
    if latest is None or latest.instrument not in cached.usual_sizes:
        return None, "figure:usual_size"
    ratio = latest.size / cached.usual_sizes[latest.instrument].median
    return ratio, f"figure:usual_size_{latest.instrument}"


def _is_fresh(context: CoachContext) -> bool:
    """Whether the last trade ended within a day."""
    last = context.last_trade
    if last is None or last.exit_time is None:
        return False
    return context.now - last.exit_time <= FRESH
