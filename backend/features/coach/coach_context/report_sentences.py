"""Figures of the record as sentences: each with N, and its interval where there is one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.features.coach.coach_context.model import Figure
from backend.features.record.performance import report
from backend.features.record.performance.schemas import Selection
from backend.features.record.plans.adherence import report as plans
from backend.features.record.plans.adherence.schemas import AdherenceSelection
from backend.features.record.trades.models import TradeType

LATELY = timedelta(days=30)
REAL, TRAINING = Selection(), Selection(trade_type=TradeType.TRAINING)


def reports_of(user_id: UUID, *, now: datetime) -> list[Callable[[Session], object]]:
    """What `figures_of` reads, each to be computed and kept by itself."""
    chosen = (REAL, _last_days(now), TRAINING)
    found: list[Callable[[Session], object]] = [
        lambda session, one=one: report.performance(session, user_id, one, now=now)  # type: ignore[misc]
        for one in chosen
    ]
    return [*found, lambda session: plans.report(session, user_id, AdherenceSelection(), now=now)]


def _last_days(now: datetime) -> Selection:
    return Selection(day_from=(now - LATELY).date())


def figures_of(
    session: Session, user_id: UUID, currency: str, *, now: datetime
) -> tuple[Figure, ...]:
    """Performance with real money, lately and in training, and how plans were kept; from the kept reports."""
    real = report.performance(session, user_id, REAL, now=now)
    if real["trades"] == 0:
        empty = Figure(
            "trades", "There are no closed trades with real money on record yet.", "0", 0
        )
        return (empty, *_training(session, user_id, None, now))
    found = [*_performance(real, currency, "")]
    lately = report.performance(session, user_id, _last_days(now), now=now)
    if 0 < lately["trades"] < real["trades"]:
        found += _lately(lately, currency)
    found += _training(session, user_id, real, now)
    found += _adherence(plans.report(session, user_id, AdherenceSelection(), now=now))
    return tuple(found)


def _performance(told: dict[str, Any], currency: str, suffix: str) -> list[Figure]:
    metrics, many = told["metrics"], told["trades"]
    net = metrics["net_pnl"]["value"]
    found = [
        Figure(
            f"net{suffix}",
            f"{counted(many, 'closed trade', 'closed trades')}, net {currency} {net}.",
            str(net),
            many,
        )
    ]
    mean, rate = metrics["expectancy"], metrics["win_rate"]
    if mean["value"] is not None:
        words = f"They average {mean['value']:.2f} R{_between(mean, '{:.2f}')}, N {mean['n']}{_small(mean)}."
        found.append(Figure(f"expectancy{suffix}", words, f"{mean['value']:.2f}", mean["n"]))
    if rate["value"] is not None:
        words = (
            f"{100 * rate['value']:.0f}% won{_percent_between(rate)}, N {rate['n']}{_small(rate)}."
        )
        found.append(Figure(f"win_rate{suffix}", words, f"{100 * rate['value']:.0f}%", rate["n"]))
    pays = metrics["payoff"]
    if pays["value"] is not None:
        words = f"The average win is {pays['value']:.2f} times the average loss, N {pays['n']}."
        found.append(Figure(f"payoff{suffix}", words, f"{pays['value']:.2f}", pays["n"]))
    worst = metrics["longest_losing_streak"]
    if worst["value"]:
        words = f"The longest losing run on record is {worst['value']} trades."
        found.append(Figure(f"longest_losing_run{suffix}", words, str(worst["value"]), worst["n"]))
    fall = metrics["max_drawdown_money"]
    if fall["value"] is not None:
        words = f"The deepest drawdown is {currency} {float(fall['value']):,.2f}."
        found.append(Figure(f"drawdown{suffix}", words, f"{float(fall['value']):,.2f}", fall["n"]))
    return found


def _lately(told: dict[str, Any], currency: str) -> list[Figure]:
    mean, net, many = (
        told["metrics"]["expectancy"],
        told["metrics"]["net_pnl"]["value"],
        told["trades"],
    )
    words = f"In the last {LATELY.days} days: {many} trades, net {currency} {net}"
    if mean["value"] is not None:
        words += f", {mean['value']:.2f} R on average{_between(mean, '{:.2f}')}, N {mean['n']}{_small(mean)}"
    return [Figure("lately", f"{words}.", str(net), many)]


def _training(
    session: Session, user_id: UUID, real: dict[str, Any] | None, now: datetime
) -> list[Figure]:
    told = report.performance(session, user_id, TRAINING, now=now)
    mean = told["metrics"]["expectancy"]
    if told["trades"] == 0 or mean["value"] is None:
        return []
    many = counted(told["trades"], "closed trade", "closed trades")
    words = f"In training: {many}, {mean['value']:.2f} R on average{_between(mean, '{:.2f}')}"
    words += f", N {mean['n']}{_small(mean)}"
    ours = None if real is None else real["metrics"]["expectancy"]
    if ours is not None and ours["value"] is not None:
        words += f"; with real money {ours['value']:.2f} R, N {ours['n']}"
    return [Figure("training", f"{words}.", f"{mean['value']:.2f}", mean["n"], "training")]


def _adherence(told: dict[str, Any]) -> list[Figure]:
    found = []
    score, premium = told["score"], told["premium_of_planning"]
    if score["value"] is not None:
        words = f"Plans were kept to {score['value']:.0f} of 100 on average, N {score['n']}{_small(score)}."
        found.append(Figure("adherence", words, f"{score['value']:.0f}", score["n"]))
    if premium["value"] is not None:
        words = f"Trades with a plan before the fill earn {premium['value']:.2f} R more than those without"
        found.append(
            Figure(
                "premium_of_planning",
                f"{words}{_between(premium, '{:.2f}')}, N {premium['n']} on the smaller side.",
                f"{premium['value']:.2f}",
                premium["n"],
            )
        )
    return found


def _between(metric: dict[str, Any], how: str) -> str:
    interval = metric["interval"]
    if interval is None:
        return ""
    return f" (95% interval {how.format(interval['low'])} to {how.format(interval['high'])})"


def _percent_between(metric: dict[str, Any]) -> str:
    interval = metric["interval"]
    return (
        ""
        if interval is None
        else f" (95% interval {100 * interval['low']:.0f}% to {100 * interval['high']:.0f}%)"
    )


def _small(metric: dict[str, Any]) -> str:
    return ", a small sample" if metric["small_sample"] else ""
