"""What a made-up position is made of: contracts, strategies, prices, and a draft of what happens to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import exp
from zoneinfo import ZoneInfo

import numpy as np

from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.phases import CURRENCIES, ENERGY, INDEX_FUTURES, PhaseHours
from backend.quant.behaviour.record import (
    PlanKind,
)
from backend.quant.positions import PositionSide


class SyntheticOutcome(StrEnum):
    """How a position ends."""

    TARGET = "target"
    STOP = "stop"
    RULE = "rule"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class SyntheticFuture:
    """A future: ``stops`` are usual distances in ticks, ``costs`` of one contract in and out."""

    symbol: str
    multiplier: Decimal
    tick: Decimal
    family: str
    level: float
    stops: tuple[int, int]
    costs: Decimal
    hours: PhaseHours

    def is_open(self, moment: datetime) -> bool:
        """Whether there is at least half an hour of the regular hours left."""
        opens, closes = self.hours.on(moment.astimezone(ZoneInfo(self.hours.zone)).date())
        return opens <= moment < closes - timedelta(minutes=30)


_TABLE = """
ES|50|0.25|us_index|5800|16|36|4.20
MES|5|0.25|us_index|5800|16|36|1.24
NQ|20|0.25|us_index|20600|60|140|4.20
MNQ|2|0.25|us_index|20600|60|140|1.24
CL|1000|0.01|energy|72|12|26|4.40
MCL|100|0.01|energy|72|12|26|1.44
6E|125000|0.00005|eur|1.085|14|30|4.60
M6E|12500|0.0001|eur|1.085|8|16|1.18
"""
_HOURS = {"us_index": INDEX_FUTURES, "energy": ENERGY, "eur": CURRENCIES}


def _contracts() -> dict[str, SyntheticFuture]:
    contracts = {}
    for line in _TABLE.strip().splitlines():
        symbol, multiplier, tick, family, level, low, high, costs = line.split("|")
        contracts[symbol] = SyntheticFuture(
            symbol,
            Decimal(multiplier),
            Decimal(tick),
            family,
            float(level),
            (int(low), int(high)),
            Decimal(costs),
            _HOURS[family],
        )
    return contracts


CONTRACTS = _contracts()


@dataclass(frozen=True, slots=True)
class SyntheticStrategy:
    """A setup: the chance to reach a target of so many R, and to be out by the exit rule."""

    name: str
    kind: PlanKind
    chance: float
    targets: tuple[float, float]


STRATEGIES = (
    SyntheticStrategy("Failed breakdown", PlanKind.PULLBACK, 0.37, (1.6, 2.4)),
    SyntheticStrategy("Opening drive", PlanKind.BREAKOUT, 0.33, (2.0, 2.8)),
    SyntheticStrategy("Pullback in trend", PlanKind.PULLBACK, 0.41, (1.4, 2.0)),
)
BY_RULE = 0.18  # chance to be out by the exit rule


class SyntheticPrices:
    """A price for each contract that wanders from day to day."""

    def __init__(self, rng: np.random.Generator, contracts: Sequence[SyntheticFuture]) -> None:
        self._rng = rng
        self._levels = {contract.symbol: contract.level for contract in contracts}

    def next_day(self) -> None:
        """Another day."""
        for symbol in self._levels:
            self._levels[symbol] *= exp(float(self._rng.normal(0, 0.006)))

    def near(self, contract: SyntheticFuture) -> float:
        """A price of this day, in ticks."""
        return (
            self._levels[contract.symbol]
            * (1 + float(self._rng.normal(0, 0.002)))
            / float(contract.tick)
        )


@dataclass(slots=True)
class PositionSketch:
    """A position in the making. Distances are in R of the plan, times between plan and exit."""

    contract: SyntheticFuture
    strategy: SyntheticStrategy
    session: date
    direction: PositionSide
    zone_ticks: float  # the edge of the zone that is better for the trader
    stop_ticks: int
    target: float
    entry_time: datetime
    committed_before: timedelta
    mentioned_before: timedelta
    held: timedelta
    is_planned: bool = True
    size: float = 1.0
    chase: float = 0.0
    filled_at: float = 0.0  # within the zone, 0 to 1
    outcome: SyntheticOutcome = SyntheticOutcome.STOP
    captured: float = -1.0  # R of the plan from the entry, before costs
    widened: float = 0.0
    widened_at: float = 0.0  # share of the time held
    trailed: bool = False
    added: float = 0.0
    added_at_r: float = 0.0
    edits: list[tuple[float, str]] = field(default_factory=list)
    nearer: float = 0.0
    reached_later: bool = True
    reenters: bool = False
    ladder: float = 0.0  # share of the size that is added at a planned rung
    breakout: float = 0.0  # R beyond the zone that the plan allows
    time_stop: timedelta | None = None
    cancelled_with_exit: bool = False
    nudged: float = 0.0
    parted: bool = False
    labels: set[Detector] = field(default_factory=set)

    @classmethod
    def planned_by(
        cls,
        strategy: SyntheticStrategy,
        contract: SyntheticFuture,
        prices: SyntheticPrices,
        rng: np.random.Generator,
        at: datetime,
        day: date,
    ) -> "PositionSketch":
        """What a plan of this strategy looks like."""
        return cls(
            contract,
            strategy,
            day,
            PositionSide.LONG if rng.random() < 0.55 else PositionSide.SHORT,
            prices.near(contract),
            int(rng.integers(contract.stops[0], contract.stops[1] + 1)),
            float(rng.uniform(*strategy.targets)),
            at.astimezone(UTC),
            timedelta(minutes=float(rng.uniform(6, 45))),
            timedelta(minutes=float(rng.uniform(2.5, 6))),
            timedelta(minutes=float(np.exp(rng.normal(np.log(19), 0.5)))),
            chase=min(0.22, float(rng.exponential(0.04))),
            filled_at=float(rng.random()),
        )

    @property
    def exit_time(self) -> datetime:
        """When it ends."""
        return self.entry_time + self.held

    @property
    def loses(self) -> bool:
        """Whether it ends below the entry."""
        return self.captured < 0

    def shorten(self, factor: float) -> None:
        """Hold it for less time."""
        self.held *= factor

    def hold_times(self, factor: float) -> None:
        """Hold it for so many times as long as is usual."""
        self.held = timedelta(minutes=19) * factor

    def decide(self, rng: np.random.Generator, edge: float) -> None:
        """Draw how it ends."""
        drawn, chance = float(rng.random()), max(0.02, self.strategy.chance + edge)
        slipped = min(0.06, float(rng.exponential(0.015)))
        if drawn < chance:
            self.outcome, self.captured = SyntheticOutcome.TARGET, self.target
        elif drawn < chance + BY_RULE:
            self.outcome = SyntheticOutcome.RULE
            self.captured = float(np.clip(rng.normal(0.25, 0.45), -0.7, self.target - 0.25))
        else:
            self.outcome, self.captured = SyntheticOutcome.STOP, -1 - slipped
        self.trailed = self.outcome is not SyntheticOutcome.STOP and rng.random() < 0.3
        self.reached_later = rng.random() < 0.6

    def follow(self, before: "PositionSketch", gap: timedelta, prices: SyntheticPrices) -> None:
        """Enter soon after another position ended, in its contract."""
        self.entry_time = before.exit_time + gap
        if self.contract is not before.contract:
            self.contract = before.contract
            self.zone_ticks = prices.near(self.contract)
            self.stop_ticks = before.stop_ticks

    def widen(self, by: float, rng: np.random.Generator) -> None:
        """Move the stop away shortly before it would be hit: three of ten times that saves the position."""
        self.widened, self.widened_at = by, float(rng.uniform(0.5, 0.8))
        if rng.random() < 0.3:
            self.outcome, self.captured = SyntheticOutcome.RULE, float(rng.uniform(0.1, 0.6))
        else:
            self.captured = -1 - by - min(0.06, float(rng.exponential(0.015)))

    def add_to_loser(self, size: float, rng: np.random.Generator) -> None:
        """Add so much of the first size while it is losing."""
        self.added, self.added_at_r = size, float(rng.uniform(-0.7, -0.4))

    def leave_early(self, share: float) -> None:
        """Leave after this share of the way to the target."""
        self.outcome, self.captured = SyntheticOutcome.EARLY, share * self.target

    def bend(self, rng: np.random.Generator, size: float) -> None:
        """Change the plan after the fill and bring the target nearer."""
        self.edits = [(float(rng.uniform(0.2, 0.6)), "take_profit_targets")]
        if rng.random() < 0.5 * size:
            self.edits.append((float(rng.uniform(0.6, 0.9)), "stop_loss_level"))
        self.nearer = float(rng.uniform(0.2, 0.35)) * size
        if self.outcome is SyntheticOutcome.TARGET:
            self.captured = self.target * (1 - self.nearer)
