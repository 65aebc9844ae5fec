"""From metrics to what is shown of them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import TypedDict

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.schemas import Basis
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metric import Excluded, Interval, Metric, MetricUnit
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


class IntervalDocument(TypedDict):
    """What `IntervalOut` says."""

    low: float | str
    high: float | str
    confidence: float
    method: str


class ExcludedDocument(TypedDict):
    """What `ExcludedOut` says."""

    reason: str
    n: int


class MetricDocument(TypedDict):
    """What `MetricOut` says."""

    value: str | float | int | None
    unit: str
    currency: str | None
    formula: str
    n: int
    interval: IntervalDocument | None
    excluded: list[ExcludedDocument]
    reason: str | None
    small_sample: bool
    as_of: str


class FigureDocument(MetricDocument):
    """What `FigureOut` says."""

    basis: str


def figures(
    metrics: Mapping[str, Metric], basis: Basis, as_of: datetime, *, currency: str | None = None
) -> dict[str, FigureDocument]:
    """Metrics by name, each with what it is made of; of money the value and its bounds are strings."""
    documents = all_shown(metrics, as_of, currency=currency)
    return {name: {**document, "basis": basis} for name, document in documents.items()}


def shown(metric: Metric, as_of: datetime, *, currency: str | None = None) -> MetricDocument:
    """A metric as it is told; of money in this currency."""
    return {
        "value": _value(metric.value),
        "unit": metric.unit.value,
        "currency": currency if metric.unit is MetricUnit.MONEY else None,
        "formula": str(metric.formula),
        "n": metric.n,
        "interval": _interval(metric.interval),
        "excluded": excluded(metric.excluded),
        "reason": metric.reason and metric.reason.value,
        "small_sample": metric.is_small_sample,
        "as_of": iso(as_of),
    }


def all_shown(
    metrics: Mapping[str, Metric], as_of: datetime, *, currency: str | None = None
) -> dict[str, MetricDocument]:
    """Metrics as they are told, by name: of money the value and its bounds are strings."""
    documents = {}
    for name, metric in metrics.items():
        document = shown(metric, as_of, currency=currency)
        if metric.unit is MetricUnit.MONEY:
            if document["value"] is not None:
                document["value"] = _amount(document["value"])
            document["interval"] = _of_money(document["interval"])
        documents[name] = document
    return documents


def _of_money(interval: IntervalDocument | None) -> IntervalDocument | None:
    if interval is None:
        return None
    return {
        **interval,
        "low": _amount(interval["low"]),
        "high": _amount(interval["high"]),
    }


def _amount(value: str | float) -> str:
    """Money that was reckoned in floats, as a string; it is as exact as that."""
    if isinstance(value, str):
        return value
    return plain_decimal(Decimal(repr(value)).quantize(CENT_DIGITS))


def _value(value: Decimal | float | None) -> str | float | None:
    if isinstance(value, Decimal):
        return plain_decimal(value.quantize(CENT_DIGITS))
    return value


def _interval(interval: Interval | None) -> IntervalDocument | None:
    """Null, too, where a bound lies nowhere."""
    if interval is None or not (isfinite(interval.low) and isfinite(interval.high)):
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "confidence": interval.confidence,
        "method": interval.method.value,
    }


def excluded(left_out: Excluded) -> list[ExcludedDocument]:
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
