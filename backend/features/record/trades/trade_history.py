"""One trade with all that happened to it, held while something is added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.types import plain_decimal
from backend.features.market.calendars.market_calendar import session_day
from backend.features.record.trades import conversion, queries, record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.accounts.schemas import FeeSchedule
from backend.features.record.trades.errors import HistoryFull, TradeEventNotFound
from backend.features.record.trades.events import TradeChanged, TradeClosed
from backend.features.record.trades.models import (
    EventKind,
    RealisedResult,
    Trade,
    TradeEvent,
    TradeStatus,
)
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.event_builder import NewEvent, days, derived
from backend.features.record.trades.projection.fees import Fees, schedule_of, scheduled
from backend.features.record.trades.projection.fill_warnings import fill_warnings
from backend.features.record.trades.projection.kept_contract import kept_contract
from backend.features.record.trades.projection.realised import (
    NO_RATES,
    Rates,
    RealisedRow,
    foreign_currencies,
)
from backend.features.record.trades.projection.standing_events import (
    recorded_events,
    standing_events,
    symbol_of,
)

MOST_EVENTS = 1000
RESERVE = 100  # for what ends a trade or sets it right, so that a full history is no trap
ENDING = (
    EventKind.DELETED,
    EventKind.RESTORED,
    EventKind.EXITED,
    EventKind.EXPIRED,
    EventKind.ROLLED,
    EventKind.VOIDED,
    EventKind.CORRECTED,
)
CONVERTED = ("account_currency", "pnl_account", "pnl_account_reason", "outcome")
REALISING = (EventKind.EXITED, EventKind.DIVIDEND, EventKind.FINANCING)


@dataclass(slots=True)
class LockedTrade:
    """One trade with its history, locked until the transaction ends."""

    session: Session
    trade: Trade
    events: list[TradeEvent]
    terms: ContractTerms
    fee_schedule: FeeSchedule | None
    news: News
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether the position is still held."""
        return self.trade.status == TradeStatus.OPEN

    def event(self, event_id: UUID) -> TradeEvent:
        """One of its events.

        Raises:
            TradeEventNotFound
        """
        for event in self.events:
            if event.id == event_id:
                return event
        raise TradeEventNotFound

    def fees(self, amount: Decimal | None, code: str | None, quantity: Decimal) -> Fees:
        """As they were given; else what the account charges for an execution."""
        currency = self.trade.currency
        if amount is not None or self.fee_schedule is None:
            return Fees.given(amount, code, currency)
        return scheduled(self.fee_schedule, quantity, currency, is_first=False)

    def record(self, *new_events: NewEvent) -> Trade:
        """Add events and derive the trade anew; nothing is kept when they do not fit.

        Raises:
            HistoryFull
            BadTrade: the events do not make one position.
        """
        reserve = 0
        if all(event.kind in ENDING for event in new_events):
            reserve = RESERVE
        if len(self.events) + len(new_events) > MOST_EVENTS + reserve:
            raise HistoryFull
        was_open = self.is_open
        added = self._rows(new_events)
        self.events += added
        self.derive()
        trade = self.trade
        trade.event_head += len(added)
        trade.version += 1
        trade.updated_at = self.now
        self.session.add_all(added)
        conversion.convert_trade(self.session, trade.user_id, trade.id)
        self.session.refresh(trade, CONVERTED)
        record_version.bump(self.session, trade.user_id)
        kind = TradeClosed if was_open and not self.is_open else TradeChanged
        news = kind(trade.user_id, trade.id, trade.trade_plan_id, self.now)
        self.news.publish(self.session, news)
        return trade

    def _rows(self, new_events: tuple[NewEvent, ...]) -> list[TradeEvent]:
        """The events, numbered after those that are there."""
        trade = self.trade
        return [
            TradeEvent(
                id=event.id,
                user_id=trade.user_id,
                trade_id=trade.id,
                seq=seq,
                kind=event.kind,
                event_time=event.event_time,
                recorded_time=event.recorded_time,
                payload=event.payload,
            )
            for seq, event in enumerate(new_events, trade.event_head + 1)
        ]

    def derive(self) -> None:
        """Draw the trade's columns and its rows of realised money from its events.

        Raises:
            BadTrade: the events do not make one position.
        """
        trade = self.trade
        derived_trade = derived(self.events, self.terms, self._rates())
        figures = derived_trade.figures
        columns = figures.columns() | days(figures, trade.zone, trade.calendar)
        symbol = symbol_of(self.events, trade.instrument)
        if symbol != trade.instrument:
            columns |= {"instrument": symbol, "contract": symbol}
        columns["warnings"] = fill_warnings(
            kept_contract(trade),
            recorded_events(self.events),
            figures.risk_reason,
        )
        for name, value in columns.items():
            setattr(trade, name, value)
        self.session.flush()
        self.session.execute(
            delete(RealisedResult).where(
                RealisedResult.user_id == trade.user_id,
                RealisedResult.trade_id == trade.id,
            )
        )
        self.session.add_all(_result(trade, row) for row in derived_trade.realised)

    def _rates(self) -> Rates:
        """Of the other currencies in which something was charged, on every day on which it may be realised."""
        standing = standing_events(self.events)
        codes = foreign_currencies(standing, self.terms.currency)
        if not codes:
            return NO_RATES
        moments = {event.event_time for event in standing if event.kind in REALISING}
        session_days = {
            session_day(moment, self.terms.zone, self.terms.calendar) for moment in moments
        }
        trade = self.trade
        return conversion.rates_to(
            self.session, trade.user_id, self.terms.currency, codes, session_days
        )


def _result(trade: Trade, row: RealisedRow) -> RealisedResult:
    return RealisedResult(
        trade_id=trade.id,
        event_id=row.event_id,
        user_id=trade.user_id,
        kind=row.kind,
        event_time=row.event_time,
        day=row.day,
        quantity=row.quantity,
        gross=row.gross,
        fees=row.fees,
        other_fees={code: plain_decimal(fee) for code, fee in row.other_fees.items()},
        net=row.net,
        account_currency=trade.account_currency,
    )


def opened(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    news: News,
    now: datetime,
) -> LockedTrade:
    """Take a trade and its history, and hold it until the transaction ends.

    Raises:
        TradeNotFound
    """
    trade = queries.trade(session, user_id, trade_id, lock=True)
    account = accounts.account(session, user_id, trade.account_id)
    events = queries.events(session, user_id, trade_id)
    return LockedTrade(
        session=session,
        trade=trade,
        events=events,
        terms=terms_of(trade, account),
        fee_schedule=schedule_of(account),
        news=news,
        now=now,
    )


def terms_of(trade: Trade, account: Account) -> ContractTerms:
    """What the trade's figures are drawn with."""
    return ContractTerms(
        direction=trade.direction,
        multiplier=trade.multiplier,
        matching=account.matching,
        planned_entry_price=trade.planned_entry_price,
        currency=trade.currency,
        zone=trade.zone,
        calendar=trade.calendar,
    )


def derive_again(
    session: Session,
    user_id: UUID,
    trade_ids: Iterable[UUID],
    *,
    news: News,
    now: datetime,
) -> None:
    """Draw trades anew from what happened to them, where something beside them has changed."""
    for trade_id in trade_ids:
        history = opened(session, user_id, trade_id, news, now)
        history.derive()
        conversion.convert_trade(session, user_id, trade_id)
        session.refresh(history.trade)
