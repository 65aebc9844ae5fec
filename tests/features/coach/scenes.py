"""Situations for the coach by rules, built by hand: a trader in Berlin who trades ES and NQ."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.coach.coach_context.views import (
    CachedContext,
    CheckInView,
    CoachContext,
    CommitmentView,
    FigureView,
    HoldView,
    MemoryView,
    PatternView,
    PlanView,
    SessionView,
    TradeView,
    UsualSize,
)
from backend.features.coach.coaching.behaviour_signals import behaviour_of
from backend.features.coach.rule_coach.emotions import read_emotion
from backend.features.coach.rule_coach.scene import Scene

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def trade(*, minutes=30, r="-1", instrument="ES", size="1", **more):
    """A real trade that ended so many minutes ago with so many R of 500 USD."""
    exit_time = NOW - timedelta(minutes=minutes)
    entry_time = exit_time - timedelta(minutes=7)
    fields = {
        "id": uuid4(),
        "instrument": instrument,
        "direction": "long",
        "size": Decimal(size),
        "entry_time": entry_time,
        "entry_day": entry_time.date(),
        "entry_price": Decimal(4500),
        "stop_price": Decimal(4490),
        "exit_time": exit_time,
        "exit_day": exit_time.date(),
        "net": 500 * Decimal(r),
        "r": Decimal(r),
        "currency": "USD",
        "hold_seconds": 420,
        "plan_match": "unplanned",
        "adherence": None,
        "broken": (),
        "felt": None,
        "setup": None,
    }
    return TradeView(**{**fields, **more})


def held(**more):
    """A trade that is still open."""
    return replace(
        trade(),
        **{
            "exit_time": None,
            "exit_day": None,
            "net": None,
            "r": None,
            "hold_seconds": None,
            **more,
        },
    )


def background(
    *trades, phase=DayPhase.IN_SESSION, kind=SessionType.PSYCHOLOGY, now=NOW, known=None, **more
):
    """What is known with these closed trades, latest first."""
    figures = (
        ()
        if trades
        else (FigureView("trades", "There are no closed trades on record yet.", "0", 0),)
    )
    cached = CachedContext({}, NOW, trades=tuple(trades), **{"figures": figures, **(known or {})})
    fields = {
        "now": now,
        "zone": "Europe/Berlin",
        "today": now.date(),
        "currency": "USD",
        "phase": phase,
        "session_type": kind,
    }
    return CoachContext(cached=cached, **{**fields, **more})


def scene(context, words="", before=(), **more):
    """What the coach answers to."""
    emotion = read_emotion(words, behaviour_of(context))
    return Scene(context, emotion, words=words, before=tuple(before), **more)


MEMORY = MemoryView(
    uuid4(), "habit", "I oversize after a loss", 0.9, NOW - timedelta(days=3), to_provider=True
)
GOAL = replace(MEMORY, id=uuid4(), kind="goal", statement="Two trades a day until Christmas")
PLAN = PlanView(uuid4(), "Failed breakdown", "ES", "long", 1, Decimal(4495), Decimal(2), None)
PATTERN = PatternView(
    uuid4(),
    "revenge",
    "Entries within minutes of a loss: 6 times in 60 positions, 3 in the last 60",
    "active",
    4,
    NOW,
    "It came to -4.1 R against the other trades (95% interval -7.0 to -1.2)",
)
PROMISE = CommitmentView(
    uuid4(), "If I am stopped out, I pause for 20 minutes.", "after_stop", "pause", 4, 3, 1
)
AGREED = SessionView(uuid4(), "discipline", NOW.date(), 4, "One plan before the open", None)
TIRED = CheckInView(NOW.date(), 2, None, None, 4, Decimal("5.5"))
LOCKED = HoldView(
    "daily_loss", "locked", "You lost 3 R today: that is the limit.", NOW + timedelta(hours=5)
)
FIGURES = (
    FigureView("net", "41 closed trades, net USD -1200.", "-1200", 41),
    FigureView(
        "expectancy", "They average -0.12 R (95% interval -0.40 to 0.20), N 38.", "-0.12", 38
    ),
    FigureView(
        "after_a_loss",
        "Of the last 38 trades with a stop, 9 were entered within 15 minutes of a loss: they average"
        " -0.60 R, the others 0.05 R.",
        "-0.60",
        9,
    ),
    FigureView("premium_of_planning", "Trades with a plan earn 0.45 R more.", "0.45", 12),
    FigureView(
        "training",
        "In training: 30 closed trades, 0.40 R on average, N 30.",
        "0.40",
        30,
        "training",
    ),
)
SIZES = {"ES": UsualSize(Decimal(1), 20)}

SITUATIONS = {
    "nothing on record": background(),
    "one trade": background(trade(minutes=3000)),
    "one trade, half a minute ago": background(trade(minutes=0)),
    "a fresh loss": background(trade(minutes=6), trade(minutes=90, r="2")),
    "three losses": background(
        trade(minutes=6), trade(minutes=40), trade(minutes=70), trade(minutes=95, r="1")
    ),
    "three losses, one without R": background(
        trade(minutes=6), replace(trade(minutes=40), r=None), trade(minutes=70)
    ),
    "twice the size": background(trade(minutes=6, size="2"), known={"usual_sizes": SIZES}),
    "four wins": background(*(trade(minutes=10 * n, r="1.5") for n in range(1, 5))),
    "locked": background(trade(minutes=6), holds=(LOCKED,)),
    "holding without a stop": background(known={"open_trades": (held(stop_price=None),)}),
    "holding": background(known={"open_trades": (held(),)}),
    "a broken plan": background(
        trade(minutes=60, r="1", plan_match="planned", adherence=40, broken=("stop", "size"))
    ),
    "unplanned": background(
        *(trade(minutes=60 * n, r="1" if n % 2 else "-1") for n in range(1, 9)),
        known={"figures": FIGURES},
    ),
    "a promise broken": background(trade(minutes=400, r="1"), known={"commitments": (PROMISE,)}),
    "a promise kept": background(
        trade(minutes=400, r="1"), known={"commitments": (replace(PROMISE, broken=0, kept=4),)}
    ),
    "a pattern": background(trade(minutes=400, r="1"), known={"patterns": (PATTERN,)}),
    "tired": background(trade(minutes=400, r="1"), check_in=TIRED),
    "a plan waits": background(trade(minutes=400, r="1"), plans=(PLAN,)),
    "a memory": background(trade(minutes=400, r="1"), memories=(MEMORY, GOAL)),
    "last time": background(trade(minutes=400, r="1"), known={"sessions": (AGREED,)}),
    "a long record": background(
        *(trade(minutes=300 * n, r="1") for n in range(1, 3)), known={"figures": FIGURES}
    ),
    "a day": background(
        trade(minutes=30, r="1"), entered_today=3, net_today=Decimal(-420), r_today=Decimal("-0.84")
    ),
    "about a trade": background(trade(minutes=400, r="1"), named=(trade(minutes=2000, r="-1.5"),)),
    "about a plan": background(named_plans=(PLAN,)),
    "everything": background(
        trade(minutes=6, size="3"),
        trade(minutes=25),
        trade(minutes=90, plan_match="planned", adherence=55),
        holds=(LOCKED,),
        plans=(PLAN,),
        check_in=TIRED,
        memories=(MEMORY, GOAL),
        entered_today=3,
        net_today=Decimal(-1500),
        r_today=Decimal(-3),
        known={
            "figures": FIGURES,
            "usual_sizes": SIZES,
            "patterns": (PATTERN,),
            "commitments": (PROMISE,),
            "sessions": (AGREED,),
            "open_trades": (held(),),
        },
    ),
}
"""Situations by name."""

WORDS = (
    "",
    "I am furious, I want to make it back",
    "my size was too big again",
    "I did not follow my plan",
    "I am so tired",
    "should I stop for today?",
    "I oversize after a loss, and I did",
)
