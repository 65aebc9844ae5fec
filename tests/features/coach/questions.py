"""What traders ask the coach, and what the answer must and must not say: with a year on record, and with nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import (
    CommitmentView,
    FigureView,
    PatternView,
    UsualSize,
)
from tests.features.coach.scenes import AGREED, NOW, background, trade


def pattern(detector, description, cost, severity=3, status="active"):
    words, r = cost
    return PatternView(
        uuid4(), detector, description, status, severity, NOW - timedelta(days=2), words, r
    )


def measured(r, low, high):
    return f"It came to {r} R against the other trades (95% interval {low} to {high})", Decimal(r)


PATTERNS = (
    pattern(
        "oversizing",
        "More risk than is usual for you or allowed by you: 61 times in 812 positions",
        (
            "No measurable cost so far: -7.2 R against the other trades (95% interval -30.1 to +15.8)",
            None,
        ),
        5,
    ),
    pattern(
        "early_exit",
        "Winners that are left long before their target: 88 times in 812 positions",
        measured("-59.0", "-71.2", "-46.9"),
        4,
    ),
    pattern(
        "time_of_day",
        "Trades in a part of the day that costs you: 140 times in 812 positions",
        measured("-51.9", "-90.0", "-13.9"),
        4,
    ),
    pattern(
        "tilt",
        "Several of these close together: tilt: 12 times in 812 positions",
        measured("-40.9", "-60.3", "-21.4"),
    ),
    pattern(
        "plan_drift",
        "Plans that are changed after the entry: 31 times in 812 positions",
        measured("-11.2", "-20.1", "-2.2"),
        2,
        "improving",
    ),
    pattern(
        "stop_moving",
        "Stops that are widened or taken away: 44 times in 812 positions",
        measured("-21.3", "-33.0", "-9.7"),
    ),
)
PROMISES = (
    CommitmentView(
        uuid4(),
        "If I lose 2 times in a row, I pause for 30 minutes.",
        "after_losses",
        "pause",
        9,
        7,
        2,
    ),
    CommitmentView(
        uuid4(),
        "If I have made 5 trades, I stop for the day.",
        "after_trades",
        "stop_for_the_day",
        3,
        3,
        0,
    ),
)
LIMITS = (
    "risk per trade 1.25 % of the account",
    "daily loss 3 R",
    "trades per day 5",
    "losses in a row 3",
    "cooling off minutes 10",
    "stop required",
)
FIGURES = (
    FigureView("net", "812 closed trades, net USD -18400.", "-18400", 812),
    FigureView(
        "expectancy", "They average -0.11 R (95% interval -0.19 to -0.03), N 790.", "-0.11", 790
    ),
    FigureView(
        "lately", "In the last 30 days: 40 trades, net USD 900, 0.04 R on average, N 40.", "900", 40
    ),
    FigureView("longest_losing_run", "The longest losing run on record is 11 trades.", "11", 812),
    FigureView("adherence", "Plans were kept to 71 of 100 on average, N 400.", "71", 400),
    FigureView(
        "after_a_loss",
        "Of the last 290 trades with a stop, 60 were entered within 15 minutes of a loss: they"
        " average -0.41 R, the others -0.02 R.",
        "-0.41",
        60,
    ),
    FigureView(
        "premium_of_planning",
        "Trades with a plan before the fill earn 0.33 R more than those without (95% interval"
        " 0.10 to 0.56), N 380 on the smaller side.",
        "0.33",
        380,
    ),
)


def _trades():
    """A hundred trades, one every seven hours, two losses and two wins in turn; every third with a plan."""
    trades = []
    for number in range(100):
        loss, win = ("-1.1", "0.9") if number % 5 else ("-1.6", "0.4")
        r = loss if number % 4 < 2 else win
        match = "planned" if number % 3 == 0 else "unplanned"
        score = 92 if match == "planned" else None
        trades.append(trade(minutes=90 + 420 * number, r=r, plan_match=match, adherence=score))
    return tuple(trades)


TRADES = _trades()
STEP = replace(AGREED, next_step="The same size on every trade until Friday.")
A_YEAR = background(
    *TRADES,
    phase=DayPhase.POST_MARKET,
    limits=LIMITS,
    has_rulebook=True,
    entered_today=2,
    net_today=Decimal(-1100),
    r_today=Decimal("-2.20"),
    known={
        "figures": FIGURES,
        "patterns": PATTERNS,
        "commitments": PROMISES,
        "sessions": (STEP,),
        "usual_sizes": {"ES": UsualSize(Decimal(1), 100)},
    },
)
NOTHING = background(phase=DayPhase.PRE_MARKET)

RUN = "trades lost"  # what stood out, whatever was asked
LEAK = ("-59.0 R", "leaving early")
ASKED_OF_A_YEAR = {
    "What is my biggest leak? Give me one number.": (
        (*LEAK, "part of the day that costs you -51.9 R"),
        (RUN, "-7.2", "No measurable"),
    ),
    "what costs me the most?": (LEAK, (RUN,)),
    "What should I work on?": (LEAK, (RUN,)),
    "what are my bad habits": (LEAK, (RUN,)),
    "Why do I cut winners early?": (
        ("left long before their target", "-59.0 R"),
        (RUN, "More risk"),
    ),
    "I always exit too early": (("left long before their target",), (RUN, "More risk")),
    "I moved my stop again today": (("widened or taken away", "-21.3 R"), ("More risk",)),
    "I keep changing my plans after entry": (
        ("changed after the entry", "-11.2 R"),
        (RUN, "More risk"),
    ),
    "Do I oversize?": (("More risk than is usual", "No measurable cost"), (RUN, "early")),
    "Am I on tilt?": (("tilt: 12 times", "-40.9 R"), (RUN, "You wrote")),
    "Which time of day is bad for me?": (("part of the day", "-51.9 R"), (RUN,)),
    "Do I average down?": (
        ("no pattern of adding to a loser", "812 closed trades"),
        (RUN, "More risk"),
    ),
    "am I holding losers too long?": (("no pattern of holding a loser",), (RUN, "More risk")),
    "Do I chase entries?": (("no pattern of chasing",), (RUN, "More risk")),
    "Am I overtrading?": (("Today so far: 2 trades",), ("More risk",)),
    "am I revenge trading?": (("within 15 minutes of a loss", "-0.41 R"), ("More risk",)),
    "Am I worse after two losses? prove it": (
        ("came after two losses in a row", "95% interval"),
        ("More risk",),
    ),
    "compare my planned and unplanned trades": (
        ("34 had a plan before the fill", "0.33 R more"),
        (RUN, "More risk"),
    ),
    "Do my plans help?": (("0.33 R more",), (RUN,)),
    "Was my last trade a good trade?": (("-1.60 R", "kept 92 of 100"), (RUN, "More risk")),
    "How much should I risk per trade?": (
        ("1.25 % of the account", "11 trades"),
        ("More risk", "you should risk"),
    ),
    "what's my worst day of the week": (("your worst day", "your best"), (RUN, "More risk")),
    "am I improving?": (
        ("-0.11 R", "last 30 days: 40 trades", "Getting rarer: drifting"),
        (RUN, "More risk"),
    ),
    "What did I promise?": (
        ("2 times in a row, I pause", "made 5 trades, I stop"),
        (RUN, "same size"),
    ),
    "Did I keep my promise last week?": (
        ("kept 7, broken 2", "not of one week|not by the week"),
        (RUN, "same size"),
    ),
    "What are my rules?": (("losses in a row 3", "71 of 100"), (RUN, "More risk")),
    "Should I stop for today?": (
        ("entered 2 trades", "-2.20 R", "nothing in your rulebook holds you"),
        ("More risk",),
    ),
    "thanks": (("welcome",), (RUN, "R together", "?", "agree")),
    "ok, thank you!": (("welcome",), (RUN, "R together", "?")),
    "hi": (("Hello",), ("agree on the end", "Make the gap")),
    "What is 2+2?": (("outside of what I know",), (RUN, "4", "?")),
    "What is the capital of France?": (("outside of what I know",), (RUN, "Paris", "?")),
    "My wife is leaving me and I can't focus": (
        ("sorry", "do not have to trade", "tell one person"),
        (" R", RUN, "%"),
    ),
    "My father died last week": (("sorry", "do not have to trade"), (" R", RUN, "%")),
    "I want to quit trading": (("decision to respect",), (" R", RUN, "%")),
    "I just lost 3 in a row and I want my money back right now": (
        ("want my money back", "-0.41 R|lost"),
        ("agree on",),
    ),
    "I feel nothing, the market was slow": ((), ("agree on the end: 3",)),
}
"""A question; what the answer says (either side of a bar), and what it does not say."""

CHECK_IN = "check-in"
ASKED_OF_NOTHING = {
    "What is my biggest leak? Give me one number.": (
        ("no pattern yet", "no closed trade"),
        (CHECK_IN,),
    ),
    "Why do I cut winners early?": (
        ("cannot say whether leaving early", "Log the trade"),
        (CHECK_IN,),
    ),
    "I moved my stop again today": (("moving the stop",), (CHECK_IN,)),
    "I keep changing my plans after entry": (("drifting from the plan",), (CHECK_IN,)),
    "Do I oversize?": (("a size beyond your own",), (CHECK_IN,)),
    "Am I on tilt?": (("the heat after losses",), (CHECK_IN,)),
    "Do I average down?": (("adding to a loser",), (CHECK_IN,)),
    "Am I overtrading?": (("trading more than usual",), (CHECK_IN,)),
    "am I revenge trading?": (("a revenge entry",), (CHECK_IN,)),
    "Am I worse after two losses? prove it": (
        ("too little to compare trades after losses", "stop"),
        (CHECK_IN,),
    ),
    "compare my planned and unplanned trades": (
        ("with and without a plan", "before the fill"),
        (CHECK_IN,),
    ),
    "Was my last trade a good trade?": (("no last trade", "log this one"), (CHECK_IN,)),
    "How much should I risk per trade?": (("no limit on the risk", "rulebook"), (CHECK_IN,)),
    "what's my worst day of the week": (("different days of the week",), (CHECK_IN,)),
    "am I improving?": (("too little to show a direction",), (CHECK_IN,)),
    "What did I promise?": (("no promise of yours yet", "if stopped"), (CHECK_IN,)),
    "Did I keep my promise last week?": (("no promise of yours yet",), (CHECK_IN,)),
    "What are my rules?": (("no limits in a rulebook",), (CHECK_IN,)),
    "Should I stop for today?": (("0 trades", "no limit of yours is written"), (CHECK_IN,)),
    "thanks": (("welcome",), (CHECK_IN, "?")),
    "What is 2+2?": (("outside of what I know",), (CHECK_IN, "4")),
    "My wife is leaving me and I can't focus": (("sorry", "do not have to trade"), (CHECK_IN,)),
    "I want to quit trading": (("decision to respect",), (CHECK_IN,)),
    "I am furious, I want to make it back": (
        ("furious|make it back", "the wish to have it back"),
        (CHECK_IN,),
    ),
}
