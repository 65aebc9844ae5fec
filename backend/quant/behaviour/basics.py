"""What every detector needs of one position: its first decision, its risk, its times. Fills may come in any pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import inf, log, nan

from backend.quant.behaviour.record import Plan, RoundTrip
from backend.quant.positions import Part

ONE_DECISION = timedelta(seconds=5)  # fills and legs this close together were decided at once
COLUMNS = (
    "entry",
    "exit",
    "session",
    "left",
    "weekday",
    "sign",
    "r",
    "log_ratio",
    "log_money",
    "stands_in",
    "committed",
    "automated",
    "range",
    "result",
    "costs",
    "gross",
)
WORDS = ("instrument", "family", "phase", "strategy")  # compared, never counted with


@dataclass(frozen=True, slots=True)
class EntryDecision:
    """Fills on one side that were decided at once."""

    time: datetime
    price: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Basics:
    """Figures of one position.

    Attributes:
        entry, exit: seconds since 1970; ``inf`` while something is held.
        price: average of the first decision.
        unit: from it to the first stop, in price: what one R is; nan without a stop.
        sign: 1 for long, -1 for short.
        plan: the plan if it was committed before the first fill.
    """

    entry: float
    exit: float
    price: float
    quantity: float
    unit: float
    sign: int
    plan: Plan | None


def decisions(parts: Sequence[Part]) -> list[EntryDecision]:
    """Fills of one side put together by when they were decided, oldest first."""
    if len(parts) == 1:
        return [EntryDecision(parts[0].time, parts[0].price, parts[0].quantity)]
    groups: list[list[Part]] = []
    for part in sorted(parts, key=lambda part: part.time):
        if groups and part.time - groups[-1][0].time <= ONE_DECISION:
            groups[-1].append(part)
        else:
            groups.append([part])
    return [_together(group) for group in groups]


def _together(group: Sequence[Part]) -> EntryDecision:
    quantity = sum((part.quantity for part in group), Decimal(0))
    paid = sum((part.quantity * part.price for part in group), Decimal(0))
    return EntryDecision(group[0].time, paid / quantity, quantity)


def average_exit(position: RoundTrip) -> float:
    """The price at which it was left, by size; of a position with exits."""
    exits = _together(position.exits)
    return float(exits.price)


def basics_of(position: RoundTrip) -> Basics:
    """The figures of a position, from its first decision."""
    first = decisions(position.entries)[0]
    price = float(first.price)
    left, unit, plan = inf, nan, position.plan
    if position.exit_time is not None:
        left = position.exit_time.timestamp()
    if position.initial_stop is not None:
        unit = abs(price - float(position.initial_stop)) or nan
    if plan is not None and plan.committed_at > first.time:
        plan = None
    return Basics(
        entry=first.time.timestamp(),
        exit=left,
        price=price,
        quantity=float(first.quantity),
        unit=unit,
        sign=position.direction.sign,
        plan=plan,
    )


def measure(position: RoundTrip, basics: Basics) -> tuple[float, ...]:
    """The columns of ``COLUMNS``."""
    risk, stands_in = entry_risk(position, basics)
    entered = position.session
    left = position.exit_session or entered
    committed = result = gross = nan
    if position.plan is not None:
        committed = position.plan.committed_at.timestamp()
    if position.result is not None:
        result = float(position.result)
        gross = float(position.result + position.costs)
    return (
        basics.entry,
        basics.exit,
        entered.toordinal(),
        left.toordinal(),
        entered.weekday(),
        basics.sign,
        _number(position.r),
        _log_ratio(risk, position.equity),
        nan if risk is None else log(risk),
        stands_in,
        committed,
        position.automated,
        position.market.session_range or nan,
        result,
        float(position.costs),
        gross,
    )


def _number(value: Decimal | None) -> float:
    """A figure; nan where it is not known."""
    if value is None:
        return nan
    return float(value)


def _log_ratio(risk: Decimal | None, equity: Decimal | None) -> float:
    """The logarithm of a risk over the equity; nan without one of them."""
    if risk is None or not equity or equity < 0:
        return nan
    ratio = float(risk / equity)
    if ratio > 0:
        return log(ratio)
    return nan


def entry_risk(position: RoundTrip, basics: Basics) -> tuple[Decimal | None, bool]:
    """Money at risk by the first decision alone, and whether the range of the market stands in for a stop."""
    initial_risk, average_range = position.initial_risk, position.market.average_range
    if initial_risk is not None and initial_risk > 0:
        return initial_risk * _first_share(position), False
    if average_range:
        return average_range * Decimal(basics.quantity) * position.multiplier, True
    return None, False


def _first_share(position: RoundTrip) -> Decimal:
    """Which part of the initial risk was taken by the first decision; the rest came with adds."""
    taken = decisions(position.entries)
    if len(taken) == 1 or position.initial_stop is None:
        return Decimal(1)
    stop, sign = position.initial_stop, position.direction.sign
    risks = [max((fill.price - stop) * sign, Decimal(0)) * fill.quantity for fill in taken]
    whole = sum(risks, Decimal(0))
    if whole > 0 and risks[0] > 0:
        return risks[0] / whole
    return Decimal(1)
