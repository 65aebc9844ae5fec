"""Use cases of accounts: where trades are made, and the money that comes and goes without a trade."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import constraint_of
from backend.core.errors import FieldProblem
from backend.core.rows import NameTaken, owned
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.record.trades import conversion, record_version
from backend.features.record.trades.accounts.balances import balances_of
from backend.features.record.trades.accounts.models import Account, AccountMovement, MovementKind
from backend.features.record.trades.accounts.schemas import (
    AccountOut,
    AddAccount,
    AddMovement,
    Balance,
    ChangeAccount,
    FeeSchedule,
)
from backend.features.record.trades.errors import (
    AccountNotFound,
    AccountOverdrawn,
    BadMovement,
    InUse,
    MovementNotFound,
)
from backend.features.record.trades.models import Trade
from backend.features.record.trades.projection.event_builder import time_problems

FIRST_NAME = "Main"
MAY_BE_EMPTIED = ("broker", "fee_schedule")
_DEFAULT = text("""
insert into accounts (id, user_id, name, kind, currency, matching, rules, break_even_tolerance, archived, is_default,
    created_at, updated_at)
select gen_random_uuid(), :user_id, :name, 'broker', :currency, 'fifo', '{}', 0, false, true, :now, :now
where not exists (select from accounts where user_id = :user_id and is_default)
on conflict do nothing returning id
""")


def ensure_default(session: Session, user_id: UUID, now: datetime) -> None:
    """A trader who never named an account has one in the currency of their profile, with its size as deposit."""
    user = auth.who_is(session, user_id)
    account_id = session.scalar(
        _DEFAULT,
        {"user_id": user_id, "name": FIRST_NAME, "currency": user.base_currency, "now": now},
    )
    if account_id is not None and user.account_size:
        session.add(
            _movement(
                user_id,
                account_id,
                MovementKind.DEPOSIT,
                user.account_size,
                user.created_at,
                None,
                now,
            )
        )
        session.flush()


def account(
    session: Session,
    user_id: UUID,
    account_id: UUID | None,
    *,
    lock: bool = False,
) -> Account:
    """One account, or the default one.

    Raises:
        AccountNotFound
    """
    statement = select(Account).where(Account.user_id == user_id)
    statement = statement.where(
        Account.is_default if account_id is None else Account.id == account_id
    )
    return owned(session, statement, AccountNotFound, lock=lock)


def usable(session: Session, user_id: UUID, account_id: UUID | None) -> Account:
    """One account that takes trades, or the default one.

    Raises:
        AccountNotFound: not there, or archived.
    """
    row = account(session, user_id, account_id)
    if row.archived:
        raise AccountNotFound
    return row


def list_accounts(session: Session, user_id: UUID, now: datetime) -> list[AccountOut]:
    """All accounts with their balances, the default one first; a trader who has none gets it."""
    ensure_default(session, user_id, now)
    return accounts_on_record(session, user_id)


def accounts_on_record(session: Session, user_id: UUID) -> list[AccountOut]:
    """The accounts that there are, the default one first; nothing is written."""
    statement = select(Account).where(Account.user_id == user_id)
    accounts = session.scalars(
        statement.order_by(Account.is_default.desc(), Account.created_at, Account.id)
    ).all()
    balances = balances_of(session, user_id)
    return [_shown(account, balances) for account in accounts]


def read_account(session: Session, user_id: UUID, account_id: UUID) -> AccountOut:
    """One account with its balance."""
    return _shown(account(session, user_id, account_id), balances_of(session, user_id))


def add_account(
    session: Session,
    user_id: UUID,
    body: AddAccount,
    *,
    now: datetime,
) -> AccountOut:
    """Open another account; `is_default` takes that from the one before.

    Raises:
        NameTaken
    """
    ensure_default(session, user_id, now)
    if body.is_default:
        _no_default(session, user_id)
    account = Account(
        user_id=user_id,
        name=body.name,
        kind=body.kind,
        broker=body.broker,
        currency=body.currency,
        matching=body.matching,
        rules=body.rules or {},
        fee_schedule=_schedule(body.fee_schedule),
        break_even_tolerance=body.break_even_tolerance,
        archived=False,
        is_default=body.is_default,
        created_at=now,
        updated_at=now,
    )
    session.add(account)
    _flush_named(session)
    if body.opening_balance:
        session.add(
            _movement(
                user_id,
                account.id,
                MovementKind.DEPOSIT,
                body.opening_balance,
                now,
                None,
                now,
            )
        )
        session.flush()
    return read_account(session, user_id, account.id)


def change_account(
    session: Session,
    user_id: UUID,
    account_id: UUID,
    body: ChangeAccount,
    *,
    now: datetime,
) -> AccountOut:
    """Change what is given. The way of matching is for fills to come: what is closed was matched and stays.

    Raises:
        AccountNotFound, NameTaken
        InUse: the currency of an account that has trades stays, and the default account is not archived.
    """
    row = account(session, user_id, account_id, lock=True)
    changes = body.model_dump(exclude_unset=True)
    if changes.get("is_default") and row.archived and changes.get("archived") is not False:
        raise InUse("This account is archived. Bring it back before it becomes the default.")
    if changes.get("is_default"):
        _no_default(session, user_id)
    elif changes.get("is_default") is False and row.is_default:
        raise InUse("There must be a default account: make another one it.")
    if changes.get("archived") and (changes.get("is_default") or row.is_default):
        raise InUse("The default account cannot be archived. Make another one the default first.")
    has_other_currency = changes.get("currency", row.currency) != row.currency
    if has_other_currency and _is_used(session, user_id, account_id):
        raise InUse("There are trades in this account: its currency stays.")
    has_other_matching = changes.get("matching", row.matching) != row.matching
    if has_other_matching and _holds(session, user_id, account_id):
        raise InUse(
            "There are open trades in this account: close them before its matching changes."
        )
    if "fee_schedule" in changes:
        changes["fee_schedule"] = _schedule(body.fee_schedule)
    for name, value in changes.items():
        if value is not None or name in MAY_BE_EMPTIED:
            setattr(row, name, value)
    row.updated_at = now
    _flush_named(session)
    if "break_even_tolerance" in changes:
        conversion.convert_account(session, user_id, account_id)
    record_version.bump(session, user_id)
    return read_account(session, user_id, account_id)


def remove_account(session: Session, user_id: UUID, account_id: UUID) -> None:
    """Remove an account that was never used.

    Raises:
        AccountNotFound
        InUse: it has trades, or is the default.
    """
    row = account(session, user_id, account_id, lock=True)
    if row.is_default or _is_used(session, user_id, account_id):
        raise InUse
    session.delete(row)
    record_version.bump(session, user_id)


def list_movements(session: Session, user_id: UUID, account_id: UUID) -> Sequence[AccountMovement]:
    """Deposits, withdrawals and adjustments, latest first."""
    account(session, user_id, account_id)
    statement = select(AccountMovement).where(
        AccountMovement.user_id == user_id,
        AccountMovement.account_id == account_id,
    )
    return session.scalars(
        statement.order_by(AccountMovement.moment.desc(), AccountMovement.id.desc()).limit(1000)
    ).all()


def add_movement(
    session: Session,
    user_id: UUID,
    account_id: UUID,
    body: AddMovement,
    *,
    now: datetime,
) -> AccountMovement:
    """Note money that came or went; a withdrawal is given as a positive amount and kept as a negative one.

    Raises:
        AccountNotFound
        AccountOverdrawn: a withdrawal of more than there is.
        BadMovement: in the future.
    """
    row = account(session, user_id, account_id, lock=True)
    problems = time_problems(body.moment or now, now, "moment")
    if problems:
        raise BadMovement(errors=problems)
    amount = body.amount
    if body.kind == MovementKind.WITHDRAWAL:
        amount = -amount
        _refuse_overdrawing(session, user_id, row, body.amount)
    movement = _movement(user_id, row.id, body.kind, amount, body.moment or now, body.note, now)
    session.add(movement)
    session.flush()
    record_version.bump(session, user_id)
    return movement


def remove_movement(
    session: Session,
    user_id: UUID,
    account_id: UUID,
    movement_id: UUID,
) -> None:
    """Take back a movement that was noted by mistake.

    Raises:
        AccountNotFound, MovementNotFound
    """
    account(session, user_id, account_id)
    statement = select(AccountMovement).where(
        AccountMovement.user_id == user_id,
        AccountMovement.account_id == account_id,
        AccountMovement.id == movement_id,
    )
    session.delete(owned(session, statement, MovementNotFound))
    record_version.bump(session, user_id)


def _movement(
    user_id: UUID,
    account_id: UUID,
    kind: MovementKind,
    amount: Decimal,
    moment: datetime,
    note: str | None,
    now: datetime,
) -> AccountMovement:
    return AccountMovement(
        user_id=user_id,
        account_id=account_id,
        kind=kind,
        amount=amount,
        moment=moment,
        note=note,
        created_at=now,
    )


def _refuse_overdrawing(session: Session, user_id: UUID, row: Account, amount: Decimal) -> None:
    balance = _shown(row, balances_of(session, user_id)).balance
    if amount <= balance:
        return
    available = plain_decimal(max(balance, Decimal(0)))
    message = f"There is {available} {row.currency} in this account."
    problem = FieldProblem("amount", message, AccountOverdrawn.code)
    raise AccountOverdrawn(message, errors=(problem,), members={"balance": plain_decimal(balance)})


def _schedule(schedule: FeeSchedule | None) -> dict[str, str] | None:
    if schedule is None:
        return None
    return schedule.model_dump(mode="json")


_SHOWN = [name for name in AccountOut.model_fields if name in Account.__table__.columns]


def _shown(account: Account, balances: dict[UUID, Balance]) -> AccountOut:
    balance = balances.get(account.id, Balance(Decimal(0), Decimal(0), 0))
    return AccountOut(
        **{name: getattr(account, name) for name in _SHOWN},
        paid_in=balance.paid_in,
        net_result=balance.net_result,
        balance=balance.paid_in + balance.net_result,
        trades_without_rate=balance.left_out,
    )


def _no_default(session: Session, user_id: UUID) -> None:
    """Of several that become the default at once, each waits for the one before."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(str(user_id)))))
    session.execute(
        update(Account)
        .where(Account.user_id == user_id, Account.is_default)
        .values(is_default=False)
    )


def _is_used(session: Session, user_id: UUID, account_id: UUID) -> bool:
    statement = select(
        exists().where(
            Trade.user_id == user_id,
            Trade.account_id == account_id,
        )
    )
    return bool(session.scalar(statement))


def _holds(session: Session, user_id: UUID, account_id: UUID) -> bool:
    statement = select(
        exists().where(
            Trade.user_id == user_id,
            Trade.account_id == account_id,
            Trade.status == "open",
        )
    )
    return bool(session.scalar(statement))


def _flush_named(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_accounts_name":
            raise NameTaken from None
        raise
