"""What a message can want, by name, and what all parts of requests have in common."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class RequestKind(StrEnum):
    """What a message can want."""

    IDEA = "idea"
    IDEA_CHANGE = "idea_change"
    IDEA_OPINION = "idea_opinion"
    TRADE_ENTERED = "trade_entered"
    TRADE_EXITED = "trade_exited"
    LEVEL_MOVED = "level_moved"
    TRADE_CORRECTED = "trade_corrected"
    TRADE_DELETED = "trade_deleted"
    QUESTION = "question"
    BOOK = "book"
    PLAN = "plan"
    CHECK = "check"
    SETTING = "setting"
    PROMISE = "promise"
    MEMORY = "memory"
    ARCHIVE = "archive"
    JOURNAL = "journal"
    TRAINING = "training"
    COACHING = "coaching"
    SOCIAL = "social"
    HELP = "help"
    NEW_THREAD = "new_thread"
    OUTSIDE = "outside"


class RequestPart(BaseModel):
    """A part of a request: it never changes, and has no fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
