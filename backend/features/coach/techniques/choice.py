"""Which technique fits: by what is active and what it costs, the phase, what was tried, and what runs already. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from backend.features.coach.coach_context.views import CoachContext, PatternView
from backend.features.coach.techniques.catalogue_reader import TECHNIQUE_OF, TECHNIQUES
from backend.features.coach.techniques.running import (
    TechniqueOffer,
    TechniqueOutcome,
    is_running,
    outcomes_of,
)
from backend.features.coach.techniques.schemas import CheckInClick, Circumstance, Technique

ASKED_FOR = 200  # a behaviour that the words name
BEST_FOR = 20  # the first of a technique's patterns is the one that it serves best
FELT = 80
COSTLIEST = Decimal(40)  # R beyond which a cost presses no more
OUT_OF_PHASE = 60
HAS_HELPED, HAS_NOT_HELPED = 30, 80
DECLINED = 50  # offered lately and not taken
LATELY = timedelta(days=7)
RUNS_FOR = timedelta(days=14)  # a technique that was taken is given time before it is judged


@dataclass(frozen=True, slots=True)
class TechniqueNeed:
    """What a technique is wanted for.

    Attributes:
        detectors: behaviours that are talked of.
        feelings: those that the words show.
        said: techniques of this conversation.
        offers: those of the last weeks, in all conversations.
        commits: whether a commitment may still be offered.
    """

    context: CoachContext
    detectors: Sequence[str] = ()
    feelings: Sequence[str] = ()
    said: frozenset[str] = frozenset()
    offers: Sequence[TechniqueOffer] = ()
    commits: bool = True


@dataclass(frozen=True, slots=True)
class TechniqueChoice:
    """A technique, the pattern of the record that speaks for it, and what came of it before."""

    technique: Technique
    pattern: PatternView | None = None
    outcome: TechniqueOutcome | None = None


def choose(need: TechniqueNeed) -> TechniqueChoice | None:
    """The technique that fits best; null where none fits that is not said, running or out of place."""
    outcomes = {
        outcome.name: outcome for outcome in outcomes_of(need.offers, need.context.cached.trades)
    }
    best, most = None, 0
    for technique in TECHNIQUES:
        weight = 0
        if _may_be_offered(technique, need):
            weight = _weight(technique, need, outcomes.get(technique.name))
        if weight > most:
            best, most = technique, weight
    if best is None:
        return None
    return TechniqueChoice(best, _pattern_for(best, need), outcomes.get(best.name))


def first_fitting(need: TechniqueNeed, names: Sequence[str]) -> TechniqueChoice | None:
    """The first of these that may be offered; what helped before goes first, what did not goes last."""
    outcomes = {
        outcome.name: outcome for outcome in outcomes_of(need.offers, need.context.cached.trades)
    }
    fitting = [TECHNIQUE_OF[name] for name in names if _may_be_offered(TECHNIQUE_OF[name], need)]
    fitting.sort(key=lambda technique: -_experience(technique, need, outcomes.get(technique.name)))
    return TechniqueChoice(fitting[0], None, outcomes.get(fitting[0].name)) if fitting else None


def _may_be_offered(technique: Technique, need: TechniqueNeed) -> bool:
    context = need.context
    if technique.name in need.said or not is_in_place(technique, context):
        return False
    if technique.click.kind == "commitment" and not need.commits:
        return False
    return not any(
        offer.name == technique.name
        and offer.is_taken
        and context.now - offer.offered_at < RUNS_FOR
        for offer in need.offers
    )


def is_in_place(technique: Technique, context: CoachContext) -> bool:
    """Whether it does not run already, its click can still be made, and nothing at this moment speaks against it."""
    if is_running(technique, context):
        return False
    if isinstance(technique.click, CheckInClick) and _is_check_in_settled(context):
        return False
    return circumstances(context).isdisjoint(technique.not_when)


def _is_check_in_settled(context: CoachContext) -> bool:
    """A check-in is locked by the first trade of its day, and an intention that stands is not written over."""
    check_in = context.check_in
    return check_in is not None and bool(context.entered_today or check_in.intention)


def circumstances(context: CoachContext) -> frozenset[Circumstance]:
    """What is so at this moment that speaks against some techniques."""
    state = {
        Circumstance.LOCKED: any(hold.state == "locked" for hold in context.holds),
        Circumstance.LOSING_RUN: len(context.losing_run) >= 3,
        Circumstance.OPEN_WITHOUT_STOP: any(
            trade.stop_price is None for trade in context.cached.open_trades
        ),
    }
    return frozenset(circumstance for circumstance, is_so in state.items() if is_so)


def _weight(technique: Technique, need: TechniqueNeed, outcome: TechniqueOutcome | None) -> int:
    """How well it fits; 0 where nothing calls for it."""
    weight = 0
    for detector in technique.detectors:
        if detector in need.detectors:
            weight += ASKED_FOR
    weight += FELT * len(set(technique.feelings) & set(need.feelings))
    for pattern in _active(need):
        if pattern.detector in technique.detectors:
            weight += _pressure(pattern)
    if weight == 0:
        return 0
    called = (*need.detectors, *(pattern.detector for pattern in _active(need)))
    if called and technique.detectors[0] == called[0]:
        weight += BEST_FOR
    if need.context.phase not in technique.phases:
        weight -= OUT_OF_PHASE
    return weight + _experience(technique, need, outcome)


def _active(need: TechniqueNeed) -> list[PatternView]:
    """The patterns that are talked of; where none is, all that are not overcome."""
    patterns = [
        pattern
        for pattern in need.context.cached.patterns
        if pattern.status in ("active", "improving")
    ]
    if not need.detectors:
        return patterns
    return [pattern for pattern in patterns if pattern.detector in need.detectors]


def _pressure(pattern: PatternView) -> int:
    """How much a pattern presses: its severity, and what it is measured to cost."""
    cost = max(Decimal(0), -(pattern.measured_r or Decimal(0)))
    weight = 10 * pattern.severity + int(min(cost, COSTLIEST))
    return weight if pattern.status == "active" else weight // 2


def _experience(technique: Technique, need: TechniqueNeed, outcome: TechniqueOutcome | None) -> int:
    """What is known of it with this trader."""
    weight = 0
    if outcome is not None:
        weight += HAS_HELPED if outcome.is_better else -HAS_NOT_HELPED
    for offer in need.offers:
        is_late = need.context.now - offer.offered_at < LATELY
        if offer.name == technique.name and not offer.is_taken and is_late:
            return weight - DECLINED
    return weight


def _pattern_for(technique: Technique, need: TechniqueNeed) -> PatternView | None:
    patterns = [pattern for pattern in _active(need) if pattern.detector in technique.detectors]
    return max(patterns, key=_pressure, default=None)
