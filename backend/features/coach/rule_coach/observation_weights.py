"""Which of the things that stand out presses most: by the session, the time of day, the words, and what was said before.

Pure.
"""

from collections.abc import Sequence

from backend.features.coach.behaviour.detectors.registry import shown_by
from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.coach.coach_context.views import CoachContext
from backend.features.coach.memory.statement_matching import telling
from backend.features.coach.rule_coach.observation import Observation

TOPIC = 100  # what the words ask for goes before what merely stands out
PREPARED = 25  # before and after the session the coach begins with what that time of day is for
RESTED = 25  # what was said in one of the last answers makes room for what was not

# What a type of session looks at first: added to the weight.
_TYPES: dict[SessionType, dict[str, int]] = {
    SessionType.PSYCHOLOGY: {
        "fresh_loss": 10,
        "losing_run": 10,
        "pattern": 10,
        "check_in": 10,
        "memory": 5,
    },
    SessionType.DISCIPLINE: {
        "commitment_broken": 25,
        "unplanned": 25,
        "adherence": 25,
        "commitment_kept": 15,
        "plan": 10,
        "last_step": 10,
    },
    SessionType.RISK_MANAGEMENT: {
        "oversize": 35,
        "open_without_stop": 25,
        "open_trade": 15,
        "locked": 5,
        "losing_run": 10,
        "figures": 5,
    },
}
_PHASES: dict[DayPhase, dict[str, int]] = {
    DayPhase.PRE_MARKET: {
        "plan": 25,
        "check_in": 25,
        "no_check_in": 15,
        "last_step": 15,
        "memory_goal": 10,
    },
    DayPhase.IN_SESSION: {
        "fresh_loss": 20,
        "open_trade": 15,
        "open_without_stop": 20,
        "losing_run": 10,
    },
    DayPhase.POST_MARKET: {"day": 30, "adherence": 20, "unplanned": 15, "commitment_kept": 10},
}
# Words of a message that ask for one thing that stands out.
_TOPICS: dict[str, frozenset[str]] = {
    "oversize": frozenset("size sizing contracts lots big bigger large oversized risk".split()),
    "unplanned": frozenset("plan planned planning unplanned impulse impulsive".split()),
    "adherence": frozenset("rules rule plan discipline adherence broke".split()),
    "check_in": frozenset("tired sleep slept exhausted stress stressed focus mood".split()),
    "losing_run": frozenset("losses losing streak row lost".split()),
    "fresh_loss": frozenset("loss lost losing stopped stop back revenge".split()),
    "winning_run": frozenset("winning wins won streak".split()),
    "open_trade": frozenset("open position holding hold".split()),
    "day": frozenset("today day session".split()),
    "figures": frozenset("record results performance expectancy edge profitable".split()),
    "training": frozenset("training practice simulator demo".split()),
    "commitment_broken": frozenset("promise promised commitment pause".split()),
    "last_step": frozenset("agreed last session step".split()),
}
_STEMS = {kind: frozenset(telling(" ".join(sorted(words)))) for kind, words in _TOPICS.items()}


class MessageWeights:
    """Weighs what stands out for one message.

    Args:
        felt: the feelings that the words show; patterns that have to do with them go first.
        named_before: the sources of the last answers.
    """

    def __init__(
        self,
        context: CoachContext,
        words: str,
        *,
        felt: Sequence[str],
        named_before: Sequence[frozenset[str]],
    ) -> None:
        self._of_type = _TYPES[context.session_type]
        self._of_phase = _PHASES[context.phase]
        self._begins_with_phase = not words and context.phase is not DayPhase.IN_SESSION
        self._topic_words = frozenset(telling(words))
        self._felt_patterns = _patterns_of(felt, context)
        self._named_before = named_before

    def weight_of(self, observation: Observation) -> int:
        """How pressing it is."""
        kind, sources = observation.kind, set(observation.sources)
        weight = observation.weight + self._of_type.get(kind, 0) + self._of_phase.get(kind, 0)
        if self._topic_words & _STEMS.get(kind, frozenset()) or self._felt_patterns & sources:
            weight += TOPIC
        if self._begins_with_phase and kind in self._of_phase:
            weight += PREPARED
        times_said = sum(sources <= named for named in self._named_before)
        return weight - RESTED * times_said


def _patterns_of(felt: Sequence[str], context: CoachContext) -> set[str]:
    """The sources of the patterns that have to do with what is felt."""
    detectors = {detector for feeling in felt for detector in shown_by(feeling)}
    patterns = context.cached.patterns
    return {pattern.source for pattern in patterns if pattern.detector in detectors}
