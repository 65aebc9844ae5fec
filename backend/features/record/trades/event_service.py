"""What happens to a trade after it was logged. Every use case records events; the trade is derived from all of them.

What was recorded wrongly is set right in `corrections`, what happens to the contract is in `corporate_actions`.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.sql_json import Rendered
from backend.core.types import plain_decimal
from backend.features.record.trades import queries, service
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import (
    BadTrade,
    ExitTooLarge,
    TradeAlreadyClosed,
)
from backend.features.record.trades.event_schemas import TradeEventOut
from backend.features.record.trades.models import (
    EventKind,
    Trade,
    TradeDirection,
    TradeType,
)
from backend.features.record.trades.projection.event_builder import (
    NewEvent,
    fill,
    size_problems,
    time_problems,
)
from backend.features.record.trades.projection.event_payload import EventPayload
from backend.features.record.trades.projection.kept_contract import kept_contract
from backend.features.record.trades.projection.prices import read_price, read_prices
from backend.features.record.trades.projection.standing_events import entry_times, struck
from backend.features.record.trades.schemas import (
    AddFill,
    AddNote,
    ChangeTrade,
    CloseTrade,
    FillAction,
    LogTrade,
    SetStop,
    SetTarget,
    TradeSource,
)
from backend.features.record.trades.trade_history import LockedTrade, opened, terms_of

OTHER_WAY = {TradeDirection.LONG: TradeDirection.SHORT, TradeDirection.SHORT: TradeDirection.LONG}


class LevelKinds(NamedTuple):
    """What it is called when a level is set for the first time, moved, and taken away."""

    first: EventKind
    moved: EventKind
    removed: EventKind


STOP_KINDS = LevelKinds(EventKind.STOP_SET, EventKind.STOP_MOVED, EventKind.STOP_REMOVED)
TARGET_KINDS = LevelKinds(EventKind.TARGET_SET, EventKind.TARGET_MOVED, EventKind.TARGET_REMOVED)


@dataclass(frozen=True, slots=True)
class FilledTrade:
    """The trade after a fill, and the one that the rest of the fill opened the other way, if any."""

    trade: Trade
    opened: Rendered | None


def close_trade(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: CloseTrade,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Exit everything that is still held; of two closes at once, one wins.

    Raises:
        TradeNotFound, TradeAlreadyClosed
        BadTrade: the exit is before the entry or in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    trade = history.trade
    time = body.exit_time or now
    price = read_price(kept_contract(trade), "exit_price", body.exit_price)
    problems = time_problems(time, now, "exit_time")
    problems += size_problems(price, trade.open_size, trade.multiplier, "exit_price")
    if time < max(entry_times(history.events)):
        problems.append(_exit_before_entry("exit_time"))
    if problems:
        raise BadTrade(errors=problems)
    fees = history.fees(body.fees, body.fee_currency, trade.open_size)
    return history.record(
        fill(
            EventKind.EXITED,
            trade.direction,
            quantity=trade.open_size,
            price=price,
            fees=fees,
            time=time,
            now=now,
        )
    )


def add_fill(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: AddFill,
    *,
    news: News,
    now: datetime,
) -> FilledTrade:
    """One more execution. With `reverse` an exit of more than is held closes the trade and opens another with the rest.

    Raises:
        TradeNotFound, TradeAlreadyClosed, HistoryFull
        ExitTooLarge: more than is held, and `reverse` was not said.
        BadTrade: before the first entry, in the future, or beyond what a trade can be.
    """
    history = opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    trade = history.trade
    price = read_price(kept_contract(trade), "price", body.price)
    _refuse_bad_fill(history, body, price)
    kind = EventKind.FILLED
    rest = Decimal(0)
    if body.action is FillAction.EXIT:
        kind = EventKind.EXITED
        rest = max(body.quantity - trade.open_size, Decimal(0))
        if rest and not body.reverse:
            raise ExitTooLarge(trade.open_size)
    quantity = body.quantity - rest
    fees = history.fees(body.fees, body.fee_currency, body.quantity)
    fees_here, fees_of_rest = fees.cut(quantity, body.quantity)
    time = body.event_time or now
    history.record(
        fill(
            kind,
            trade.direction,
            quantity=quantity,
            price=price,
            fees=fees_here,
            time=time,
            now=now,
        )
    )
    if not rest:
        return FilledTrade(trade, opened=None)
    reversal = LogTrade(
        instrument=trade.contract,
        direction=OTHER_WAY[TradeDirection(trade.direction)],
        entry_price=plain_decimal(price),
        position_size=rest,
        entry_time=time,
        fees=fees_of_rest.amount,
        fee_currency=fees_of_rest.currency or trade.currency,
        trade_type=TradeType(trade.trade_type),
        account_id=trade.account_id,
    )
    _, other = service.log_trade(
        session,
        user_id,
        reversal,
        news=news,
        now=now,
        source=TradeSource.REVERSAL,
        contract=kept_contract(trade),
    )
    return FilledTrade(trade, other)


def _refuse_bad_fill(history: LockedTrade, body: AddFill, price: Decimal) -> None:
    trade = history.trade
    time = body.event_time or history.now
    size = trade.position_size + body.quantity
    problems = time_problems(time, history.now, "event_time")
    problems += size_problems(price, size, trade.multiplier, "quantity")
    if body.action is FillAction.EXIT and time < min(entry_times(history.events)):
        problems.append(_exit_before_entry("event_time"))
    if problems:
        raise BadTrade(errors=problems)


def _exit_before_entry(name: str) -> FieldProblem:
    return FieldProblem(name, "The exit is before the entry.", "trade.exit_before_entry")


def set_stop(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: SetStop,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Set, move or take away the stop. R stays on the first one; one that is told after the exit measures nothing.

    Raises:
        TradeNotFound, HistoryFull
        BadTrade: in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    before = history.trade.stop_price
    price = _level_price(history, "stop_price", body.stop_price)
    return _level(history, price, before, body.event_time, STOP_KINDS)


def set_target(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: SetTarget,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Set, move or take away the target.

    Raises:
        TradeNotFound, HistoryFull
        BadTrade: in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    before = history.trade.target_price
    price = _level_price(history, "target_price", body.target_price)
    return _level(history, price, before, body.event_time, TARGET_KINDS)


def add_note(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: AddNote,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Add words, a feeling, or both.

    Raises:
        TradeNotFound, HistoryFull
        BadTrade: neither, or in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    time = body.event_time or now
    problems = time_problems(time, now, "event_time")
    if body.text is None and body.emotional_state is None:
        problems.append(FieldProblem("text", "Give words, a feeling, or both.", "trade.empty_note"))
    if problems:
        raise BadTrade(errors=problems)
    new_events = []
    if body.text is not None:
        new_events.append(NewEvent(EventKind.NOTED, time, now, {"text": body.text}))
    if body.emotional_state is not None:
        new_events.append(NewEvent(EventKind.FELT, time, now, {"state": body.emotional_state}))
    return history.record(*new_events)


def change_trade(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: ChangeTrade,
    *,
    news: News,
    now: datetime,
    whole: bool = False,
) -> Trade:
    """Change what may be said differently later: account, strategy, setup, tags, feeling, notes.

    With `whole` what is not given is emptied; the account stays where none is named.

    Raises:
        TradeNotFound, AccountNotFound, StrategyNotFound, HistoryFull
    """
    history = opened(session, user_id, trade_id, news, now)
    trade = history.trade
    changes = body.model_dump(exclude_unset=not whole)
    if changes.get("account_id") is not None and changes["account_id"] != trade.account_id:
        account = accounts.usable(session, user_id, changes["account_id"])
        trade.account_id = account.id
        history.terms = terms_of(trade, account)
    if "strategy_id" in changes:
        trade.strategy_id = queries.known_strategy(session, user_id, changes["strategy_id"])
    if "setup" in changes:
        trade.setup = changes["setup"]
    if "pattern_tags" in changes:
        trade.pattern_tags = changes["pattern_tags"] or []
    new_events = []
    if "emotional_state" in changes and changes["emotional_state"] != trade.emotional_state:
        new_events.append(NewEvent(EventKind.FELT, now, now, {"state": changes["emotional_state"]}))
    if "notes" in changes and changes["notes"] != trade.notes:
        new_events.append(
            NewEvent(EventKind.NOTED, now, now, {"text": changes["notes"] or "", "instead": True})
        )
    return history.record(*new_events)


def list_events(session: Session, user_id: UUID, trade_id: UUID) -> list[TradeEventOut]:
    """Everything that happened to a trade, in the order in which it was recorded.

    Raises:
        TradeNotFound
    """
    queries.trade(session, user_id, trade_id)
    events = queries.events(session, user_id, trade_id)
    gone = struck(events)
    return [
        TradeEventOut(
            id=event.id,
            seq=event.seq,
            kind=EventKind(event.kind),
            event_time=event.event_time,
            recorded_time=event.recorded_time,
            payload=dict(event.payload),
            voided=str(event.id) in gone,
        )
        for event in events
    ]


def _level_price(history: LockedTrade, field: str, text: str | None) -> Decimal | None:
    return read_prices(kept_contract(history.trade), {field: text})[field]


def _level(
    history: LockedTrade,
    price: Decimal | None,
    before: Decimal | None,
    time: datetime | None,
    kinds: LevelKinds,
) -> Trade:
    if price == before:
        return history.trade
    event_time = time or history.now
    problems = time_problems(event_time, history.now, "event_time")
    if price is not None:
        trade = history.trade
        problems += size_problems(price, trade.position_size, trade.multiplier, "price")
    if problems:
        raise BadTrade(errors=problems)
    payload: EventPayload = {"price": None}
    kind = kinds.removed
    if price is not None:
        payload = {"price": plain_decimal(price)}
        kind = kinds.first if before is None else kinds.moved
    return history.record(NewEvent(kind, event_time, history.now, payload))
