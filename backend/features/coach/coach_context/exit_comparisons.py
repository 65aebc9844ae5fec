"""How the latest trades were left: losses beyond their stops, winners beside losers, and how long each was held. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import mean, median

from backend.features.coach.coach_context.views import FigureView, TradeView

LEAST = 5  # fewer trades of a group say nothing
SLIPPED = Decimal("-1.05")  # R; a loss a little beyond its stop is slippage
SECONDS_OF_A_MINUTE = 60


def exit_comparisons(with_r: Sequence[TradeView]) -> tuple[FigureView | None, ...]:
    """Each figure where there are enough trades for it."""
    losers = [trade for trade in with_r if trade.is_loss]
    winners = [trade for trade in with_r if trade.is_win]
    return (beyond_the_stop(losers), payoff(winners, losers), holding_times(winners, losers))


def beyond_the_stop(losers: Sequence[TradeView]) -> FigureView | None:
    """Losses that went beyond the risk that the stop allowed."""
    results = [trade.r for trade in losers if trade.r is not None]
    beyond = [r for r in results if r < SLIPPED]
    if len(results) < LEAST or not beyond:
        return None
    excess = sum((r + 1 for r in beyond), Decimal(0))
    words = (
        f"Of your last {len(results)} losses with a stop, {len(beyond)} went beyond the 1 R that it allowed,"
        f" the worst to {_r(min(beyond))} R; what was beyond comes to {_r(excess)} R."
    )
    return FigureView("beyond_the_stop", words, _r(excess), len(results))


def payoff(winners: Sequence[TradeView], losers: Sequence[TradeView]) -> FigureView | None:
    """The mean winner beside the mean loser."""
    if min(len(winners), len(losers)) < LEAST:
        return None
    won, lost = _mean(winners), _mean(losers)
    many = len(winners) + len(losers)
    words = f"Over your last {many} trades with a stop, a winner makes {won} R on average and a loser {lost} R."
    return FigureView("payoff", words, won, many)


def holding_times(winners: Sequence[TradeView], losers: Sequence[TradeView]) -> FigureView | None:
    """How long winners and losers are held, by the median."""
    won = [trade.hold_seconds for trade in winners if trade.hold_seconds is not None]
    lost = [trade.hold_seconds for trade in losers if trade.hold_seconds is not None]
    if min(len(won), len(lost)) < LEAST:
        return None
    minutes_won, minutes_lost = (round(median(held) / SECONDS_OF_A_MINUTE) for held in (won, lost))
    many = len(won) + len(lost)
    words = f"Half of your winners are held {minutes_won} minutes or less and half of your losers {minutes_lost}, N {many}."
    return FigureView("holding_times", words, str(minutes_won), many)


def _mean(trades: Sequence[TradeView]) -> str:
    return _r(mean(trade.r for trade in trades if trade.r is not None))


def _r(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}"
