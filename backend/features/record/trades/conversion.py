"""Results in the currency of the account. A missing rate is a reason, never a 1.0."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

NO_RATE = "no_rate"
DAYS_BACK = (
    7  # as `app_rate`: over a long weekend the last known rate stands in; an older one does not
)


def in_account_currency(trade: str, user_id: str, currency: str) -> tuple[str, str]:
    """SQL for a trade's `pnl_account` and `pnl_account_reason`, from its row and the currency of its account."""
    rate = f"app_rate({user_id}, {trade}.currency, {currency}, {trade}.exit_day)"
    money = (
        f"case when {trade}.pnl is null then null when {trade}.currency = {currency} then {trade}.pnl "
        f"else round({trade}.pnl * {rate}, 10) end"
    )
    reason = f"case when {trade}.pnl is not null and {trade}.currency <> {currency} and {rate} is null then '{NO_RATE}' end"
    return money, reason


_MONEY, _REASON = in_account_currency("trades", "trades.user_id", "accounts.currency")
_CONVERT = f"""
update trades set account_currency = accounts.currency, pnl_account = {_MONEY}, pnl_account_reason = {_REASON}
from accounts where accounts.id = trades.account_id and trades.user_id = :user_id
"""  # noqa: S608  # names of columns
_ONE = text(f"{_CONVERT} and trades.id = :trade_id")
_PAIR = text(
    f"{_CONVERT} and trades.status = 'closed' and trades.currency in (:base, :quote) "
    f"and accounts.currency in (:base, :quote) and trades.currency <> accounts.currency "
    f"and trades.exit_day between :day and :day + {DAYS_BACK}"
)


def convert_trade(session: Session, user_id: UUID, trade_id: UUID) -> None:
    """Compute anew what one trade brought in the currency of its account."""
    session.flush()
    session.execute(_ONE, {"user_id": user_id, "trade_id": trade_id})


def convert_pair(
    session: Session,
    user_id: UUID,
    base: str,
    quote: str,
    day: date,
) -> None:
    """The same for all trades that the rate of one day can touch."""
    session.flush()
    session.execute(_PAIR, {"user_id": user_id, "base": base, "quote": quote, "day": day})
