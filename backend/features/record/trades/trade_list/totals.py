"""Sums over all trades of a filter, in one statement for the figures and one for what is left out."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from backend.features.record.trades.models import Outcome, Trade, TradeStatus
from backend.features.record.trades.trade_list.conditions import (
    conditions_of,
    left_out_of,
    matching,
)
from backend.features.record.trades.trade_list.schemas import (
    LeftOutCount,
    NetOut,
    TotalsOut,
    TradeSelection,
)

_CLOSED = Trade.status == TradeStatus.CLOSED


def totals(session: Session, user_id: UUID, selection: TradeSelection) -> TotalsOut:
    """What the trades of a filter come to; money is added up within a currency alone."""
    rows = session.execute(
        select(
            Trade.account_currency,
            func.count().label("trades"),
            func.count().filter(_CLOSED).label("closed"),
            func.count().filter(Trade.outcome == Outcome.WIN).label("wins"),
            func.count().filter(Trade.outcome == Outcome.LOSS).label("losses"),
            func.count().filter(Trade.outcome == Outcome.BREAK_EVEN).label("break_even"),
            func.count(Trade.r_multiple).label("r_trades"),
            func.sum(Trade.r_multiple).label("r"),
            func.sum(Trade.pnl_account).filter(_CLOSED).label("net"),
            func.count(Trade.pnl_account).filter(_CLOSED).label("with_net"),
        )
        .where(*conditions_of(user_id, selection))
        .group_by(Trade.account_currency)
        .order_by(func.count().desc(), Trade.account_currency)
    ).all()
    wins, losses = sum(row.wins for row in rows), sum(row.losses for row in rows)
    r_trades = sum(row.r_trades for row in rows)
    r = sum((row.r for row in rows if row.r is not None), start=0) if r_trades else None
    closed = sum(row.closed for row in rows)
    trades = sum(row.trades for row in rows)
    return TotalsOut(
        day_of=selection.day_of,
        trades=trades,
        open=trades - closed,
        closed=closed,
        wins=wins,
        losses=losses,
        break_even=sum(row.break_even for row in rows),
        win_rate=wins / (wins + losses) if wins + losses else None,
        net=[
            NetOut(
                currency=row.account_currency,
                trades=row.with_net,
                net=row.net or 0,
                no_rate=row.closed - row.with_net,
            )
            for row in rows
            if row.closed
        ],
        r=r,
        r_trades=r_trades,
        average_r=float(r) / r_trades if r is not None else None,
        left_out=_left_out(session, user_id, selection),
    )


def _left_out(session: Session, user_id: UUID, selection: TradeSelection) -> list[LeftOutCount]:
    """What the filter takes and the reports do not, each under the first reason that it has."""
    reasons = left_out_of(user_id, selection)
    if not reasons:
        return []
    columns = []
    earlier: list[ColumnElement[bool]] = []
    for reason, condition in reasons.items():
        columns.append(func.count().filter(and_(condition, *earlier)).label(reason.value))
        earlier.append(~condition)
    row = session.execute(select(*columns).where(*matching(user_id, selection))).one()
    counts = row._asdict()
    return [LeftOutCount(reason=reason, n=counts[reason.value]) for reason in reasons]
