"""A reply of the coach: its sentences with their sources, the feeling it read, and what it offers."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from backend.core.shapes import ShapeOf
from backend.core.types import Out
from backend.features.coach.coach_context.schemas import SourceId
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger


class EmotionReason(Out):
    """Why a message reads as it does."""

    source: SourceId
    reason: str
    weight: Annotated[float, Field(description="What it adds, 0 to 1.")]


class EmotionState(StrEnum):
    """How a trader seems, by the strongest feeling; `heated` by behaviour alone, `unclear` by nothing."""

    OVERCONFIDENCE = "overconfidence"
    REVENGE = "revenge"
    FOMO = "fomo"
    FEAR = "fear"
    ANGER = "anger"
    TILT = "tilt"
    GREED = "greed"
    MOVED_STOP = "moved_stop"
    TIRED = "tired"
    SHAME = "shame"
    FRUSTRATION = "frustration"
    ELATION = "elation"
    CALM = "calm"
    RESIGNATION = "resignation"
    GRIEF = "grief"
    REGRET = "regret"
    HEATED = "heated"
    UNCLEAR = "unclear"


class EmotionOut(Out):
    """How a trader seems before an answer: soft evidence, from words and from behaviour, and never a diagnosis."""

    state: Annotated[str, ShapeOf(EmotionState)]
    confidence: Annotated[float, Field(description="0 to 1; from behaviour alone never above 0.6.")]
    from_words: float
    from_behaviour: float
    reasons: list[EmotionReason]


class SentenceOut(Out):
    """A sentence of an answer and what it stands on; empty where an engine named nothing."""

    text: str
    sources: list[SourceId]


class Proposed(Out):
    """A commitment that an engine proposes: if this happens, then I do that."""

    trigger: CommitmentTrigger
    count: int | None = None
    promise: CommitmentAction
    minutes: int | None = None
    percent: int | None = None


class CoachReply(Out):
    """What the coach says: words, not a verdict."""

    reply: str
    key_points: list[str]
    question: str | None
    next_step: Annotated[
        str | None, Field(description="One concrete step; also said in `reply`.")
    ] = None
    commitment: Annotated[
        Proposed | None, Field(description="The step as an if-then commitment, if it is one.")
    ] = None
    technique: Annotated[
        str | None, Field(description="The technique of the catalogue that the step is, by name.")
    ] = None
    evidence: list[str]
    remember: Annotated[
        list[str],
        Field(
            description="What the trader said of themselves that is worth remembering, in their words; proposals."
        ),
    ] = []
    sources: Annotated[
        list[list[str]],
        Field(description="For each sentence of `reply` in order, ids of the facts it stands on."),
    ] = []
