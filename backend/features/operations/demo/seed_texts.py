"""What the demo trader says: feelings at the entry, notes on trades, and the entries of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.synthetic.market import PositionSketch, SyntheticOutcome

CALM = ("calm", "focused", "patient", "confident", "neutral", "alert")
FEELINGS = {
    Detector.TILT: ("tilted", "angry"),
    Detector.REVENGE: ("angry", "frustrated", "impatient"),
    Detector.FOMO: ("afraid to miss it", "hurried"),
    Detector.OVERSIZING: ("certain", "greedy"),
    Detector.OVERTRADING: ("bored", "restless"),
}
"""The first that fits is what is felt."""

NOTES = {
    Detector.STOP_MOVING: (
        "Gave it more room when it came close to the stop. I had no reason but hope.",
        "Moved the stop down. It was never part of the plan.",
    ),
    Detector.AVERAGING_DOWN: (
        "Added while it was against me. The price looked cheap, the trade was already wrong.",
        "Bought more to get out at break-even. That is not a setup.",
    ),
    Detector.REVENGE: (
        "Went straight back in. I wanted the money back, not this trade.",
        "No plan for this one, only the loss before it.",
    ),
    Detector.FOMO: (
        "It ran without me and I ran after it.",
        "Filled far above my zone. The setup was over by then.",
    ),
    Detector.DISPOSITION: (
        "Knew for an hour that it was wrong and watched it.",
        "Could not close it. Waited for break-even, which never came.",
    ),
    Detector.EARLY_EXIT: (
        "Took it off early because it was green. The target was never in danger.",
        "Out after a red bar. Nothing in my plan said so.",
    ),
    Detector.PLAN_DRIFT: ("Pulled the target closer while I was in it.",),
    Detector.OVERSIZING: ("More size than usual because I was sure.",),
}
GOOD = (
    "Waited for the zone, took it, left it alone.",
    "By the plan from the first tick to the last.",
    "Boring in the best sense.",
)
STOPS = (
    "Below the low that must hold if the idea is right.",
    "Under the last swing; beyond it nobody is trapped any more.",
    "Where the setup is wrong, not where it hurts.",
)

OPENINGS = {
    "up": (
        "A green day.",
        "Paid today.",
        "The plan worked and I let it.",
        "Good day, and it felt slow.",
    ),
    "down": (
        "Red day.",
        "Gave some back.",
        "A day for the notebook.",
        "Nothing wanted to work today.",
    ),
    "flat": ("A lot of work for nothing.", "Flat.", "Neither here nor there."),
}
THOUGHTS = {
    Detector.TILT: (
        "After the second loss I stopped trading a plan and started trading my mood. I knew it while I did it.",
        "The last trades had nothing to do with the market. I should have closed the platform at the second stop.",
    ),
    Detector.REVENGE: (
        "One trade came two minutes after a stop, without a plan. The pattern is old: loss, heat, click.",
        "I went back in to be right. The market does not know that I was wrong before.",
    ),
    Detector.FOMO: (
        "Chased an entry. If it leaves without me, it was not mine.",
        "The zone was written down and I paid more anyway.",
    ),
    Detector.STOP_MOVING: (
        "Moved a stop away from the price. It costs more often than it saves.",
        "The stop was right and I was not.",
    ),
    Detector.EARLY_EXIT: (
        "Took profits at half of the way. I trade the colour of the number, not the chart.",
        "Left early again. A target that is never reached is only a wish.",
    ),
    Detector.AVERAGING_DOWN: ("Added to a loser. Size should follow proof, not pain.",),
    Detector.DISPOSITION: ("Held a loser for hours. Time is risk as well.",),
    Detector.OVERTRADING: ("Too many trades. The good ones were done by ten.",),
    Detector.TIME_OF_DAY: ("Lunch again: thin, slow, and I still click.",),
    Detector.PLAN_DRIFT: ("Changed the plan after the fill. A plan that moves is an opinion.",),
}
STEADY = (
    "Every entry was planned before it came. That is the whole trick.",
    "Two setups, two trades, no surprises.",
    "The waiting was the work today.",
    "I skipped one that was almost right and did not miss it.",
)
INTENTIONS = (
    "Tomorrow: first trade only from a written plan.",
    "Tomorrow: after a stop I stand up before I look again.",
    "Tomorrow: no trade between eleven and half past twelve.",
    "Tomorrow: one contract less until I have two clean days.",
    "Tomorrow: the stop goes in and the mouse goes away.",
)
BEFORE = (
    "One good trade is enough.",
    "Only A setups.",
    "Wait for the first pause.",
    "Protect the morning.",
)
WEEKLY = (
    "Looking back at the week: what I planned worked about as well as it should. What I did not plan did not.",
    "The week in one line: patient until the first loss. That is where the work is.",
    "More waiting, fewer trades, a quieter week. I want more of these.",
    "I see the same two mistakes as last week. At least I see them on the same day now.",
)


@dataclass(frozen=True, slots=True)
class Day:
    """What a day came to."""

    date: date
    number: int
    trades: int
    r: float
    labels: frozenset[Detector]


def pick(choices: Sequence[str], number: int) -> str:
    """One of them, always the same for the same number."""
    return choices[number * 7919 % len(choices)]


def feeling(draft: PositionSketch, number: int) -> str:
    """What is felt at the entry."""
    label = next((name for name in FEELINGS if name in draft.labels), None)
    return pick(FEELINGS[label] if label else CALM, number)


def note(draft: PositionSketch, number: int) -> str | None:
    """What stays in mind of a trade: of most nothing."""
    label = next((name for name in NOTES if name in draft.labels), None)
    if label is not None:
        if number % 5:
            return pick(NOTES[label], number)
        return None
    if draft.outcome is SyntheticOutcome.TARGET and number % 3 == 0:
        return pick(GOOD, number)
    return None


def title(day: Day) -> str:
    """Of the look back at a day."""
    return f"{day.trades} trades, {day.r:+.1f} R"


def review(day: Day) -> str:
    """The look back at a day, in Markdown."""
    side = "flat"
    if abs(day.r) > 0.5:
        side = "up" if day.r > 0 else "down"
    thoughts = [
        pick(THOUGHTS[thought], day.number) for thought in THOUGHTS if thought in day.labels
    ][:2]
    if not thoughts:
        thoughts = [pick(STEADY, day.number)]
    lines = [
        f"{pick(OPENINGS[side], day.number)} {day.trades} trades, **{day.r:+.1f} R**.",
        " ".join(thoughts),
        f"_{pick(INTENTIONS, day.number)}_",
    ]
    return "\n\n".join(lines)


def week(days: Sequence[Day]) -> str:
    """The look back at a week, in Markdown."""
    whole = sum(day.r for day in days)
    best = max(days, key=lambda day: day.r)
    worst = min(days, key=lambda day: day.r)
    lines = [
        pick(WEEKLY, days[-1].number),
        f"- {sum(day.trades for day in days)} trades, {whole:+.1f} R",
        f"- best day: {best.date:%A}, {best.r:+.1f} R",
        f"- worst day: {worst.date:%A}, {worst.r:+.1f} R",
    ]
    return "\n".join([lines[0], "", *lines[1:]])
