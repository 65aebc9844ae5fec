"""Use cases: performance, curve and calendar, histogram, simulation, real against training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.record.performance import series
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.documents import (
    ComparisonDocument,
    DayDocument,
    DaysDocument,
    HistogramDocument,
    PerformanceDocument,
    SimulationDocument,
)
from backend.features.record.performance.figures import all_shown, excluded, of_results, shown
from backend.features.record.performance.schemas import (
    ComparedSelection,
    Selection,
    SimulationSelection,
)
from backend.features.record.performance.selection import closed, usable
from backend.features.record.trades.accounts.models import Account, AccountMovement
from backend.features.record.trades.models import Trade, TradeType
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.equity import (
    DAYS_A_YEAR,
    daily_returns,
    equity_curve,
    max_drawdown,
    max_drawdown_money,
    recovery_factor,
    sharpe,
    sortino,
    streaks,
    ulcer_index,
)
from backend.quant.metric import FloatArray, IntArray, Metric, MetricReason, null
from backend.quant.metrics import difference_in_r, expectancy_of, r_histogram
from backend.quant.monte_carlo import PERCENTILES, Bet, Simulation, simulate

SATURDAY = 5
ALL_DAYS = 365
NO_RATE, OTHER_CURRENCY = "no_rate", "other_currency"
S = TypeVar("S", bound=Selection)


@dataclass(frozen=True, slots=True)
class Days:
    """Session days with a closed trade, in order; money is exact."""

    days: list[date]
    trades: list[int]
    net: list[Decimal]
    left_out: dict[str, int]

    @property
    def first(self) -> date | None:
        """The earliest day; null without any."""
        return self.days[0] if self.days else None

    @property
    def total(self) -> Decimal:
        """All results."""
        return sum(self.net, Decimal(0))


def performance(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> PerformanceDocument:
    """Everything about the selected trades."""
    selection = in_currency(session, user_id, selection)
    return cached_report(
        session,
        user_id,
        "performance",
        selection,
        now=now,
        compute=lambda version: _performance(session, user_id, selection, version, now).document,
    )


def comparison(
    session: Session,
    user_id: UUID,
    selection: ComparedSelection,
    *,
    now: datetime,
) -> ComparisonDocument:
    """Real and training trades apart, and how much more R the real ones earn."""
    selection = in_currency(session, user_id, selection)

    def of_type(trade_type: TradeType, version: int) -> _Performance:
        values = selection.model_dump() | {"trade_type": trade_type}
        return _performance(session, user_id, Selection(**values), version, now)

    def compute(version: int) -> ComparisonDocument:
        real = of_type(TradeType.REAL, version)
        training = of_type(TradeType.TRAINING, version)
        difference = difference_in_r(Moments.of(real.r), Moments.of(training.r))
        return {
            "real": real.document,
            "training": training.document,
            "difference_in_r": shown(difference, now),
        }

    return cached_report(session, user_id, "comparison", selection, now=now, compute=compute)


def curve(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> DaysDocument:
    """The equity curve and the calendar: one list of days."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> DaysDocument:
        by_day = read_days(session, user_id, selection)
        start = starting_equity(session, user_id, selection, by_day.first) or Decimal(0)
        return {
            "currency": _currency(selection),
            "as_of": iso(now),
            "version": version,
            "start": plain_decimal(start),
            "days": _curve(by_day, start),
        }

    return cached_report(session, user_id, "days", selection, now=now, compute=compute)


def _curve(by_day: Days, start: Decimal) -> list[DayDocument]:
    equity = peak = start
    days: list[DayDocument] = []
    for day, trades, net in zip(by_day.days, by_day.trades, by_day.net, strict=True):
        equity += net
        peak = max(peak, equity)
        days.append(
            {
                "day": day.isoformat(),
                "trades": trades,
                "net": plain_decimal(net),
                "equity": plain_decimal(equity),
                "drawdown": plain_decimal(equity - peak),
            }
        )
    return days


