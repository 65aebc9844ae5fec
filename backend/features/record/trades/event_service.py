"""What happens to a trade after it was logged. Every use case records events; the trade is derived from all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.types import plain_decimal
from backend.features.record.trades import conversion, queries, record_version, service
from backend.features.record.trades import projection as custom_instruments
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import (
    BadTrade,
    EventStands,
    HistoryFull,
    TradeAlreadyClosed,
    TradeEventNotFound,
)
from backend.features.record.trades.event_builder import (
    NewEvent,
    days,
    derived,
    entry_times,
    fill,
    size_problems,
    time_problems,
    voided_by,
)
from backend.features.record.trades.events import RecordWillShrink, TradeChanged, TradeClosed
from backend.features.record.trades.models import (
    EventKind,
    Trade,
    TradeDirection,
    TradeEvent,
    TradeStatus,
)
from backend.features.record.trades.projection import ContractTerms
from backend.features.record.trades.schemas import (
    AddFill,
    AddNote,
    ChangeTrade,
    CloseTrade,
    LogTrade,
    SetStop,
    SetTarget,
    TradeEventOut,
    VoidEvent,
)

MOST_EVENTS = 1000
OTHER_WAY = {TradeDirection.LONG: TradeDirection.SHORT, TradeDirection.SHORT: TradeDirection.LONG}


@dataclass(slots=True)
class _TradeHistory:
    """One trade with its history, locked until the transaction ends."""

    session: Session
    trade: Trade
    events: list[TradeEvent]
    terms: ContractTerms
    news: News
    now: datetime

    @property
    def is_open(self) -> bool:
        return self.trade.status == TradeStatus.OPEN

    def record(self, *new_events: NewEvent) -> Trade:
        """Add events and derive the trade anew; nothing is kept when they do not fit."""
        trade, was_open = self.trade, self.is_open
        if len(self.events) + len(new_events) > MOST_EVENTS:
            raise HistoryFull
        added = [
            TradeEvent(
                id=event.id,
                user_id=trade.user_id,
                trade_id=trade.id,
                seq=trade.event_head + number,
                kind=event.kind,
                event_time=event.event_time,
                recorded_time=event.recorded_time,
                payload=event.payload,
            )
            for number, event in enumerate(new_events, 1)
        ]
        self.events += added
        figures = derived(self.events, self.terms)
        for name, value in (figures.columns() | days(figures, trade.zone, trade.calendar)).items():
            setattr(trade, name, value)
        trade.event_head += len(added)
        trade.updated_at = self.now
        self.session.add_all(added)
        conversion.convert_trade(self.session, trade.user_id, trade.id)
        self.session.refresh(trade, ["account_currency", "pnl_account", "pnl_account_reason"])
        record_version.bump(self.session, trade.user_id)
        news = TradeClosed if was_open and not self.is_open else TradeChanged
        self.news.publish(
            self.session,
            news(trade.user_id, trade.id, trade.trade_plan_id, self.now),
        )
        return trade


def _opened(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    news: News,
    now: datetime,
) -> _TradeHistory:
    trade = queries.trade(session, user_id, trade_id, lock=True)
    account = accounts.account(session, user_id, trade.account_id)
    terms = ContractTerms(
        trade.direction,
        trade.multiplier,
        account.matching,
        trade.planned_entry_price,
    )
    return _TradeHistory(
        session,
        trade,
        queries.events(session, user_id, trade_id),
        terms,
        news,
        now,
    )


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
    history = _opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    time = body.exit_time or now
    problems = time_problems(time, now, "exit_time")
    problems += size_problems(
        body.exit_price,
        history.trade.open_size,
        history.trade.multiplier,
        "exit_price",
    )
    problems += _before_entries(history, time, "exit_time")
    if problems:
        raise BadTrade(errors=problems)
    return history.record(
        fill(
            EventKind.EXITED,
            history.trade.direction,
            quantity=history.trade.open_size,
            price=body.exit_price,
            fees=body.fees,
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
) -> dict[str, Any]:
    """One more execution; an exit of more than is held closes the trade and opens another one with the rest.

    Raises:
        TradeNotFound, TradeAlreadyClosed, HistoryFull
        BadTrade: before the first entry, in the future, or beyond what a trade can be.
    """
    history = _opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    trade, time = history.trade, body.event_time or now
    kind = EventKind.FILLED if body.action == "entry" else EventKind.EXITED
    problems = time_problems(time, now, "event_time")
    problems += size_problems(
        body.price,
        trade.position_size + body.quantity,
        trade.multiplier,
        "quantity",
    )
    if kind == EventKind.EXITED:
        problems += _before_entries(history, time, "event_time", only_first=True)
    if problems:
        raise BadTrade(errors=problems)
    if kind == EventKind.EXITED:
        rest = max(body.quantity - trade.open_size, Decimal(0))
    else:
        rest = Decimal(0)
    here, fees = body.quantity - rest, body.fees or Decimal(0)
    if not rest:
        fees_here = fees
    else:
        fees_here = (fees * here / body.quantity).quantize(Decimal("0.0000000001"))
    history.record(
        fill(
            kind,
            trade.direction,
            quantity=here,
            price=body.price,
            fees=fees_here,
            time=time,
            now=now,
        )
    )
    opened = None
    if rest:
        other = LogTrade(
            instrument=trade.contract,
            direction=OTHER_WAY[TradeDirection(trade.direction)],
            entry_price=body.price,
            position_size=rest,
            entry_time=time,
            fees=fees - fees_here,
            trade_type=trade.trade_type,
            account_id=trade.account_id,
        )
        terms = custom_instruments.kept_contract(trade)
        _, opened = service.log_trade(
            session,
            user_id,
            other,
            news=news,
            now=now,
            source="reversal",
            contract=terms,
        )
    return {"trade": trade, "opened": opened}


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
    history = _opened(session, user_id, trade_id, news, now)
    kinds = (EventKind.STOP_SET, EventKind.STOP_MOVED, EventKind.STOP_REMOVED)
    return _level(history, body.stop_price, history.trade.stop_price, body.event_time, kinds)


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
    history = _opened(session, user_id, trade_id, news, now)
    kinds = (EventKind.TARGET_SET, EventKind.TARGET_MOVED, EventKind.TARGET_REMOVED)
    return _level(history, body.target_price, history.trade.target_price, body.event_time, kinds)


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
    history = _opened(session, user_id, trade_id, news, now)
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
        BadTrade: without it the fills make no position. Delete the trade if it was never made.
    """
    history = _opened(session, user_id, trade_id, news, now)
    voided = next((event for event in history.events if event.id == event_id), None)
    if voided is None:
        raise TradeEventNotFound
    if voided.kind == EventKind.VOIDED or str(event_id) in voided_by(history.events):
        raise EventStands
    trade = history.trade
    news.publish(
        session,
        RecordWillShrink(user_id, trade_id, trade.trade_type, trade.entry_day, False, now),
    )
    return history.record(
        NewEvent(EventKind.VOIDED, now, now, {"event_id": str(event_id), "reason": body.reason})
    )


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
    history = _opened(session, user_id, trade_id, news, now)
    trade = history.trade
    changes = body.model_dump(exclude_unset=not whole)
    if changes.get("account_id") is not None and changes["account_id"] != trade.account_id:
        account = accounts.usable(session, user_id, changes["account_id"])
        trade.account_id = account.id
        history.terms = ContractTerms(
            trade.direction,
            trade.multiplier,
            account.matching,
            trade.planned_entry_price,
        )
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
    gone = voided_by(events)
    return [
        TradeEventOut(
            id=event.id,
            seq=event.seq,
            kind=EventKind(event.kind),
            event_time=event.event_time,
            recorded_time=event.recorded_time,
            payload=event.payload,
            voided=str(event.id) in gone,
        )
        for event in events
    ]


def _level(
    history: _TradeHistory,
    price: Decimal | None,
    before: Decimal | None,
    time: datetime | None,
    kinds: Sequence[EventKind],
) -> Trade:
    if price == before:
        return history.trade
    problems = time_problems(time or history.now, history.now, "event_time")
    if price is not None:
        problems += size_problems(
            price,
            history.trade.position_size,
            history.trade.multiplier,
            "price",
        )
    if problems:
        raise BadTrade(errors=problems)
    first, moved, removed = kinds
    kind = first if before is None else moved
    if price is None:
        kind = removed
    payload = {"price": None if price is None else plain_decimal(price)}
    return history.record(NewEvent(kind, time or history.now, history.now, payload))


def _before_entries(
    history: _TradeHistory,
    time: datetime,
    name: str,
    *,
    only_first: bool = False,
) -> list[FieldProblem]:
    """An exit follows what it takes from."""
    entries = entry_times(history.events)
    if time >= (min(entries) if only_first else max(entries)):
        return []
    return [FieldProblem(name, "The exit is before the entry.", "trade.exit_before_entry")]
