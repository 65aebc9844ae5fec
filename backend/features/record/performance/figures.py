"""From metrics to what is shown of them."""

from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metric import Excluded, Metric
from backend.quant.metrics import (
    average_loss,
    average_win,
    expectancy,
    kelly,
    net_result,
    payoff,
    profit_factor,
    sqn,
    win_rate,
)

CENT_DIGITS = Decimal("0.0000000001")


def shown(metric: Metric, as_of: datetime) -> dict[str, Any]:
    """A metric as `MetricOut` says."""
    value = metric.value
    interval = metric.interval
    return {
        "value": plain_decimal(value.quantize(CENT_DIGITS))
        if isinstance(value, Decimal)
        else value,
        "formula": metric.formula,
        "n": metric.n,
        "interval": None
        if interval is None or not (isfinite(interval.low) and isfinite(interval.high))
        else {
            "low": interval.low,
            "high": interval.high,
            "confidence": interval.confidence,
            "method": interval.method.value,
        },
        "excluded": excluded(metric.excluded),
        "reason": None if metric.reason is None else metric.reason.value,
        "small_sample": metric.is_small_sample,
        "as_of": iso(as_of),
    }


def excluded(left_out: Excluded) -> list[dict[str, Any]]:
    """Reasons with their numbers."""
    return [{"reason": reason.value, "n": n} for reason, n in left_out if n]


def of_results(money: OutcomeSums, r: Moments, without_r: Excluded) -> dict[str, Metric]:
    """What sums alone tell: the same figures for a group as for all trades."""
    bet = kelly(money)
    return {
        "net_pnl": net_result(money),
        "win_rate": win_rate(money),
        "expectancy": expectancy(r, without_r),
        "profit_factor": profit_factor(money),
        "payoff": payoff(money),
        "average_win": average_win(money),
        "average_loss": average_loss(money),
        "sqn": sqn(r, without_r),
        "kelly": bet.full,
        "kelly_cautious": bet.cautious,
        "kelly_half": bet.half,
    }
