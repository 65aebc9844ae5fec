"""How what the coach says by rules is written down: lines with slots, by phase of the day and type of session."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger

PSYCHOLOGY, DISCIPLINE, RISK = (
    SessionType.PSYCHOLOGY,
    SessionType.DISCIPLINE,
    SessionType.RISK_MANAGEMENT,
)
PRE, IN, POST = DayPhase.PRE_MARKET, DayPhase.IN_SESSION, DayPhase.POST_MARKET


@dataclass(frozen=True, slots=True)
class Step:
    """One concrete step; with a promise it can be made a commitment."""

    text: str
    trigger: CommitmentTrigger | None = None
    promise: CommitmentAction | None = None
    count: int | None = None
    minutes: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said of one thing that stands out.

    Attributes:
        observe: ways to name it.
        ask: questions by phase of the day; those of `types` come before them.
        types: questions that a type of session asks first.
        steps: what could be agreed.
    """

    observe: tuple[str, ...]
    ask: Mapping[DayPhase, tuple[str, ...]]
    types: Mapping[SessionType, tuple[str, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def always(*questions: str) -> dict[DayPhase, tuple[str, ...]]:
    """The same questions whatever the phase."""
    return dict.fromkeys(DayPhase, questions)
