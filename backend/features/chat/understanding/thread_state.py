"""What a conversation is about just now: a frozen document, changed only by requests. Pure."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from backend.features.chat.understanding.request_kinds import RequestPart
from backend.features.chat.understanding.requests import (
    Clarification,
    IdeaTerms,
    LevelMoved,
    TradeExited,
)
from backend.features.record.questions.schemas import RecordQuery

MOST_TOLD = 8
MOST_ASIDE = 3


class AskedBack(RequestPart):
    """A question that waits for the trader's answer, and when it was asked.

    Attributes:
        before: what waited before it and was not answered, where only a kind of request is asked now.
    """

    clarification: Clarification
    at: datetime
    before: Clarification | None = None


class ThreadState(RequestPart):
    """What ellipses stand on: "and with 5 contracts?", "same for shorts", "log it", "closed the rest at 4520".

    Attributes:
        idea: on the table, with everything that was said of it.
        verdict_message_id: the answer that judged the idea last.
        query: the last question to the record.
        trade_id: the trade spoken of; the idea was taken as it, or it was named.
        plan_id: the plan spoken of.
        patterns: names of the detectors of the behaviour that was spoken of last.
        last: what was spoken of last, which a bare change is about.
        asked: what was asked back, until it is answered or something else is spoken of.
        told: of the idea as a trade that is not on record yet: parts that were left, levels that were moved.
        aside: ideas in other markets that were spoken of before, the latest first.
    """

    idea: IdeaTerms | None = None
    verdict_message_id: UUID | None = None
    query: RecordQuery | None = None
    trade_id: UUID | None = None
    plan_id: UUID | None = None
    patterns: tuple[str, ...] = ()
    last: Literal["idea", "query", "trade"] | None = None
    asked: AskedBack | None = None
    told: Annotated[tuple[TradeExited | LevelMoved, ...], Field(max_length=MOST_TOLD)] = ()
    aside: Annotated[tuple[IdeaTerms, ...], Field(max_length=MOST_ASIDE)] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is spoken of."""
        return self == ThreadState()
