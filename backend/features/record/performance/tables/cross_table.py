"""Use case: trades by two groupings at once, such as setups by hours, with a figure's interval in each cell."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.figures import (
    CENT_DIGITS,
    IntervalDocument,
    shown,
)
from backend.features.record.performance.filters.schemas import GroupBy
from backend.features.record.performance.group_sums import GroupSums, labels_of, summed
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.schemas import Basis
from backend.features.record.performance.tables.schemas import MOST_LINES, CrossSelection
from backend.features.record.trades.trade_list.group_keys import NATURAL, shown_key
from backend.quant.formulas import EXPECTANCY, NET_RESULT, WIN_RATE
from backend.quant.metric import SMALL_SAMPLE, Metric
from backend.quant.metrics import expectancy, win_rate


class CellMetricDocument(TypedDict):
    """What `CellMetric` says."""

    value: float | None
    n: int
    interval: IntervalDocument | None
    reason: str | None
    small_sample: bool


class FiguresDocument(TypedDict):
    """What `CellFigures` says."""

    trades: int
    net_pnl: str
    r: float | None
    with_r: int
    win_rate: CellMetricDocument
    expectancy: CellMetricDocument
    small_sample: bool


class LineDocument(FiguresDocument):
    """What `LineOut` says."""

    key: str | None
    label: str | None


class CellDocument(FiguresDocument):
    """What `CellOut` says."""

    row: int
    column: int


class CrossTableDocument(TypedDict):
    """What `CrossTableOut` says."""

    by: list[str]
    basis: str
    currency: str
    as_of: str
    version: int
    formulas: Mapping[str, str]
    rows: list[LineDocument]
    columns: list[LineDocument]
    cells: list[CellDocument]
    more_rows: int
    more_columns: int


FORMULAS = {"net_pnl": NET_RESULT, "win_rate": WIN_RATE, "expectancy": EXPECTANCY}


def cross_table(
    session: Session,
    user_id: UUID,
    selection: CrossSelection,
    *,
    now: datetime,
) -> CrossTableDocument:
    """The selected trades by two groupings: cells, and whole rows and columns, which tags make more than their cells."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> CrossTableDocument:
        of_cells = summed(session, user_id, selection, selection.by)
        rows, columns = (_Lines(session, user_id, selection, by, now) for by in selection.by)
        return {
            "by": [by.value for by in selection.by],
            "basis": Basis.TRADES,
            "currency": currency_of(selection),
            "as_of": iso(now),
            "version": version,
            "formulas": FORMULAS,
            "rows": rows.shown,
            "columns": columns.shown,
            "cells": _cells(of_cells, rows.places, columns.places, now),
            "more_rows": rows.more,
            "more_columns": columns.more,
        }

    return cached_report(session, user_id, "cross table", selection, now=now, compute=compute)


class _Lines:
    """The rows of a table, or its columns: those with most trades, in their order."""

    def __init__(
        self,
        session: Session,
        user_id: UUID,
        selection: CrossSelection,
        by: GroupBy,
        now: datetime,
    ) -> None:
        groups = list(summed(session, user_id, selection, [by]).values())
        largest = sorted(groups, key=lambda group: (-group.trades, str(group.key)))[:MOST_LINES]
        listed = _in_order(largest, by)
        keys = [group.key for group in listed]
        labels = labels_of(session, user_id, by, keys)
        self.more = len(groups) - len(listed)
        self.places = {key: place for place, key in enumerate(keys)}
        self.shown: list[LineDocument] = [
            {
                "key": shown_key(by, group.key),
                "label": labels.get(group.key),
                **_figures(group, now),
            }
            for group in listed
        ]


def _in_order(groups: Sequence[GroupSums], by: GroupBy) -> Sequence[GroupSums]:
    """In the natural order of their keys, where they have one; the rest as it came."""
    if by not in NATURAL:
        return groups
    return sorted(groups, key=lambda group: (group.key is None, group.key))


def _cells(
    sums: Mapping[tuple[str | None, ...], GroupSums],
    rows: Mapping[str | None, int],
    columns: Mapping[str | None, int],
    now: datetime,
) -> list[CellDocument]:
    """The cells of the lines that are listed, row by row."""
    listed: Iterable[tuple[int, int, GroupSums]] = (
        (rows[row], columns[column], group)
        for (row, column), group in sums.items()
        if row in rows and column in columns
    )
    in_order = sorted(listed, key=lambda cell: cell[:2])
    return [
        {"row": row, "column": column, **_figures(group, now)} for row, column, group in in_order
    ]


def _figures(group: GroupSums, now: datetime) -> FiguresDocument:
    return {
        "trades": group.trades,
        "net_pnl": plain_decimal(group.total.quantize(CENT_DIGITS)),
        "r": float(group.r.total) if group.r.n else None,
        "with_r": group.r.n,
        "win_rate": _of_cell(win_rate(group.outcomes), now),
        "expectancy": _of_cell(expectancy(group.r, group.without_r), now),
        "small_sample": group.trades < SMALL_SAMPLE,
    }


def _of_cell(metric: Metric, now: datetime) -> CellMetricDocument:
    document = shown(metric, now)
    value = document["value"]
    return {
        "value": None if value is None else float(value),
        "n": document["n"],
        "interval": document["interval"],
        "reason": document["reason"],
        "small_sample": document["small_sample"],
    }
