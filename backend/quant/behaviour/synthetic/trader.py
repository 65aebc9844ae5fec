"""Traders that are made up, with habits that are planted in them: what the detectors are tried on, and the demo.

The same seed makes the same trader. Prices, sizes, costs, sessions and plans are those of futures; a habit is planted
with a rate (of the occasions that it has) and a size, and every position that shows it is labelled.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.phases import phase_of
from backend.quant.behaviour.record import (
    CheckInRecord,
    DeclaredRules,
    Key,
    MarketPhase,
    Missed,
    Record,
    Stream,
    TradeKind,
    record_of,
)
from backend.quant.behaviour.synthetic.market import (
    CONTRACTS,
    STRATEGIES,
    PositionSketch,
    SyntheticFuture,
    SyntheticOutcome,
    SyntheticPrices,
)
from backend.quant.behaviour.synthetic.positions import position_of

REAL = Stream(TradeKind.REAL, "synthetic")
START = date(2025, 1, 2)
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Planted:
    """A habit.

    Attributes:
        rate: share of its occasions in which it shows, 0 to 1.
        size: 1 is "marked" by the trader's own usual; larger is more.
        since, until: days between which it is there; null: always.
    """

    behaviour: Detector
    rate: float = 0.15
    size: float = 1.0
    since: date | None = None
    until: date | None = None

    def shows_on(self, day: date) -> bool:
        """Whether the habit is there on a day."""
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class SyntheticTrader:
    """What a made-up trader is like.

    Attributes:
        positions: at least so many; the last session is traded to its end.
        days: to trade on; null: every weekday from 2 January 2025.
        risk: of a position, as a ratio of equity.
        planned: share of positions with a plan.
        edge: added to the chance of reaching the target.
        contracts: symbols to trade.
    """

    seed: int = 1
    positions: int = 400
    stream: Stream = REAL
    days: Sequence[date] | None = None
    equity: Decimal = Decimal(250_000)
    risk: float = 0.01
    planned: float = 0.9
    edge: float = 0.0
    contracts: Sequence[str] = ("ES", "NQ", "CL", "6E")
    habits: Sequence[Planted] = ()
    declared: Sequence[DeclaredRules] = ()
    candles: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """A record and what was planted in it: ids of positions, by behaviour."""

    record: Record
    labels: dict[Detector, frozenset[Key]]
    drafts: dict[Key, PositionSketch]


def make(trader: SyntheticTrader) -> Made:
    """The record of a made-up trader."""
    return _Maker(trader).make()


@dataclass(slots=True)
class _Maker:
    trader: SyntheticTrader
    rng: np.random.Generator = field(init=False)
    prices: SyntheticPrices = field(init=False)
    contracts: list[SyntheticFuture] = field(init=False)
    drafts: list[PositionSketch] = field(default_factory=list)
    check_ins: list[CheckInRecord] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    day: date = START

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.trader.seed)
        self.contracts = [CONTRACTS[symbol] for symbol in self.trader.contracts]
        self.prices = SyntheticPrices(self.rng, self.contracts)

    def make(self) -> Made:
        """Trade day after day until there is enough."""
        if self.trader.days is not None:
            days = iter(self.trader.days)
        else:
            days = _weekdays(START)
        while len(self.drafts) < self.trader.positions:
            day = next(days, None)
            if day is None:
                break
            self.day = day
            self.prices.next_day()
            self._session()
        return self._made()

    def _made(self) -> Made:
        labels: dict[Detector, set[Key]] = {behaviour: set() for behaviour in Detector}
        positions, drafts, equity = [], dict[Key, PositionSketch](), self.trader.equity
        for number, draft in enumerate(self.drafts):
            name = f"{self.trader.stream.account}-{self.trader.seed}-{number:06d}"
            position = position_of(
                draft,
                name,
                self.trader.stream,
                equity,
                self.trader.risk,
                self.trader.candles,
            )
            for behaviour in draft.labels:
                labels[behaviour].add(name)
            positions.append(position)
            drafts[name] = draft
            equity = max(equity + (position.result or 0), self.trader.equity / 4)
        record = record_of(
            self.trader.stream,
            positions,
            declared=self.trader.declared,
            check_ins=self.check_ins,
            missed=self.missed,
        )
        return Made(
            record,
            {behaviour: frozenset(ids) for behaviour, ids in labels.items()},
            drafts,
        )

    def _session(self) -> None:
        """A check-in, some positions one after the other, perhaps a plan that is not traded."""
        opens, closes = self.contracts[0].hours.on(self.day)
        self._check_in(opens)
        clock = opens + timedelta(minutes=float(self.rng.uniform(1, 70)))
        usual = 2 + min(3, int(self.rng.poisson(1.1)))
        number, extra = usual, self._extra()
        before: PositionSketch | None = None
        done = losses = 0
        while done < number + extra and clock < closes - timedelta(minutes=8):
            draft = self._draft(clock, before, hurried=done >= number and extra > 0)
            if done >= number and extra > 0:
                draft.labels.add(Detector.OVERTRADING)
            self.drafts.append(draft)
            losses = losses + 1 if draft.loses else 0
            done += 1
            before = draft
            clock = draft.exit_time + self._gap(hurried=extra > 0)
            if losses >= 2 and self._shows(Detector.TILT):
                before = self._spiral(draft, closes)
                break
        if self.rng.random() < 0.06:
            self._miss(opens)

    def _check_in(self, opens: datetime) -> None:
        mood, energy, focus = (int(np.clip(self.rng.normal(3.6, 0.8), 1, 5)) for _ in range(3))
        stress = int(np.clip(self.rng.normal(2.3, 0.8), 1, 5))
        slept = float(np.clip(round(self.rng.normal(7, 0.8) * 2) / 2, 4, 10))
        at = opens - timedelta(minutes=float(self.rng.uniform(10, 50)))
        self.check_ins.append(CheckInRecord(self.day, at, mood, energy, focus, stress, slept))

    def _miss(self, opens: datetime) -> None:
        at = opens + timedelta(minutes=float(self.rng.uniform(5, 300)))
        contract = self.contracts[int(self.rng.integers(len(self.contracts)))]
        r = round(float(self.rng.choice([-1.0, 2.0], p=[0.55, 0.45])), 2)
        name = f"missed-{self.trader.seed}-{len(self.missed)}"
        self.missed.append(Missed(name, contract.symbol, self.day, at, "mark", r))

    def _extra(self) -> int:
        habit = self._habit(Detector.OVERTRADING)
        if habit is None or self.rng.random() >= habit.rate:
            return 0
        return round(6 * habit.size + float(self.rng.integers(0, 3)))

    def _gap(self, *, hurried: bool) -> timedelta:
        minutes = float(np.exp(self.rng.normal(np.log(7 if hurried else 28), 0.6)))
        return timedelta(minutes=max(0.5, minutes))

    def _draft(
        self, at: datetime, before: PositionSketch | None, *, hurried: bool
    ) -> PositionSketch:
        """A position as the trader means it, then as the habits make it."""
        strategy = STRATEGIES[int(self.rng.integers(len(STRATEGIES)))]
        contract = self.contracts[int(self.rng.integers(len(self.contracts)))]
        if not contract.is_open(at):
            contract = self.contracts[0]
        draft = PositionSketch.planned_by(strategy, contract, self.prices, self.rng, at, self.day)
        draft.is_planned = self.rng.random() < self.trader.planned
        draft.size *= float(np.exp(self.rng.normal(0, 0.08)))
        if hurried:
            draft.shorten(0.4)
        draft.decide(self.rng, self.trader.edge)
        if before is not None and before.loses and self._shows(Detector.REVENGE):
            self._revenge(draft, before)
        elif before is not None and before.loses and before.is_planned and self.rng.random() < 0.05:
            draft.follow(before, timedelta(minutes=float(self.rng.uniform(0.7, 4))), self.prices)
            draft.is_planned = draft.reenters = True  # the plan of before said so
            draft.committed_before += before.held + timedelta(minutes=5)
        self._before_entry(draft)
        self._while_held(draft)
        if not draft.labels:
            self._honest(draft)
        return draft

    def _honest(self, draft: PositionSketch) -> None:
        """What looks like a habit and is none: as planned, forced, or too small to mean anything."""
        drawn = float(self.rng.random())
        if not draft.is_planned:
            return
        if drawn < 0.06:
            draft.ladder = 0.6  # an add to a loser at a planned rung
        elif drawn < 0.10:
            draft.breakout = 0.8  # beyond the zone, as far as the plan allows
            draft.chase = float(self.rng.uniform(0.35, 0.7))
        elif drawn < 0.13:
            draft.time_stop = timedelta(minutes=240)
            draft.hold_times(float(self.rng.uniform(6, 10)))
        elif drawn < 0.17:
            draft.edits = [(0.5, "title")]
        elif drawn < 0.21:
            draft.cancelled_with_exit = True
        elif drawn < 0.24:
            draft.nudged = 0.06  # the stop a little wider, less than a tenth of the risk
        elif drawn < 0.28:
            draft.parted = True  # out in two parts

    def _revenge(self, draft: PositionSketch, before: PositionSketch) -> None:
        size = self._size(Detector.REVENGE)
        draft.follow(before, timedelta(minutes=float(self.rng.uniform(0.7, 3.5))), self.prices)
        draft.is_planned = False
        draft.size *= 1.6 + 0.35 * size * float(self.rng.random())
        draft.decide(self.rng, self.trader.edge - 0.12)
        draft.labels.add(Detector.REVENGE)

    def _before_entry(self, draft: PositionSketch) -> None:
        if draft.is_planned and self._shows(Detector.FOMO):
            draft.chase = 0.52 + 0.25 * self._size(Detector.FOMO) * float(self.rng.random())
            draft.mentioned_before = timedelta(seconds=float(self.rng.uniform(5, 45)))
            draft.decide(self.rng, self.trader.edge - 0.08)
            draft.labels.add(Detector.FOMO)
        if self._shows(Detector.OVERSIZING):
            draft.size *= 1.8 + 0.4 * self._size(Detector.OVERSIZING) * float(self.rng.random())
            draft.labels.add(Detector.OVERSIZING)
        habit = self._habit(Detector.TIME_OF_DAY)
        if (
            habit is not None
            and phase_of(draft.entry_time, draft.contract.hours) is MarketPhase.LUNCH
        ):
            draft.decide(self.rng, self.trader.edge - 0.5 * habit.size)
            draft.captured -= 0.5 * habit.size * (draft.outcome is SyntheticOutcome.RULE)
            draft.labels.add(Detector.TIME_OF_DAY)

    def _while_held(self, draft: PositionSketch) -> None:
        if draft.outcome is SyntheticOutcome.STOP:
            if self._shows(Detector.STOP_MOVING):
                draft.widen(
                    0.33 + 0.25 * self._size(Detector.STOP_MOVING) * float(self.rng.random()),
                    self.rng,
                )
                draft.labels.add(Detector.STOP_MOVING)
            elif self._shows(Detector.AVERAGING_DOWN):
                draft.add_to_loser(
                    0.5 + 0.5 * self._size(Detector.AVERAGING_DOWN) * float(self.rng.random()),
                    self.rng,
                )
                draft.labels.add(Detector.AVERAGING_DOWN)
        if draft.loses and self._shows(Detector.DISPOSITION):
            draft.hold_times(8 + 3 * self._size(Detector.DISPOSITION) * float(self.rng.random()))
            draft.labels.add(Detector.DISPOSITION)
        if draft.outcome is SyntheticOutcome.TARGET and self._shows(Detector.EARLY_EXIT):
            draft.leave_early(0.2 + 0.3 * float(self.rng.random()))
            draft.labels.add(Detector.EARLY_EXIT)
        elif draft.outcome is SyntheticOutcome.TARGET and self.rng.random() < 0.015:
            draft.leave_early(0.6 + 0.3 * float(self.rng.random()))
        if draft.is_planned and self._shows(Detector.PLAN_DRIFT):
            draft.bend(self.rng, self._size(Detector.PLAN_DRIFT))
            draft.labels.add(Detector.PLAN_DRIFT)

    def _spiral(self, before: PositionSketch, closes: datetime) -> PositionSketch:
        """Tilt: one larger position after the other, without a plan, some with a wider stop."""
        draft = before
        for _ in range(int(self.rng.integers(3, 6))):
            at = draft.exit_time + timedelta(minutes=float(self.rng.uniform(0.6, 3)))
            if at > closes - timedelta(minutes=5):
                break
            strategy = STRATEGIES[int(self.rng.integers(len(STRATEGIES)))]
            following = PositionSketch.planned_by(
                strategy,
                draft.contract,
                self.prices,
                self.rng,
                at,
                self.day,
            )
            following.follow(draft, at - draft.exit_time, self.prices)
            following.is_planned = False
            following.size *= 1.9
            following.shorten(0.35)
            following.decide(self.rng, self.trader.edge - 0.2)
            if following.outcome is SyntheticOutcome.STOP and self.rng.random() < 0.5:
                following.widen(0.5, self.rng)
                following.labels.add(Detector.STOP_MOVING)
            following.labels |= {Detector.TILT, Detector.REVENGE, Detector.OVERSIZING}
            self.drafts.append(following)
            draft = following
        return draft

    def _habit(self, behaviour: Detector) -> Planted | None:
        here = (
            habit
            for habit in self.trader.habits
            if habit.behaviour is behaviour and habit.shows_on(self.day)
        )
        return next(here, None)

    def _shows(self, behaviour: Detector) -> bool:
        habit = self._habit(behaviour)
        return habit is not None and self.rng.random() < habit.rate

    def _size(self, behaviour: Detector) -> float:
        habit = self._habit(behaviour)
        if habit is None:
            return 1.0
        return habit.size


def _weekdays(day: date) -> Iterator[date]:
    while True:
        if day.weekday() < WEEKEND:
            yield day
        day += timedelta(days=1)


def in_account(synthetic: Made, account: Key) -> Record:
    """The same record in another account."""
    stream = replace(synthetic.record.stream, account=account)
    moved = tuple(replace(position, stream=stream) for position in synthetic.record.positions)
    return replace(synthetic.record, stream=stream, positions=moved)


def labels_by_session(synthetic: Made) -> dict[Detector, set[date]]:
    """The sessions in which a behaviour shows."""
    sessions = {position.id: position.session for position in synthetic.record.positions}
    sessions_of: dict[Detector, set[date]] = defaultdict(set)
    for behaviour, ids in synthetic.labels.items():
        sessions_of[behaviour] = {sessions[position_id] for position_id in ids}
    return sessions_of
