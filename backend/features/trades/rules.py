"""Arithmetic of one round trip, exact and without any input or output."""

from dataclasses import dataclass
from decimal import Decimal

PLACES = Decimal("0.0000000001")  # as the columns hold it


@dataclass(frozen=True, slots=True)
class Result:
    """What a closed trade came to.

    Attributes:
        gross, net: money in the instrument's currency, before and after fees.
        percentage: net over the entry's notional value, times 100.
        r_multiple: net over the money at risk on the initial stop; null with a reason code.
    """

    gross: Decimal
    net: Decimal
    percentage: Decimal
    r_multiple: Decimal | None
    r_reason: str | None


def signed(direction: str) -> int:
    """1 for long, -1 for short."""
    return 1 if direction == "long" else -1


def stop_is_on_the_wrong_side(direction: str, entry: Decimal, stop: Decimal) -> bool:
    """Whether the stop would be in profit from the start: at or beyond the entry."""
    return (entry - stop) * signed(direction) <= 0


def risk_amount(
    direction: str, entry: Decimal, stop: Decimal | None, size: Decimal, multiplier: Decimal
) -> Decimal | None:
    """Money lost when the initial stop is hit; null without a stop or with one on the wrong side."""
    if stop is None or stop_is_on_the_wrong_side(direction, entry, stop):
        return None
    return abs(entry - stop) * size * multiplier


def result(
    *,
    direction: str,
    entry: Decimal,
    exit_price: Decimal,
    stop: Decimal | None,
    size: Decimal,
    multiplier: Decimal,
    fees: Decimal,
) -> Result:
    """What the round trip came to.

    Source:
        Van Tharp, "Trade Your Way to Financial Freedom": R is the result over the initial risk.
    """
    gross = (exit_price - entry) * signed(direction) * size * multiplier
    net = gross - fees
    percentage = (net / (entry * size * multiplier) * 100).quantize(Decimal("0.0001"))
    if stop is None:
        return Result(gross, net, percentage, None, "no_stop")
    risk = risk_amount(direction, entry, stop, size, multiplier)
    if risk is None:
        return Result(gross, net, percentage, None, "stop_on_the_wrong_side")
    return Result(gross, net, percentage, (net / risk).quantize(Decimal("0.0001")), None)
