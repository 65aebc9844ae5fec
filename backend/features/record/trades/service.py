"""Use cases of the trading record: log, list, read, change, delete. What happens to a trade later is in `history`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import HotStatement, as_json, at_once, constraint_of
from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.sql_json import Rendered, rendered_page, written
from backend.core.types import plain_decimal
from backend.features.content.conversations import queries as conversations
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.trades import conversion, queries, record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import BadTrade, StrategyNotFound
from backend.features.record.trades.event_builder import (
    NewEvent,
    days,
    derived,
    fill,
    size_problems,
    time_problems,
)
from backend.features.record.trades.events import RecordWillShrink, TradeChanged, TradeClosed
from backend.features.record.trades.models import (
    EventKind,
    PlanMatch,
    Trade,
    TradeDirection,
    TradeStatus,
)
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.projection import ContractTerms
from backend.features.record.trades.schemas import LogTrade, TradeFilter, TradeOut
from backend.quant.positions import Matching

_ACCOUNT_PNL, _ACCOUNT_REASON = conversion.in_account_currency("given", "$3", "account.currency")
_FROM_ACCOUNT = {
    "account_id": "account.id",
    "account_currency": "account.currency",
    "pnl_account": _ACCOUNT_PNL,
    "pnl_account_reason": _ACCOUNT_REASON,
}
_COLUMNS = [column.name for column in Trade.__table__.columns]
# The trade, its events and the record's version in one round trip, which gives the answer's JSON. Without the account,
# or where the user has an own instrument of that symbol, nothing is inserted and no row returned.
_LOG = HotStatement(
    "log_trade",
    f"""
    with account as (
        select a.id, a.currency from accounts a
        where a.user_id = $3 and not a.archived and case when $4::uuid is null then a.is_default else a.id = $4 end
            and not exists (
                select from own_instruments o
                where o.user_id = $3 and (o.symbol = any($5::text[]) or o.ticker = any($5::text[]))
            )
    ), trade as (
        insert into trades ({", ".join(_COLUMNS)})
        select {", ".join(_FROM_ACCOUNT.get(name, "given." + name) for name in _COLUMNS)}
        from account, json_populate_record(null::trades, $1) as given
        returning *
    ), told as (
        insert into trade_events select event.* from trade, json_populate_recordset(null::trade_events, $2) as event
    ), counted as ({record_version.BUMP.format(user_id="$3::uuid", source="from trade")})
    select {written(TradeOut)} from trade as chosen
    """,  # noqa: S608  # names of columns
)


def log_trade(
    session: Session,
    user_id: UUID,
    body: LogTrade,
    *,
    news: News,
    now: datetime,
    source: str = "manual",
    contract: Instrument | None = None,
    plans: PlanBook | None = None,
) -> tuple[UUID, Rendered]:
    """Log a trade, open or already closed, with the events that it must have had; its id and its JSON.

    With a contract its terms count, and not those that the symbol has now.

    Raises:
        UnknownInstrument: no contract is known under the symbol.
        AccountNotFound, StrategyNotFound, ConversationNotFound, MessageNotFound, PlanNotFound: not the user's.
        PlanSettled: the plan is not pending any more.
        BadTrade: an exit without its time (or the reverse), an exit before the entry, a time in the future, a target on
            the wrong side.
    """
    terms = contract or instruments.resolve(body.instrument)
    terms = terms or custom_instruments.contract_for(session, user_id, body.instrument)
    if body.conversation_id is not None:
        conversations.conversation(session, user_id, body.conversation_id)
    if body.message_id is not None:
        conversations.message(session, user_id, body.message_id)
    if body.trade_plan_id is not None:
        assert plans is not None, "whoever takes trades with plans knows the plans"
        plans.hold(session, user_id, body.trade_plan_id, now=now)
    trade, events = _row_and_events(user_id, body, terms, source, now)
    names = None if contract else custom_instruments.own_names(body.instrument)
    shown = _keep(session, user_id, trade, events, names)
    if shown is None:
        accounts.ensure_default(session, user_id, now)
        accounts.usable(session, user_id, body.account_id)
        terms = contract or custom_instruments.contract_for(session, user_id, body.instrument)
        trade, events = _row_and_events(user_id, body, terms, source, now)
        shown = _keep(session, user_id, trade, events, None)
        assert shown is not None, "the account is there and the contract is known"
    if body.trade_plan_id is not None and plans is not None:
        plans.follow(session, user_id, body.trade_plan_id, trade["id"], now=now)
        shown = Rendered(queries.shown(session, user_id, trade["id"]))
    closed = trade["status"] == TradeStatus.CLOSED
    news.publish(
        session,
        (TradeClosed if closed else TradeChanged)(user_id, trade["id"], None, now),
    )
    return trade["id"], shown


def _keep(
    session: Session,
    user_id: UUID,
    trade: dict[str, Any],
    events: list[Any],
    own_names: list[str] | None,
) -> Rendered | None:
    account_id = trade["account_id"] and str(trade["account_id"])
    trade_values = {name: value for name, value in trade.items() if value is not None}
    values = (as_json(trade_values), as_json(events), str(user_id), account_id, own_names)
    try:
        rows = at_once(session, _LOG, values)
    except IntegrityError as error:
        if constraint_of(error) == "fk_trades_strategy_id_user_id":
            raise StrategyNotFound from None
        raise
    if rows:
        return Rendered(rows[0][0])
    return None


def _row_and_events(
    user_id: UUID,
    body: LogTrade,
    contract: Instrument,
    source: str,
    now: datetime,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The row and its events."""
    _refuse_inconsistent(body, contract.multiplier, now)
    events = _events(body, now)
    terms = ContractTerms(
        body.direction,
        contract.multiplier,
        Matching.FIFO,
        body.planned_entry_price,
    )
    figures = derived(events, terms)
    trade_id = new_id()
    trade = {
        **figures.columns(),
        **days(figures, contract.zone, contract.calendar),
        "id": trade_id,
        "user_id": user_id,
        "account_id": body.account_id,
        "strategy_id": body.strategy_id,
        "setup": body.setup,
        "source": source,
        "trade_type": body.trade_type,
        "instrument": contract.symbol,
        "contract": body.instrument,
        "currency": contract.currency,
        "multiplier": contract.multiplier,
        "tick_size": contract.tick_size,
        "zone": contract.zone,
        "calendar": contract.calendar,
        "direction": body.direction,
        "planned_entry_price": body.planned_entry_price,
        "plan_match": PlanMatch.UNPLANNED.value,
        "conversation_id": body.conversation_id,
        "message_id": body.message_id,
        "pattern_tags": body.pattern_tags or [],
        "event_head": len(events),
        "created_at": now,
        "updated_at": now,
    }
    rows = [
        {
            "id": event.id,
            "user_id": user_id,
            "trade_id": trade_id,
            "seq": seq,
            "kind": event.kind,
            "event_time": event.event_time,
            "recorded_time": event.recorded_time,
            "payload": event.payload,
        }
        for seq, event in enumerate(events, 1)
    ]
    return trade, rows


