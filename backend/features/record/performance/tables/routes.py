"""REST of tables of reports."""

from backend.core.paging import BadCursor
from backend.features.record.performance.tables import cross_table, excluded_trades
from backend.features.record.performance.tables.cross_table import CrossTableDocument
from backend.features.record.performance.tables.excluded_trades import ExcludedPage
from backend.features.record.performance.tables.schemas import (
    CrossSelection,
    CrossTableOut,
    ExcludedTrades,
    ExclusionSelection,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY

routes = Routes("performance", "/api/trading/reports")


@routes.get("/cross-table", returns=CrossTableOut, transaction="write", cost=HEAVY)
def read_cross_table(call: Call, query: CrossSelection) -> CrossTableDocument:
    """Read what the selected trades came to by two groupings at once, such as setup and hour."""
    return cross_table.cross_table(call.session, call.user_id, query, now=call.now)


@routes.get("/excluded", returns=ExcludedTrades, raises=(BadCursor,), cost=HEAVY)
def list_excluded(call: Call, query: ExclusionSelection) -> ExcludedPage:
    """List the closed trades that a report leaves out for a reason, latest exit first."""
    return excluded_trades.excluded_trades(call.session, call.user_id, query)
