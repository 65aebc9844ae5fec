"""Fees, holding times, sizes, risks and adherence: exact figures of columns of trades, in SQL, of all or by group."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Numeric,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from backend.features.record.performance.schemas import FilteredSelection, GroupBy
from backend.features.record.performance.selection import closed, usable
from backend.features.record.questions.schemas import Measure
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.trades.models import Trade
from backend.features.record.trades.trade_list.group_keys import KEYS, Key, shown_key
from backend.quant.aggregates import Moments
from backend.quant.metric import Formula, Metric, MetricReason, MetricUnit, occurring
from backend.quant.metric import null as no_metric
from backend.quant.statistics import student_interval

FEES = Formula(
    "sum of the fees of these trades, where they are in the currency of the account",
    MetricUnit.MONEY,
)
HOLDING_TIME = Formula(
    "median of the seconds from the first entry to the last exit", MetricUnit.SECONDS
)
SIZE = Formula("median of all that was entered in a trade", MetricUnit.SIZE)
RISK = Formula(
    "mean of the initial risk of these trades, where it is known and in the currency of the account",
    MetricUnit.MONEY,
)
ADHERENCE = Formula(
    "mean of the adherence of trades that followed a plan, from 0 to 100", MetricUnit.POINTS
)
TOTAL_R = Formula("sum of R of these trades, where their initial risk is known", MetricUnit.R)
TRADES_PER_DAY = Formula(
    "number of these trades over the session days on which one of them ended", MetricUnit.RATIO
)
_NO_FEES = cast(literal("{}"), JSONB)


class NotCounted(StrEnum):
    """Why a trade has no such value."""

    OTHER_CURRENCY = "fees_in_other_currency"
    NO_ADHERENCE = "no_adherence"
    NO_RISK = "no_risk"


@dataclass(frozen=True, slots=True)
class ColumnFigure:
    """A figure of a column; `mean` stands beside a median."""

    metric: Metric
    mean: Decimal | None = None


ColumnFigures = dict[Measure, ColumnFigure]


def of_all(context: QuestionContext, selection: FilteredSelection) -> ColumnFigures:
    """Of all selected trades."""
    sums = _sums(context, selection, cast(null(), String))
    return _figures(sums.get(None, _NO_SUMS))


def by_group(
    context: QuestionContext, selection: FilteredSelection, by: GroupBy
) -> dict[str | None, ColumnFigures]:
    """By the key of their group, as reports tell it."""
    sums = _sums(context, selection, KEYS[by])
    return {shown_key(by, key): _figures(group) for key, group in sums.items()}


@dataclass(frozen=True, slots=True)
class _Sums:
    """What SQL adds up of some trades."""

    trades: int
    fees: Decimal
    with_fees: int
    holding_low: int | None
    holding_high: int | None
    holding_mean: Decimal | None
    size_low: Decimal | None
    size_high: Decimal | None
    size_mean: Decimal | None
    with_risk: int
    risk_mean: Decimal | None
    scored: int
    score: int
    score_squares: int
    with_r: int
    r_sum: Decimal | None
    days: int


_NO_SUMS = _Sums(0, Decimal(0), 0, None, None, None, None, None, None, 0, None, 0, 0, 0, 0, None, 0)


def _sums(
    context: QuestionContext, selection: FilteredSelection, key: Key
) -> dict[str | None, _Sums]:
    single = (
        select(
            key.label("key"),
            fees_in_account_currency().label("fees"),
            Trade.hold_seconds.label("seconds"),
            Trade.position_size.label("size"),
            risk_in_account_currency().label("risk"),
            Trade.plan_adherence_score.label("score"),
            Trade.r_multiple.label("r"),
            KEYS[GroupBy.DAY].label("day"),
        )
        .where(*closed(context.user_id, selection), usable(selection.currency or ""))
        .subquery()
        .c
    )
    score = func.coalesce(func.sum(single.score), 0)
    squares = func.coalesce(func.sum(single.score * single.score), 0)
    statement = select(
        single.key,
        func.count(),
        func.coalesce(func.sum(single.fees), 0),
        func.count(single.fees),
        *_middle(single.seconds),
        *_middle(single.size),
        func.count(single.risk),
        func.avg(single.risk),
        func.count(single.score),
        score,
        squares,
        func.count(single.r),
        func.sum(single.r),
        func.count(func.distinct(single.day)),
    ).group_by(single.key)
    return {key: _Sums(*sums) for key, *sums in context.session.execute(statement)}


def fees_in_account_currency() -> ColumnElement[Decimal]:
    """Null where some of it is in another currency."""
    others = cast(Trade.other_fees, JSONB)
    in_account = cast(others.op("->>")(Trade.account_currency), Numeric)
    is_own = or_(Trade.currency == Trade.account_currency, Trade.fees == 0)
    has_foreign = others.op("-")(Trade.account_currency) != _NO_FEES
    return case((and_(is_own, not_(has_foreign)), Trade.fees + func.coalesce(in_account, 0)))


def risk_in_account_currency() -> ColumnElement[Decimal]:
    """Null where it is not known, or in another currency."""
    return case((Trade.currency == Trade.account_currency, Trade.risk_amount))


def _middle(column: ColumnElement[Decimal]) -> tuple[ColumnElement[Decimal], ...]:
    """The lower and the upper median, which are exact, and the mean."""
    lower = func.percentile_disc(0.5).within_group(column.asc())
    upper = func.percentile_disc(0.5).within_group(column.desc())
    return lower, upper, func.avg(column)


def _figures(sums: _Sums) -> ColumnFigures:
    return {
        Measure.FEES: ColumnFigure(_fees(sums)),
        Measure.HOLDING_TIME: _median(
            sums.trades, sums.holding_low, sums.holding_high, sums.holding_mean, HOLDING_TIME
        ),
        Measure.SIZE: _median(sums.trades, sums.size_low, sums.size_high, sums.size_mean, SIZE),
        Measure.RISK: ColumnFigure(_risk(sums)),
        Measure.ADHERENCE: ColumnFigure(_adherence(sums)),
        Measure.TOTAL_R: ColumnFigure(_total_r(sums)),
        Measure.TRADES_PER_DAY: ColumnFigure(_trades_per_day(sums)),
    }


def _fees(sums: _Sums) -> Metric:
    left_out = occurring(((NotCounted.OTHER_CURRENCY, sums.trades - sums.with_fees),))
    if sums.with_fees == 0:
        return no_metric(FEES, 0, MetricReason.NO_TRADES, left_out)
    return Metric(Decimal(sums.fees), FEES, sums.with_fees, excluded=left_out)


def _risk(sums: _Sums) -> Metric:
    left_out = occurring(((NotCounted.NO_RISK, sums.trades - sums.with_risk),))
    if sums.risk_mean is None:
        return no_metric(RISK, 0, MetricReason.NO_TRADES, left_out)
    return Metric(Decimal(sums.risk_mean).quantize(_CENT), RISK, sums.with_risk, excluded=left_out)


def _total_r(sums: _Sums) -> Metric:
    left_out = occurring(((NotCounted.NO_RISK, sums.trades - sums.with_r),))
    if sums.r_sum is None:
        return no_metric(TOTAL_R, 0, MetricReason.NO_TRADES, left_out)
    return Metric(Decimal(sums.r_sum), TOTAL_R, sums.with_r, excluded=left_out)


def _trades_per_day(sums: _Sums) -> Metric:
    if sums.days == 0:
        return no_metric(TRADES_PER_DAY, 0, MetricReason.NO_TRADES)
    rate = Decimal(sums.trades) / sums.days
    return Metric(rate.quantize(_CENT), TRADES_PER_DAY, sums.trades)


_CENT = Decimal("0.01")


def _median(
    trades: int,
    low: Decimal | int | None,
    high: Decimal | int | None,
    mean: Decimal | None,
    formula: Formula,
) -> ColumnFigure:
    if low is None or high is None:
        return ColumnFigure(no_metric(formula, 0, MetricReason.NO_TRADES))
    return ColumnFigure(Metric((Decimal(low) + Decimal(high)) / 2, formula, trades), mean)


def _adherence(sums: _Sums) -> Metric:
    left_out = occurring(((NotCounted.NO_ADHERENCE, sums.trades - sums.scored),))
    moments = Moments.from_sums(sums.scored, sums.score, sums.score_squares)
    if moments.mean is None:
        return no_metric(ADHERENCE, 0, MetricReason.NO_TRADES, left_out)
    interval = student_interval(moments)
    return Metric(moments.mean, ADHERENCE, sums.scored, interval, left_out)


NOTHING = _figures(_NO_SUMS)
"""Of no trades."""
