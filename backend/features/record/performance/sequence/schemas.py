"""What sequences of trades take and give."""

from datetime import date
from typing import Annotated

from pydantic import Field

from backend.core.choices import Choice
from backend.core.types import Amount, Id, Moment, Out
from backend.features.record.performance.schemas import Basis, ExcludedOut, IntervalOut, Selection
from backend.quant.metric import MetricReason

MOST_POINTS = 1500  # a screen is not wider
MOST_FALLS = 200


class RollingSelection(Selection):
    """The same, and over how many trades."""

    window: Annotated[
        int, Field(ge=2, le=500, description="The last so many trades, at each trade.")
    ] = 20


class RunKind(Choice):
    """Wins in a row, or losses."""

    WINS = "wins"
    LOSSES = "losses"


class RunSelection(Selection):
    """The same, and which runs."""

    kind: RunKind | None = None
    at_least: Annotated[int, Field(ge=1, le=1000, description="Trades in a run.")] = 2
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CurvePoint(Out):
    """The account after a trade, as it was closed.

    Attributes:
        number: of the trade in the order of the exits, from 1.
        earned: of the trades up to this one.
        equity: `starting_equity` and that; deposits and withdrawals are not in it.
        drawdown: below the highest `earned` before; zero or less.
    """

    number: int
    trade_id: Id
    exit_time: Moment
    net: Amount
    r: float | None
    earned: Amount
    equity: Amount
    drawdown: Amount


class TradeCurveOut(Out):
    """The equity curve trade by trade: exact at each point.

    Attributes:
        thinned: trades that stand for one point, where there are more than a screen shows: of each such stretch the last,
            the highest and the lowest are told; 1 where every trade is.
    """

    currency: str
    basis: Basis
    as_of: Moment
    version: int
    start: Annotated[Amount, Field(description="As `starting_equity`; 0 where there is none.")]
    trades: int
    thinned: int
    points: list[CurvePoint]


class RollingPoint(Out):
    """The figures of the window that ends with a trade; null where there is nothing to divide by.

    Attributes:
        number: of its last trade in the order of the exits, from 1.
        trade_id: its last trade.
        first_trade_id: its first one.
        win_rate: of decided trades.
        expectancy: mean R of those that have one.
        with_r: how many have one.
    """

    number: int
    trade_id: Id
    first_trade_id: Id
    exit_time: Moment
    win_rate: float | None
    win_rate_interval: IntervalOut | None
    expectancy: float | None
    with_r: int
    profit_factor: float | None
    net_pnl: Amount


class RollingOut(Out):
    """Figures over the last so many trades, at each trade from the first whole window on.

    Attributes:
        reason: `too_few_trades` where there is no whole window.
        thinned: every so many windows one is told, and always the last.
    """

    currency: str
    basis: Basis
    as_of: Moment
    version: int
    window: int
    trades: int
    reason: MetricReason | None
    thinned: int
    points: list[RollingPoint]
    excluded: list[ExcludedOut]


class RunOut(Out):
    """Wins in a row, or losses; break-even trades neither end a run nor lengthen it, and are not in it.

    Attributes:
        is_current: the last run, which may go on.
        r: the sum of R of those that have one; null where none has.
    """

    kind: RunKind
    trades: int
    is_current: bool
    first_trade_id: Id
    last_trade_id: Id
    first_exit: Moment
    last_exit: Moment
    first_day: date
    last_day: date
    net_pnl: Amount
    r: float | None


class RunsOut(Out):
    """Runs, the longest first, of equal ones the latest."""

    currency: str
    as_of: Moment
    version: int
    items: list[RunOut]
    more: int


class DrawdownOut(Out):
    """Money below its high, from the result that made the high to the one that made it good.

    Attributes:
        from_day: the day of the high; null where the fall began with the first result.
        to_day: the day that made it good; null while it goes on.
        depth: at the lowest, below zero.
        recovered: of it by now; the whole where it is over.
        results: exits, dividends and charges from the first below the high up to the one that made it good.
        first_time: the moment of the first of them.
        last_time: the moment of the last of them.
        trades: how many trades had a result in these moments: those of the list by `day_of=result`, `realised_from`,
            `realised_until` and `currency`.
    """

    from_time: Moment | None
    from_day: date | None
    low_time: Moment
    low_day: date
    to_time: Moment | None
    to_day: date | None
    is_open: bool
    depth: Amount
    recovered: Amount
    results: int
    first_time: Moment
    last_time: Moment
    trades: int
    days: Annotated[
        int, Field(description="Of the calendar, from the high, to its end or the last result.")
    ]


class DrawdownsOut(Out):
    """Drawdown periods of what was realised, the deepest first; the depth of the first is `max_drawdown_money`."""

    currency: str
    basis: Basis
    as_of: Moment
    version: int
    items: list[DrawdownOut]
    more: int
