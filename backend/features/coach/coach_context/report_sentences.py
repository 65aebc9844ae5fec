"""Figures of the record as sentences: each with N, and its interval where there is one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.features.coach.coach_context.views import FigureView
from backend.features.record.performance import report
from backend.features.record.performance.documents import PerformanceDocument
from backend.features.record.performance.figures import MetricDocument
from backend.features.record.performance.schemas import Selection
from backend.features.record.plans.adherence import report as plans
from backend.features.record.plans.adherence.schemas import AdherenceSelection
from backend.features.record.trades.models import TradeType

LATELY = timedelta(days=30)
REAL, TRAINING = Selection(), Selection(trade_type=TradeType.TRAINING)


def reports_of(user_id: UUID, *, now: datetime) -> list[Callable[[Session], object]]:
    """What `figures_of` reads, each to be computed and kept by itself."""

    def performance_of(selection: Selection) -> Callable[[Session], object]:
        return lambda session: report.performance(session, user_id, selection, now=now)

    reports = [performance_of(selection) for selection in (REAL, _last_days(now), TRAINING)]
    return [*reports, lambda session: _adherence_report(session, user_id, now)]


def figures_of(
    session: Session,
    user_id: UUID,
    currency: str,
    *,
    now: datetime,
) -> tuple[FigureView, ...]:
    """Performance with real money, lately and in training, and how plans were kept; from the kept reports."""
    real = report.performance(session, user_id, REAL, now=now)
    training = report.performance(session, user_id, TRAINING, now=now)
    if real["trades"] == 0:
        words = "There are no closed trades with real money on record yet."
        return (FigureView("trades", words, "0", 0), *_training(training, None))
    lately = report.performance(session, user_id, _last_days(now), now=now)
    figures = _performance(real, currency)
    if 0 < lately["trades"] < real["trades"]:
        figures.append(_lately(lately, currency))
    figures += _training(training, real)
    figures += _adherence(_adherence_report(session, user_id, now))
    return tuple(figures)


def _last_days(now: datetime) -> Selection:
    return Selection(day_from=(now - LATELY).date())


def _adherence_report(session: Session, user_id: UUID, now: datetime) -> plans.AdherenceDocument:
    return plans.report(session, user_id, AdherenceSelection(), now=now)


def _performance(performance: PerformanceDocument, currency: str) -> list[FigureView]:
    """Result, expectancy, win rate, payoff, the longest losing run and the deepest drawdown."""
    metrics = performance["metrics"]
    figures = [_net(performance, currency)]
    mean, rate, payoff = metrics["expectancy"], metrics["win_rate"], metrics["payoff"]
    if mean["value"] is not None:
        words = f"They average {mean['value']:.2f} R{_interval(mean)}, N {mean['n']}{_small(mean)}."
        figures.append(FigureView("expectancy", words, f"{mean['value']:.2f}", mean["n"]))
    if rate["value"] is not None:
        percent = f"{100 * rate['value']:.0f}%"
        words = f"{percent} won{_percent_interval(rate)}, N {rate['n']}{_small(rate)}."
        figures.append(FigureView("win_rate", words, percent, rate["n"]))
    if payoff["value"] is not None:
        ratio = f"{payoff['value']:.2f}"
        words = f"The average win is {ratio} times the average loss, N {payoff['n']}."
        figures.append(FigureView("payoff", words, ratio, payoff["n"]))
    streak, drawdown = metrics["longest_losing_streak"], metrics["max_drawdown_money"]
    if streak["value"]:
        words = f"The longest losing run on record is {streak['value']} trades."
        figures.append(FigureView("longest_losing_run", words, str(streak["value"]), streak["n"]))
    if drawdown["value"] is not None:
        amount = f"{float(drawdown['value']):,.2f}"
        words = f"The deepest drawdown is {currency} {amount}."
        figures.append(FigureView("drawdown", words, amount, drawdown["n"]))
    return figures


def _net(performance: PerformanceDocument, currency: str) -> FigureView:
    many = performance["trades"]
    net = performance["metrics"]["net_pnl"]["value"]
    words = f"{counted(many, 'closed trade', 'closed trades')}, net {currency} {net}."
    return FigureView("net", words, str(net), many)


def _lately(performance: PerformanceDocument, currency: str) -> FigureView:
    many = performance["trades"]
    mean = performance["metrics"]["expectancy"]
    net = performance["metrics"]["net_pnl"]["value"]
    words = f"In the last {LATELY.days} days: {many} trades, net {currency} {net}"
    if mean["value"] is not None:
        words += f", {mean['value']:.2f} R on average{_interval(mean)}, N {mean['n']}{_small(mean)}"
    return FigureView("lately", f"{words}.", str(net), many)


def _training(training: PerformanceDocument, real: PerformanceDocument | None) -> list[FigureView]:
    """Trades without money, beside those with real money where there are any."""
    mean = training["metrics"]["expectancy"]
    if training["trades"] == 0 or mean["value"] is None:
        return []
    many = counted(training["trades"], "closed trade", "closed trades")
    words = f"In training: {many}, {mean['value']:.2f} R on average{_interval(mean)}"
    words += f", N {mean['n']}{_small(mean)}"
    real_mean = None if real is None else real["metrics"]["expectancy"]
    if real_mean is not None and real_mean["value"] is not None:
        words += f"; with real money {real_mean['value']:.2f} R, N {real_mean['n']}"
    return [FigureView("training", f"{words}.", f"{mean['value']:.2f}", mean["n"], "training")]


def _adherence(adherence: plans.AdherenceDocument) -> list[FigureView]:
    """How plans were kept, and what planning is worth."""
    figures = []
    score, premium = adherence["score"], adherence["premium_of_planning"]
    if score["value"] is not None:
        value = f"{score['value']:.0f}"
        words = f"Plans were kept to {value} of 100 on average, N {score['n']}{_small(score)}."
        figures.append(FigureView("adherence", words, value, score["n"]))
    if premium["value"] is not None:
        value = f"{premium['value']:.2f}"
        words = (
            f"Trades with a plan before the fill earn {value} R more than those without"
            f"{_interval(premium)}, N {premium['n']} on the smaller side."
        )
        figures.append(FigureView("premium_of_planning", words, value, premium["n"]))
    return figures


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
