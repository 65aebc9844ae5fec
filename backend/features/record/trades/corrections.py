"""What was recorded wrongly of a trade: a fill is corrected, an event is taken back. The history keeps both."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import plain_decimal
from backend.features.record.trades import queries
from backend.features.record.trades.errors import BadTrade, EventStands, FollowedByTrade
from backend.features.record.trades.events import RecordWillShrink
from backend.features.record.trades.models import EventKind, Trade, TradeEvent
from backend.features.record.trades.projection.event_builder import (
    NewEvent,
    size_problems,
    time_problems,
)
from backend.features.record.trades.projection.fees import Fees
from backend.features.record.trades.projection.fills import fill_price
from backend.features.record.trades.projection.kept_contract import kept_contract
from backend.features.record.trades.projection.prices import read_price
from backend.features.record.trades.projection.standing_events import struck
from backend.features.record.trades.schemas import CorrectFill, VoidEvent
from backend.features.record.trades.trade_history import LockedTrade, opened

CORRECTABLE = (
    EventKind.FILLED,
    EventKind.EXITED,
    EventKind.CORRECTED,
    EventKind.EXPIRED,
    EventKind.ROLLED,
)
LEVELS = (
    EventKind.STOP_SET,
    EventKind.STOP_MOVED,
    EventKind.TARGET_SET,
    EventKind.TARGET_MOVED,
)


def correct_fill(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    event_id: UUID,
    body: CorrectFill,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Say rightly what was recorded wrongly of a fill: one event stands in its place, and the history keeps both.

    Raises:
        TradeNotFound, TradeEventNotFound, HistoryFull
        EventStands: no fill, or voided or corrected before.
        FollowedByTrade: another size, where another trade came of it.
        BadTrade: the fills would make no single position, or a time is in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    event = history.event(event_id)
    if event.kind not in CORRECTABLE or str(event_id) in struck(history.events):
        raise EventStands
    if body.quantity is not None:
        _refuse_followed(history, event)
    trade = history.trade
    payload = event.payload
    quantity = body.quantity or Decimal(payload["quantity"])
    price = fill_price(event)
    if body.price is not None:
        price = read_price(kept_contract(trade), "price", body.price)
    time = body.event_time or event.event_time
    problems = time_problems(time, now, "event_time")
    problems += size_problems(price, quantity, trade.multiplier, "quantity")
    if problems:
        raise BadTrade(errors=problems)
    fees = Fees(Decimal(payload["fees"]), payload.get("fee_currency"))
    if body.fees is not None:
        fees = Fees.given(body.fees, body.fee_currency or fees.currency, trade.currency)
    elif body.fee_currency is not None:
        fees = Fees.given(fees.amount, body.fee_currency, trade.currency)
    corrected = payload.copy()
    corrected.pop("fee_currency", None)
    corrected.update(fees.payload())
    corrected["quantity"] = plain_decimal(quantity)
    corrected["price"] = plain_decimal(price)
    corrected["event_id"] = str(event_id)
    corrected["kind"] = payload.get("kind", event.kind)
    corrected["reason"] = body.reason
    shrinks = RecordWillShrink(user_id, trade_id, trade.trade_type, trade.entry_day, False, now)
    news.publish(session, shrinks)
    return history.record(NewEvent(EventKind.CORRECTED, time, now, corrected))


def void_event(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    event_id: UUID,
    body: VoidEvent,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Take back what was recorded by mistake. The event stays in the history, marked; the trade is derived without it.

    Raises:
        TradeNotFound, TradeEventNotFound
        EventStands: voided before, or itself a voiding.
        FollowedByTrade: another trade came of it, which must go first.
        BadTrade: without it the fills make no position. Delete the trade if it was never made.
    """
    history = opened(session, user_id, trade_id, news, now)
    voided = history.event(event_id)
    if voided.kind == EventKind.VOIDED or str(event_id) in struck(history.events):
        raise EventStands
    _refuse_followed(history, voided)
    trade = history.trade
    news.publish(
        session,
        RecordWillShrink(
            user_id,
            trade_id,
            trade.trade_type,
            trade.entry_day,
            False,
            now,
        ),
    )
    return history.record(
        NewEvent(EventKind.VOIDED, now, now, {"event_id": str(event_id), "reason": body.reason})
    )


def correct_level(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    event_id: UUID,
    price: str,
    *,
    reason: str,
    news: News,
    now: datetime,
) -> Trade:
    """Say rightly where a stop or target stood: the wrong one is taken back, the right one counts as known as it was.

    Raises:
        TradeNotFound, TradeEventNotFound, HistoryFull
        EventStands: no level, or taken back before.
        BadTrade: no price of the contract.
    """
    history = opened(session, user_id, trade_id, news, now)
    event = history.event(event_id)
    if event.kind not in LEVELS or str(event_id) in struck(history.events):
        raise EventStands
    trade = history.trade
    level = read_price(kept_contract(trade), "price", price)
    problems = size_problems(level, trade.position_size, trade.multiplier, "price")
    if problems:
        raise BadTrade(errors=problems)
    payload = event.payload.copy()
    payload["price"] = plain_decimal(level)
    news.publish(
        session,
        RecordWillShrink(user_id, trade_id, trade.trade_type, trade.entry_day, False, now),
    )
    voiding = NewEvent(EventKind.VOIDED, now, now, {"event_id": str(event_id), "reason": reason})
    return history.record(voiding, NewEvent(EventKind(event.kind), event.event_time, now, payload))


def _refuse_followed(history: LockedTrade, event: TradeEvent) -> None:
    opened_id = event.payload.get("opened")
    if opened_id and queries.owned(history.session, history.trade.user_id, [UUID(opened_id)]):
        raise FollowedByTrade
