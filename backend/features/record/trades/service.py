"""Use cases of the trading record: log, read, change, delete. What happens to a trade later is in `history`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import constraint_of, together
from backend.core.events import News
from backend.core.group_commit import GroupStatement
from backend.core.sql_json import Rendered, written
from backend.features.content.conversations import queries as conversations
from backend.features.market.calendars.market_calendar import session_day
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.market.instruments.instruments import Identified, Instrument
from backend.features.record.trades import conversion, queries, record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import StrategyNotFound
from backend.features.record.trades.events import RecordWillShrink, TradeChanged, TradeClosed
from backend.features.record.trades.models import (
    RealisedResult,
    Trade,
)
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.projection.fees import schedule_of
from backend.features.record.trades.projection.new_trade import NewTrade, TradeFacts, new_trade
from backend.features.record.trades.schemas import LogTrade, TradeOut, TradeSource
from backend.features.record.trades.trash import belongings

_MONEY = conversion.in_account_currency(
    "money", "asked.user_id", "given.currency", "account.currency"
)
_NO_MONEY = f"given.status = 'closed' and money.event_id is not null and ({_MONEY}) is null"
_FROM_ACCOUNT = {
    "account_id": "account.id",
    "account_currency": "account.currency",
    "pnl_account": f"case when given.status = 'closed' then {_MONEY} end",
    "pnl_account_reason": f"case when {_NO_MONEY} then '{conversion.NO_RATE}' end",
    "outcome": conversion.outcome(
        f"case when given.status = 'closed' then coalesce({_MONEY}, given.pnl) end",
        "account.break_even_tolerance",
    ),
}
_COLUMNS = [column.name for column in Trade.__table__.columns]
_ROW_COLUMNS = [column.name for column in RealisedResult.__table__.columns]
_OF_ROW = {
    "account_currency": "trade.account_currency",
    "net_account": "trade.pnl_account",
    "net_reason": "coalesce(trade.pnl_account_reason, trade.pnl_reason)",
}
# Trades, their events, what their exits brought and the versions of their records in one round trip and one commit,
# which gives the answers' JSON. Without the account, where the account charges fees that were not given, or where the
# user has an own instrument of that symbol, nothing is inserted and no row returned. Versions are locked in one order.
# In company a strategy of somebody else is left out, too, instead of having the key refuse all: its caller asks alone.
_LOG = GroupStatement(
    "log_trades",
    f"""
    with asked as materialized (
        select * from json_to_recordset($1::json) as item(place int, session_id uuid, id uuid, user_id uuid,
            account_id uuid, strategy_id uuid, own_names text[], has_fees boolean, trade json, events json, money json)
        where session_id is null
            or session_id = any (nullif(current_setting('app.session_ids', true), '')::uuid[])
    ), trade as (
        insert into trades ({", ".join(_COLUMNS)})
        select {", ".join(_FROM_ACCOUNT.get(name, "given." + name) for name in _COLUMNS)}
        from asked cross join lateral (
            select a.id, a.currency, a.break_even_tolerance from accounts a
            where a.user_id = asked.user_id and not a.archived
                and case when asked.account_id is null then a.is_default else a.id = asked.account_id end
                and (a.fee_schedule is null or asked.has_fees)
                and (asked.session_id is null or asked.strategy_id is null or exists (
                    select from strategies s where s.id = asked.strategy_id and s.user_id = asked.user_id))
                and not exists (select from own_instruments o where o.user_id = asked.user_id
                    and (o.symbol = any (asked.own_names) or o.ticker = any (asked.own_names)))
        ) as account
        cross join lateral json_populate_record(null::trades, asked.trade) as given
        cross join lateral json_populate_record(null::realised_results, asked.money) as money
        returning *
    ), told as (
        insert into trade_events select event.* from asked join trade on trade.id = asked.id
        cross join lateral json_populate_recordset(null::trade_events, asked.events) as event
    ), realised as (
        insert into realised_results ({", ".join(_ROW_COLUMNS)})
        select {", ".join(_OF_ROW.get(name, "money." + name) for name in _ROW_COLUMNS)}
        from asked join trade on trade.id = asked.id
        cross join lateral json_populate_record(null::realised_results, asked.money) as money
        where money.event_id is not null
    ), counted as ({record_version.BUMP_ALL.format(changed="trade")})
    select asked.place, {written(TradeOut)} from asked join trade as chosen on chosen.id = asked.id
    """,  # noqa: S608  # names of columns
)


def log_trade(
    session: Session,
    user_id: UUID,
    body: LogTrade,
    *,
    news: News,
    now: datetime,
    source: TradeSource = TradeSource.MANUAL,
    contract: Instrument | None = None,
    plans: PlanBook | None = None,
    rolled_from: Trade | None = None,
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
    identified = _identified(session, user_id, body, contract)
    if body.conversation_id is not None:
        conversations.conversation(session, user_id, body.conversation_id)
    if body.message_id is not None:
        conversations.message(session, user_id, body.message_id)
    if body.trade_plan_id is not None:
        assert plans is not None, "whoever takes trades with plans knows the plans"
        plans.hold(session, user_id, body.trade_plan_id, now=now)
    facts = TradeFacts(source=source, now=now, rolled_from=rolled_from)
    facts = _with_rates(session, user_id, facts, body, identified.instrument)
    trade = new_trade(user_id, body, identified, facts)
    own_names = [] if contract else custom_instruments.own_names(body.instrument)
    shown = _stored(session, user_id, trade, own_names)
    if shown is None:
        accounts.ensure_default(session, user_id, now)
        account = accounts.usable(session, user_id, body.account_id)
        if contract is None:
            identified = _identified_for(session, user_id, body)
        facts = replace(facts, fee_schedule=schedule_of(account))
        facts = _with_rates(session, user_id, facts, body, identified.instrument)
        trade = new_trade(user_id, body, identified, facts)
        shown = _stored(session, user_id, replace(trade, has_fees=True), [])
        assert shown is not None, "the account is there and the contract is known"
    if body.trade_plan_id is not None and plans is not None:
        plans.follow(session, user_id, body.trade_plan_id, trade.id, now=now)
        shown = Rendered(queries.shown(session, user_id, trade.id))
    kind = TradeClosed if trade.is_closed else TradeChanged
    news.publish(session, kind(user_id, trade.id, None, now))
    return trade.id, shown


def _identified(
    session: Session,
    user_id: UUID,
    body: LogTrade,
    contract: Instrument | None,
) -> Identified:
    """What is traded, and of a future which month; a contract that is given stands.

    Raises:
        UnknownInstrument
    """
    outcome = instruments.identify(body.instrument, today=body.entry_time.date())
    if contract is not None:
        month = outcome.month if isinstance(outcome, Identified) else None
        return Identified(contract, month, body.instrument)
    if isinstance(outcome, Identified):
        return outcome
    return _identified_for(session, user_id, body)


def _identified_for(session: Session, user_id: UUID, body: LogTrade) -> Identified:
    """The same, where an own instrument of the user goes first."""
    today = body.entry_time.date()
    return custom_instruments.identify_for(session, user_id, body.instrument, today=today)


def _with_rates(
    session: Session,
    user_id: UUID,
    facts: TradeFacts,
    body: LogTrade,
    contract: Instrument,
) -> TradeFacts:
    """With what another currency is worth in which fees are charged, on the day of the exit."""
    code = body.fee_currency
    if body.fees is None and facts.fee_schedule is not None:
        code = facts.fee_schedule.currency
    if code is None or code == contract.currency or body.exit_time is None:
        return facts
    day = session_day(body.exit_time, contract.zone, contract.calendar)
    rates = conversion.rates_to(session, user_id, contract.currency, [code], [day])
    return replace(facts, rates=rates)


def _stored(
    session: Session,
    user_id: UUID,
    trade: NewTrade,
    own_names: Sequence[str],
) -> Rendered | None:
    """The trade as JSON, now that it is stored; null where its account or its contract is not what it seemed."""
    columns = {name: value for name, value in trade.columns.items() if value is not None}
    item = {
        "id": trade.id,
        "user_id": user_id,
        "account_id": trade.account_id,
        "strategy_id": columns.get("strategy_id"),
        "own_names": own_names,
        "has_fees": trade.has_fees,
        "trade": columns,
        "events": trade.events,
        "money": trade.realised,
    }
    try:
        row = together(session, _LOG, item)
    except IntegrityError as error:
        if constraint_of(error) == "fk_trades_strategy_id_user_id":
            raise StrategyNotFound from None
        raise
    if row is None:
        return None
    (json_text,) = row
    return Rendered(json_text)


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
    """Delete a trade with its history, for one that was never made; for 30 days it can be brought back.

    Raises:
        TradeNotFound
    """
    trade = queries.trade(session, user_id, trade_id, lock=True)
    belongings.keep(session, trade, now=now)
    news.publish(
        session,
        RecordWillShrink(
            user_id,
            trade_id,
            trade.trade_type,
            trade.entry_day,
            True,
            now,
        ),
    )
    session.delete(trade)
    session.flush()
    record_version.bump(session, user_id)
    news.publish(session, TradeChanged(user_id, trade_id, None, now))


def owned(session: Session, user_id: UUID, trade_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these trades are the user's."""
    return queries.owned(session, user_id, trade_ids)
