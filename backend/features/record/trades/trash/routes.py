"""REST of deleted trades."""

from backend.core.events import News
from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.record.trades.errors import AccountNotFound, TradeNotFound
from backend.features.record.trades.models import Trade
from backend.features.record.trades.schemas import TradeOut
from backend.features.record.trades.trash import service
from backend.features.record.trades.trash.schemas import DeletedTrades, TrashFilter
from backend.features.record.trades.trash.service import ShownDeletion
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("trades", "/api/trading/trades")


@routes.get(
    "/deleted",
    returns=DeletedTrades,
    raises=(BadCursor,),
    cost=light("a page by an index"),
)
def list_deleted_trades(call: Call, query: TrashFilter) -> Page[ShownDeletion]:
    """List trades that were deleted in the last 30 days; they count nowhere."""
    return service.list_deleted(call.session, call.user_id, query, now=call.now)


@routes.post(
    "/<trade_id>/restore",
    returns=TradeOut,
    raises=(TradeNotFound, AccountNotFound),
)
def restore_trade(call: Call, trade_id: Id) -> Trade:
    """Bring a deleted trade back whole: history, images, links and marks; doing it twice is no error."""
    return service.restore(call.session, call.user_id, trade_id, news=call.use(News), now=call.now)
