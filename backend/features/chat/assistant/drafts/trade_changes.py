"""What drafts of trades become: a trade with all of its exits, the end of one that is held, a level that was moved."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Protocol
from uuid import UUID

from pydantic import Field, JsonValue
from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import Id, In, JsonObject, Quantity
from backend.features.market.instruments.price_text import PriceText
from backend.features.record.trades import event_service, queries
from backend.features.record.trades import service as trades_service
from backend.features.record.trades.errors import TradeAlreadyClosed
from backend.features.record.trades.models import TradeStatus
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.schemas import (
    AddFill,
    CloseTrade,
    FillAction,
    LogTrade,
    SetStop,
    SetTarget,
    TradeSource,
)

ANY_STEP = Decimal("0.00000001")  # of what has no lots: coins are divided so far


class Recorder(Protocol):
    """Records something that happened to a trade; its id."""

    def __call__(
        self,
        session: Session,
        user_id: UUID,
        fields: Mapping[str, JsonValue],
        *,
        news: News,
        now: datetime,
    ) -> UUID:
        """Record it, as it was told."""
        ...


class ToldExit(In):
    """One exit: a price, and how much, as a number or a share of what is held; null for all that is held then."""

    price: PriceText
    quantity: Quantity | None = None
    share: Annotated[Decimal, Field(gt=0, le=1)] | None = None


class ToldExits(In):
    """The end of a trade that is held, or of parts of it."""

    trade_id: Id
    exits: Annotated[list[ToldExit], Field(min_length=1, max_length=8)]


class ToldLevel(In):
    """A stop or target of a trade that is held."""

    trade_id: Id
    level: Literal["stop", "target"]
    price: PriceText


def log_told_trade(
    session: Session,
    user_id: UUID,
    fields: JsonObject,
    proposal: JsonObject | None,
    *,
    place: Mapping[str, UUID | None],
    news: News,
    plans: PlanBook,
    now: datetime,
) -> UUID:
    """Log a trade as it was told, with the levels that were moved and its exits where there are several.

    Raises:
        ValidationError: something is missing or wrong.
        UnknownInstrument, BadTrade, AccountNotFound, StrategyNotFound, PlanNotFound, PlanSettled, ExitTooLarge
    """
    trade = LogTrade.model_validate(fields).model_copy(update=dict(place))
    trade_id, _ = trades_service.log_trade(
        session,
        user_id,
        trade,
        news=news,
        now=now,
        source=TradeSource.CHAT,
        plans=plans,
    )
    deeds = proposal or {}
    moves = deeds.get("moves")
    for move in moves if isinstance(moves, list) else []:
        assert isinstance(move, dict), "as it was drafted"
        record_level(session, user_id, {"trade_id": str(trade_id), **move}, news=news, now=now)
    if deeds.get("exits"):
        exits: JsonObject = {"trade_id": str(trade_id), "exits": deeds["exits"]}
        record_exits(session, user_id, exits, news=news, now=now)
    return trade_id


def record_exits(
    session: Session,
    user_id: UUID,
    fields: Mapping[str, JsonValue],
    *,
    news: News,
    now: datetime,
) -> UUID:
    """Record the exits of a trade that is held, in their order.

    Raises:
        ValidationError: something is missing or wrong.
        TradeNotFound, TradeAlreadyClosed, ExitTooLarge, HistoryFull, BadTrade
    """
    ending = ToldExits.model_validate(fields)
    for part in ending.exits:
        quantity = part.quantity
        if quantity is None and part.share is not None:
            quantity = _part_of(session, user_id, ending.trade_id, part.share)
        if quantity is None:
            close = CloseTrade(exit_price=part.price)
            event_service.close_trade(session, user_id, ending.trade_id, close, news=news, now=now)
        else:
            fill = AddFill(action=FillAction.EXIT, quantity=quantity, price=part.price)
            event_service.add_fill(session, user_id, ending.trade_id, fill, news=news, now=now)
    return ending.trade_id


def _part_of(session: Session, user_id: UUID, trade_id: UUID, share: Decimal) -> Decimal:
    """A share of what is held now."""
    trade = queries.trade(session, user_id, trade_id)
    return part_size(trade.open_size, trade.lot_step or ANY_STEP, share)


def record_level(
    session: Session,
    user_id: UUID,
    fields: Mapping[str, JsonValue],
    *,
    news: News,
    now: datetime,
) -> UUID:
    """Record a stop or target that was moved.

    Raises:
        ValidationError: something is missing or wrong.
        TradeNotFound, TradeAlreadyClosed, HistoryFull, BadTrade
    """
    move = ToldLevel.model_validate(fields)
    if queries.trade(session, user_id, move.trade_id, lock=True).status == TradeStatus.CLOSED:
        raise TradeAlreadyClosed  # a level of what is over is told in the trade's own history
    if move.level == "stop":
        stop = SetStop(stop_price=move.price)
        event_service.set_stop(session, user_id, move.trade_id, stop, news=news, now=now)
    else:
        target = SetTarget(target_price=move.price)
        event_service.set_target(session, user_id, move.trade_id, target, news=news, now=now)
    return move.trade_id


def part_size(held: Decimal, lot_step: Decimal, share: Decimal) -> Decimal:
    """How much a share of what is held is, in whole lots and at least one."""
    steps = (held * share / lot_step).to_integral_value()
    return min(held, max(steps, Decimal(1)) * lot_step)
