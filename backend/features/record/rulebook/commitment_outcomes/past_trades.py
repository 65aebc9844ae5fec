"""Trades, as far as commitments ask for them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import Trade, TradeDirection, TradeStatus, TradeType

MOST_TRADES = 5_000  # what the keeping is measured on, the latest ones


@dataclass(frozen=True, slots=True)
class JudgedTrade:
    """A real trade, as far as commitments ask."""

    id: UUID
    instrument: str
    direction: str
    entered: datetime
    exited: datetime | None
    exit: Decimal | None
    stop: Decimal | None
    tick: Decimal
    net: Decimal | None
    r: Decimal | None
    size: Decimal

    @property
    def is_loss(self) -> bool:
        """Closed below zero, after costs."""
        return self.net is not None and self.net < 0

    @property
    def is_win(self) -> bool:
        """Closed above zero, after costs."""
        return self.net is not None and self.net > 0

    @property
    def is_stopped(self) -> bool:
        """It ended at its stop or beyond it, within a tick."""
        if self.exit is None or self.stop is None:
            return False
        beyond = self.stop - self.exit
        if self.direction != TradeDirection.LONG:
            beyond = -beyond
        return beyond >= -self.tick


def past_trades(
    session: Session,
    user_id: UUID,
    *,
    since: datetime,
    now: datetime,
) -> list[JudgedTrade]:
    """Real trades that were entered or ended since a moment, by exit; open ones last. None on paper."""
    paper = select(Account.id).where(Account.user_id == user_id, Account.kind == AccountKind.PAPER)
    mine = (
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
        Trade.account_id.not_in(paper),
        Trade.entry_time <= now,
    )
    entered = select(Trade.id).where(
        *mine,
        Trade.entry_time >= since,
    )
    ended = select(Trade.id).where(
        *mine,
        Trade.status == TradeStatus.CLOSED,
        Trade.exit_time >= since,
    )
    statement = (
        select(
            Trade.id,
            Trade.instrument,
            Trade.direction,
            Trade.entry_time,
            Trade.exit_time,
            Trade.exit_price,
            Trade.stop_price,
            Trade.tick_size,
            Trade.pnl,
            Trade.r_multiple,
            Trade.max_size,
        )
        .where(Trade.user_id == user_id, Trade.id.in_(union(entered, ended)))
        .order_by(Trade.entry_time.desc())
        .limit(MOST_TRADES)
    )
    trades = [JudgedTrade(*row) for row in session.execute(statement)]
    return sorted(trades, key=lambda trade: (trade.exited is None, trade.exited or trade.entered))
