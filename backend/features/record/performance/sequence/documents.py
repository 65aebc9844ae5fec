"""Sequences of trades as they are kept and given: each is what the model of the same name in `schemas` says of it."""

from typing import TypedDict

from backend.features.record.performance.figures import ExcludedDocument, IntervalDocument


class CurvePointDocument(TypedDict):
    """What `CurvePoint` says."""

    number: int
    trade_id: str
    exit_time: str
    net: str
    r: float | None
    earned: str
    equity: str
    drawdown: str


class TradeCurveDocument(TypedDict):
    """What `TradeCurveOut` says."""

    currency: str
    basis: str
    as_of: str
    version: int
    start: str
    trades: int
    thinned: int
    points: list[CurvePointDocument]


class RollingPointDocument(TypedDict):
    """What `RollingPoint` says."""

    number: int
    trade_id: str
    first_trade_id: str
    exit_time: str
    win_rate: float | None
    win_rate_interval: IntervalDocument | None
    expectancy: float | None
    with_r: int
    profit_factor: float | None
    net_pnl: str


class RollingDocument(TypedDict):
    """What `RollingOut` says."""

    currency: str
    basis: str
    as_of: str
    version: int
    window: int
    trades: int
    reason: str | None
    thinned: int
    points: list[RollingPointDocument]
    excluded: list[ExcludedDocument]


class RunDocument(TypedDict):
    """What `RunOut` says."""

    kind: str
    trades: int
    is_current: bool
    first_trade_id: str
    last_trade_id: str
    first_exit: str
    last_exit: str
    first_day: str
    last_day: str
    net_pnl: str
    r: float | None


class RunsDocument(TypedDict):
    """What `RunsOut` says."""

    currency: str
    as_of: str
    version: int
    items: list[RunDocument]
    more: int


class FallDocument(TypedDict):
    """What `FallOut` says."""

    from_time: str | None
    from_day: str | None
    low_time: str
    low_day: str
    to_time: str | None
    to_day: str | None
    is_open: bool
    depth: str
    recovered: str
    results: int
    first_time: str
    last_time: str
    trades: int
    days: int


class FallsDocument(TypedDict):
    """What `FallsOut` says."""

    currency: str
    basis: str
    as_of: str
    version: int
    items: list[FallDocument]
    more: int
