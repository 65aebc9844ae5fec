"""Figures of the record as sentences: each with N, and its interval where there is one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.features.coach.coach_context.views import FigureView
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.performance import report
from backend.features.record.performance.documents import RealisedDocument
from backend.features.record.performance.figures import MetricDocument
from backend.features.record.performance.schemas import Selection
from backend.features.record.plans.adherence import report as plans
from backend.features.record.plans.adherence.schemas import AdherenceSelection
from backend.features.record.trades.models import TradeType
from backend.features.record.trades.trading_clock import clock_for

LATELY = timedelta(days=30)
REAL, TRAINING = Selection(), Selection(trade_type=TradeType.TRAINING)


@dataclass(frozen=True, slots=True)
class _Report:
    """What is read of a report on performance; `realised` is money by the day of its fill."""

    trades: int
    realised: RealisedDocument
    metrics: Mapping[str, MetricDocument]


def reports_of(user_id: UUID, *, now: datetime) -> list[Callable[[Session], object]]:
    """What `figures_of` reads, each to be computed and kept by itself."""

    def performance_of(selection: Selection) -> Callable[[Session], object]:
        return lambda session: report.performance(session, user_id, selection, now=now)

    def lately(session: Session) -> object:
        last_days = _last_days(session, user_id, now)
        return report.performance(session, user_id, last_days, now=now)

    def adherence(session: Session) -> object:
        return plans.report(session, user_id, AdherenceSelection(), now=now)

    return [performance_of(REAL), lately, performance_of(TRAINING), adherence]


def figures_of(
    session: Session,
    user_id: UUID,
    currency: str,
    *,
    now: datetime,
) -> tuple[FigureView, ...]:
    """Performance with real money, lately and in training, and how plans were kept; from the kept reports."""
    real = _report(session, user_id, REAL, now)
    training = _report(session, user_id, TRAINING, now)
    if real.trades == 0:
        words = "There are no closed trades with real money on record yet."
        none = FigureView("trades", words, "0", 0)
        return (none, *_held_in_part(real, currency), *_training(training, None))
    lately = _report(session, user_id, _last_days(session, user_id, now), now)
    figures = [*_performance(real, currency), *_held_in_part(real, currency)]
    if lately.realised["results"] and lately.trades < real.trades:
        figures.append(_lately(lately, currency))
    figures += _training(training, real)
    adherence = plans.report(session, user_id, AdherenceSelection(), now=now)
    figures += _adherence(adherence["score"], adherence["premium_of_planning"])
    return tuple(figures)


def _report(session: Session, user_id: UUID, selection: Selection, now: datetime) -> _Report:
    performance = report.performance(session, user_id, selection, now=now)
    return _Report(
        trades=performance["trades"],
        realised=performance["realised"],
        metrics=performance["metrics"],
    )


def _last_days(session: Session, user_id: UUID, now: datetime) -> Selection:
    today = trading_day(now, clock_for(session, user_id))
    return Selection(day_from=today - LATELY)


def _performance(performance: _Report, currency: str) -> list[FigureView]:
    """Result, expectancy, win rate, payoff, the longest losing run and the deepest drawdown."""
    metrics = performance.metrics
    figures = (
        _net(performance, currency),
        _expectancy(metrics["expectancy"]),
        _win_rate(metrics["win_rate"]),
        _payoff(metrics["payoff"]),
        _longest_losing_run(metrics["longest_losing_streak"]),
        _drawdown(metrics["max_drawdown_money"], currency),
    )
    return [figure for figure in figures if figure is not None]


def _expectancy(metric: MetricDocument) -> FigureView | None:
    if metric["value"] is None:
        return None
    value, n = f"{metric['value']:.2f}", metric["n"]
    words = f"They average {value} R{_interval(metric)}, N {n}{_small(metric)}."
    return FigureView("expectancy", words, value, n)


def _win_rate(metric: MetricDocument) -> FigureView | None:
    if metric["value"] is None:
        return None
    percent, n = f"{100 * metric['value']:.0f}%", metric["n"]
    words = f"{percent} won{_percent_interval(metric)}, N {n}{_small(metric)}."
    return FigureView("win_rate", words, percent, n)


def _payoff(metric: MetricDocument) -> FigureView | None:
    if metric["value"] is None:
        return None
    ratio, n = f"{metric['value']:.2f}", metric["n"]
    words = f"The average win is {ratio} times the average loss, N {n}."
    return FigureView("payoff", words, ratio, n)


def _longest_losing_run(metric: MetricDocument) -> FigureView | None:
    trades = metric["value"]
    if not trades:
        return None
    words = f"The longest losing run on record is {trades} trades."
    return FigureView("longest_losing_run", words, str(trades), metric["n"])


def _drawdown(metric: MetricDocument, currency: str) -> FigureView | None:
    if metric["value"] is None:
        return None
    amount = f"{float(metric['value']):,.2f}"
    words = f"The deepest drawdown is {currency} {amount}."
    return FigureView("drawdown", words, amount, metric["n"])


def _net(performance: _Report, currency: str) -> FigureView:
    many = performance.trades
    net = performance.metrics["net_pnl"]["value"]
    words = f"{counted(many, 'closed trade', 'closed trades')}, net {currency} {net}."
    return FigureView("net", words, str(net), many)


def _held_in_part(performance: _Report, currency: str) -> list[FigureView]:
    """Money of trades that are not closed yet; none where they have brought nothing."""
    net = performance.realised["of_other_trades"]
    if not Decimal(net):
        return []
    words = f"Trades that are still open have realised {currency} {net} beside that."
    return [FigureView("realised_of_open_trades", words, net, performance.realised["results"])]


def _lately(performance: _Report, currency: str) -> FigureView:
    """By the days of their fills: an exit of a part counts on its day."""
    many = performance.trades
    net = performance.realised["net"]
    mean = performance.metrics["expectancy"]
    closed = counted(many, "closed trade", "closed trades")
    words = f"In the last {LATELY.days} days: {closed}, net {currency} {net} realised"
    if mean["value"] is not None:
        words += f", {_average(mean)}"
    return FigureView("lately", f"{words}.", str(net), many)


def _average(mean: MetricDocument) -> str:
    """A mean R with its interval and N."""
    average = f"{mean['value']:.2f} R on average{_interval(mean)}"
    return f"{average}, N {mean['n']}{_small(mean)}"


def _training(training: _Report, real: _Report | None) -> list[FigureView]:
    """Trades without money, beside those with real money where there are any."""
    mean = training.metrics["expectancy"]
    if training.trades == 0 or mean["value"] is None:
        return []
    many = counted(training.trades, "closed trade", "closed trades")
    words = f"In training: {many}, {_average(mean)}{_beside_real(real)}."
    return [FigureView("training", words, f"{mean['value']:.2f}", mean["n"], "training")]


def _beside_real(real: _Report | None) -> str:
    if real is None:
        return ""
    mean = real.metrics["expectancy"]
    if mean["value"] is None:
        return ""
    return f"; with real money {mean['value']:.2f} R, N {mean['n']}"


def _adherence(score: MetricDocument, premium: MetricDocument) -> list[FigureView]:
    """How plans were kept, and what planning is worth."""
    figures = (_adherence_score(score), _premium_of_planning(premium))
    return [figure for figure in figures if figure is not None]


def _adherence_score(metric: MetricDocument) -> FigureView | None:
    if metric["value"] is None:
        return None
    value, n = f"{metric['value']:.0f}", metric["n"]
    words = f"Plans were kept to {value} of 100 on average, N {n}{_small(metric)}."
    return FigureView("adherence", words, value, n)


def _premium_of_planning(metric: MetricDocument) -> FigureView | None:
    if metric["value"] is None:
        return None
    value, n = f"{metric['value']:.2f}", metric["n"]
    words = (
        f"Trades with a plan before the fill earn {value} R more than those without"
        f"{_interval(metric)}, N {n} on the smaller side."
    )
    return FigureView("premium_of_planning", words, value, n)


def _interval(metric: MetricDocument) -> str:
    interval = metric["interval"]
    if interval is None:
        return ""
    return f" (95% interval {interval['low']:.2f} to {interval['high']:.2f})"


def _percent_interval(metric: MetricDocument) -> str:
    interval = metric["interval"]
    if interval is None:
        return ""
    return f" (95% interval {100 * interval['low']:.0f}% to {100 * interval['high']:.0f}%)"


def _small(metric: MetricDocument) -> str:
    if metric["small_sample"]:
        return ", a small sample"
    return ""