def _events(body: LogTrade, now: datetime) -> list[NewEvent]:
    """What must have happened to the trade as it was told."""
    start = body.entry_time
    new_events = [
        fill(
            EventKind.FILLED,
            body.direction,
            quantity=body.position_size,
            price=body.entry_price,
            fees=body.fees,
            time=start,
            now=now,
        )
    ]
    for kind, price in (
        (EventKind.STOP_SET, body.stop_price),
        (EventKind.TARGET_SET, body.target_price),
    ):
        if price is not None:
            new_events.append(
                NewEvent(kind, start, now, {"price": plain_decimal(price), "told_with_trade": True})
            )
    if body.emotional_state is not None:
        new_events.append(NewEvent(EventKind.FELT, start, now, {"state": body.emotional_state}))
    if body.notes is not None:
        new_events.append(NewEvent(EventKind.NOTED, start, now, {"text": body.notes}))
    if body.exit_price is not None and body.exit_time is not None:
        new_events.append(
            fill(
                EventKind.EXITED,
                body.direction,
                quantity=body.position_size,
                price=body.exit_price,
                fees=None,
                time=body.exit_time,
                now=now,
            )
        )
    return new_events


def list_trades(session: Session, user_id: UUID, query: TradeFilter) -> Page[Rendered]:
    """A page of trades, latest entry first."""
    rows = queries.page(session, user_id, query, symbols_of(query))
    return rendered_page(rows, query.limit, moment="entry_time")


def symbols_of(query: TradeFilter) -> list[str]:
    """What a trader's word can mean: an own instrument of that name, and the contract that it is known as."""
    if query.instrument is None:
        return []
    contract = instruments.resolve(query.instrument)
    return sorted(
        {custom_instruments.symbol_of(query.instrument)}
        | ({contract.symbol} if contract else set())
    )


def read_trade(session: Session, user_id: UUID, trade_id: UUID) -> Trade:
    """One trade."""
    return queries.trade(session, user_id, trade_id)


def delete_trade(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    *,
    news: News,
    now: datetime,
) -> None:
    """Delete a trade with its history, for one that was never made.

    Raises:
        TradeNotFound
    """
    trade = queries.trade(session, user_id, trade_id, lock=True)
    news.publish(
        session,
        RecordWillShrink(user_id, trade_id, trade.trade_type, trade.entry_day, True, now),
    )
    session.delete(trade)
    session.flush()
    record_version.bump(session, user_id)
    news.publish(session, TradeChanged(user_id, trade_id, None, now))


def owned(session: Session, user_id: UUID, trade_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these trades are the user's."""
    return queries.owned(session, user_id, trade_ids)


def _refuse_inconsistent(body: LogTrade, multiplier: Decimal, now: datetime) -> None:
    problems = size_problems(body.entry_price, body.position_size, multiplier, "position_size")
    if (body.exit_price is None) != (body.exit_time is None):
        missing = "exit_time" if body.exit_time is None else "exit_price"
        problems.append(
            FieldProblem(missing, "An exit needs its price and its time.", "trade.half_an_exit")
        )
    if body.exit_price is not None:
        problems += size_problems(body.exit_price, body.position_size, multiplier, "exit_price")
    problems += time_problems(body.entry_time, now, "entry_time")
    if body.exit_time is not None:
        problems += time_problems(body.exit_time, now, "exit_time")
        if body.exit_time < body.entry_time:
            problems.append(
                FieldProblem(
                    "exit_time",
                    "The exit is before the entry.",
                    "trade.exit_before_entry",
                )
            )
    sign = 1 if body.direction == TradeDirection.LONG else -1
    if body.target_price is not None and (body.target_price - body.entry_price) * sign <= 0:
        problems.append(
            FieldProblem(
                "target_price",
                "The target must be beyond the entry, in the direction.",
                "trade.target_side",
            )
        )
    if problems:
        raise BadTrade(errors=problems)
