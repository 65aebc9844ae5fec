"""What tables of reports take and give."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from backend.core.paging import Cursor, Limit
from backend.core.types import Amount, Id, Moment, Out
from backend.features.record.performance.schemas import (
    Basis,
    GroupBy,
    IntervalOut,
    Selection,
)
from backend.features.record.trades.models import TradeDirection
from backend.features.record.trades.trade_list.exclusions import ExclusionReason
from backend.quant.metric import MetricReason

__all__ = ["ExclusionReason"]

MOST_LINES = 60  # rows, and columns; a screen shows no more, and a table of days by instruments has thousands


class CrossSelection(Selection):
    """The same, and by which two things they are crossed: rows first, then columns."""

    by: Annotated[
        list[GroupBy],
        Field(min_length=2, max_length=2, description="Twice: `by=setup&by=hour`."),
    ]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if len(set(self.by)) < len(self.by):
            raise PydanticCustomError("cross_table", "Cross two different groupings.")
        return self


class CellMetric(Out):
    """A figure of a cell; its formula stands beside the table. Null only with a reason."""

    value: float | None
    n: int
    interval: IntervalOut | None
    reason: MetricReason | None
    small_sample: bool


class CellFigures(Out):
    """What the trades of a cell, a row or a column came to.

    Attributes:
        r: the sum of R of those that have one; null where none has.
        with_r: how many have one.
        small_sample: too few trades to lean on.
    """

    trades: int
    net_pnl: Amount
    r: float | None
    with_r: int
    win_rate: CellMetric
    expectancy: CellMetric
    small_sample: bool


class LineOut(CellFigures):
    """A whole row or column; a null key is the absence of one."""

    key: str | None
    label: str | None


class CellOut(CellFigures):
    """One cell: the places of its row and its column in the lists, from 0."""

    row: int
    column: int


class CrossFormulas(Out):
    """How the figures of the cells are made."""

    net_pnl: str
    win_rate: str
    expectancy: str


class CrossTableOut(Out):
    """Trades by two groupings at once; cells without trades are not listed.

    Lines are in their natural order, or the largest first. A trade with several tags stands in each of their
    lines. Trades count as a whole on the day of their last exit.
    """

    by: Annotated[list[GroupBy], Field(min_length=2, max_length=2)]
    basis: Basis
    currency: str
    as_of: Moment
    version: int
    formulas: CrossFormulas
    rows: list[LineOut]
    columns: list[LineOut]
    cells: list[CellOut]
    more_rows: Annotated[int, Field(description=f"Rows beyond the {MOST_LINES} with most trades.")]
    more_columns: Annotated[
        int, Field(description=f"Columns beyond the {MOST_LINES} with most trades.")
    ]


class ExclusionSelection(Selection):
    """The same, and why they are left out."""

    reason: ExclusionReason
    of_r: Annotated[
        bool,
        Field(description="With `no_rate`: left out of R, where a report leaves out their money."),
    ] = False
    limit: Limit = 50
    cursor: Cursor | None = None


class ExcludedTrade(Out):
    """A closed trade that a figure leaves out."""

    id: Id
    instrument: str
    direction: TradeDirection
    setup: str | None
    entry_time: Moment
    exit_time: Moment
    exit_day: date
    net_pnl: Annotated[
        Amount | None, Field(description="In the currency of its account; null without a rate.")
    ]
    currency: Annotated[str, Field(description="Of its account.")]


class ExcludedTrades(Out):
    """Such trades, latest exit first."""

    reason: ExclusionReason
    items: list[ExcludedTrade]
    next_cursor: str | None