def histogram(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> HistogramDocument:
    """How often which R occurred."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> HistogramDocument:
        series_read = series.read(session, user_id, selection, _currency(selection))
        bins = r_histogram(series_read.r)
        return {
            "currency": _currency(selection),
            "as_of": iso(now),
            "version": version,
            "edges": bins.edges.tolist(),
            "counts": bins.counts.tolist(),
            "below": bins.below,
            "above": bins.above,
            "excluded": excluded(series_read.without_r),
        }

    return cached_report(session, user_id, "histogram", selection, now=now, compute=compute)


def simulation(
    session: Session,
    user_id: UUID,
    selection: SimulationSelection,
    *,
    now: datetime,
) -> SimulationDocument:
    """Bands of many futures and the risk of ruin."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> SimulationDocument:
        series_read = series.read(session, user_id, selection, _currency(selection))
        bet = Bet(selection.risk_percent / 100, selection.ruin_percent / 100)
        outcome = simulate(series_read.r, bet, horizon=selection.horizon)
        document: SimulationDocument = {
            "currency": _currency(selection),
            "as_of": iso(now),
            "version": version,
            "reason": None,
            "seed": None,
            "paths": None,
            "horizon": selection.horizon,
            "block": None,
            "percentiles": list(PERCENTILES),
            "at": [],
            "bands": [],
            "deepest_drawdown": [],
            "longest_losing_streak": [],
            "risk_of_ruin": None,
            "excluded": excluded(series_read.without_r),
        }
        if isinstance(outcome, MetricReason):
            document["reason"] = outcome.value
        else:
            _put_simulation(document, outcome, now)
        return document

    return cached_report(session, user_id, "simulation", selection, now=now, compute=compute)


def _put_simulation(document: SimulationDocument, outcome: Simulation, now: datetime) -> None:
    document["seed"] = outcome.seed
    document["paths"] = outcome.paths
    document["block"] = outcome.block
    document["at"] = outcome.at.tolist()
    document["bands"] = outcome.bands.tolist()
    document["deepest_drawdown"] = outcome.deepest_drawdown.tolist()
    document["longest_losing_streak"] = outcome.longest_losing_streak.tolist()
    document["risk_of_ruin"] = shown(outcome.risk_of_ruin, now)


def in_currency(session: Session, user_id: UUID, selection: S) -> S:
    """The selection with its currency: that of the profile where none was named."""
    if selection.currency is not None:
        return selection
    currency = auth.who_is(session, user_id).base_currency
    return selection.model_copy(update={"currency": currency})


def read_days(session: Session, user_id: UUID, selection: Selection) -> Days:
    """Exact sums by session day; also how many trades cannot be added up."""
    currency = _currency(selection)
    counts = usable(currency)
    statement = (
        select(
            Trade.exit_day,
            func.count().filter(counts).label("trades"),
            func.sum(Trade.pnl_account).filter(counts).label("net"),
            func.count().filter(Trade.account_currency != currency).label("other_currency"),
            func.count().label("closed"),
        )
        .where(*closed(user_id, selection))
        .group_by(Trade.exit_day)
        .order_by(Trade.exit_day)
    )
    rows = session.execute(statement).all()
    other = sum(row.other_currency for row in rows)
    missing = sum(row.closed - row.trades for row in rows) - other
    days = Days(days=[], trades=[], net=[], left_out={NO_RATE: missing, OTHER_CURRENCY: other})
    for row in rows:
        if row.trades and row.exit_day:
            days.days.append(row.exit_day)
            days.trades.append(row.trades)
            days.net.append(row.net or Decimal(0))
    return days


def starting_equity(
    session: Session,
    user_id: UUID,
    selection: Selection,
    first: date | None,
) -> Decimal | None:
    """What had been paid into the selected accounts by the first exit; what was paid in at all, if nothing by then."""
    amount = func.sum(AccountMovement.amount)
    is_before = func.date(AccountMovement.moment) <= (first or date.max)
    paid = (
        select(amount.filter(is_before), amount)
        .join(Account, Account.id == AccountMovement.account_id)
        .where(AccountMovement.user_id == user_id, Account.currency == _currency(selection))
    )
    if selection.account_id is not None:
        paid = paid.where(Account.id == selection.account_id)
    before, ever = session.execute(paid).one()
    for start in (before, ever):
        if start and start > 0:
            return start
    return None


@dataclass(frozen=True, slots=True)
class _Performance:
    """A report, and the R that it is made of."""

    document: PerformanceDocument
    r: FloatArray


def _performance(
    session: Session,
    user_id: UUID,
    selection: Selection,
    version: int,
    now: datetime,
) -> _Performance:
    days = read_days(session, user_id, selection)
    series_read = series.read(session, user_id, selection, _currency(selection))
    start = starting_equity(session, user_id, selection, days.first)
    money = replace(OutcomeSums.of(series_read.net), total=days.total)  # exact, by PostgreSQL
    metrics = of_results(money, Moments.of(series_read.r), series_read.without_r)
    metrics["expectancy"] = expectancy_of(series_read.r, series_read.without_r)
    metrics |= _over_time(series_read.net, days, start)
    document: PerformanceDocument = {
        "currency": _currency(selection),
        "as_of": iso(now),
        "version": version,
        "trades": len(series_read.net),
        "left_out": [{"reason": reason, "n": n} for reason, n in days.left_out.items() if n],
        "starting_equity": None if start is None else plain_decimal(start),
        "metrics": all_shown(metrics, now),
    }
    return _Performance(document, series_read.r)


def _over_time(net: FloatArray, days: Days, start: Decimal | None) -> dict[str, Metric]:
    """What depends on the order of the trades."""
    equity = equity_curve(net, float(start or 0))
    runs = streaks(net)
    metrics = {
        "max_drawdown": max_drawdown(equity),
        "max_drawdown_money": max_drawdown_money(equity),
        "ulcer_index": ulcer_index(equity),
        "recovery_factor": recovery_factor(equity),
        "longest_winning_streak": runs.longest_winning,
        "longest_losing_streak": runs.longest_losing,
        "current_streak": runs.current,
    }
    if start is None:
        metrics["sharpe"] = _without_equity(sharpe)
        metrics["sortino"] = _without_equity(sortino)
        return metrics
    place, many, a_year = _trading_days(days.days)
    earned = np.array([float(net) for net in days.net], dtype=np.float64)
    returns = daily_returns(earned, place, days=many, start=float(start))
    metrics["sharpe"] = sharpe(returns, days_a_year=a_year)
    metrics["sortino"] = sortino(returns, days_a_year=a_year)
    return metrics


def _without_equity(measure: Callable[[FloatArray], Metric]) -> Metric:
    """Nothing was paid in, so that there are no returns to measure."""
    formula = measure(np.zeros(0)).formula
    return null(formula, 0, MetricReason.NO_STARTING_EQUITY)


def _trading_days(days: Sequence[date]) -> tuple[IntArray, int, int]:
    """The place of each day among all trading days: those of the week, or all where a weekend was traded."""
    dates = np.array(days, dtype="datetime64[D]")
    if len(dates) == 0:
        return np.zeros(0, dtype=np.int64), 0, DAYS_A_YEAR
    if any(day.weekday() >= SATURDAY for day in days):
        place = (dates - dates[0]).astype(np.int64)
        return place, int(place[-1]) + 1, ALL_DAYS
    place = np.busday_count(dates[0], dates).astype(np.int64)
    return place, int(place[-1]) + 1, DAYS_A_YEAR


def _currency(selection: Selection) -> str:
    assert selection.currency is not None, "named by `in_currency`"
    return selection.currency
