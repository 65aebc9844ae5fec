"""REST of accounts, their movements, and exchange rates."""

from collections.abc import Sequence
from datetime import date

from backend.core.events import News
from backend.core.iso_codes import Currency
from backend.core.rows import NameTaken
from backend.core.types import Id
from backend.features.record.trades.accounts import rates
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.accounts.models import AccountMovement, CurrencyRate
from backend.features.record.trades.accounts.rates import SameCurrency
from backend.features.record.trades.accounts.schemas import (
    AccountOut,
    Accounts,
    AddAccount,
    AddMovement,
    ChangeAccount,
    GiveRate,
    MovementOut,
    Movements,
    RateOut,
    Rates,
)
from backend.features.record.trades.errors import (
    AccountNotFound,
    AccountOverdrawn,
    BadMovement,
    InUse,
    MovementNotFound,
    RateNotFound,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("accounts", "/api/trading/accounts")
rate_routes = Routes("rates", "/api/trading/rates")


@routes.get("", returns=Accounts, transaction="write", cost=light("a handful, whose sums are kept"))
def list_accounts(call: Call) -> dict[str, list[AccountOut]]:
    """List accounts with their balances; the first request of a trader makes the default one."""
    return {"items": accounts.list_accounts(call.session, call.user_id, call.now)}


@routes.post("", returns=AccountOut, status=201, raises=(NameTaken,))
def add_account(call: Call, body: AddAccount) -> AccountOut:
    """Open another account."""
    return accounts.add_account(call.session, call.user_id, body, now=call.now)


@routes.get("/<account_id>", returns=AccountOut, raises=(AccountNotFound,))
def read_account(call: Call, account_id: Id) -> AccountOut:
    """Read one account with its balance."""
    return accounts.read_account(call.session, call.user_id, account_id)


@routes.patch("/<account_id>", returns=AccountOut, raises=(AccountNotFound, NameTaken, InUse))
def change_account(call: Call, account_id: Id, body: ChangeAccount) -> AccountOut:
    """Change what is given of an account."""
    return accounts.change_account(
        call.session,
        call.user_id,
        account_id,
        body,
        now=call.now,
    )


@routes.delete("/<account_id>", raises=(AccountNotFound, InUse))
def remove_account(call: Call, account_id: Id) -> None:
    """Remove an account that was never used; archive one that was."""
    accounts.remove_account(call.session, call.user_id, account_id)


@routes.get(
    "/<account_id>/movements",
    returns=Movements,
    raises=(AccountNotFound,),
    cost=light("of one account"),
)
def list_movements(call: Call, account_id: Id) -> dict[str, Sequence[AccountMovement]]:
    """List deposits, withdrawals and adjustments, latest first."""
    return {"items": accounts.list_movements(call.session, call.user_id, account_id)}


@routes.post(
    "/<account_id>/movements",
    returns=MovementOut,
    status=201,
    raises=(AccountNotFound, AccountOverdrawn, BadMovement),
)
def add_movement(call: Call, account_id: Id, body: AddMovement) -> AccountMovement:
    """Note money that came or went without a trade."""
    return accounts.add_movement(
        call.session,
        call.user_id,
        account_id,
        body,
        now=call.now,
    )


@routes.delete("/<account_id>/movements/<movement_id>", raises=(AccountNotFound, MovementNotFound))
def remove_movement(call: Call, account_id: Id, movement_id: Id) -> None:
    """Take back a movement that was noted by mistake."""
    accounts.remove_movement(call.session, call.user_id, account_id, movement_id)


@rate_routes.get("", returns=Rates, cost=light("what one has given oneself"))
def list_rates(call: Call) -> dict[str, Sequence[CurrencyRate]]:
    """List your exchange rates, latest day first."""
    return {"items": rates.list_rates(call.session, call.user_id)}


@rate_routes.post("", returns=RateOut, status=201, raises=(SameCurrency,))
def give_rate(call: Call, body: GiveRate) -> CurrencyRate:
    """Give or correct the rate of a day; trades without a rate are converted by it."""
    return rates.give_rate(call.session, call.user_id, body, news=call.use(News), now=call.now)


@rate_routes.delete("/<base>/<quote>/<day>", raises=(RateNotFound,))
def remove_rate(
    call: Call,
    base: Currency,
    quote: Currency,
    day: date,
) -> None:
    """Take a rate back."""
    rates.remove_rate(
        call.session,
        call.user_id,
        base,
        quote,
        day,
        news=call.use(News),
        now=call.now,
    )
