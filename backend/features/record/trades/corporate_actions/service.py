"""What happens to a contract while it is held: splits, dividends, financing, a new name, an expiry, a roll.

Each is an event. Nothing that was recorded is edited: `standing_events` reads it in the light of what came later.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import gcd
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.sql_json import Rendered
from backend.core.types import plain_decimal
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument, InstrumentKind
from backend.features.market.instruments.price_text import price_of
from backend.features.record.trades import queries
from backend.features.record.trades import service as trades
from backend.features.record.trades.corporate_actions.errors import (
    CannotExpire,
    NothingHeld,
    RollsElsewhere,
)
from backend.features.record.trades.corporate_actions.schemas import (
    ChargeFinancing,
    ExpireTrade,
    ReceiveDividend,
    RenameInstrument,
    RollTrade,
    SplitUnits,
)
from backend.features.record.trades.errors import BadTrade, TradeAlreadyClosed
from backend.features.record.trades.models import (
    EventKind,
    EventPayload,
    Expiry,
    RealisedResult,
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
from backend.features.record.trades.projection.fees import Fees, scheduled
from backend.features.record.trades.projection.kept_contract import kept_contract
from backend.features.record.trades.projection.prices import read_price
from backend.features.record.trades.projection.realised import units_held
from backend.features.record.trades.projection.standing_events import entry_times, standing_events
from backend.features.record.trades.schemas import LogTrade
from backend.features.record.trades.trade_history import TradeHistory, opened

EXPIRING = (InstrumentKind.OPTION, InstrumentKind.FUTURE, InstrumentKind.SPREAD)
INTO_SHARES = (Expiry.ASSIGNED, Expiry.EXERCISED)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FollowedTrade:
    """The trade that ended, and the one that came of it, if any: shares of an option, the next month of a future."""

    trade: Trade
    opened: Rendered | None


def split(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: SplitUnits,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """New units for old ones. What was recorded before is read in the new units from now on.

    Raises:
        TradeNotFound, HistoryFull
        NothingHeld: before the first entry, or after the last exit.
        BadTrade: in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    time = _known_time(history, body.event_time)
    _refuse_nothing_held(history, time)
    common = gcd(body.numerator, body.denominator)
    payload: EventPayload = {
        "numerator": body.numerator // common,
        "denominator": body.denominator // common,
    }
    return history.record(NewEvent(EventKind.SPLIT, time, now, payload))


