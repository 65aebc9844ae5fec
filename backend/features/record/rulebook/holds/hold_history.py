"""Use case: what held a trader back before, and how many trades were entered all the same."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.features.record.rulebook.holds.schemas import HoldQuery
from backend.features.record.rulebook.models import Hold
from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import Trade, TradeType


@dataclass(frozen=True, slots=True)
class PastHold:
    """A hold as it stands on record."""

    day: date
    rule: str
    state: str
    reason: str
    since: datetime
    until: datetime
    is_over: bool
    entered_meanwhile: int


def list_holds(
    session: Session,
    user_id: UUID,
    query: HoldQuery,
    *,
    now: datetime,
) -> list[PastHold]:
    """Holds, latest first; what was entered during each is counted from its beginning to its end."""
    paper = select(Account.id).where(Account.user_id == user_id, Account.kind == AccountKind.PAPER)
    entered = (
        select(func.count())
        .where(
            Trade.user_id == user_id,
            Trade.trade_type == TradeType.REAL,
            Trade.account_id.not_in(paper),
            Trade.entry_time > Hold.since,
            Trade.entry_time < Hold.until,
        )
        .scalar_subquery()
    )
    statement = select(Hold, entered).where(Hold.user_id == user_id)
    if query.state is not None:
        statement = statement.where(Hold.state == query.state)
    if query.day_from is not None:
        statement = statement.where(Hold.day >= query.day_from)
    if query.day_to is not None:
        statement = statement.where(Hold.day <= query.day_to)
    latest_first = statement.order_by(Hold.since.desc(), Hold.day.desc(), Hold.rule)
    return [
        PastHold(
            day=hold.day,
            rule=hold.rule,
            state=hold.state,
            reason=hold.reason,
            since=hold.since,
            until=hold.until,
            is_over=hold.until <= now,
            entered_meanwhile=trades,
        )
        for hold, trades in session.execute(latest_first.limit(query.limit))
    ]
