"""Positions as tests write them down: long ES, two contracts, five points to the stop, 1 % of the equity at risk."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from backend.quant.behaviour.detect import STANDARD, detect
from backend.quant.behaviour.events import Detector, Event
from backend.quant.behaviour.record import (
    DeclaredRules,
    MarketPhase,
    Plan,
    Record,
    RoundTrip,
    Stream,
    TradeKind,
    record_of,
)
from backend.quant.positions import Part, PositionSide
from backend.quant.risk import Stop

REAL = Stream(TradeKind.REAL, "main")
FIRST = date(2026, 1, 5)  # a Monday
MULTIPLIER = Decimal(50)
EQUITY = Decimal(50_000)
PRICE = Decimal(5000)


def day_of(number: int) -> date:
    """The trading day of a number, weekends left out."""
    return FIRST + timedelta(days=number + 2 * (number // 5))


def at(day: int, minute: float) -> datetime:
    """Minutes after 14:30 UTC, the open of New York in winter."""
    return datetime.combine(day_of(day), datetime.min.time(), UTC) + timedelta(
        hours=14, minutes=30 + minute
    )


def position(
    name: str,
    day: int,
    minute: float,
    *,
    r: float | None = 1.0,
    held: float = 20.0,
    size: float = 2,
    stop: float = 5,
    sign: int = 1,
    planned: bool = True,
    **changes,
) -> RoundTrip:
    """A position of ``r`` (before costs of nothing); null r: still open."""
    direction = PositionSide.LONG if sign > 0 else PositionSide.SHORT
    size, unit = Decimal(str(size)), Decimal(str(stop))
    entry, stopped = PRICE, PRICE - unit * sign
    risk = size * unit * MULTIPLIER
    entered, left = at(day, minute), at(day, minute + held)
    fields = {
        "id": name,
        "stream": REAL,
        "instrument": "ES",
        "direction": direction,
        "session": day_of(day),
        "entries": (Part(f"{name}-in", size, entry, Decimal(0), entered),),
        "multiplier": MULTIPLIER,
        "family": "us_index",
        "phase": MarketPhase.MORNING,
        "stops": (Stop(stopped, entered, entered),),
        "initial_stop": stopped,
        "initial_risk": risk,
        "equity": EQUITY,
        "plan": plan(f"plan-{name}", entered, stopped, sign) if planned else None,
    }
    if r is not None:
        exact = Decimal(str(r))
        fields |= {
            "exits": (Part(f"{name}-out", size, entry + exact * unit * sign, Decimal(0), left),),
            "result": exact * risk,
            "r": exact,
            "held_seconds": held * 60,
        }
    return RoundTrip(**(fields | changes))


def plan(name: str, entered: datetime, stop: Decimal, sign: int = 1, **changes) -> Plan:
    """A plan that was committed half an hour before: two R to the target, one point of zone."""
    unit = abs(PRICE - stop)
    zone = (PRICE - 1, PRICE) if sign > 0 else (PRICE, PRICE + 1)
    fields = {
        "id": name,
        "committed_at": entered - timedelta(minutes=30),
        "stop": stop,
        "targets": (PRICE + 2 * unit * sign,),
        "zone": zone,
    }
    return Plan(**(fields | changes))


def history(days: int = 30, a_day: int = 3) -> list[RoundTrip]:
    """A steady trader: three a day, one hour apart, two wins and a loss in turn, sizes a little apart.

    Gaps are 40 minutes less or more a few, so that a tenth of them lies below 36 minutes.
    """
    positions = []
    for day in range(days):
        for turn in range(a_day):
            number = day * a_day + turn
            wobble = number % 5 - 2  # -2 to 2
            r = (1.8, -1.0, 0.6)[number % 3]
            positions.append(
                position(
                    f"h{number:04d}",
                    day,
                    60 * turn + 2 * wobble,
                    r=r,
                    held=20 + wobble,
                    size=2 + Decimal(wobble) / 20,
                )
            )
    return positions


def record(
    positions: list[RoundTrip], *, declared: tuple[DeclaredRules, ...] = (), **more
) -> Record:
    return record_of(REAL, positions, declared=declared, **more)


def found(
    positions: list[RoundTrip],
    detector: Detector,
    *,
    declared: tuple[DeclaredRules, ...] = (),
    rules=STANDARD,
    **more,
) -> list[Event]:
    """The events of one detector."""
    events = detect(record(positions, declared=declared, **more), rules)
    return [event for event in events if event.detector is detector]


def changed(position: RoundTrip, **changes) -> RoundTrip:
    return replace(position, **changes)


def replanned(position: RoundTrip, **changes) -> RoundTrip:
    """The same position with a plan that says something else."""
    assert position.plan is not None
    return replace(position, plan=replace(position.plan, **changes))


EARLY = datetime(2020, 1, 1, tzinfo=UTC)
