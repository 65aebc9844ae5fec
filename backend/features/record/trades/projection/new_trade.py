"""A trade that was told, put together for its tables: its events, its columns, and what its exit brought. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from backend.core.errors import FieldProblem
from backend.core.ids import new_id
from backend.core.types import plain_decimal
from backend.features.market.instruments.instruments import Identified, Instrument
from backend.features.record.trades.accounts.schemas import FeeSchedule
from backend.features.record.trades.errors import BadTrade
from backend.features.record.trades.models import (
    EventKind,
    PlanMatch,
    Trade,
    TradeDirection,
    TradeStatus,
)
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.event_builder import (
    NewEvent,
    days,
    derived,
    fill,
    size_problems,
    time_problems,
)
from backend.features.record.trades.projection.fees import Fees, scheduled
from backend.features.record.trades.projection.fill_warnings import fill_warnings
from backend.features.record.trades.projection.prices import read_prices
from backend.features.record.trades.projection.realised import Rates, RealisedRow
from backend.features.record.trades.schemas import LogTrade
from backend.quant.positions import Matching

PRICES = ("entry_price", "stop_price", "target_price", "planned_entry_price", "exit_price")


@dataclass(frozen=True, slots=True)
class NewTrade:
    """A trade that is about to be stored, and its events, by the names of their columns."""

    id: UUID
    account_id: UUID | None
    is_closed: bool
    has_fees: bool
    columns: dict[str, object]
    events: list[dict[str, object]]
    realised: dict[str, object]


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """What is known of a new trade beside what the trader says of it."""

    source: str
    now: datetime
    rolled_from: Trade | None = None
    fee_schedule: FeeSchedule | None = None
    rates: Rates = field(default_factory=dict)


def new_trade(
    user_id: UUID,
    body: LogTrade,
    identified: Identified,
    facts: TradeFacts,
) -> NewTrade:
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
        "warnings": fill_warnings(contract, events, figures.risk_reason),
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
        "version": 1,
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
    return NewTrade(
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
class _TradePrices:
    """The prices of a trade that is told, as numbers."""

    entry_price: Decimal
    stop_price: Decimal | None
    target_price: Decimal | None
    planned_entry_price: Decimal | None
    exit_price: Decimal | None


def _prices(contract: Instrument, body: LogTrade) -> _TradePrices:
    """The prices as numbers, in the notation of the instrument.

    Raises:
        BadTrade
    """
    prices = read_prices(contract, {name: getattr(body, name) for name in PRICES})
    entry_price = prices["entry_price"]
    assert entry_price is not None, "a trade has its entry"
    return _TradePrices(
        entry_price=entry_price,
        stop_price=prices["stop_price"],
        target_price=prices["target_price"],
        planned_entry_price=prices["planned_entry_price"],
        exit_price=prices["exit_price"],
    )


def _events(
    body: LogTrade,
    prices: _TradePrices,
    contract: Instrument,
    facts: TradeFacts,
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


def _refuse_inconsistent(
    body: LogTrade,
    prices: _TradePrices,
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


def _is_beyond_entry(body: LogTrade, prices: _TradePrices) -> bool:
    assert prices.target_price is not None, "a target was given"
    if body.direction == TradeDirection.LONG:
        return prices.target_price > prices.entry_price
    return prices.target_price < prices.entry_price
