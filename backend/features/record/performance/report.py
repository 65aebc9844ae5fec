"""Use cases: performance, histogram, simulation, real against training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.record.performance import realised_money, series
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.documents import (
    ComparisonDocument,
    HistogramDocument,
    PerformanceDocument,
    RealisedDocument,
    SimulationDocument,
)
from backend.features.record.performance.equity.equity_base import EquityBase, equity_base
from backend.features.record.performance.figures import (
    ExcludedDocument,
    excluded,
    figures,
    of_results,
    shown,
)
from backend.features.record.performance.realised_money import RealisedDays, Results
from backend.features.record.performance.schemas import (
    Basis,
    ComparedSelection,
    HistogramSelection,
    Selection,
    SimulationSelection,
)
from backend.features.record.performance.selection import closed_on_paper
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import TradeType
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.equity import (
    DAYS_A_YEAR,
    MAX_DRAWDOWN,
    SHARPE,
    SORTINO,
    ULCER,
    equity_curve,
    max_drawdown,
    max_drawdown_money,
    recovery_factor,
    sharpe,
    sortino,
    streaks_of,
    ulcer_index,
)
from backend.quant.metric import FloatArray, IntArray, Metric, MetricReason, null
from backend.quant.metrics import difference_in_r, expectancy_of, r_histogram
from backend.quant.monte_carlo import PERCENTILES, Bet, Simulation, simulate
from backend.quant.time_weighted import AccountPath

ALL_DAYS = 365
PAPER_ACCOUNT = "paper_account"
Dates = NDArray[np.datetime64]
_EPOCH = np.datetime64("2000-01-01")
S = TypeVar("S", bound=Selection)


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


def histogram(
    session: Session,
    user_id: UUID,
    selection: HistogramSelection,
    *,
    now: datetime,
) -> HistogramDocument:
    """How often which R occurred."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> HistogramDocument:
        series_read = series.read(session, user_id, selection, currency_of(selection))
        bins = r_histogram(series_read.r, width=selection.width)
        return {
            "currency": currency_of(selection),
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
        series_read = series.read(session, user_id, selection, currency_of(selection))
        bet = Bet(selection.risk_percent / 100, selection.ruin_percent / 100)
        outcome = simulate(series_read.r, bet, horizon=selection.horizon)
        document: SimulationDocument = {
            "currency": currency_of(selection),
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
    """The selection with its currency: that of its accounts if they share one, else of the profile."""
    if selection.currency is not None:
        return selection
    currencies: set[str] = set()
    if selection.account_id:
        of_accounts = select(Account.currency).where(
            Account.user_id == user_id,
            Account.id.in_(selection.account_id),
        )
        currencies = set(session.scalars(of_accounts))
    is_one = len(currencies) == 1
    currency = currencies.pop() if is_one else auth.who_is(session, user_id).base_currency
    return selection.model_copy(update={"currency": currency})


def _left_out(
    session: Session,
    user_id: UUID,
    selection: Selection,
    trades: series.Series,
) -> dict[str, int]:
    on_paper = select(func.count()).where(*closed_on_paper(user_id, selection))
    return {**trades.left_out, PAPER_ACCOUNT: session.scalars(on_paper).one()}


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
    currency = currency_of(selection)
    trades = series.read(session, user_id, selection, currency)
    money, results = realised_money.in_time(session, user_id, selection, currency)
    base = equity_base(session, user_id, selection, money)
    on_other_days = realised_money.on_other_days(session, user_id, selection, currency)
    outcomes = OutcomeSums.judged(trades.net, trades.outcomes)
    exact = replace(outcomes, total=trades.total)  # by PostgreSQL
    of_trades = of_results(exact, Moments.of(trades.r), trades.without_r)
    of_trades["expectancy"] = expectancy_of(trades.r, trades.without_r)
    of_trades |= _streaks(trades.outcomes)
    of_fills = _over_time(results, base, list(money.days))
    document: PerformanceDocument = {
        "currency": currency,
        "basis": Basis.TRADES,
        "as_of": iso(now),
        "version": version,
        "trades": len(trades.net),
        "left_out": _reasons(_left_out(session, user_id, selection, trades)),
        "realised": _realised(money, trades.total, on_other_days),
        "starting_equity": None if base.start is None else plain_decimal(base.start),
        "metrics": {
            **figures(of_trades, Basis.TRADES, now, currency=currency),
            **figures(of_fills, Basis.FILLS, now, currency=currency),
        },
    }
    return _Performance(document, trades.r)


def _realised(
    money: RealisedDays,
    net_of_trades: Decimal,
    on_other_days: Decimal,
) -> RealisedDocument:
    """Money of the same days, and what makes the difference to that of the closed trades."""
    of_other_trades = money.net - net_of_trades + on_other_days
    return {
        "basis": Basis.FILLS,
        "results": money.results,
        "net": plain_decimal(money.net),
        "of_other_trades": plain_decimal(of_other_trades),
        "on_other_days": plain_decimal(on_other_days),
        "left_out": _reasons(money.left_out),
    }


def _reasons(left_out: Mapping[str, int]) -> list[ExcludedDocument]:
    return [{"reason": reason, "n": n} for reason, n in left_out.items() if n]


def _streaks(outcomes: IntArray) -> dict[str, Metric]:
    runs = streaks_of(outcomes)
    return {
        "longest_winning_streak": runs.longest_winning,
        "longest_losing_streak": runs.longest_losing,
        "current_streak": runs.current,
    }


def _over_time(results: Results, base: EquityBase, days: Sequence[date]) -> dict[str, Metric]:
    """What depends on the order of the results: money without flows, ratios on the time-weighted index."""
    earned = equity_curve(results.net)
    metrics = {
        "max_drawdown_money": max_drawdown_money(earned),
        "recovery_factor": recovery_factor(earned),
    }
    path = AccountPath(float(base.start or 0), results.net, base.flows_before(results.time))
    reason = base.reason
    if reason is None and path.is_used_up:
        reason = MetricReason.EQUITY_EXHAUSTED
    if reason is not None:
        return metrics | _without_equity(len(results.net), reason)
    dates = np.array(days, dtype="datetime64[D]")
    place, many, a_year = _trading_days(dates)
    day_of_result = np.searchsorted(dates, _EPOCH + results.day.astype("timedelta64[D]"))
    returns = path.daily_returns(place[day_of_result], days=many)
    return metrics | {
        "max_drawdown": max_drawdown(path.index),
        "ulcer_index": ulcer_index(path.index),
        "sharpe": sharpe(returns, days_a_year=a_year),
        "sortino": sortino(returns, days_a_year=a_year),
    }


def _without_equity(results: int, reason: MetricReason) -> dict[str, Metric]:
    """There are no ratios: nothing was paid in, or nothing is left."""
    of_curve = reason if results else MetricReason.NO_TRADES
    return {
        "max_drawdown": null(MAX_DRAWDOWN, results, of_curve),
        "ulcer_index": null(ULCER, results, of_curve),
        "sharpe": null(SHARPE, 0, reason),
        "sortino": null(SORTINO, 0, reason),
    }


def _trading_days(dates: Dates) -> tuple[IntArray, int, int]:
    """The place of each day among all trading days: those of the week, or all where a weekend was traded."""
    if len(dates) == 0:
        return np.zeros(0, dtype=np.int64), 0, DAYS_A_YEAR
    if not np.is_busday(dates).all():
        place = (dates - dates[0]).astype(np.int64)
        return place, int(place[-1]) + 1, ALL_DAYS
    place = np.busday_count(dates[0], dates).astype(np.int64)
    return place, int(place[-1]) + 1, DAYS_A_YEAR


def currency_of(selection: Selection) -> str:
    """The currency that `in_currency` named."""
    assert selection.currency is not None, "named by `in_currency`"
    return selection.currency
