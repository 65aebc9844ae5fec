"""What happens to trades that others may want to hear."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TradeClosed:
    """A trade has its exit and its result."""

    user_id: UUID
    trade_id: UUID


@dataclass(frozen=True, slots=True)
class TradeChanged:
    """A trade was logged, changed or deleted, and is not closed by this."""

    user_id: UUID
    trade_id: UUID
