"""How a contract ends while it is held: it expires, becomes shares, or is rolled into another month."""

from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock_time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.sql_json import Rendered
from backend.core.types import plain_decimal
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument, InstrumentKind
from backend.features.market.instruments.price_text import price_of
from backend.features.record.trades import service as trades
from backend.features.record.trades.corporate_actions.errors import CannotExpire, RollsElsewhere
from backend.features.record.trades.corporate_actions.event_moment import known_time
from backend.features.record.trades.corporate_actions.schemas import ExpireTrade, RollTrade
from backend.features.record.trades.errors import BadTrade, TradeAlreadyClosed
from backend.features.record.trades.models import (
    EventKind,
    Expiry,
    Trade,
    TradeDirection,
    TradeType,
)
from backend.features.record.trades.projection.event_builder import NewEvent, fill, size_problems
from backend.features.record.trades.projection.fees import Fees
from backend.features.record.trades.projection.kept_contract import kept_contract
from backend.features.record.trades.projection.prices import read_price
from backend.features.record.trades.projection.standing_events import (
    entry_times,
    splits_of,
    standing_events,
)
from backend.features.record.trades.schemas import LogTrade, TradeSource
from backend.features.record.trades.trade_history import LockedTrade, opened
from backend.quant.corporate_actions import restated_price, units_later
from backend.quant.positions import PRICE_PLACES

EXPIRING = (InstrumentKind.OPTION, InstrumentKind.FUTURE, InstrumentKind.SPREAD)
INTO_SHARES = (Expiry.ASSIGNED, Expiry.EXERCISED)
OF_SIDE = {TradeDirection.LONG: Expiry.EXERCISED, TradeDirection.SHORT: Expiry.ASSIGNED}
CLOSE = clock_time(16)  # of stocks and of what is written on them
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FollowedTrade:
    """The trade that ended, and the one that came of it, if any: shares of an option, the next month of a future."""

    trade: Trade
    opened: Rendered | None


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
        CannotExpire: it is no option and no future, or a future was said to be exercised or worthless.
        BadTrade, BadPrice: before an entry, in the future, or without its settlement price.
    """
    history = opened(session, user_id, trade_id, news, now)
    if not history.is_open:
        raise TradeAlreadyClosed
    trade = history.trade
    contract = kept_contract(trade)
    _refuse_other_ends(contract, trade.direction, body.outcome)
    time = known_time(history, body.event_time or _end_of_contract(history))
    price = _price_at_the_end(history, body, contract)
    _refuse_before_entries(history, time)
    held = trade.open_size
    ending = _exit(
        history,
        EventKind.EXPIRED,
        price,
        Fees.given(body.fees, body.fee_currency, trade.currency),
        time,
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
    time = known_time(history, body.event_time)
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
        history.fees(body.fees, body.fee_currency, trade.open_size),
        time,
    )
    next_id, shown = trades.log_trade(
        session,
        user_id,
        next_month,
        news=news,
        now=now,
        source=TradeSource.ROLL,
        rolled_from=trade,
    )
    ending.payload["opened"] = str(next_id)
    if trade.idea_id is None:
        trade.idea_id = trade.id
    history.record(ending)
    return FollowedTrade(trade, shown)


def _end_of_contract(history: LockedTrade) -> datetime | None:
    """The close of the day on which the contract ended, where that is known and over, and follows all entries."""
    trade = history.trade
    if trade.expires_on is None:
        return None
    end = datetime.combine(trade.expires_on, CLOSE, ZoneInfo(trade.zone)).astimezone(UTC)
    if max(entry_times(history.events)) <= end <= history.now:
        return end
    return None


def _refuse_other_ends(contract: Instrument, direction: str, outcome: Expiry) -> None:
    if contract.kind not in EXPIRING:
        raise CannotExpire
    if outcome in INTO_SHARES and contract.option is None:
        raise CannotExpire
    if outcome == Expiry.WORTHLESS and contract.kind is InstrumentKind.FUTURE:
        raise CannotExpire
    if outcome in INTO_SHARES and outcome != OF_SIDE[TradeDirection(direction)]:
        raise CannotExpire


def _shares_of(
    history: LockedTrade,
    contract: Instrument,
    held: Decimal,
    time: datetime,
) -> tuple[UUID, Rendered]:
    """The shares that an option became: bought by the holder of a call and the writer of a put, sold otherwise.

    After a split there are more options, each at its part of the strike.
    """
    option = contract.option
    assert option is not None, "only options become shares"
    trade = history.trade
    standing = standing_events(history.events)
    ratio = units_later(trade.entry_time, splits_of(standing))
    strike = restated_price(option.strike, ratio).quantize(PRICE_PLACES)
    is_long = trade.direction == TradeDirection.LONG
    buys = is_long == (option.right == "call")
    body = LogTrade(
        instrument=option.underlying,
        direction=TradeDirection.LONG if buys else TradeDirection.SHORT,
        entry_price=plain_decimal(strike),
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
        source=TradeSource.OPTION,
    )


def _price_at_the_end(history: LockedTrade, body: ExpireTrade, contract: Instrument) -> Decimal:
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
    history: LockedTrade,
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


def _refuse_before_entries(history: LockedTrade, time: datetime) -> None:
    if time < max(entry_times(history.events)):
        message = "This is before the last entry."
        raise BadTrade(errors=[FieldProblem("event_time", message, "trade.exit_before_entry")])
