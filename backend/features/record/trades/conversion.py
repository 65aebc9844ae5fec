"""Results in the currency of the account. A missing rate is a reason, never a 1.0."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.features.record.trades.projection.realised import Rates

NO_RATE = "no_rate"
DAYS_BACK = (
    7  # as `app_rate`: over a long weekend the last known rate stands in; an older one does not
)


def in_account_currency(row: str, user_id: str, currency: str, account_currency: str) -> str:
    """SQL for the money of a row of `realised_results` in the currency of the account; null without a rate."""
    return (
        f"case when {currency} = {account_currency} and {row}.other_fees = '{{}}' then {row}.gross - {row}.fees "
        f"else app_in_currency({user_id}, {row}.gross - {row}.fees, {currency}, {row}.other_fees, "
        f"{account_currency}, {row}.day) end"
    )


def outcome(net: str, tolerance: str) -> str:
    """SQL for how a result ended: within the tolerance of the account it is neither a win nor a loss."""
    return (
        f"case when {net} is null then null when abs({net}) <= {tolerance} then 'break_even' "
        f"when {net} > 0 then 'win' else 'loss' end"
    )


_MONEY = in_account_currency("realised_results", ":user_id", "trades.currency", "accounts.currency")
_ROWS = f"""
    update realised_results set account_currency = accounts.currency, net_account = {_MONEY},
        net_reason = case when realised_results.net is null or ({_MONEY}) is null then '{NO_RATE}' end
    from trades, accounts
    where realised_results.trade_id = trades.id and accounts.id = trades.account_id
        and realised_results.user_id = :user_id and trades.user_id = :user_id
"""  # noqa: S608  # names of columns
_NET = "coalesce(sums.net_account, trades.pnl)"
_TRADES = f"""
    update trades set account_currency = accounts.currency, pnl_account = sums.net_account,
        pnl_account_reason = case
            when trades.status = 'closed' and sums.net_account is null then '{NO_RATE}' end,
        outcome = {outcome(_NET, "accounts.break_even_tolerance")}
    from trades as same join accounts on accounts.id = same.account_id cross join lateral (
        select case when same.status = 'closed' and bool_and(r.net_account is not null)
            then sum(r.net_account) end as net_account
        from realised_results r where r.trade_id = same.id
    ) as sums
    where same.id = trades.id and same.user_id = :user_id and trades.user_id = :user_id
"""  # noqa: S608  # names of columns
_ONE = (
    text(f"{_ROWS} and trades.id = :trade_id"),
    text(f"{_TRADES} and trades.id = :trade_id"),
)
_OF_ACCOUNT = text(f"{_TRADES} and trades.account_id = :account_id and trades.status = 'closed'")
_TOUCHED = """
    (trades.currency in (:base, :quote) or realised_results.other_fees ?| array[:base, :quote])
    and realised_results.day between :day and :day + cast(:days_back as int)
"""
_PAIR = (
    text(f"{_ROWS} and {_TOUCHED}"),
    text(
        f"{_TRADES} and trades.id in (select realised_results.trade_id from realised_results "  # noqa: S608
        f"where realised_results.user_id = :user_id and {_TOUCHED})"
    ),
)
_CHARGED_IN = text("""
    select distinct trades.id from trades join realised_results on realised_results.trade_id = trades.id
    where trades.user_id = :user_id and realised_results.user_id = :user_id
        and realised_results.other_fees ?| array[:base, :quote]
        and realised_results.day between :day and :day + cast(:days_back as int)
""")
_RATES = text("""
    select code, day, app_rate(:user_id, code, :currency, day) as rate
    from unnest(cast(:codes as text[])) as code, unnest(cast(:days as date[])) as day
""")


def convert_trade(session: Session, user_id: UUID, trade_id: UUID) -> None:
    """Compute anew what one trade brought in the currency of its account."""
    session.flush()
    for statement in _ONE:
        session.execute(statement, {"user_id": user_id, "trade_id": trade_id})


def convert_account(session: Session, user_id: UUID, account_id: UUID) -> None:
    """Say anew of all trades of an account whether they were won."""
    session.flush()
    session.execute(_OF_ACCOUNT, {"user_id": user_id, "account_id": account_id})


def convert_pair(
    session: Session,
    user_id: UUID,
    base: str,
    quote: str,
    day: date,
) -> None:
    """The same for all trades that the rate of one day can touch."""
    session.flush()
    values = _of_pair(user_id, base, quote, day)
    for statement in _PAIR:
        session.execute(statement, values)


def charged_in(session: Session, user_id: UUID, base: str, quote: str, day: date) -> list[UUID]:
    """Trades on which something was charged in a currency that is not theirs, where this rate counts."""
    return list(session.scalars(_CHARGED_IN, _of_pair(user_id, base, quote, day)))


def rates_to(
    session: Session,
    user_id: UUID,
    currency: str,
    codes: Iterable[str],
    days: Iterable[date],
) -> Rates:
    """What one unit of each of some currencies was worth on each of some days; unknown ones are not in it."""
    values = {
        "user_id": user_id,
        "currency": currency,
        "codes": sorted(codes),
        "days": sorted(days),
    }
    rows = session.execute(_RATES, values)
    return {(row.code, row.day): row.rate for row in rows if row.rate is not None}


def _of_pair(user_id: UUID, base: str, quote: str, day: date) -> dict[str, object]:
    return {
        "user_id": user_id,
        "base": base,
        "quote": quote,
        "day": day,
        "days_back": DAYS_BACK,
    }
