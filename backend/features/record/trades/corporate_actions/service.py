"""What happens to a contract while it is held: splits, dividends, financing, a new name; its end is in `contract_ends`.

Each is an event. Nothing that was recorded is edited: `standing_events` reads it in the light of what came later.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from math import gcd
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem
from backend.core.events import News
from backend.core.types import plain_decimal
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import InstrumentKind
from backend.features.record.trades import queries
from backend.features.record.trades.corporate_actions.errors import (
    NothingHeld,
    NotOfThisKind,
)
from backend.features.record.trades.corporate_actions.event_moment import known_time
from backend.features.record.trades.corporate_actions.schemas import (
    ChargeFinancing,
    ReceiveDividend,
    RenameInstrument,
    SplitUnits,
)
from backend.features.record.trades.errors import BadTrade
from backend.features.record.trades.models import (
    EventKind,
    RealisedResult,
    Trade,
)
from backend.features.record.trades.projection.event_builder import (
    NewEvent,
    size_problems,
)
from backend.features.record.trades.projection.event_payload import EventPayload
from backend.features.record.trades.projection.realised import units_held
from backend.features.record.trades.projection.standing_events import entry_times, standing_events
from backend.features.record.trades.trade_history import LockedTrade, opened

ZERO = Decimal(0)


PAYING = (InstrumentKind.STOCK, InstrumentKind.CFD, InstrumentKind.INDEX)
RENAMED = (*PAYING, InstrumentKind.CRYPTO)
SPLITTING = (
    *PAYING,
    InstrumentKind.OPTION,
    InstrumentKind.CRYPTO,
)  # coins are renamed in new units


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
        NotOfThisKind: what is traded does not split.
        NothingHeld: before the first entry, or after the last exit.
        BadTrade: in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    _refuse_other_kinds(history, SPLITTING)
    time = known_time(history, body.event_time)
    _refuse_nothing_held(history, time)
    common = gcd(body.numerator, body.denominator)
    payload: EventPayload = {
        "numerator": body.numerator // common,
        "denominator": body.denominator // common,
    }
    was_open = history.is_open
    trade = history.record(NewEvent(EventKind.SPLIT, time, now, payload))
    if history.is_open and not was_open:
        message = "With this split before them, the exits would not close what was entered."
        raise BadTrade(errors=[FieldProblem("event_time", message, "trade.fills_do_not_fit")])
    return trade


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
        NotOfThisKind: what is traded pays no dividend.
        BadTrade: in the future, or more than a trade can bring.
    """
    history = opened(session, user_id, trade_id, news, now)
    _refuse_other_kinds(history, PAYING)
    time = known_time(history, body.event_time)
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
    time = known_time(history, body.event_time)
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
        NotOfThisKind: a future, pair or option has the symbol of its terms.
        BadTrade: it is another kind of thing, in another currency, or in the future.
    """
    history = opened(session, user_id, trade_id, news, now)
    _refuse_other_kinds(history, RENAMED)
    trade = history.trade
    time = known_time(history, body.event_time)
    if time < min(entry_times(history.events)):
        message = "This is before the first entry."
        raise BadTrade(errors=[FieldProblem("event_time", message, "trade.before_entry")])
    contract = custom_instruments.contract_for(session, user_id, body.symbol)
    if contract.kind != trade.instrument_kind or contract.currency != trade.currency:
        message = f"{contract.symbol} is not the same kind of thing as {trade.instrument}."
        raise BadTrade(errors=[FieldProblem("symbol", message, "trade.renamed_to_another_kind")])
    payload: EventPayload = {"before": trade.instrument, "after": contract.symbol}
    return history.record(NewEvent(EventKind.RENAMED, time, now, payload))


def list_results(session: Session, user_id: UUID, trade_id: UUID) -> list[RealisedResult]:
    """What a trade brought and cost, in time.

    Raises:
        TradeNotFound
    """
    queries.trade(session, user_id, trade_id)
    return queries.results(session, user_id, trade_id)


def _refuse_nothing_held(history: LockedTrade, time: datetime) -> None:
    if units_held(standing_events(history.events), time) == ZERO:
        raise NothingHeld


def _refuse_other_kinds(history: LockedTrade, kinds: Collection[str]) -> None:
    if history.trade.instrument_kind not in kinds:
        raise NotOfThisKind
