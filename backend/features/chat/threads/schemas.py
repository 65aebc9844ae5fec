"""What a thread shows."""

from typing import Annotated

from pydantic import Field

from backend.core.shapes import ShapeOf
from backend.core.types import Amount, ExactPrice, Id, Moment, Out, Quantity
from backend.features.record.questions.schemas import RecordQuery
from backend.features.record.trades.models import TradeDirection


class IdeaOnTableOut(Out):
    """The idea that is spoken of; null where nothing was said."""

    instrument: str | None
    direction: Annotated[str, ShapeOf(TradeDirection)] | None
    entry: ExactPrice | None
    stop: ExactPrice | None
    targets: list[ExactPrice]
    size: Quantity | None
    risk_money: Amount | None
    risk_percent: Amount | None
    timeframe: str | None


class AskedOut(Out):
    """What the coach asked back, and the answers that it offers; anything else may be written."""

    question: str
    about: Annotated[str, Field(description="What is unclear.", examples=["direction"])]
    choices: list[str]
    at: Moment


class ThreadOut(Out):
    """What a conversation is about."""

    about: Annotated[
        str | None,
        Field(
            description="In a few words; null where nothing is spoken of.",
            examples=["MES long 4500"],
        ),
    ]
    idea: IdeaOnTableOut | None
    query: Annotated[RecordQuery | None, Field(description="The last question to the record.")]
    trade_id: Id | None
    plan_id: Id | None
    asked: AskedOut | None
