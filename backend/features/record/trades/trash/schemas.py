"""What the trash of trades takes and gives."""

from backend.core.paging import Cursor, Limit
from backend.core.types import In, Moment, Out
from backend.features.record.trades.schemas import TradeOut


class TrashFilter(In):
    """A page of deleted trades."""

    limit: Limit = 50
    cursor: Cursor | None = None


class DeletedTradeOut(Out):
    """A deleted trade as it was, and until when it can be brought back."""

    trade: TradeOut
    deleted_at: Moment
    forget_at: Moment


class DeletedTrades(Out):
    """Deleted trades, the last deleted first."""

    items: list[DeletedTradeOut]
    next_cursor: str | None
