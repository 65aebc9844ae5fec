"""What happens to trades that others may want to hear."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TradeClosed:
    """A trade has its exit and its result."""

    user_id: UUID
    trade_id: UUID
    plan_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TradeChanged:
    """A trade was logged, changed or deleted, and is not closed by this."""

    user_id: UUID
    trade_id: UUID
    plan_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TradeReturned:
    """A trade that was deleted is there again, as it was."""

    user_id: UUID
    trade_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordWillShrink:
    """Something is about to be taken out of the record: who draws conclusions from it draws them now.

    Attributes:
        is_whole: the trade goes with all of its history; otherwise one of its events is voided.
    """

    user_id: UUID
    trade_id: UUID
    trade_type: str
    entry_day: date
    is_whole: bool
    at: datetime
