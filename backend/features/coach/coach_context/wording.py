"""How things of the record are said in a line: trades, plans, markets, times. Pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.coach_context.views import (
    CheckInView,
    CoachContext,
    MarketView,
    PlanView,
    TradeView,
)
from backend.features.coach.memory.statement_matching import tidy
from backend.features.coach.verdicts.facts import money

A_DAY, AN_HOUR, A_MINUTE = 86_400, 3_600, 60  # in seconds


def trade_words(trade: TradeView, context: CoachContext) -> str:
    """A trade in a line."""
    if trade.exit_time is None:
        return open_trade_words(trade)
    ended = context.local(trade.exit_time).strftime("%Y-%m-%d %H:%M")
    parts = [f"{ended} {_position(trade)}"]
    if not trade.is_real:
        parts = [f"{ended} training {_position(trade)}"]
    if trade.r is not None:
        parts.append(f"{r_words(trade.r)} R")
    if trade.net is not None:
        parts.append(money(trade.net, trade.currency))
    if trade.hold_seconds is not None:
        parts.append(f"held {held_words(trade.hold_seconds)}")
    parts.append(trade.plan_match)
    if trade.adherence is not None:
        parts.append(f"kept to its plan {trade.adherence} of 100")
    if trade.broken:
        parts.append(f"broke {', '.join(trade.broken)}")
    if trade.felt:
        parts.append(f"felt «{trade.felt}»")
    if trade.setup:
        parts.append(f"setup «{trade.setup}»")
    return ", ".join(parts) + "."


def open_trade_words(trade: TradeView) -> str:
    """A trade that is held, in a line."""
    stop = "no stop on record"
    if trade.stop_price is not None:
        stop = f"stop {plain_decimal(trade.stop_price)}"
    entry = plain_decimal(trade.entry_price)
    return f"Open: {_position(trade)} from {entry}, {stop}, {trade.plan_match}."


def held_words(seconds: int) -> str:
    """A length of time as traders say it: 45 seconds, 12 minutes, 3 hours, 2 days."""
    for least, unit, name in (
        (2 * A_DAY, A_DAY, "day"),
        (2 * AN_HOUR, AN_HOUR, "hour"),
        (A_MINUTE, A_MINUTE, "minute"),
    ):
        if seconds >= least:
            return counted(seconds // unit, name, f"{name}s")
    return counted(seconds, "second", "seconds")


def plan_words(plan: PlanView, context: CoachContext) -> str:
    """A plan in a line."""
    words = (
        f"Plan «{plan.title}» (version {plan.version}): {_position(plan)},"
        f" stop {plain_decimal(plan.stop)}"
    )
    if plan.expires_at:
        words += f", until {clock(plan.expires_at, context)}"
    return f"{words}."


def _position(of: TradeView | PlanView) -> str:
    return f"{of.direction} {plain_decimal(of.size)} {of.instrument}"


def market_words(market: MarketView, context: CoachContext) -> str:
    """A market in a line."""
    if market.is_open is None:
        return f"No calendar of {market.symbol} is known."
    if market.is_open:
        state, change = "open", market.closes_at
    elif market.is_holiday:
        state, change = "closed for a holiday", market.opens_at
    else:
        state, change = "closed", market.opens_at
    words = f"{market.symbol} is {state}"
    if change:
        words += f" until {clock(change, context)}"
    return f"{words}."


def measures(check_in: CheckInView) -> str:
    """The measures of a check-in in words: mood 2, stress 5 (of 5), 5.5 hours of sleep."""
    parts = []
    for name in ("mood", "energy", "focus", "stress"):
        value = getattr(check_in, name)
        if value:
            parts.append(f"{name} {value} of 5")
    if check_in.sleep_hours is not None:
        parts.append(f"{plain_decimal(check_in.sleep_hours)} hours of sleep")
    return ", ".join(parts)


def clock(moment: datetime, context: CoachContext) -> str:
    """A time on the trader's clock; with the day where it is another one."""
    local = context.local(moment)
    today = context.local(context.now).date()
    if local.date() == today:
        return local.strftime("%H:%M")
    return f"{local:%H:%M} on {local:%A}, {local.day} {local:%B}"


def quote(statement: str) -> str:
    """Somebody's words inside of ours, as they read."""
    return tidy(statement).replace("«", '"').replace("»", '"')


def sum_words(trades: Iterable[TradeView]) -> str:
    """The R of several trades, as far as it is known: empty, or with a comma before it."""
    known = [trade.r for trade in trades if trade.r is not None]
    if known:
        return f", {r_words(sum(known, Decimal(0)))} R together"
    return ""


def r_words(value: Decimal) -> str:
    """R to two places."""
    return f"{value.quantize(Decimal('0.01')):f}"
