"""Reports as they are kept and given: each is what the model of the same name in `schemas` says of it."""

from typing import TypedDict

from backend.features.record.performance.figures import (
    ExcludedDocument,
    FigureDocument,
    MetricDocument,
)


class RealisedDocument(TypedDict):
    """What `RealisedOut` says."""

    basis: str
    results: int
    net: str
    of_other_trades: str
    on_other_days: str
    left_out: list[ExcludedDocument]


class PerformanceDocument(TypedDict):
    """What `PerformanceOut` says."""

    currency: str
    basis: str
    as_of: str
    version: int
    trades: int
    left_out: list[ExcludedDocument]
    realised: RealisedDocument
    starting_equity: str | None
    metrics: dict[str, FigureDocument]


class ComparisonDocument(TypedDict):
    """What `ComparisonOut` says."""

    real: PerformanceDocument
    training: PerformanceDocument
    difference_in_r: MetricDocument


class DayDocument(TypedDict):
    """What `DayOut` says."""

    day: str
    results: int
    trades: int
    entered: int
    net: str
    r: float | None
    with_r: int
    flows: str
    equity: str
    drawdown: str


class DaysDocument(TypedDict):
    """What `DaysOut` says."""

    currency: str
    basis: str
    as_of: str
    version: int
    start: str
    days: list[DayDocument]


class HistogramDocument(TypedDict):
    """What `HistogramOut` says."""

    currency: str
    as_of: str
    version: int
    edges: list[float]
    counts: list[int]
    below: int
    above: int
    excluded: list[ExcludedDocument]


class SimulationDocument(TypedDict):
    """What `SimulationOut` says."""

    currency: str
    as_of: str
    version: int
    reason: str | None
    seed: int | None
    paths: int | None
    horizon: int
    block: int | None
    percentiles: list[int]
    at: list[int]
    bands: list[list[float]]
    deepest_drawdown: list[float]
    longest_losing_streak: list[float]
    risk_of_ruin: MetricDocument | None
    excluded: list[ExcludedDocument]


class GroupDocument(TypedDict):
    """What `GroupOut` says."""

    key: str | None
    label: str | None
    trades: int
    results: int | None
    metrics: dict[str, FigureDocument]


class GroupsDocument(TypedDict):
    """What `GroupsOut` says."""

    by: str
    basis: str
    currency: str
    as_of: str
    version: int
    groups: list[GroupDocument]
    more: int


class SideDocument(TypedDict):
    """What `SideOut` says."""

    trades: int
    net: str
    expectancy: MetricDocument


class RuleOutcomeDocument(TypedDict):
    """What `RuleOutcomeOut` says."""

    rule_id: str | None
    statement: str
    followed: SideDocument
    broken: SideDocument
    difference_in_r: MetricDocument


class RuleOutcomesDocument(TypedDict):
    """What `RuleOutcomesOut` says."""

    strategy_id: str
    currency: str
    as_of: str
    version: int
    unchecked: int
    together: RuleOutcomeDocument
    rules: list[RuleOutcomeDocument]