def receive_dividend(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: ReceiveDividend,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Money for each unit held before a moment: earned by a long position, paid by a short one.

    Raises:
        TradeNotFound, HistoryFull, NothingHeld
        BadTrade: in the future, or more than a trade can bring.
    """
    history = opened(session, user_id, trade_id, news, now)
    time = _known_time(history, body.event_time)
    _refuse_nothing_held(history, time)
    trade = history.trade
    problems = size_problems(body.amount_per_unit, trade.max_size, Decimal(1), "amount_per_unit")
    if problems:
        raise BadTrade(errors=problems)
    payload: EventPayload = {
        "amount_per_unit": plain_decimal(body.amount_per_unit),
        "currency": body.currency or trade.currency,
    }
    return history.record(NewEvent(EventKind.DIVIDEND, time, now, payload))


def charge_financing(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: ChargeFinancing,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """What it cost to hold the position, or brought: swap, funding, interest; also after it was closed.

    Raises:
        TradeNotFound, HistoryFull
        BadTrade: before the first entry, in the future, or more than a trade can cost.
    """
    history = opened(session, user_id, trade_id, news, now)
    time = _known_time(history, body.event_time)
    problems = size_problems(body.amount, Decimal(1), Decimal(1), "amount")
    if time < min(entry_times(history.events)):
        message = "This is before the first entry."
        problems.append(FieldProblem("event_time", message, "trade.before_entry"))
    if problems:
        raise BadTrade(errors=problems)
    payload: EventPayload = {
        "amount": plain_decimal(body.amount),
        "currency": body.currency or history.trade.currency,
    }
    return history.record(NewEvent(EventKind.FINANCING, time, now, payload))


def rename(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: RenameInstrument,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """The instrument trades under another symbol from now on; the terms of the trade stay.

    Raises:
        TradeNotFound, HistoryFull
        UnknownInstrument: nothing is known under the new symbol.
        BadTrade: it is another kind of thing, in another currency, or in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    trade = history.trade
    time = _known_time(history, body.event_time)
    contract = custom_instruments.contract_for(session, user_id, body.symbol)
    if contract.kind != trade.instrument_kind or contract.currency != trade.currency:
        message = f"{contract.symbol} is not the same kind of thing as {trade.instrument}."
        raise BadTrade(errors=[FieldProblem("symbol", message, "trade.renamed_to_another_kind")])
    payload: EventPayload = {"before": trade.instrument, "after": contract.symbol}
    trade.instrument = contract.symbol
    trade.contract = body.symbol
    trade.exchange = contract.exchange
    return history.record(NewEvent(EventKind.RENAMED, time, now, payload))


def expire(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: ExpireTrade,
    *,
    news: News,
    now: datetime,
) -> FollowedTrade:
    """End a trade with its contract. Shares that come of an option are a trade of their own at the strike.

    Raises:
        TradeNotFound, TradeAlreadyClosed, HistoryFull
        CannotExpire: it is no option and no future, or a future was said to be exercised.
        BadTrade, BadPrice: before an entry, in the future, or without its settlement price.
    """
    history = opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    trade = history.trade
    contract = kept_contract(trade)
    if contract.kind not in EXPIRING:
        raise CannotExpire
    if body.outcome in INTO_SHARES and contract.option is None:
        raise CannotExpire
    time = _known_time(history, body.event_time)
    price = _price_at_the_end(history, body, contract)
    _refuse_before_entries(history, time)
    held = trade.open_size
    ending = _exit(
        history, EventKind.EXPIRED, price, _fees(history, body.fees, body.fee_currency), time
    )
    ending.payload["outcome"] = body.outcome
    shares_id = None
    shares = None
    if body.outcome in INTO_SHARES:
        shares_id, shares = _shares_of(history, contract, held, time)
        ending.payload["opened"] = str(shares_id)
    history.record(ending)
    return FollowedTrade(trade, shares)


def roll(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    body: RollTrade,
    *,
    news: News,
    now: datetime,
) -> FollowedTrade:
    """From one month of a future to another: two trades of one idea.

    Raises:
        TradeNotFound, TradeAlreadyClosed, HistoryFull, UnknownInstrument
        RollsElsewhere: another product, or the same month.
        BadTrade: before an entry, or in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    trade = history.trade
    target = custom_instruments.identify_for(session, user_id, body.instrument, today=now.date())
    same_root = target.instrument.symbol == trade.instrument
    if not same_root or target.month is None or target.month == trade.contract_month:
        raise RollsElsewhere
    time = _known_time(history, body.event_time)
    contract = kept_contract(trade)
    price = read_price(contract, "exit_price", body.exit_price)
    problems = size_problems(price, trade.open_size, trade.multiplier, "exit_price")
    if problems:
        raise BadTrade(errors=problems)
    _refuse_before_entries(history, time)
    next_month = LogTrade(
        instrument=body.instrument,
        direction=TradeDirection(trade.direction),
        entry_price=body.entry_price,
        position_size=trade.open_size,
        entry_time=time,
        stop_price=body.stop_price,
        target_price=body.target_price,
        fees=body.entry_fees,
        fee_currency=body.fee_currency,
        trade_type=TradeType(trade.trade_type),
        account_id=trade.account_id,
        strategy_id=trade.strategy_id,
        setup=trade.setup,
    )
    ending = _exit(
        history,
        EventKind.ROLLED,
        price,
        _fees(history, body.fees, body.fee_currency),
        time,
    )
    next_id, shown = trades.log_trade(
        session,
        user_id,
        next_month,
        news=news,
        now=now,
        source="roll",
        rolled_from=trade,
    )
    ending.payload["opened"] = str(next_id)
    if trade.idea_id is None:
        trade.idea_id = trade.id
    history.record(ending)
    return FollowedTrade(trade, shown)


def list_results(session: Session, user_id: UUID, trade_id: UUID) -> list[RealisedResult]:
    """What a trade brought and cost, in time.

    Raises:
        TradeNotFound
    """
    queries.trade(session, user_id, trade_id)
    return queries.results(session, user_id, trade_id)


def _shares_of(
    history: TradeHistory,
    contract: Instrument,
    held: Decimal,
    time: datetime,
) -> tuple[UUID, Rendered]:
    """The shares that an option became: bought by the holder of a call and the writer of a put, sold otherwise."""
    option = contract.option
    assert option is not None, "only options become shares"
    trade = history.trade
    is_long = trade.direction == TradeDirection.LONG
    buys = is_long == (option.right == "call")
    body = LogTrade(
        instrument=option.underlying,
        direction=TradeDirection.LONG if buys else TradeDirection.SHORT,
        entry_price=plain_decimal(option.strike),
        position_size=held * contract.multiplier,
        entry_time=time,
        fees=ZERO,
        trade_type=TradeType(trade.trade_type),
        account_id=trade.account_id,
    )
    return trades.log_trade(
        history.session,
        trade.user_id,
        body,
        news=history.news,
        now=history.now,
        source="option",
    )


def _price_at_the_end(history: TradeHistory, body: ExpireTrade, contract: Instrument) -> Decimal:
    if body.outcome != Expiry.CASH_SETTLED:
        return ZERO
    if body.settlement_price is None:
        message = "Give the price at which it was settled."
        raise BadTrade(errors=[FieldProblem("settlement_price", message, "trade.no_settlement")])
    price = price_of(contract, body.settlement_price, field="settlement_price", at_expiry=True)
    trade = history.trade
    problems = size_problems(price, trade.open_size, trade.multiplier, "settlement_price")
    if problems:
        raise BadTrade(errors=problems)
    return price


def _exit(
    history: TradeHistory,
    kind: EventKind,
    price: Decimal,
    fees: Fees,
    time: datetime,
) -> NewEvent:
    """An exit of all that is held, by another name."""
    trade = history.trade
    ending = fill(
        EventKind.EXITED,
        trade.direction,
        quantity=trade.open_size,
        price=price,
        fees=fees,
        time=time,
        now=history.now,
    )
    ending.kind = kind
    return ending


def _fees(history: TradeHistory, amount: Decimal | None, code: str | None) -> Fees:
    """As they were given; by the schedule of the account for a roll, where they were not."""
    trade = history.trade
    if amount is not None or history.fee_schedule is None:
        return Fees.given(amount, code, trade.currency)
    return scheduled(history.fee_schedule, trade.open_size, trade.currency, is_first=False)


def _known_time(history: TradeHistory, time: datetime | None) -> datetime:
    """When it happened; now, where nothing is said.

    Raises:
        BadTrade: in the future.
    """
    if time is None:
        return history.now
    problems = time_problems(time, history.now, "event_time")
    if problems:
        raise BadTrade(errors=problems)
    return time


def _refuse_nothing_held(history: TradeHistory, time: datetime) -> None:
    if units_held(standing_events(history.events), time) == ZERO:
        raise NothingHeld


def _refuse_before_entries(history: TradeHistory, time: datetime) -> None:
    if time < max(entry_times(history.events)):
        message = "This is before the last entry."
        raise BadTrade(errors=[FieldProblem("event_time", message, "trade.exit_before_entry")])
