"""What changes of many trades take and give."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.types import Id, In, Out
from backend.features.record.trades.bulk.models import BulkAction
from backend.features.record.trades.schemas import Tag

MOST_TRADES = 500
MOST_TAGS = 20


class ChangeTrades(In):
    """What is done to which trades: `tags` for tag and untag, `account_id` for move."""

    trade_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_TRADES)]
    action: BulkAction
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] = []
    account_id: Id | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        needs_tags = self.action in (BulkAction.TAG, BulkAction.UNTAG)
        if needs_tags != bool(self.tags):
            raise PydanticCustomError("bulk_tags", "Give tags to tag and untag, and only there.")
        if (self.action is BulkAction.MOVE) != (self.account_id is not None):
            raise PydanticCustomError("bulk_account", "Give account_id to move, and only there.")
        return self


class BulkResult(Choice):
    """What came of it for one trade."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class ChangedTradeOut(Out):
    """What was done to one trade; a refusal has its code."""

    trade_id: Id
    state: BulkResult
    code: Annotated[str | None, Field(examples=["trade.not_found"])] = None
    detail: str | None = None


class ChangedTradesOut(Out):
    """What was done, trade by trade, in the order that was asked for."""

    change_id: Annotated[
        Id | None,
        Field(description="Undoes all of it within 30 days; null where nothing was done."),
    ]
    done: int
    items: list[ChangedTradeOut]
