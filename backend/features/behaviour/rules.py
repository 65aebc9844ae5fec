"""What is decided about behaviour without input or output: what answers change, and how a pattern stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from backend.features.behaviour.models import PatternStatus
from backend.quant.behaviour.events import MINIMUM, WINDOW, Said
from backend.quant.statistics import newcombe_interval

PRIOR_YES, PRIOR_ALL = 4, 5  # before anybody answers, four of five events are right: what the detectors are tested for
WANTED = 0.6  # below this share of right events a detector tires its trader out
HIGHEST = 0.95
JUST_ABOVE = 1e-9
CHANCE = 0.05  # a silence that is likelier than this proves nothing
LATEST = 10  # events that say how grave a pattern is now
OFTEN = 0.10  # of the latest positions


@dataclass(frozen=True, slots=True)
class Labelled:
    """An event that was answered."""

    score: float
    said: Said


@dataclass(frozen=True, slots=True)
class Tuned:
    """From which score on events of a detector count for a trader, and what it rests on."""

    threshold: float
    confirmed: int
    denied: int
    planned: int

    @property
    def answered(self) -> int:
        """All answers."""
        return self.confirmed + self.denied + self.planned


def tuned(labels: Sequence[Labelled]) -> Tuned:
    """The lowest threshold from which on enough events are right.

    What is right of the answered events at or above a threshold is drawn to four of five by the weight of five answers,
    so that one refusal changes nothing and a few do. The latest answers alone decide: a changed answer changes it back.
    """
    confirmed, denied, planned = (sum(one.said is said for one in labels) for said in (Said.YES, Said.NO, Said.PLANNED))
    wrong = sorted({one.score for one in labels if one.said is not Said.YES})
    for threshold in (0.0, *(min(score + JUST_ABOVE, HIGHEST) for score in wrong)):
        above = [one for one in labels if one.score >= threshold]
        right = sum(one.said is Said.YES for one in above)
        if (right + PRIOR_YES) / (len(above) + PRIOR_ALL) >= WANTED:
            return Tuned(threshold, confirmed, denied, planned)
    return Tuned(HIGHEST, confirmed, denied, planned)


@dataclass(frozen=True, slots=True)
class Stands:
    """How a pattern stands, and the evidence in a sentence."""

    status: PatternStatus
    because: str


def stands(flagged: Sequence[bool]) -> Stands:
    """How a pattern stands by which of the positions, in order of entry, show it.

    Resolved: none of the last 60 or more shows it, and at the rate before them chance alone would bring such a silence
    in fewer than one of twenty cases. Improving: the share among the last 60 is lower than before by Newcombe's 95 %
    interval. Everything else is active.
    """
    n = len(flagged)
    if n < MINIMUM:
        missing = MINIMUM - n
        return Stands(
            PatternStatus.LEARNING, f"{missing} more positions are needed to know your habit; so far your rules speak."
        )
    if not any(flagged):
        return Stands(PatternStatus.RESOLVED, "None of its events counts any more: you answered that it was not so.")
    silent = next(place for place, one in enumerate(reversed(flagged)) if one)
    until = n - silent
    rate = sum(flagged[:until]) / until
    if silent >= WINDOW and until >= MINIMUM and (1 - rate) ** silent < CHANCE:
        return Stands(
            PatternStatus.RESOLVED,
            f"Not once in the last {silent} positions; before, in {rate:.0%}. Chance alone makes that unlikely.",
        )
    lately, before = flagged[-WINDOW:], flagged[:-WINDOW]
    told = f"{sum(lately)} of the last {len(lately)} positions show it"
    if len(before) >= MINIMUM:
        told += f", {sum(before)} of the {len(before)} before"
        difference = newcombe_interval(sum(lately), len(lately), sum(before), len(before))
        if difference is not None and difference.high < 0:
            return Stands(PatternStatus.IMPROVING, f"{told}: fewer than chance explains.")
    return Stands(PatternStatus.ACTIVE, f"{told}.")


def severity(grades: Sequence[int], flagged: Sequence[bool], status: PatternStatus) -> int:
    """From 1 to 5: the middle grade of the latest ten events, one more where it is frequent, one less where it wanes.

    Args:
        grades: of the events that count, latest first.
        flagged: positions in order of entry, whether they show it.
        status: how the pattern stands.
    """
    if not grades:
        return 1
    found = median_low(grades[:LATEST])
    lately = flagged[-WINDOW:]
    if lately and sum(lately) / len(lately) >= OFTEN:
        found += 1
    if status in (PatternStatus.IMPROVING, PatternStatus.RESOLVED):
        found -= 1
    return min(max(found, 1), 5)
