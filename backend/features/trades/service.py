"""Use cases of the trading record: log, list, read, close."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import HotStatement, as_json, at_once
from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.rendered import Rendered, rendered_page
from backend.features.conversations import queries as conversations
from backend.features.trades import instruments, queries, rules
from backend.features.trades.errors import BadTrade, TradeAlreadyClosed, UnknownInstrument
from backend.features.trades.events import TradeClosed
from backend.features.trades.models import Trade, TradeStatus
from backend.features.trades.schemas import CloseTrade, LogTrade, TradeFilter

GRACE = timedelta(minutes=5)  # clocks of brokers and traders differ a little from ours
LARGEST_RESULT = Decimal(10) ** 13  # what a NUMERIC(24, 10) can hold, with room


def log_trade(session: Session, user_id: UUID, body: LogTrade, *, news: News, now: datetime) -> Mapping[str, Any]:
    """Log a trade, open or already closed.

    Raises:
        UnknownInstrument: no contract is known under the symbol.
        ConversationNotFound, MessageNotFound: it came from a conversation that is not the user's.
        BadTrade: an exit without its time (or the reverse), an exit before the entry, a time in the future, a target on
            the wrong side.
    """
    contract = instruments.resolve(body.instrument)
    if contract is None:
        raise UnknownInstrument(errors=(FieldProblem("instrument", UnknownInstrument.detail, UnknownInstrument.code),))
    _refuse_inconsistent(body, contract.multiplier, now)
    if body.conversation_id is not None:
        conversations.conversation(session, user_id, body.conversation_id)
    if body.message_id is not None:
        conversations.message(session, user_id, body.message_id)
    trade: dict[str, Any] = {
        "id": new_id(),
        "user_id": user_id,
        "trade_type": body.trade_type,
        "status": TradeStatus.OPEN,
        "instrument": contract.symbol,
        "contract": body.instrument,
        "currency": contract.currency,
        "multiplier": contract.multiplier,
        "direction": body.direction,
        "position_size": body.position_size,
        "entry_price": body.entry_price,
        "entry_time": body.entry_time,
        "initial_stop_price": body.stop_price,
        "stop_price": body.stop_price,
        "target_price": body.target_price,
        "fees": body.fees or Decimal(0),
        "risk_amount": rules.risk_amount(
            body.direction, body.entry_price, body.stop_price, body.position_size, contract.multiplier
        ),
        "exit_price": None,
        "exit_time": None,
        "pnl_gross": None,
        "pnl": None,
        "pnl_percentage": None,
        "r_multiple": None,
        "r_reason": None,
        "conversation_id": body.conversation_id,
        "message_id": body.message_id,
        "emotional_state": body.emotional_state,
        "pattern_tags": body.pattern_tags or [],
        "notes": body.notes,
        "created_at": now,
        "updated_at": now,
    }
    if body.exit_price is not None and body.exit_time is not None:
        trade |= _exit(trade, body.exit_price, body.exit_time)
        news.publish(session, TradeClosed(user_id, trade["id"]))
    at_once(session, _LOG, (as_json(trade),))
    return trade


_LOG = HotStatement("log_trade", "insert into trades select * from json_populate_record(null::trades, $1)")


def close_trade(
    session: Session, user_id: UUID, trade_id: UUID, body: CloseTrade, *, news: News, now: datetime
) -> Trade:
    """Give a trade its exit and result; of two closes at once, one wins.

    Raises:
        TradeNotFound, TradeAlreadyClosed
        BadTrade: the exit is before the entry or in the future.
    """
    trade = queries.trade(session, user_id, trade_id, lock=True)
    if trade.status == TradeStatus.CLOSED:
        raise TradeAlreadyClosed
    exit_time = body.exit_time or now
    problems = _time_problems(trade.entry_time, exit_time, now)
    problems += _size_problems(body.exit_price, trade.position_size, trade.multiplier, "exit_price")
    if problems:
        raise BadTrade(errors=problems)
    trade.fees += body.fees or Decimal(0)
    for name, value in _exit(vars(trade), body.exit_price, exit_time).items():
        setattr(trade, name, value)
    trade.updated_at = now
    news.publish(session, TradeClosed(user_id, trade.id))
    return trade


def list_trades(session: Session, user_id: UUID, wanted: TradeFilter) -> Page[Rendered]:
    """A page of trades, latest entry first."""
    contract = instruments.resolve(wanted.instrument) if wanted.instrument else None
    symbol = contract.symbol if contract else wanted.instrument
    rows = queries.page(session, user_id, wanted, symbol)
    return rendered_page(rows, wanted.limit, moment="entry_time")


def read_trade(session: Session, user_id: UUID, trade_id: UUID) -> Trade:
    """One trade."""
    return queries.trade(session, user_id, trade_id)


def owned(session: Session, user_id: UUID, trade_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these trades are the user's."""
    return queries.owned(session, user_id, trade_ids)


def _exit(trade: Mapping[str, Any], exit_price: Decimal, exit_time: datetime) -> dict[str, Any]:
    """What the exit changes of a trade."""
    outcome = rules.result(
        direction=trade["direction"],
        entry=trade["entry_price"],
        exit_price=exit_price,
        stop=trade["initial_stop_price"],
        size=trade["position_size"],
        multiplier=trade["multiplier"],
        fees=trade["fees"],
    )
    return {
        "status": TradeStatus.CLOSED,
        "exit_price": exit_price,
        "exit_time": exit_time,
        "pnl_gross": outcome.gross,
        "pnl": outcome.net,
        "pnl_percentage": outcome.percentage,
        "r_multiple": outcome.r_multiple,
        "r_reason": outcome.r_reason,
    }


def _refuse_inconsistent(body: LogTrade, multiplier: Decimal, now: datetime) -> None:
    problems = _size_problems(body.entry_price, body.position_size, multiplier, "position_size")
    if (body.exit_price is None) != (body.exit_time is None):
        missing = "exit_time" if body.exit_time is None else "exit_price"
        problems.append(FieldProblem(missing, "An exit needs its price and its time.", "trade.half_an_exit"))
    if body.exit_price is not None:
        problems += _size_problems(body.exit_price, body.position_size, multiplier, "exit_price")
    problems += _time_problems(body.entry_time, body.exit_time, now)
    if body.target_price is not None and (body.target_price - body.entry_price) * rules.signed(body.direction) <= 0:
        problems.append(
            FieldProblem("target_price", "The target must be beyond the entry, in the direction.", "trade.target_side")
        )
    if problems:
        raise BadTrade(errors=problems)


def _time_problems(entry_time: datetime, exit_time: datetime | None, now: datetime) -> list[FieldProblem]:
    problems = []
    if entry_time > now + GRACE:
        problems.append(FieldProblem("entry_time", "The entry is in the future.", "trade.in_the_future"))
    if exit_time is not None and exit_time > now + GRACE:
        problems.append(FieldProblem("exit_time", "The exit is in the future.", "trade.in_the_future"))
    if exit_time is not None and exit_time < entry_time:
        problems.append(FieldProblem("exit_time", "The exit is before the entry.", "trade.exit_before_entry"))
    return problems


def _size_problems(price: Decimal, size: Decimal, multiplier: Decimal, field: str) -> list[FieldProblem]:
    if price * size * multiplier < LARGEST_RESULT:
        return []
    return [FieldProblem(field, "Price times size is beyond what a trade can be.", "trade.too_large")]
