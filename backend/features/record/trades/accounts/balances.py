"""What is in accounts: what was paid in and out, and what trades brought."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.features.record.trades.accounts.models import Account, AccountMovement
from backend.features.record.trades.accounts.schemas import Balance
from backend.features.record.trades.models import RealisedResult, Trade, TradeType


def balances_of(session: Session, user_id: UUID) -> dict[UUID, Balance]:
    """Movements and realised money by account; only that of real trades unless the account is paper."""
    moved = select(AccountMovement.account_id, func.sum(AccountMovement.amount)).where(
        AccountMovement.user_id == user_id
    )
    paid = dict(session.execute(moved.group_by(AccountMovement.account_id)).all())
    by_account = (
        select(
            Trade.account_id,
            func.coalesce(func.sum(RealisedResult.net_account), 0),
            func.count(Trade.id.distinct()).filter(RealisedResult.net_account.is_(None)),
        )
        .join(Trade, Trade.id == RealisedResult.trade_id)
        .join(Account, Account.id == Trade.account_id)
        .where(RealisedResult.user_id == user_id, Trade.user_id == user_id)
        .where(or_(Trade.trade_type == TradeType.REAL, Account.kind == "paper"))
        .group_by(Trade.account_id)
    )
    results = {
        account_id: (net or Decimal(0), left_out)
        for account_id, net, left_out in session.execute(by_account)
    }
    balances = {}
    for account_id in paid.keys() | results.keys():
        paid_in = paid.get(account_id) or Decimal(0)
        net_result, left_out = results.get(account_id, (Decimal(0), 0))
        balances[account_id] = Balance(paid_in, net_result, left_out)
    return balances
