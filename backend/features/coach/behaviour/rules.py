"""What is decided about behaviour without input or output: how a pattern stands, and how grave it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from backend.features.coach.behaviour.models import PatternStatus
from backend.quant.behaviour.events import MINIMUM, WINDOW, Against
from backend.quant.statistics import newcombe_interval

CHANCE = 0.05  # a silence that is likelier than this proves nothing
LATEST = 10  # events that say how grave a pattern is now
OFTEN = 0.10  # of the latest positions
COMPARED: Mapping[str, str] = {
    Against.OTHERS: "your other trades",
    Against.WINNERS: "your other winners",
    Against.LOSERS: "your other losers",
    Against.OLD_STOP: "the stop that you moved",
    Against.WITHOUT_ADDS: "the same trades without the adds",
}
"""What a cost is measured against, by what is kept with a pattern."""


@dataclass(frozen=True, slots=True)
class PatternStanding:
    """How a pattern stands, and the evidence in a sentence."""

    status: PatternStatus
    because: str


def stands(flagged: Sequence[bool]) -> PatternStanding:
    """How a pattern stands by which of the positions, in order of entry, show it.

    Resolved: none of the last 60 or more shows it, and at the rate before them chance alone would bring such a silence
    in fewer than one of twenty cases. Improving: the share among the last 60 is lower than before by Newcombe's 95 %
    interval. Everything else is active.
    """
    n = len(flagged)
    if n < MINIMUM:
        missing = MINIMUM - n
        return PatternStanding(
            PatternStatus.LEARNING,
            f"{missing} more positions are needed to know your habit; so far your rules speak.",
        )
    if not any(flagged):
        return PatternStanding(
            PatternStatus.RESOLVED,
            "None of its events counts any more: you answered that it was not so.",
        )
    silent = next(place for place, is_shown in enumerate(reversed(flagged)) if is_shown)
    until = n - silent
    rate = sum(flagged[:until]) / until
    if silent >= WINDOW and until >= MINIMUM and (1 - rate) ** silent < CHANCE:
        return PatternStanding(
            PatternStatus.RESOLVED,
            f"Not once in the last {silent} positions; before, in {rate:.0%}. Chance alone makes that unlikely.",
        )
    lately, before = flagged[-WINDOW:], flagged[:-WINDOW]
    sentence = f"{sum(lately)} of the last {len(lately)} positions show it"
    if len(before) >= MINIMUM:
        sentence += f", {sum(before)} of the {len(before)} before"
        difference = newcombe_interval(sum(lately), len(lately), sum(before), len(before))
        if difference is not None and difference.high < 0:
            return PatternStanding(
                PatternStatus.IMPROVING,
                f"{sentence}: fewer than chance explains.",
            )
    return PatternStanding(PatternStatus.ACTIVE, f"{sentence}.")


def severity(grades: Sequence[int], flagged: Sequence[bool], status: PatternStatus) -> int:
    """From 1 to 5: the middle grade of the latest ten events, one more where it is frequent, one less where it wanes.

    Args:
        grades: of the events that count, latest first.
        flagged: positions in order of entry, whether they show it.
        status: how the pattern stands.
    """
    if not grades:
        return 1
    middle = median_low(grades[:LATEST])
    lately = flagged[-WINDOW:]
    if lately and sum(lately) / len(lately) >= OFTEN:
        middle += 1
    if status in (PatternStatus.IMPROVING, PatternStatus.RESOLVED):
        middle -= 1
    return min(max(middle, 1), 5)
