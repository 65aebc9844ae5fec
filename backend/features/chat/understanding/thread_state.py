"""What a conversation is about just now: a frozen document, changed only by requests. Pure."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.features.chat.understanding.requests import (
    Clarification,
    IdeaTerms,
    RequestPart,
)
from backend.features.record.questions.schemas import RecordQuery


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
    """

    idea: IdeaTerms | None = None
    verdict_message_id: UUID | None = None
    query: RecordQuery | None = None
    trade_id: UUID | None = None
    plan_id: UUID | None = None
    patterns: tuple[str, ...] = ()
    last: Literal["idea", "query", "trade"] | None = None
    asked: AskedBack | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is spoken of."""
        return self == ThreadState()
