"""The context of an answer as the wire has it: items, what was left out, and its sections."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from backend.core.shapes import JsonScalar, ShapeNamed, ShapeOf
from backend.core.types import Moment, Out
from backend.features.coach.coach_context.models import DayPhase

SourceId = Annotated[
    str, Field(examples=["trade:0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b", "figure:expectancy"])
]


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


class ContextItem(Out):
    """One thing that the coach would be given."""

    id: SourceId
    section: Annotated[str, ShapeOf(Section)]
    statement: str
    tokens: int
    to_provider: Annotated[bool, Field(description="Whether a provider would be given it too.")]


class LeftOutItem(Out):
    """What did not fit."""

    section: Annotated[str, ShapeOf(Section)]
    items: int
    tokens: int


class ContextOut(Out):
    """Exactly what the coach would be given now, with its sources."""

    items: list[ContextItem]
    left_out: list[LeftOutItem]
    tokens: int
    budget: int
    phase: DayPhase
    made_at: Annotated[Moment, Field(description="When what is kept of it was read.")]
    age_seconds: float
    kept: Annotated[bool, Field(description="Whether the slow part was at hand already.")]
    versions: Annotated[
        dict[str, Any],
        ShapeOf(dict[str, JsonScalar]),
        Field(description="Of what the kept part was read from; a change drops it."),
    ]
    emotion: Annotated[dict[str, Any], ShapeNamed("EmotionOut")] | None
