"""When commitments were called for. Pure: trades in, occasions out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from backend.features.market.calendars.trading_day import TradingSpan
from backend.features.record.rulebook.commitment_outcomes.past_trades import JudgedTrade
from backend.features.record.rulebook.models import Commitment, CommitmentAction, CommitmentTrigger

DayOf = Callable[[datetime], TradingSpan]


@dataclass(frozen=True, slots=True)
class CommitmentOccasion:
    """Something that a commitment waited for, and until when it then binds."""

    at: datetime
    until: datetime
    size: Decimal
    instrument: str


def occasions(
    commitment: Commitment,
    past: Sequence[JudgedTrade],
    day_of: DayOf,
) -> list[CommitmentOccasion]:
    """When a commitment was called for, oldest first.

    Args:
        commitment: what happened before it was made does not call for it.
        past: trades of the same trader, in the order of their exits.
        day_of: the session day of a moment.
    """
    moments = []
    for at, trade in _triggered(commitment, past, day_of):
        if not _binds(commitment, at):
            continue
        until = day_of(at).ends
        if commitment.promise == CommitmentAction.PAUSE and commitment.minutes is not None:
            until = at + timedelta(minutes=commitment.minutes)
        moments.append(CommitmentOccasion(at, until, trade.size, trade.instrument))
    return moments


def _binds(commitment: Commitment, at: datetime) -> bool:
    has_ended = commitment.ends_at is not None and at >= commitment.ends_at
    return at >= commitment.created_at and not has_ended


def _triggered(
    commitment: Commitment,
    past: Sequence[JudgedTrade],
    day_of: DayOf,
) -> Iterator[tuple[datetime, JudgedTrade]]:
    if commitment.trigger == CommitmentTrigger.ON_TILT:
        return iter(())  # no trade calls for it: its occasions are its holds
    count = commitment.count or 1
    if commitment.trigger == CommitmentTrigger.AFTER_TRADES:
        return _entries_that_were(count, past, day_of)
    return _exits_that_call(CommitmentTrigger(commitment.trigger), count, past)


def _entries_that_were(
    count: int,
    past: Sequence[JudgedTrade],
    day_of: DayOf,
) -> Iterator[tuple[datetime, JudgedTrade]]:
    """The entry of each session with which so many were made in it."""
    entered: dict[date, int] = {}
    for trade in sorted(past, key=lambda past_trade: past_trade.entered):
        day = day_of(trade.entered).day
        entered[day] = entered.get(day, 0) + 1
        if entered[day] == count:
            yield trade.entered, trade


def _exits_that_call(
    trigger: CommitmentTrigger,
    count: int,
    past: Sequence[JudgedTrade],
) -> Iterator[tuple[datetime, JudgedTrade]]:
    run = 0
    for trade in past:
        if trade.exited is None:
            continue
        run += 1
        if not trade.is_loss:
            run = 0
        calls = {
            CommitmentTrigger.AFTER_STOP: trade.is_stopped,
            CommitmentTrigger.AFTER_LOSS: trade.is_loss,
            CommitmentTrigger.AFTER_WIN: trade.is_win,
            CommitmentTrigger.AFTER_LOSSES: run >= count,
        }
        if calls[trigger]:
            yield trade.exited, trade
