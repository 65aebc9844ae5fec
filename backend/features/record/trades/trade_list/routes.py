"""REST of the list of trades."""

from backend.core.paging import BadCursor
from backend.core.types import Id
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.trade_list import csv_file, service
from backend.features.record.trades.trade_list.schemas import (
    NeighboursOut,
    OrderedSelection,
    TotalsOut,
    TradeFilter,
    TradePage,
    TradeSelection,
    TradeWords,
)
from backend.features.record.trades.trade_list.service import TradeList
from backend.transport.contract import Call, Routes, StreamedAnswer
from backend.transport.operation_cost import HEAVY, HEAVY_WHEN_FILTERED

routes = Routes("trades", "/api/trading/trades")


@routes.get("", returns=TradePage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_trades(call: Call, query: TradeFilter) -> TradeList:
    """List trades, latest entry first if no other order is named."""
    return service.list_trades(call.session, call.user_id, query)


@routes.get("/totals", returns=TotalsOut, cost=HEAVY)
def read_totals(call: Call, query: TradeSelection) -> TotalsOut:
    """Read what all trades of a filter come to: how many, net by currency, R, share of wins."""
    return service.totals(call.session, call.user_id, query)


@routes.get("/words", returns=TradeWords, cost=HEAVY)
def read_words(call: Call) -> TradeWords:
    """Read the tags, setups, feelings and instruments of your trades, with how many have each."""
    return service.words(call.session, call.user_id)


@routes.get(
    "/export",
    returns=StreamedAnswer,
    transaction="none",
    content_type="text/csv",
    cost=HEAVY,
)
def export_trades(call: Call, query: OrderedSelection) -> StreamedAnswer:
    """Export the trades of a filter as CSV in UTF-8; no cell is a formula to a spreadsheet."""
    parts = csv_file.written(call.database, call.actor, call.user_id, query)
    name = f"trades-{call.now:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamedAnswer(parts, "text/csv; charset=utf-8", headers)


@routes.get("/<trade_id>/neighbours", returns=NeighboursOut, raises=(TradeNotFound,), cost=HEAVY)
def read_neighbours(call: Call, trade_id: Id, query: OrderedSelection) -> NeighboursOut:
    """Read where a trade stands in a list, and the trades before and after it."""
    return service.neighbours(call.session, call.user_id, trade_id, query)
