"""Which clock a trader's days are told by: that of the instrument, of the market that they usually trade, or their own.

Whoever asks which day it is asks here for the clock, and `trading_day` for the day: so that a fill, the calendar, a
check-in, the limits and what the coach says are of one day.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from backend.features.accounts.auth import service as auth
from backend.features.market.calendars.trading_day import TradingClock, clock_of
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.errors import UnknownInstrument
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.trades import queries
from backend.features.record.trades.models import Trade, TradeType
from backend.features.record.trades.projection.kept_contract import kept_contract

LATELY = 60  # trades that say what is usual


def clock_for(
    session: Session,
    user_id: UUID,
    instrument: Instrument | None = None,
    *,
    at: datetime | None = None,
) -> TradingClock:
    """The clock of an instrument; without one that of the trader's usual market, or of their own zone.

    Limits go by the trader's own turn of the day where the rulebook has one: `rulebook.versions` says so.

    Args:
        session: of the user.
        user_id: whose.
        instrument: what it is about, where it is about one.
        at: only what was entered by then says what is usual.
    """
    if instrument is not None:
        return clock_of(instrument, instrument.zone)
    usual = usual_clock(session, user_id, at=at)
    if usual is not None:
        return usual
    return clock_of(None, auth.trader(session, user_id).timezone)


def usual_clock(
    session: Session,
    user_id: UUID,
    *,
    at: datetime | None = None,
) -> TradingClock | None:
    """The clock of the market that is usually traded, as its latest trade has it; null without a real trade."""
    lately = _lately(user_id, at)
    latest_first = lately.c.entry_time.desc()
    zones = func.array_agg(aggregate_order_by(lately.c.zone, latest_first))
    calendars = func.array_agg(aggregate_order_by(lately.c.calendar, latest_first))
    statement = select(zones[1], calendars[1]).group_by(lately.c.instrument)
    by_count = statement.order_by(func.count().desc(), lately.c.instrument).limit(1)
    row = session.execute(by_count).one_or_none()
    if row is None:
        return None
    zone, calendar = row
    return TradingClock(zone, calendar)


def main_instrument(session: Session, user_id: UUID) -> str | None:
    """What most of the last real trades were in; null without any."""
    lately = _lately(user_id, None)
    statement = select(lately.c.instrument).group_by(lately.c.instrument)
    by_count = statement.order_by(func.count().desc(), lately.c.instrument)
    return session.scalars(by_count.limit(1)).one_or_none()


def usual_market(session: Session, user_id: UUID) -> Instrument | None:
    """The contract of what is usually traded, as it is now or was when it was traded last; null without a trade."""
    symbol = main_instrument(session, user_id)
    if symbol is None:
        return None
    try:
        return custom_instruments.contract_for(session, user_id, symbol)
    except UnknownInstrument:
        in_it = queries.trades_of(user_id).where(Trade.instrument == symbol)
        latest = in_it.order_by(Trade.entry_time.desc()).limit(1)
        return kept_contract(session.scalars(latest).one())


def _lately(user_id: UUID, at: datetime | None) -> Subquery:
    statement = select(Trade.instrument, Trade.zone, Trade.calendar, Trade.entry_time).where(
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
    )
    if at is not None:
        statement = statement.where(Trade.entry_time <= at)
    return statement.order_by(Trade.entry_time.desc()).limit(LATELY).subquery()
