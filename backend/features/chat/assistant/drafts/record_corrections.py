"""What was told wrongly of a trade, put right on the record: its fills are corrected, its levels said anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import Id, In, Quantity
from backend.features.market.instruments.price_text import PriceText
from backend.features.record.trades import corrections, event_service, queries
from backend.features.record.trades.errors import EventStands
from backend.features.record.trades.models import EventKind, Trade
from backend.features.record.trades.projection.projection import STOPS, TARGETS, price_of
from backend.features.record.trades.projection.standing_events import (
    EventRecord,
    standing_events,
)
from backend.features.record.trades.schemas import CorrectFill, SetStop, SetTarget

SAID_WRONGLY = "said wrongly in the chat"


class ToldCorrection(In):
    """The right values of a trade on record; what is not given stays."""

    trade_id: Id
    entry_price: PriceText | None = None
    exit_price: PriceText | None = None
    position_size: Quantity | None = None
    stop_price: PriceText | None = None
    target_price: PriceText | None = None


class ToldDeletion(In):
    """A trade that goes from the record."""

    trade_id: Id


def trade_to_delete(fields: Mapping[str, JsonValue]) -> UUID:
    """Which trade a draft deletes.

    Raises:
        ValidationError
    """
    return ToldDeletion.model_validate(fields).trade_id


def has_one_fill_each(events: Sequence[EventRecord]) -> bool:
    """Whether a trade was entered at once, and left at once where it was left: only then its size is one number."""
    kinds = [event.kind for event in standing_events(events)]
    return kinds.count(EventKind.FILLED) == 1 and kinds.count(EventKind.EXITED) <= 1


def record_correction(
    session: Session,
    user_id: UUID,
    fields: Mapping[str, JsonValue],
    *,
    news: News,
    now: datetime,
) -> UUID:
    """Put right what was told wrongly.

    Raises:
        ValidationError: something is wrong.
        TradeNotFound, HistoryFull, BadTrade, FollowedByTrade
        EventStands: several fills, of which none is the one that is meant.
    """
    stated = ToldCorrection.model_validate(fields)
    trade = queries.trade(session, user_id, stated.trade_id, lock=True)
    for fill, correction in _fills(session, user_id, trade, stated):
        corrections.correct_fill(session, user_id, trade.id, fill, correction, news=news, now=now)
    levels = {"stop": stated.stop_price, "target": stated.target_price}
    for level, price in levels.items():
        if price is not None:
            _say_anew(session, user_id, trade, level, price, news=news, now=now)
    return trade.id


def _fills(
    session: Session, user_id: UUID, trade: Trade, stated: ToldCorrection
) -> list[tuple[UUID, CorrectFill]]:
    """Which fills are corrected, in an order in which no more is ever left than was held."""
    events = queries.events(session, user_id, trade.id)
    standing = standing_events(events)
    entries = [event for event in standing if event.kind == EventKind.FILLED]
    exits = [event for event in standing if event.kind == EventKind.EXITED]
    size = stated.position_size
    if size is not None and not has_one_fill_each(events):
        raise EventStands
    if stated.entry_price is not None and len(entries) != 1:
        raise EventStands
    if stated.exit_price is not None and not exits:
        raise EventStands
    fixes: list[tuple[UUID, CorrectFill]] = []
    if stated.entry_price is not None or size is not None:
        fixes.append((entries[0].id, _correction(stated.entry_price, size)))
    exit_size = size if exits else None
    if stated.exit_price is not None or exit_size is not None:
        fixes.append((exits[-1].id, _correction(stated.exit_price, exit_size)))
    is_smaller = size is not None and Decimal(size) < trade.max_size
    return fixes[::-1] if is_smaller else fixes


def _correction(price: str | None, quantity: Decimal | None) -> CorrectFill:
    return CorrectFill(price=price, quantity=quantity, reason=SAID_WRONGLY)


def _say_anew(
    session: Session,
    user_id: UUID,
    trade: Trade,
    level: str,
    price: str,
    *,
    news: News,
    now: datetime,
) -> None:
    """The level that stood last stands at its right price; one that was never told stands from the entry on."""
    kinds = STOPS if level == "stop" else TARGETS
    standing = standing_events(queries.events(session, user_id, trade.id))
    stated = [event for event in standing if event.kind in kinds and price_of(event) is not None]
    if stated:
        corrections.correct_level(
            session,
            user_id,
            trade.id,
            stated[-1].id,
            price,
            reason=SAID_WRONGLY,
            news=news,
            now=now,
        )
    elif level == "stop":
        stop = SetStop(stop_price=price, event_time=trade.entry_time)
        event_service.set_stop(session, user_id, trade.id, stop, news=news, now=now)
    else:
        target = SetTarget(target_price=price, event_time=trade.entry_time)
        event_service.set_target(session, user_id, trade.id, target, news=news, now=now)
