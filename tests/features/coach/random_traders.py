"""Traders with records of their own, drawn by a seed: no two have the same instrument, size, results and habits."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.coach.coach_context.views import (
    CheckInView,
    CommitmentView,
    FigureView,
    HoldView,
    MemoryView,
    PatternView,
    PlanView,
    UsualSize,
)
from tests.features.coach.scenes import NOW, background, trade

INSTRUMENTS = ("ES", "NQ", "CL", "GC", "6E", "ZN", "AAPL", "TSLA", "BTCUSDT", "EURUSD", "ZC", "SI")


def trader(seed):
    """What the coach knows of one trader, at a moment of the trader's own."""
    draw = random.Random(seed)
    now = NOW + timedelta(minutes=draw.randrange(0, 60 * 24 * 300))
    instruments = draw.sample(INSTRUMENTS, 2)
    trades = tuple(
        _trade(draw, number, instruments, now) for number in range(draw.randrange(12, 60))
    )
    patterns = tuple(_pattern(draw, descriptor, now) for descriptor in draw.sample(DESCRIPTORS, 4))
    active = tuple(replace(pattern, status="active") for pattern in patterns[:3])
    overcome = (replace(patterns[3], status="resolved"),)
    locked = HoldView(
        "daily_loss", "locked", f"You lost {draw.randrange(2, 9)} R.", now + timedelta(hours=3)
    )
    return background(
        *trades,
        now=now,
        phase=draw.choice(list(DayPhase)),
        kind=draw.choice(list(SessionType)),
        holds=(locked,) if draw.random() < 0.2 else (),
        limits=(f"trades per day {draw.randrange(2, 12)}",),
        has_rulebook=True,
        entered_today=draw.randrange(0, 6),
        net_today=Decimal(draw.randrange(-2000, 2000)),
        r_today=Decimal(draw.randrange(-300, 300)) / 100,
        plans=(_plan(draw, instruments),),
        check_in=_check_in(draw, now),
        memories=(_memory(draw, now),),
        known={
            "patterns": active,
            "overcome": overcome,
            "commitments": (_commitment(draw),),
            "figures": _figures(draw, len(trades)),
            "usual_sizes": {instruments[0]: UsualSize(Decimal(draw.randrange(1, 20)), len(trades))},
        },
    )


def _id(draw):
    return UUID(int=draw.getrandbits(128))


def _trade(draw, number, instruments, now):
    r = Decimal(draw.randrange(-160, 250)) / 100
    made = trade(
        minutes=20 + 190 * number + draw.randrange(100),
        r=r,
        instrument=draw.choice(instruments),
        size=str(draw.randrange(1, 9)),
        direction=draw.choice(["long", "short"]),
        plan_match=draw.choice(["planned", "unplanned"]),
    )
    shift = now - NOW
    entry, ended = made.entry_time + shift, made.exit_time + shift
    return replace(
        made,
        id=_id(draw),
        entry_time=entry,
        exit_time=ended,
        entry_day=entry.date(),
        exit_day=ended.date(),
        hold_seconds=draw.randrange(60, 9000),
    )


def _pattern(draw, descriptor, now):
    events, positions = draw.randrange(3, 90), draw.randrange(100, 900)
    r = Decimal(draw.randrange(-600, -10)) / 10
    words = f"It came to {r} R against the other trades (95% interval {r - 5} to {r + 5})"
    description = f"{descriptor.heading}: {events} times in {positions} positions"
    last = now - timedelta(days=draw.randrange(1, 200))
    return PatternView(
        _id(draw),
        descriptor.detector.value,
        description,
        "active",
        draw.randrange(1, 6),
        last,
        words,
        r,
        events,
    )


def _plan(draw, instruments):
    title = f"Breakout {draw.randrange(10_000)}"
    stop = Decimal(draw.randrange(1000, 9000))
    return PlanView(_id(draw), title, instruments[0], "long", 1, stop, Decimal(2), None)


def _check_in(draw, now):
    hours = Decimal(draw.randrange(40, 90)) / 10
    return CheckInView(now.date(), draw.randrange(1, 6), None, None, draw.randrange(1, 6), hours)


def _memory(draw, now):
    statement = f"I oversize after {draw.randrange(2, 99)} minutes of waiting"
    return MemoryView(_id(draw), "habit", statement, 0.9, now - timedelta(days=9), to_provider=True)


def _commitment(draw):
    minutes, called = draw.randrange(5, 60), draw.randrange(4, 40)
    broken = draw.randrange(0, 4)
    statement = f"If I am stopped out, I pause for {minutes} minutes."
    return CommitmentView(
        _id(draw), statement, "after_stop", "pause", called, called - broken, broken, minutes
    )


def _figures(draw, n):
    mean, net = Decimal(draw.randrange(-90, 90)) / 100, draw.randrange(-9000, 9000)
    return (
        FigureView("net", f"{n} closed trades, net USD {net}.", str(net), n),
        FigureView("expectancy", f"They average {mean} R, N {n}.", str(mean), n),
    )
