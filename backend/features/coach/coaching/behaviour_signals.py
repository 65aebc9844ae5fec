"""What the record shows around a message, for how the message reads. Pure."""

from datetime import timedelta
from decimal import Decimal

from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.rule_coach.emotions import Behaviour

FRESH = timedelta(days=1)  # an older run says nothing about this message
MOST_OPEN = 3  # open trades among which the latest position is looked for


def behaviour_of(context: CoachContext) -> Behaviour:
    """The latest loss, run, size, entries and check-in, each with its source."""
    last, check_in = context.last_trade, context.check_in
    is_fresh = _is_fresh(context)
    size_ratio, size_source = _size_ratio(context)
    minutes_since_loss, loss_source = None, "figure:last_trade"
    if last is not None and last.is_loss and last.exit_time is not None:
        minutes_since_loss, loss_source = context.minutes_since(last.exit_time), last.source
    return Behaviour(
        minutes_since_loss=minutes_since_loss,
        loss_source=loss_source,
        losing_run=len(context.losing_run) if is_fresh else 0,
        size_ratio=size_ratio if is_fresh or context.cached.open_trades else None,
        size_source=size_source,
        entries_today=context.entered_today,
        usual_entries=context.cached.usual_entries,
        stress=check_in.stress if check_in else None,
        mood=check_in.mood if check_in else None,
        sleep_hours=check_in.sleep_hours if check_in else None,
        check_in_source=check_in.source if check_in else f"check_in:{context.today}",
    )


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
