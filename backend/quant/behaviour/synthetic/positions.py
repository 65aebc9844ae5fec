"""The position that a draft became, with its plan, fills, stops and costs, in whole ticks and exact money."""

from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.phases import phase_of
from backend.quant.behaviour.record import (
    ExitReason,
    Key,
    Market,
    Plan,
    PlanEdit,
    PlanKind,
    PositionTarget,
    RoundTrip,
    Rung,
    Stream,
    Tick,
)
from backend.quant.behaviour.synthetic.market import PositionSketch, SyntheticOutcome
from backend.quant.positions import Part
from backend.quant.risk import Stop

ZONE_R = 0.12  # width of a planned zone
LEAST_REWARD = Decimal("1.2")
CENT = Decimal("0.01")


def position_of(
    draft: PositionSketch,
    name: Key,
    stream: Stream,
    equity: Decimal,
    risk: float,
    candles: bool,
) -> RoundTrip:
    """The position that a draft became, with its plan, fills, stops and costs."""
    return _Builder(draft, name, equity, risk).position(stream, candles)


class _Builder:
    def __init__(self, draft: PositionSketch, name: Key, equity: Decimal, risk: float) -> None:
        self.draft, self.name, self.equity = draft, str(name), equity
        contract, sign = draft.contract, draft.direction.sign
        self.unit = draft.stop_ticks  # from the far edge of the zone to the stop
        self.edge = round(draft.zone_ticks)
        self.zone = max(1, round(ZONE_R * self.unit))
        inside = round(self.zone * (1 - draft.filled_at))
        beyond = round(draft.chase * self.unit)
        self.entry = self.edge + (beyond or -inside) * sign
        self.stop = self.edge - self.unit * sign
        self.target = self.edge + ceil(draft.target * self.unit) * sign
        self.real_unit = abs(self.entry - self.stop)
        self.rung = self.entry + (draft.added_at_r or -0.5) * self.real_unit * sign
        money = Decimal(self.real_unit) * contract.tick * contract.multiplier
        self.quantity = Decimal(max(1, round(float(equity) * risk * draft.size / float(money))))
        self.risk_of_one = money

    def price(self, ticks: float) -> Decimal:
        """Ticks as a price."""
        return round(ticks) * self.draft.contract.tick

    def at(self, share: float) -> datetime:
        """A moment while it is held."""
        moment = self.draft.entry_time + self.draft.held * share
        return moment.replace(microsecond=0)

    def exit_ticks(self) -> int:
        """Where it is left: at the target of the plan, the stop, or so many R from the entry."""
        draft, sign = self.draft, self.draft.direction.sign
        if draft.outcome is SyntheticOutcome.TARGET:
            return self.target - round(draft.nearer * abs(self.target - self.entry)) * sign
        if draft.outcome is SyntheticOutcome.STOP and not draft.widened:
            return self.stop + round((draft.captured + 1) * self.real_unit) * sign
        return self.entry + round(draft.captured * self.real_unit) * sign

    def position(self, stream: Stream, candles: bool) -> RoundTrip:
        draft, contract = self.draft, self.draft.contract
        entries, added = self.entries()
        quantity = self.quantity + added
        out = self.exit_ticks()
        costs = contract.costs * quantity
        exits = self.exits(out, quantity, costs / 2)
        paid = sum((part.price * part.quantity for part in entries), Decimal(0))
        received = sum((part.price * part.quantity for part in exits), Decimal(0))
        gross = (received - paid) * draft.direction.sign * contract.multiplier
        stop = self.price(self.stop)
        risk = (
            sum((abs(part.price - stop) * part.quantity for part in entries), Decimal(0))
            * contract.multiplier
        )
        result = gross - costs
        return RoundTrip(
            id=self.name,
            stream=stream,
            instrument=contract.symbol,
            direction=draft.direction,
            session=draft.session,
            entries=entries,
            exits=exits,
            multiplier=contract.multiplier,
            family=contract.family,
            phase=phase_of(draft.entry_time, contract.hours),
            strategy=draft.strategy.name,
            stops=self.stops(),
            targets=self.targets(),
            initial_stop=stop,
            initial_risk=risk,
            result=result,
            costs=costs,
            r=(result / risk).quantize(Decimal("0.0000000001")),
            held_seconds=(self.at(1) - self.at(0)).total_seconds(),
            equity=self.equity.quantize(CENT),
            plan=self.plan() if draft.is_planned else None,
            first_mentioned=draft.entry_time - draft.mentioned_before,
            checklist_done=draft.is_planned and Detector.FOMO not in draft.labels,
            exit_reason=self.reason(),
            market=self.market(out) if candles else Market(),
        )

    def exits(self, out: int, quantity: Decimal, costs: Decimal) -> tuple[Part, ...]:
        """One exit, or two within a second where it was parted."""
        draft = self.draft
        if not draft.parted or quantity < 2:
            return (Part(f"{self.name}-out", quantity, self.price(out), costs, self.at(1)),)
        half = quantity // 2
        before = self.at(1) - timedelta(seconds=1)
        first = Part(f"{self.name}-out", half, self.price(out), costs * half / quantity, before)
        rest = quantity - half
        return first, Part(
            f"{self.name}-out-2",
            rest,
            self.price(out),
            costs * rest / quantity,
            self.at(1),
        )

    def entries(self) -> tuple[tuple[Part, ...], Decimal]:
        """The first fill, and one more where there was an add."""
        draft, costs = self.draft, self.draft.contract.costs / 2
        first = Part(
            f"{self.name}-in",
            self.quantity,
            self.price(self.entry),
            costs * self.quantity,
            self.at(0),
        )
        share = draft.added or draft.ladder * draft.loses
        if not share:
            return (first,), Decimal(0)
        more = Decimal(max(1, round(float(self.quantity) * share)))
        add = Part(f"{self.name}-add", more, self.price(self.rung), costs * more, self.at(0.5))
        return (first, add), more

    def stops(self) -> tuple[Stop, ...]:
        draft, sign = self.draft, self.draft.direction.sign
        levels = [(0.0, self.stop)]
        if draft.widened:
            levels.append(
                (draft.widened_at, self.stop - ceil(draft.widened * self.real_unit) * sign)
            )
        elif draft.trailed:
            levels.append((0.6, self.entry - round(0.2 * self.real_unit) * sign))
        elif draft.nudged:
            levels.append((0.3, self.stop - int(draft.nudged * self.real_unit) * sign))
        stops = [Stop(self.price(ticks), self.at(share), self.at(share)) for share, ticks in levels]
        if draft.cancelled_with_exit:
            gone = self.at(1) - timedelta(seconds=2)
            stops.append(Stop(None, gone, gone))
        return tuple(stops)

    def targets(self) -> tuple[PositionTarget, ...]:
        draft, sign = self.draft, self.draft.direction.sign
        levels = [PositionTarget(self.price(self.target), self.at(0))]
        if draft.nearer:
            moved = self.target - round(draft.nearer * abs(self.target - self.entry)) * sign
            levels.append(PositionTarget(self.price(moved), self.at(draft.edits[0][0])))
        return tuple(levels)

    def plan(self) -> Plan:
        draft, sign = self.draft, self.draft.direction.sign
        inner = self.edge - self.zone * sign
        committed = (draft.entry_time - draft.committed_before).replace(microsecond=0)
        return Plan(
            id=f"plan-{self.name}",
            committed_at=committed,
            stop=self.price(self.stop),
            targets=(self.price(self.target),),
            zone=(self.price(min(inner, self.edge)), self.price(max(inner, self.edge))),
            size=max(self.quantity, Decimal(1)),
            ladder=(Rung(self.price(self.rung), self.quantity),) if draft.ladder else (),
            kind=PlanKind.BREAKOUT if draft.breakout else PlanKind.PULLBACK,
            extension=Decimal(str(draft.breakout)) if draft.breakout else None,
            time_stop=draft.time_stop,
            reenters=draft.reenters,
            minimum_reward=LEAST_REWARD,
            has_exit_rule=True,
            edits=tuple(PlanEdit(self.at(share), name) for share, name in draft.edits),
            ticks=(Tick(True, self.at(0), self.at(0)),),
        )

    def reason(self) -> ExitReason:
        return {
            SyntheticOutcome.TARGET: ExitReason.TARGET,
            SyntheticOutcome.STOP: ExitReason.STOP,
            SyntheticOutcome.RULE: ExitReason.RULE,
            SyntheticOutcome.EARLY: ExitReason.DISCRETION,
        }[self.draft.outcome]

    def market(self, out: int) -> Market:
        """What candles would have shown."""
        draft, sign = self.draft, self.draft.direction.sign
        if draft.loses or draft.widened:
            against = self.real_unit
        else:
            against = round(0.45 * self.real_unit)
        against = max(against, (self.entry - out) * sign)
        furthest = max((out - self.entry) * sign, round(0.3 * self.real_unit))
        after = self.target if draft.reached_later else self.stop
        tick = draft.contract.tick
        return Market(
            average_range=round(0.8 * self.unit) * tick,
            extension=None if draft.is_planned else 0.6,
            gapped_at_entry=False,
            gapped_through_stop=False,
            session_range=1.0,
            mae=against * tick,
            mfe=furthest * tick,
            best_after_exit=self.price(max(after * sign, out * sign) * sign),
            worst_after_exit=self.price(min(after * sign, out * sign) * sign),
            target_came_first=draft.reached_later,
        )
