"""What comes before whatever was asked: a locked session, a promise that was broken today, a fresh run of losses. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from backend.features.coach.coach_context.views import CoachContext, CommitmentView, TradeView
from backend.features.coach.coach_context.wording import clock
from backend.features.coach.rule_coach.observation import Observation, trade_slots, unquoted
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger

RUN = 3  # losses in a row from which on they come first
FRESH = timedelta(hours=2)
_AFTER_LOSSES = frozenset({CommitmentTrigger.AFTER_LOSS, CommitmentTrigger.AFTER_STOP})


def urgent_matters(context: CoachContext, observations: Sequence[Observation]) -> list[Observation]:
    """What outranks everything, the most pressing first."""
    locked = [
        observation
        for observation in observations
        if observation.kind == "locked" and observation.slots["state"] == "locked"
    ]
    broken = [
        observation
        for commitment in context.cached.commitments
        for observation in _broken_today(commitment, context)
    ]
    run = []
    if len(context.losing_run) >= RUN and _is_fresh(context.losing_run[0], context):
        run = [observation for observation in observations if observation.kind == "losing_run"]
    return [*locked, *broken[:1], *run]


def _is_fresh(trade: TradeView, context: CoachContext) -> bool:
    return trade.exit_time is not None and context.now - trade.exit_time <= FRESH


def _broken_today(commitment: CommitmentView, context: CoachContext) -> Iterator[Observation]:
    """An entry of today inside of a pause that was promised for after a loss."""
    is_pause = commitment.promise == CommitmentAction.PAUSE and commitment.trigger in _AFTER_LOSSES
    if not is_pause or not commitment.broken or commitment.minutes is None:
        return
    pause = timedelta(minutes=commitment.minutes)
    trades = (*context.cached.open_trades, *context.cached.trades)
    entries = [trade for trade in trades if trade.entry_day == context.today]
    losses = [trade for trade in context.cached.trades if trade.is_loss]
    for entry in sorted(entries, key=lambda trade: trade.entry_time, reverse=True):
        for loss in losses:
            ended = loss.exit_time
            if ended is not None and timedelta(0) <= entry.entry_time - ended < pause:
                yield _breach(commitment, entry, loss, context)
                return


def _breach(
    commitment: CommitmentView, entry: TradeView, loss: TradeView, context: CoachContext
) -> Observation:
    assert loss.exit_time is not None, "it is over"
    minutes = int((entry.entry_time - loss.exit_time).total_seconds() // 60)
    slots = trade_slots(entry, context) | {
        "statement": unquoted(commitment.statement).rstrip("."),
        "entered": clock(entry.entry_time, context),
        "gap": str(minutes),
        "lost": clock(loss.exit_time, context),
        "pause": str(commitment.minutes),
    }
    sources = (commitment.source, entry.source, loss.source)
    return Observation("broken_now", 85, sources, slots)
