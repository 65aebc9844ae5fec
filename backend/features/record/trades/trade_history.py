"""One trade with all that happened to it, held while something is added."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.events import News
from backend.features.record.trades import conversion, queries, record_version
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import HistoryFull
from backend.features.record.trades.event_builder import NewEvent, days, derived
from backend.features.record.trades.events import TradeChanged, TradeClosed
from backend.features.record.trades.models import Trade, TradeEvent, TradeStatus
from backend.features.record.trades.projection import ContractTerms

MOST_EVENTS = 1000
CONVERTED = ("account_currency", "pnl_account", "pnl_account_reason")


@dataclass(slots=True)
class TradeHistory:
    """One trade with its history, locked until the transaction ends."""

    session: Session
    trade: Trade
    events: list[TradeEvent]
    terms: ContractTerms
    news: News
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether the position is still held."""
        return self.trade.status == TradeStatus.OPEN

    def record(self, *new_events: NewEvent) -> Trade:
        """Add events and derive the trade anew; nothing is kept when they do not fit.

        Raises:
            HistoryFull
            BadTrade: the events do not make one position.
        """
        if len(self.events) + len(new_events) > MOST_EVENTS:
            raise HistoryFull
        was_open = self.is_open
        added = self._rows(new_events)
        self.events += added
        self._derive()
        trade = self.trade
        trade.event_head += len(added)
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

    def _derive(self) -> None:
        trade = self.trade
        figures = derived(self.events, self.terms)
        session_days = days(figures, trade.zone, trade.calendar)
        for name, value in (figures.columns() | session_days).items():
            setattr(trade, name, value)


def opened(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    news: News,
    now: datetime,
) -> TradeHistory:
    """Take a trade and its history, and hold it until the transaction ends.

    Raises:
        TradeNotFound
    """
    trade = queries.trade(session, user_id, trade_id, lock=True)
    account = accounts.account(session, user_id, trade.account_id)
    terms = ContractTerms(
        trade.direction,
        trade.multiplier,
        account.matching,
        trade.planned_entry_price,
    )
    events = queries.events(session, user_id, trade_id)
    return TradeHistory(
        session,
        trade,
        events,
        terms,
        news,
        now,
    )
