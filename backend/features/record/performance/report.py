"""Use cases: performance, curve and calendar, histogram, simulation, real against training."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.record.performance import series
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.figures import excluded, of_results, shown
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
from backend.quant.monte_carlo import PERCENTILES, Bet, simulate

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
    def total(self) -> Decimal:
        """All results."""
        return sum(self.net, Decimal(0))


def performance(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Everything about the selected trades."""
    selection = in_currency(session, user_id, selection)
    return cached_report(
        session,
        user_id,
        "performance",
        selection,
        now=now,
        compute=lambda version: _performance(session, user_id, selection, version, now)[0],
    )


def comparison(
    session: Session,
    user_id: UUID,
    selection: ComparedSelection,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Real and training trades apart, and how much more R the real ones earn."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> dict[str, Any]:
        sides = [
            _performance(
                session,
                user_id,
                Selection(**selection.model_dump() | {"trade_type": trade_type}),
                version,
                now,
            )
            for trade_type in (TradeType.REAL, TradeType.TRAINING)
        ]
        (real, real_r), (training, training_r) = sides
        difference = difference_in_r(Moments.of(real_r), Moments.of(training_r))
        return {"real": real, "training": training, "difference_in_r": shown(difference, now)}

    return cached_report(session, user_id, "comparison", selection, now=now, compute=compute)


def curve(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The equity curve and the calendar: one list of days."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> dict[str, Any]:
        by_day = read_days(session, user_id, selection)
        start = starting_equity(
            session,
            user_id,
            selection,
            by_day.days[0] if by_day.days else None,
        ) or Decimal(0)
        equity = peak = start
        days = []
        for day, many, net in zip(by_day.days, by_day.trades, by_day.net, strict=True):
            equity += net
            peak = max(peak, equity)
            money = {"net": net, "equity": equity, "drawdown": equity - peak}
            days.append(
                {"day": day, "trades": many}
                | {name: plain_decimal(value) for name, value in money.items()}
            )
        return {**_head(selection, version, now), "start": plain_decimal(start), "days": days}

    return cached_report(session, user_id, "days", selection, now=now, compute=compute)


def histogram(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> dict[str, Any]:
    """How often which R occurred."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> dict[str, Any]:
        series_read = series.read(session, user_id, selection, _currency(selection))
        bins = r_histogram(series_read.r)
        return {
            **_head(selection, version, now),
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
) -> dict[str, Any]:
    """Bands of many futures and the risk of ruin."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> dict[str, Any]:
        series_read = series.read(session, user_id, selection, _currency(selection))
        bet = Bet(selection.risk_percent / 100, selection.ruin_percent / 100)
        outcome = simulate(series_read.r, bet, horizon=selection.horizon)
        common = {
            **_head(selection, version, now),
            "percentiles": list(PERCENTILES),
            "horizon": selection.horizon,
            "excluded": excluded(series_read.without_r),
        }
        if isinstance(outcome, MetricReason):
            nothing: dict[str, Any] = dict.fromkeys(("seed", "paths", "block", "risk_of_ruin"))
            empty: dict[str, Any] = {
                name: [] for name in ("at", "bands", "deepest_drawdown", "longest_losing_streak")
            }
            return common | nothing | empty | {"reason": outcome.value}
        return common | {
            "reason": None,
            "seed": outcome.seed,
            "paths": outcome.paths,
            "block": outcome.block,
            "at": outcome.at.tolist(),
            "bands": outcome.bands.tolist(),
            "deepest_drawdown": outcome.deepest_drawdown.tolist(),
            "longest_losing_streak": outcome.longest_losing_streak.tolist(),
            "risk_of_ruin": shown(outcome.risk_of_ruin, now),
        }

    return cached_report(session, user_id, "simulation", selection, now=now, compute=compute)


def in_currency(session: Session, user_id: UUID, selection: S) -> S:
    """The selection with its currency: that of the profile where none was named."""
    if selection.currency is not None:
        return selection
    return selection.model_copy(update={"currency": auth.who_is(session, user_id).base_currency})


def read_days(session: Session, user_id: UUID, selection: Selection) -> Days:
    """Exact sums by session day; also how many trades cannot be added up."""
    counts = usable(_currency(selection))
    rows = session.execute(
        select(
            Trade.exit_day,
            func.count().filter(counts).label("trades"),
            func.sum(Trade.pnl_account).filter(counts).label("net"),
            func.count()
            .filter(Trade.account_currency != _currency(selection))
            .label("other_currency"),
            func.count().label("closed"),
        )
        .where(*closed(user_id, selection))
        .group_by(Trade.exit_day)
        .order_by(Trade.exit_day)
    ).all()
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
    paid = (
        select(
            func.sum(AccountMovement.amount).filter(
                func.date(AccountMovement.moment) <= (first or date.max)
            ),
            func.sum(AccountMovement.amount),
        )
        .join(Account, Account.id == AccountMovement.account_id)
        .where(AccountMovement.user_id == user_id, Account.currency == _currency(selection))
    )
    if selection.account_id is not None:
        paid = paid.where(Account.id == selection.account_id)
    before, ever = session.execute(paid).one()
    start = before if before and before > 0 else ever
    if start and start > 0:
        return start
    return None


def _performance(
    session: Session,
    user_id: UUID,
    selection: Selection,
    version: int,
    now: datetime,
) -> tuple[dict[str, Any], FloatArray]:
    days = read_days(session, user_id, selection)
    series_read = series.read(session, user_id, selection, _currency(selection))
    start = starting_equity(session, user_id, selection, days.days[0] if days.days else None)
    money = replace(OutcomeSums.of(series_read.net), total=days.total)  # exact, by PostgreSQL
    metrics = of_results(money, Moments.of(series_read.r), series_read.without_r)
    metrics["expectancy"] = expectancy_of(series_read.r, series_read.without_r)
    metrics |= _over_time(series_read.net, days, start)
    left_out = [{"reason": reason, "n": n} for reason, n in days.left_out.items() if n]
    body = {
        **_head(selection, version, now),
        "trades": len(series_read.net),
        "left_out": left_out,
        "starting_equity": None if start is None else plain_decimal(start),
        "metrics": {name: shown(metric, now) for name, metric in metrics.items()},
    }
    return body, series_read.r


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
        for name, like in (("sharpe", sharpe), ("sortino", sortino)):
            formula = like(np.zeros(0)).formula
            metrics[name] = null(formula, 0, MetricReason.NO_STARTING_EQUITY)
        return metrics
    place, many, a_year = _trading_days(days.days)
    earned = np.array([float(net) for net in days.net], dtype=np.float64)
    returns = daily_returns(earned, place, days=many, start=float(start))
    metrics["sharpe"] = sharpe(returns, days_a_year=a_year)
    metrics["sortino"] = sortino(returns, days_a_year=a_year)
    return metrics


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


def _head(selection: Selection, version: int, now: datetime) -> dict[str, Any]:
    return {"currency": _currency(selection), "as_of": iso(now), "version": version}


def _currency(selection: Selection) -> str:
    assert selection.currency is not None, "named by `in_currency`"
    return selection.currency
