"""What the coach takes and gives: context, sessions, and what an answer stands on."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.types import Id, In, Moment, Out, Text
from backend.core.visible_text import is_blank
from backend.features.coach.coaching.models import Phase, SessionStatus, SessionType
from backend.features.coach.memory.statement_matching import LONGEST_STATEMENT
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.models import Promise, Trigger
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.quant.behaviour.events import Detector

Cursor = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Limit = Annotated[int, Field(ge=1, le=200)]


def not_blank(value: str) -> str:
    """Words that can be seen, without the spaces around them."""
    if is_blank(value):
        raise PydanticCustomError("blank", "Say something that can be seen.")
    return value.strip()


SourceId = Annotated[str, Field(examples=["trade:0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b", "figure:expectancy"])]


class ContextItem(Out):
    """One thing that the coach would be given."""

    id: SourceId
    section: str
    statement: str
    tokens: int
    to_provider: Annotated[bool, Field(description="Whether a provider would be given it too.")]


class LeftOutItem(Out):
    """What did not fit."""

    section: str
    items: int
    tokens: int


class ContextOut(Out):
    """Exactly what the coach would be given now, with its sources."""

    items: list[ContextItem]
    left_out: list[LeftOutItem]
    tokens: int
    budget: int
    phase: Phase
    made_at: Annotated[Moment, Field(description="When what is kept of it was read.")]
    age_seconds: float
    kept: Annotated[bool, Field(description="Whether the slow part was at hand already.")]
    versions: Annotated[dict[str, Any], Field(description="Of what the kept part was read from; a change drops it.")]
    emotion: dict[str, Any] | None


class ContextFilter(In):
    """About which trades and plans, besides the record as a whole."""

    session_id: Annotated[Id | None, Field(description="A coaching session whose trades and plans it is about.")] = None


class Reason(Out):
    """Why a message reads as it does."""

    source: SourceId
    reason: str
    weight: Annotated[float, Field(description="What it adds, 0 to 1.")]


class EmotionOut(Out):
    """How a trader seems before an answer: soft evidence, from words and from behaviour, and never a diagnosis."""

    state: Annotated[str, Field(examples=["revenge", "fear", "heated", "calm", "unclear"])]
    confidence: Annotated[float, Field(description="0 to 1; from behaviour alone never above 0.6.")]
    from_words: float
    from_behaviour: float
    reasons: list[Reason]


class SentenceOut(Out):
    """A sentence of an answer and what it stands on; empty where an engine named nothing."""

    text: str
    sources: list[SourceId]


class CoachingOut(Out):
    """What an answer of the coach stands on."""

    session_id: Id | None
    engine: Annotated[str, Field(examples=["openai", "rules"])]
    evidence: list[SourceId]
    sentences: list[SentenceOut]
    emotion: EmotionOut | None
    learned: Annotated[list[Id], Field(description="Memories that were made or confirmed by this message.")]


class Proposed(Out):
    """A commitment that an engine proposes: if this happens, then I do that."""

    trigger: Trigger
    count: int | None = None
    promise: Promise
    minutes: int | None = None
    percent: int | None = None


class CoachReply(Out):
    """What the coach says: words, not a verdict."""

    reply: str
    key_points: list[str]
    question: str | None
    next_step: Annotated[str | None, Field(description="One concrete step; also said in `reply`.")] = None
    commitment: Annotated[Proposed | None, Field(description="The step as an if-then commitment, if it is one.")] = None
    evidence: list[str]
    remember: Annotated[
        list[str],
        Field(description="What the trader said of themselves that is worth remembering, in their words; proposals."),
    ] = []
    sources: Annotated[
        list[list[str]], Field(description="For each sentence of `reply` in order, ids of the facts it stands on.")
    ] = []


class StartSession(In):
    """A coaching session to start."""

    session_type: SessionType = SessionType.PSYCHOLOGY
    phase: Annotated[Phase | None, Field(description="Null: as the calendars of what you trade say.")] = None
    message: Annotated[
        Annotated[Text, StringConstraints(max_length=5000), AfterValidator(not_blank)] | None,
        Field(description="What you want to say first; without it the coach begins."),
    ] = None
    related_trade_ids: Annotated[list[Id], Field(max_length=20)] = []
    related_plan_ids: Annotated[list[Id], Field(max_length=20)] = []
    market_state: Annotated[
        Annotated[Text, StringConstraints(max_length=100)] | None,
        Field(description="How you see the market, in your words.", examples=["after hours, thin"]),
    ] = None


class SessionOut(Out):
    """A coaching session."""

    id: Id
    conversation_id: Annotated[Id | None, Field(description="Null once the conversation was deleted.")]
    session_type: SessionType
    phase: Phase
    status: SessionStatus
    market_state: str | None
    related_trade_ids: list[Id]
    related_plan_ids: list[Id]
    missing: Annotated[int, Field(description="Trades and plans it was about that were deleted since.")]
    answers: Annotated[int, Field(description="How often the coach has answered in it.")]
    patterns_identified: Annotated[list[str], Field(description="Patterns that the answers stand on.")]
    emotion: Annotated[EmotionOut | None, Field(description="Before the latest answer.")]
    rating: int | None
    effectiveness_score: Annotated[int | None, Field(description="The rating on a scale from 0 to 100.")]
    note: str | None
    next_step: str | None
    target: str | None
    proposal: Annotated[MakeCommitment | None, Field(description="A commitment that waits to be confirmed.")]
    commitment_id: Id | None
    step_kept: Annotated[bool | None, Field(description="As you said; a commitment's keeping is measured.")]
    started_at: Moment
    finished_at: Moment | None


class StartedSession(Out):
    """A session that was started: your message and the pending answer, or how the coach begins."""

    session: SessionOut
    message: dict[str, Any] | None
    answer: dict[str, Any] | None
    opening: dict[str, Any] | None


class SessionPage(Out):
    """Coaching sessions, latest first."""

    items: list[SessionOut]
    next_cursor: str | None


class HistoryFilter(In):
    """Which sessions to list."""

    session_type: SessionType | None = None
    status: SessionStatus | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class FinishSession(In):
    """How it was, and what was agreed. A commitment is shown back first and made when you confirm it."""

    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    next_step: Annotated[Text, StringConstraints(max_length=500), AfterValidator(not_blank)] | None = None
    note: Annotated[Text, StringConstraints(max_length=2000), AfterValidator(not_blank)] | None = None
    target: Annotated[Detector | None, Field(description="The behaviour to change, by its detector.")] = None
    commitment: MakeCommitment | None = None
    takeaway: Annotated[
        Annotated[Text, StringConstraints(max_length=LONGEST_STATEMENT), AfterValidator(not_blank)] | None,
        Field(description="What the coach should remember of it, in your words."),
    ] = None


class KeptStep(In):
    """Whether the agreed step was kept, as you see it."""

    kept: bool


class WindowFilter(In):
    """How many days before a session are compared with as many after it."""

    days: Annotated[int, Field(ge=3, le=90)] = 14
    session_type: SessionType | None = None


class Change(Out):
    """What changed from before to after: the mean of the sessions' own differences."""

    before: Annotated[float | None, Field(description="Mean of all of the windows before.")]
    after: float | None
    difference: Annotated[MetricOut, Field(description="`n` is the number of sessions with enough on both sides.")]
    too_few: Annotated[bool, Field(description="Fewer than five sessions with at least five on each side.")]


