"""REST of sequences of trades. Each report is kept until the record changes."""

from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.sequence import falls, rolling, runs, trade_curve
from backend.features.record.performance.sequence.documents import (
    FallsDocument,
    RollingDocument,
    RunsDocument,
    TradeCurveDocument,
)
from backend.features.record.performance.sequence.schemas import (
    DrawdownsOut,
    RollingOut,
    RollingSelection,
    RunSelection,
    RunsOut,
    TradeCurveOut,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY

routes = Routes("performance", "/api/trading/reports")


@routes.get("/trade-curve", returns=TradeCurveOut, transaction="write", cost=HEAVY)
def read_trade_curve(call: Call, query: Selection) -> TradeCurveDocument:
    """Read the equity curve trade by trade."""
    return trade_curve.trade_curve(call.session, call.user_id, query, now=call.now)


@routes.get("/rolling", returns=RollingOut, transaction="write", cost=HEAVY)
def read_rolling(call: Call, query: RollingSelection) -> RollingDocument:
    """Read win rate, expectancy and profit factor over the last so many trades, at each trade."""
    return rolling.rolling(call.session, call.user_id, query, now=call.now)


@routes.get("/streaks", returns=RunsOut, transaction="write", cost=HEAVY)
def read_runs(call: Call, query: RunSelection) -> RunsDocument:
    """Read wins and losses in a row, the longest first."""
    return runs.runs(call.session, call.user_id, query, now=call.now)


@routes.get("/drawdowns", returns=DrawdownsOut, transaction="write", cost=HEAVY)
def read_falls(call: Call, query: Selection) -> FallsDocument:
    """Read drawdown periods, the deepest first: from when to when, how deep, and whether they were made good."""
    return falls.falls(call.session, call.user_id, query, now=call.now)
