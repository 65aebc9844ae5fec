"""The best and the worst: groups, session days and single trades in order of the first measure, with ties told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Label, Numeric, Row, SQLColumnExpression, cast, func, select

from backend.features.record.performance.documents import DayDocument
from backend.features.record.performance.equity import daily_curve
from backend.features.record.performance.figures import figures
from backend.features.record.performance.schemas import Basis, GroupBy
from backend.features.record.performance.selection import closed, usable
from backend.features.record.questions.errors import MeasureNotRanked
from backend.features.record.questions.grouped_rows import MOST_ROWS, rows_by
from backend.features.record.questions.measured_figures import (
    FigureSources,
    MeasuredSlice,
    figures_of,
    of_metric,
)
from backend.features.record.questions.measures import TERMS, Origin
from backend.features.record.questions.phrases.figure_text import day_text
from backend.features.record.questions.schemas import (
    AnsweredFigure,
    AnsweredRow,
    Measure,
    RankedThing,
    Ranking,
    RankOrder,
    RecordQuery,
)
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.questions.slice_narrowing import group_slice
from backend.features.record.questions.trade_links import ONE_TRADE, look_of
from backend.features.record.questions.trade_sums import (
    fees_in_account_currency,
    risk_in_account_currency,
)
from backend.features.record.trades.models import Trade
from backend.quant.metric import Formula, Metric, MetricUnit
from backend.quant.metrics import net_realised


@dataclass(frozen=True, slots=True)
class RankedRows:
    """What is ranked: the rows that are shown, how many more there are, and how many of those tie with the last."""

    rows: list[AnsweredRow]
    more: int
    tied: int


def ranked(
    context: QuestionContext, side: MeasuredSlice, query: RecordQuery, ranking: Ranking
) -> RankedRows:
    """The rows of a ranking.

    Raises:
        MeasureNotRanked, TooManyGroups
    """
    if ranking.of is RankedThing.TRADE:
        return _trades(context, side, query.measures, ranking)
    if ranking.of is RankedThing.DAY:
        rows = _days(context, side, query.measures)
    else:
        assert query.group_by is not None, "a question that ranks groups says by what"
        every, _ = rows_by(context, side, query.group_by, query.measures, most=MOST_ROWS)
        rows = [row for row in every if row.key is not None]
    return in_order(rows, ranking)


def in_order(rows: Sequence[AnsweredRow], ranking: Ranking) -> RankedRows:
    """The best or worst of them by their first figure; those without a value have no place."""
    valued = [(Decimal(str(row.figures[0].value)), row) for row in rows if has_value(row)]
    largest_first = is_largest_first(rows[0].figures[0].measure, ranking.order) if rows else True
    valued.sort(key=lambda pair: -pair[0] if largest_first else pair[0])
    values = [value for value, _ in valued]
    shown_rows = [
        row.model_copy(update={"place": values.index(value) + 1})
        for value, row in valued[: ranking.limit]
    ]
    beyond = values[ranking.limit :]
    tied = beyond.count(values[ranking.limit - 1]) if beyond else 0
    return RankedRows(shown_rows, len(beyond), tied)


def has_value(row: AnsweredRow) -> bool:
    """Whether the first figure of a row is known."""
    return row.figures[0].value is not None


def is_largest_first(measure: Measure, order: RankOrder) -> bool:
    """Whether the largest value leads: the best of what is good, the worst of what is bad."""
    return (order is RankOrder.BEST) != TERMS[measure].less_is_better


def _days(
    context: QuestionContext, side: MeasuredSlice, measures: Sequence[Measure]
) -> list[AnsweredRow]:
    """Session days; where only money and trades are asked for they are read from the calendar, which is quicker."""
    if TERMS[measures[0]].origin in (Origin.PATH, Origin.DAYS):
        raise MeasureNotRanked("A session day has no such figure: it needs many results.")
    if not set(measures) <= {Measure.NET_PNL, Measure.TRADES}:
        return rows_by(context, side, GroupBy.DAY, measures, most=MOST_ROWS)[0]
    calendar = daily_curve.curve(context.session, context.user_id, side.selection, now=context.now)
    days = [day for day in calendar["days"] if day["results"] or day["trades"]]
    return [_day(context, side, day, measures) for day in days]


def _day(
    context: QuestionContext,
    side: MeasuredSlice,
    day: DayDocument,
    measures: Sequence[Measure],
) -> AnsweredRow:
    net = net_realised(Decimal(day["net"]), day["results"])
    reported = figures({"net_pnl": net}, Basis.FILLS, context.now)
    sources = FigureSources(day["trades"], reported, {}, None)
    part = group_slice(side.part, GroupBy.DAY, day["day"], None)
    return AnsweredRow(
        place=None,
        key=day["day"],
        label=day["day"],
        trades=day["trades"],
        figures=figures_of(context, sources, measures),
        look=None if part is None else look_of(part),
    )


@dataclass(frozen=True, slots=True)
class _TradeColumn:
    """What a measure is of a single trade."""

    column: SQLColumnExpression[Decimal | None]
    formula: Formula


_COLUMNS = {
    Measure.NET_PNL: _TradeColumn(
        Trade.pnl_account, Formula("net result of the trade", MetricUnit.MONEY)
    ),
    Measure.EXPECTANCY: _TradeColumn(
        Trade.r_multiple, Formula("net result over the initial risk", MetricUnit.R)
    ),
    Measure.TOTAL_R: _TradeColumn(
        Trade.r_multiple, Formula("net result over the initial risk", MetricUnit.R)
    ),
    Measure.FEES: _TradeColumn(
        fees_in_account_currency(), Formula("fees of the trade", MetricUnit.MONEY)
    ),
    Measure.SIZE: _TradeColumn(
        Trade.position_size, Formula("all that was entered", MetricUnit.SIZE)
    ),
    Measure.HOLDING_TIME: _TradeColumn(
        cast(Trade.hold_seconds, Numeric),
        Formula("seconds from the first entry to the last exit", MetricUnit.SECONDS),
    ),
    Measure.RISK: _TradeColumn(
        risk_in_account_currency(), Formula("initial risk of the trade", MetricUnit.MONEY)
    ),
    Measure.ADHERENCE: _TradeColumn(
        cast(Trade.plan_adherence_score, Numeric),
        Formula("adherence to its plan, from 0 to 100", MetricUnit.POINTS),
    ),
}


def _trades(
    context: QuestionContext,
    side: MeasuredSlice,
    measures: Sequence[Measure],
    ranking: Ranking,
) -> RankedRows:
    if measures[0] not in _COLUMNS:
        raise MeasureNotRanked
    column = _COLUMNS[measures[0]].column
    shown = [measure for measure in measures if measure in _COLUMNS]
    currency = side.selection.currency or ""
    conditions = (*closed(context.user_id, side.selection), usable(currency), column.is_not(None))
    order = column.desc() if is_largest_first(measures[0], ranking.order) else column.asc()
    columns: list[Label[Decimal | None]] = [
        _COLUMNS[measure].column.label(measure.value) for measure in shown
    ]
    statement = (
        select(Trade, *columns).where(*conditions).order_by(order, Trade.exit_time, Trade.id)
    )
    rows = context.session.execute(statement.limit(ranking.limit)).all()
    values = [getattr(row, measures[0].value) for row in rows]
    shown_rows = [
        _trade(row.Trade, values.index(value) + 1, _figures(context, row, shown))
        for row, value in zip(rows, values, strict=True)
    ]
    last = values[-1] if values else None
    counts = select(func.count(), func.count().filter(column == last)).where(*conditions)
    every, as_last = context.session.execute(counts).one()
    return RankedRows(shown_rows, every - len(shown_rows), as_last - values.count(last))


def _trade(trade: Trade, place: int, figures: list[AnsweredFigure]) -> AnsweredRow:
    day = "" if trade.exit_day is None else f" of {day_text(trade.exit_day)}"
    return AnsweredRow(
        place=place,
        key=str(trade.id),
        label=f"{trade.instrument} {trade.direction}{day}",
        trades=1,
        figures=figures,
        look=f"{ONE_TRADE}/{trade.id}",
    )


def _figures(
    context: QuestionContext, row: Row[*tuple[object, ...]], measures: Sequence[Measure]
) -> list[AnsweredFigure]:
    return [
        of_metric(
            context,
            measure,
            Metric(_value(row._mapping[measure.value], measure), _COLUMNS[measure].formula, 1),
        )
        for measure in measures
    ]


def _value(value: Decimal | None, measure: Measure) -> Decimal | float | None:
    """Ratios are numbers, as reports tell them."""
    if value is not None and measure in (Measure.EXPECTANCY, Measure.ADHERENCE):
        return float(value)
    return value
