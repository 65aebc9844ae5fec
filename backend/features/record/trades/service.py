"""Use cases of the trading record: log, list, read, change, delete. What happens to a trade later is in `history`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import HotStatement, as_json, at_once, constraint_of
from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.paging import Page
from backend.core.sql_json import Rendered, written
from backend.core.types import plain_decimal
from backend.features.content.conversations import queries as conversations
from backend.features.market.calendars.market_calendar import session_day
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.market.instruments.instruments import Identified, Instrument
from backend.features.record.trades import conversion, queries, record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.accounts.schemas import FeeSchedule
from backend.features.record.trades.errors import BadTrade, StrategyNotFound
from backend.features.record.trades.events import RecordWillShrink, TradeChanged, TradeClosed
from backend.features.record.trades.models import (
    EventKind,
    PlanMatch,
    RealisedResult,
    Trade,
    TradeDirection,
    TradeStatus,
)
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.event_builder import (
    NewEvent,
    days,
    derived,
    fill,
    size_problems,
    time_problems,
)
from backend.features.record.trades.projection.fees import Fees, schedule_of, scheduled
from backend.features.record.trades.projection.fill_warnings import fill_warnings
from backend.features.record.trades.projection.prices import read_prices
from backend.features.record.trades.projection.realised import Rates, RealisedRow
from backend.features.record.trades.schemas import LogTrade, TradeFilter, TradeOut
from backend.quant.positions import Matching

_MONEY = conversion.in_account_currency("money", "$3", "given.currency", "account.currency")
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
PRICES = ("entry_price", "stop_price", "target_price", "planned_entry_price", "exit_price")
_COLUMNS = [column.name for column in Trade.__table__.columns]
_ROW_COLUMNS = [column.name for column in RealisedResult.__table__.columns]
_OF_ROW = {
    "account_currency": "trade.account_currency",
    "net_account": "trade.pnl_account",
    "net_reason": "trade.pnl_account_reason",
}
# The trade, its events, what its exit brought and the record's version in one round trip, which gives the answer's JSON.
# Without the account, where the account charges fees that were not given, or where the user has an own instrument of
# that symbol, nothing is inserted and no row returned.
_LOG = HotStatement(
    "log_trade",
    f"""
    with account as (
        select a.id, a.currency, a.break_even_tolerance from accounts a
        where a.user_id = $3 and not a.archived and case when $4::uuid is null then a.is_default else a.id = $4 end
            and (a.fee_schedule is null or $7::boolean)
            and not exists (select from own_instruments o
                where o.user_id = $3 and (o.symbol = any ($5) or o.ticker = any ($5)))
    ), money as (
        select * from json_populate_record(null::realised_results, $6)
    ), trade as (
        insert into trades ({", ".join(_COLUMNS)})
        select {", ".join(_FROM_ACCOUNT.get(name, "given." + name) for name in _COLUMNS)}
        from account, money, json_populate_record(null::trades, $1) as given
        returning *
    ), told as (
        insert into trade_events select event.* from trade, json_populate_recordset(null::trade_events, $2) as event
    ), realised as (
        insert into realised_results ({", ".join(_ROW_COLUMNS)})
        select {", ".join(_OF_ROW.get(name, "money." + name) for name in _ROW_COLUMNS)}
        from trade, money where money.event_id is not null
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
    facts = _Facts(source=source, now=now, rolled_from=rolled_from)
    facts = facts.with_rates(session, user_id, body, identified.instrument)
    trade = _new_trade(user_id, body, identified, facts)
    own_names = [] if contract else custom_instruments.own_names(body.instrument)
    shown = _stored(session, user_id, trade, own_names)
    if shown is None:
        accounts.ensure_default(session, user_id, now)
        account = accounts.usable(session, user_id, body.account_id)
        if contract is None:
            identified = _identified_for(session, user_id, body)
        facts = replace(facts, fee_schedule=schedule_of(account))
        facts = facts.with_rates(session, user_id, body, identified.instrument)
        trade = _new_trade(user_id, body, identified, facts)
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


@dataclass(frozen=True, slots=True)
class _NewTrade:
    """A trade that is about to be stored, and its events, by the names of their columns."""

    id: UUID
    account_id: UUID | None
    is_closed: bool
    has_fees: bool
    columns: dict[str, object]
    events: list[dict[str, object]]
    realised: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a new trade beside what the trader says of it."""

    source: str
    now: datetime
    rolled_from: Trade | None = None
    fee_schedule: FeeSchedule | None = None
    rates: Rates = field(default_factory=dict)

    def with_rates(
        self,
        session: Session,
        user_id: UUID,
        body: LogTrade,
        contract: Instrument,
    ) -> "_Facts":
        """With what another currency is worth in which fees are charged, on the day of the exit."""
        code = body.fee_currency
        if body.fees is None and self.fee_schedule is not None:
            code = self.fee_schedule.currency
        if code is None or code == contract.currency or body.exit_time is None:
            return self
        day = session_day(body.exit_time, contract.zone, contract.calendar)
        rates = conversion.rates_to(session, user_id, contract.currency, [code], [day])
        return replace(self, rates=rates)


def _stored(
    session: Session,
    user_id: UUID,
    trade: _NewTrade,
    own_names: Sequence[str],
) -> Rendered | None:
    """The trade as JSON, now that it is stored; null where its account or its contract is not what it seemed."""
    account_id = trade.account_id and str(trade.account_id)
    columns = {name: value for name, value in trade.columns.items() if value is not None}
    values = (
        as_json(columns),
        as_json(trade.events),
        str(user_id),
        account_id,
        own_names,
        as_json(trade.realised),
        trade.has_fees,
    )
    try:
        rows = at_once(session, _LOG, values)
    except IntegrityError as error:
        if constraint_of(error) == "fk_trades_strategy_id_user_id":
            raise StrategyNotFound from None
        raise
    if not rows:
        return None
    (json_text,) = rows[0]
    return Rendered(json_text)


def _new_trade(
    user_id: UUID,
    body: LogTrade,
    identified: Identified,
    facts: _Facts,
) -> _NewTrade:
    """The trade and its events as they are to be stored.

    Raises:
        BadTrade
    """
    now = facts.now
    contract = identified.instrument
    prices = _prices(contract, body)
    _refuse_inconsistent(body, prices, contract, now)
    events = _events(body, prices, contract, facts)
    terms = ContractTerms(
        direction=body.direction,
        multiplier=contract.multiplier,
        matching=Matching.FIFO,
        planned_entry_price=prices.planned_entry_price,
        currency=contract.currency,
        zone=contract.zone,
        calendar=contract.calendar,
    )
    derived_trade = derived(events, terms, facts.rates)
    figures = derived_trade.figures
    trade_id = new_id()
    columns: dict[str, object] = {
        **figures.columns(),
        **days(figures, contract.zone, contract.calendar),
        "id": trade_id,
        "user_id": user_id,
        "account_id": body.account_id,
        "strategy_id": body.strategy_id,
        "setup": body.setup,
        "source": facts.source,
        "trade_type": body.trade_type,
        "instrument": contract.symbol,
        "instrument_kind": contract.kind,
        "exchange": contract.exchange,
        "contract": body.instrument,
        "contract_month": identified.month,
        "expires_on": contract.expiry,
        "price_notation": contract.notation,
        "lot_step": contract.lot_step,
        "may_be_negative": contract.may_be_negative,
        "warnings": fill_warnings(contract, events),
        **_chain(facts.rolled_from),
        "currency": contract.currency,
        "multiplier": contract.multiplier,
        "tick_size": contract.tick_size,
        "zone": contract.zone,
        "calendar": contract.calendar,
        "direction": body.direction,
        "planned_entry_price": prices.planned_entry_price,
        "plan_match": PlanMatch.UNPLANNED.value,
        "conversation_id": body.conversation_id,
        "message_id": body.message_id,
        "pattern_tags": body.pattern_tags or [],
        "event_head": len(events),
        "created_at": now,
        "updated_at": now,
    }
    event_rows: list[dict[str, object]] = [
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
    return _NewTrade(
        id=trade_id,
        account_id=body.account_id,
        is_closed=figures.status == TradeStatus.CLOSED,
        has_fees=body.fees is not None,
        columns=columns,
        events=event_rows,
        realised=_realised(user_id, trade_id, derived_trade.realised),
    )


def _chain(rolled_from: Trade | None) -> dict[str, UUID]:
    """The trade that this one follows, and the first of all."""
    if rolled_from is None:
        return {}
    idea_id = rolled_from.idea_id or rolled_from.id
    return {"rolled_from_id": rolled_from.id, "idea_id": idea_id}


def _realised(user_id: UUID, trade_id: UUID, rows: Sequence[RealisedRow]) -> dict[str, object]:
    """The row of what the exit brought; a trade that is logged has one at most."""
    if not rows:
        return {}
    (row,) = rows
    return {
        "trade_id": trade_id,
        "event_id": row.event_id,
        "user_id": user_id,
        "kind": row.kind,
        "event_time": row.event_time,
        "day": row.day,
        "quantity": row.quantity,
        "gross": row.gross,
        "fees": row.fees,
        "other_fees": {code: plain_decimal(fee) for code, fee in row.other_fees.items()},
        "net": row.net,
    }


@dataclass(frozen=True, slots=True)
class TradePrices:
    """The prices of a trade that is told, as numbers."""

    entry_price: Decimal
    stop_price: Decimal | None
    target_price: Decimal | None
    planned_entry_price: Decimal | None
    exit_price: Decimal | None


def _prices(contract: Instrument, body: LogTrade) -> TradePrices:
    """The prices as numbers, in the notation of the instrument.

    Raises:
        BadTrade
    """
    prices = read_prices(contract, {name: getattr(body, name) for name in PRICES})
    entry_price = prices["entry_price"]
    assert entry_price is not None, "a trade has its entry"
    return TradePrices(
        entry_price=entry_price,
        stop_price=prices["stop_price"],
        target_price=prices["target_price"],
        planned_entry_price=prices["planned_entry_price"],
        exit_price=prices["exit_price"],
    )


def _events(
    body: LogTrade,
    prices: TradePrices,
    contract: Instrument,
    facts: _Facts,
) -> list[NewEvent]:
    """What must have happened to the trade as it was told."""
    start = body.entry_time
    now = facts.now
    entry_fees = Fees.given(body.fees, body.fee_currency, contract.currency)
    exit_fees = Fees()
    if body.fees is None and facts.fee_schedule is not None:
        charged = partial(scheduled, facts.fee_schedule, body.position_size, contract.currency)
        entry_fees = charged(is_first=True)
        exit_fees = charged(is_first=False)
    entry = fill(
        EventKind.FILLED,
        body.direction,
        quantity=body.position_size,
        price=prices.entry_price,
        fees=entry_fees,
        time=start,
        now=now,
    )
    new_events = [entry]
    if prices.stop_price is not None:
        new_events.append(_known_level(EventKind.STOP_SET, prices.stop_price, start, now))
    if prices.target_price is not None:
        new_events.append(_known_level(EventKind.TARGET_SET, prices.target_price, start, now))
    if body.emotional_state is not None:
        new_events.append(NewEvent(EventKind.FELT, start, now, {"state": body.emotional_state}))
    if body.notes is not None:
        new_events.append(NewEvent(EventKind.NOTED, start, now, {"text": body.notes}))
    if prices.exit_price is not None and body.exit_time is not None:
        ending = fill(
            EventKind.EXITED,
            body.direction,
            quantity=body.position_size,
            price=prices.exit_price,
            fees=exit_fees,
            time=body.exit_time,
            now=now,
        )
        new_events.append(ending)
    return new_events


def _known_level(
    kind: EventKind,
    price: Decimal,
    start: datetime,
    now: datetime,
) -> NewEvent:
    """A stop or target that was there from the start."""
    return NewEvent(kind, start, now, {"price": plain_decimal(price), "told_with_trade": True})


def list_trades(session: Session, user_id: UUID, query: TradeFilter) -> Page[Rendered]:
    """A page of trades in the order that is asked for."""
    page = queries.page(session, user_id, query, symbols_of(query))
    return Page([Rendered(row) for row in page.items], page.next_cursor)


def symbols_of(query: TradeFilter) -> list[str]:
    """What a trader's word can mean: an own instrument of that name, and the contract that it is known as."""
    if query.instrument is None:
        return []
    symbols = {custom_instruments.symbol_of(query.instrument)}
    contract = instruments.resolve(query.instrument)
    if contract is not None:
        symbols.add(contract.symbol)
    return sorted(symbols)


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


def _refuse_inconsistent(
    body: LogTrade,
    prices: TradePrices,
    contract: Instrument,
    now: datetime,
) -> None:
    problems = size_problems(
        prices.entry_price, body.position_size, contract.multiplier, "position_size"
    )
    if prices.exit_price is None and body.exit_time is not None:
        problems.append(_half_an_exit("exit_price"))
    if prices.exit_price is not None and body.exit_time is None:
        problems.append(_half_an_exit("exit_time"))
    if prices.exit_price is not None:
        problems += size_problems(
            prices.exit_price, body.position_size, contract.multiplier, "exit_price"
        )
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
    if prices.target_price is not None and not _is_beyond_entry(body, prices):
        problems.append(
            FieldProblem(
                "target_price",
                "The target must be beyond the entry, in the direction.",
                "trade.target_side",
            )
        )
    if problems:
        raise BadTrade(errors=problems)


def _half_an_exit(missing: str) -> FieldProblem:
    return FieldProblem(missing, "An exit needs its price and its time.", "trade.half_an_exit")


def _is_beyond_entry(body: LogTrade, prices: TradePrices) -> bool:
    assert prices.target_price is not None, "a target was given"
    if body.direction == TradeDirection.LONG:
        return prices.target_price > prices.entry_price
    return prices.target_price < prices.entry_price