class SessionEffect(Out):
    """One finished session and what its windows hold."""

    session_id: Id
    session_type: SessionType
    finished_at: Moment
    rating: int | None
    step_kept: bool | None
    trades_before: int
    trades_after: int
    r: MetricOut
    adherence: MetricOut
    target: str | None
    target_before: Annotated[float | None, Field(description="Events of the target behaviour a hundred positions.")]
    target_after: float | None
    complete: Annotated[bool, Field(description="Whether the days after it are over.")]


class EffectivenessOut(Out):
    """What came of coaching sessions: soft evidence, for nobody was held back by the flip of a coin."""

    days: int
    sessions: int
    rated: int
    rating: MetricOut
    steps_kept: MetricOut
    r: Change
    adherence: Change
    target: Change
    latest: list[SessionEffect]
    caution: str
    as_of: Moment


class Section(StrEnum):
    """Where an item of the context comes from, the most pressing first."""

    STATE = "state"
    NAMED = "named"
    COMMITMENT = "commitment"
    OPEN = "open"
    CHECK_IN = "check_in"
    PLAN = "plan"
    PATTERN = "pattern"
    MEMORY = "memory"
    FIGURE = "figure"
    TRADE = "trade"
    SESSION = "session"
    TRAINING = "training"
    MARKET = "market"
