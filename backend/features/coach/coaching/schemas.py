"""What the coach takes and gives: context, sessions, and what an answer stands on."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeNamed, ShapeOf
from backend.core.types import Id, In, Moment, Out, Text, not_blank
from backend.features.ai.ports import EngineName
from backend.features.coach.coach_context.models import DayPhase, SessionStatus, SessionType
from backend.features.coach.coach_context.schemas import SourceId
from backend.features.coach.memory.statement_matching import LONGEST_STATEMENT
from backend.features.coach.rule_coach.schemas import EmotionOut, SentenceOut
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.quant.behaviour.events import Detector


class ContextFilter(In):
    """About which trades and plans, besides the record as a whole."""

    session_id: Annotated[
        Id | None, Field(description="A coaching session whose trades and plans it is about.")
    ] = None


class CoachingOut(Out):
    """What an answer of the coach stands on."""

    session_id: Id | None
    engine: Annotated[str, ShapeOf(EngineName)]
    evidence: list[SourceId]
    sentences: list[SentenceOut]
    emotion: EmotionOut | None
    learned: Annotated[
        list[Id], Field(description="Memories that were made or confirmed by this message.")
    ]


class StartSession(In):
    """A coaching session to start."""

    session_type: SessionType = SessionType.PSYCHOLOGY
    phase: Annotated[
        DayPhase | None, Field(description="Null: as the calendars of what you trade say.")
    ] = None
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
    conversation_id: Annotated[
        Id | None, Field(description="Null once the conversation was deleted.")
    ]
    session_type: SessionType
    phase: DayPhase
    status: SessionStatus
    market_state: str | None
    related_trade_ids: list[Id]
    related_plan_ids: list[Id]
    missing: Annotated[
        int, Field(description="Trades and plans it was about that were deleted since.")
    ]
    answers: Annotated[int, Field(description="How often the coach has answered in it.")]
    patterns_identified: Annotated[
        list[str], Field(description="Patterns that the answers stand on.")
    ]
    emotion: Annotated[EmotionOut | None, Field(description="Before the latest answer.")]
    rating: int | None
    effectiveness_score: Annotated[
        int | None, Field(description="The rating on a scale from 0 to 100.")
    ]
    note: str | None
    next_step: str | None
    target: str | None
    proposal: Annotated[
        MakeCommitment | None, Field(description="A commitment that waits to be confirmed.")
    ]
    commitment_id: Id | None
    step_kept: Annotated[
        bool | None, Field(description="As you said; a commitment's keeping is measured.")
    ]
    started_at: Moment
    finished_at: Moment | None


class StartedSession(Out):
    """A session that was started: your message and the pending answer, or how the coach begins."""

    session: SessionOut
    message: Annotated[dict[str, Any], ShapeNamed("MessageOut")] | None
    answer: Annotated[dict[str, Any], ShapeNamed("MessageOut")] | None
    opening: Annotated[dict[str, Any], ShapeNamed("MessageOut")] | None


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
    next_step: (
        Annotated[Text, StringConstraints(max_length=500), AfterValidator(not_blank)] | None
    ) = None
    note: Annotated[Text, StringConstraints(max_length=2000), AfterValidator(not_blank)] | None = (
        None
    )
    target: Annotated[
        Detector | None, Field(description="The behaviour to change, by its detector.")
    ] = None
    commitment: MakeCommitment | None = None
    takeaway: Annotated[
        Annotated[Text, StringConstraints(max_length=LONGEST_STATEMENT), AfterValidator(not_blank)]
        | None,
        Field(description="What the coach should remember of it, in your words."),
    ] = None


class KeptStep(In):
    """Whether the agreed step was kept, as you see it."""

    kept: bool


class WindowFilter(In):
    """How many days before a session are compared with as many after it."""

    days: Annotated[int, Field(ge=3, le=90)] = 14
    session_type: SessionType | None = None


class SessionChange(Out):
    """What changed from before to after: the mean of the sessions' own differences."""

    before: Annotated[float | None, Field(description="Mean of all of the windows before.")]
    after: float | None
    difference: Annotated[
        MetricOut, Field(description="`n` is the number of sessions with enough on both sides.")
    ]
    too_few: Annotated[
        bool, Field(description="Fewer than five sessions with at least five on each side.")
    ]


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
    target_before: Annotated[
        float | None, Field(description="Events of the target behaviour a hundred positions.")
    ]
    target_after: float | None
    complete: Annotated[bool, Field(description="Whether the days after it are over.")]


class EffectivenessOut(Out):
    """What came of coaching sessions: soft evidence, for nobody was held back by the flip of a coin."""

    days: int
    sessions: int
    rated: int
    rating: MetricOut
    steps_kept: MetricOut
    r: SessionChange
    adherence: SessionChange
    target: SessionChange
    latest: list[SessionEffect]
    caution: str
    as_of: Moment
