"""REST of the trading record."""

from collections.abc import Mapping
from typing import Any

from backend.core.events import News
from backend.core.paging import BadCursor, Page
from backend.core.rendered import Rendered
from backend.core.types import Id
from backend.features.conversations.errors import ConversationNotFound, MessageNotFound
from backend.features.trades import service
from backend.features.trades.errors import BadTrade, TradeAlreadyClosed, TradeNotFound, UnknownInstrument
from backend.features.trades.models import Trade
from backend.features.trades.schemas import CloseTrade, LogTrade, TradeFilter, TradeOut, TradePage
from backend.transport.contract import Call, Routes

routes = Routes("trades", "/api/trading/trades")


@routes.post(
    "", returns=TradeOut, status=201, raises=(UnknownInstrument, BadTrade, ConversationNotFound, MessageNotFound)
)
def log_trade(call: Call, body: LogTrade) -> Mapping[str, Any]:
    """Log a trade, open or already closed."""
    return service.log_trade(call.session, call.user_id, body, news=call.use(News), now=call.now)


@routes.get("", returns=TradePage, raises=(BadCursor,))
def list_trades(call: Call, query: TradeFilter) -> Page[Rendered]:
    """List trades, latest entry first."""
    return service.list_trades(call.session, call.user_id, query)


@routes.get("/<trade_id>", returns=TradeOut, raises=(TradeNotFound,))
def read_trade(call: Call, trade_id: Id) -> Trade:
    """Read one trade."""
    return service.read_trade(call.session, call.user_id, trade_id)


@routes.post("/<trade_id>/close", returns=TradeOut, raises=(TradeNotFound, TradeAlreadyClosed, BadTrade))
def close_trade(call: Call, trade_id: Id, body: CloseTrade) -> Trade:
    """Close a trade: its exit, result and R."""
    return service.close_trade(call.session, call.user_id, trade_id, body, news=call.use(News), now=call.now)
