"""Reads of accounts. The three lookups before anybody is known are functions of the database, not table reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from backend.core.db import HotStatement, at_once
from backend.core.name_folding import fold_login
from backend.features.accounts.auth.models import RefreshToken, User, UserSession


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in needs to know of an account."""

    user_id: UUID
    password_hash: str
    knows_network: bool


@dataclass(frozen=True, slots=True)
class Trader:
    """Where a user trades from: the time zone, the account's currency and size, and the planned risk in percent."""

    timezone: str
    base_currency: str
    account_size: Decimal | None
    risk_per_trade_percent: Decimal | None


_TRADER = HotStatement(
    "trader",
    "select timezone, base_currency, account_size, risk_per_trade_percent from users where id = $1::uuid",
)
_USER = select(User).where(User.id == bindparam("user_id"))
_CREDENTIALS = text(
    "select user_id, password_hash, knows_network from find_credentials(:name, :network)"
)


def find_credentials(session: Session, login: str, network: str = "") -> Credentials | None:
    """The account with this email or username, and whether its owner signed in from this network before.

    It is folded here as it was when it was stored: PostgreSQL only looks whether they are equal.
    """
    row = session.execute(_CREDENTIALS, {"name": fold_login(login), "network": network}).first()
    if row:
        return Credentials(row.user_id, row.password_hash, row.knows_network)
    return None


def find_token_owner(session: Session, token_sha256: bytes) -> UUID | None:
    """Whose refresh token this is."""
    statement = text("select find_token_owner(:sha256)")
    owner_id = session.execute(statement, {"sha256": token_sha256}).scalar()
    if owner_id:
        return UUID(str(owner_id))
    return None


def trader_of(session: Session, user_id: UUID) -> Trader:
    """What an answer needs to know of a user, in one round trip."""
    (row,) = at_once(session, _TRADER, (user_id,))
    return Trader(*row)


def user_of(session: Session, user_id: UUID) -> User:
    """The user; row-level security shows nobody else."""
    return session.scalars(_USER, {"user_id": user_id}).one()


def token_with_hash(session: Session, user_id: UUID, token_sha256: bytes) -> RefreshToken | None:
    """A refresh token of this user."""
    return session.scalars(
        select(RefreshToken).filter_by(user_id=user_id, token_sha256=token_sha256)
    ).one_or_none()


def tokens_with_hashes(
    session: Session,
    user_id: UUID,
    hashes: Sequence[bytes],
) -> list[RefreshToken]:
    """Those refresh tokens of this user that have one of these hashes."""
    statement = select(RefreshToken).where(
        RefreshToken.user_id == user_id,
        RefreshToken.token_sha256.in_(hashes),
    )
    return list(session.scalars(statement))


def lock_session(session: Session, user_id: UUID, session_id: UUID) -> UserSession:
    """A sign-in, locked: rotations of one family happen one after the other."""
    statement = (
        select(UserSession)
        .filter_by(user_id=user_id, id=session_id)
        .with_for_update(key_share=True)
    )
    return session.scalars(statement).one()


def live_sessions(session: Session, user_id: UUID, now: datetime) -> list[UserSession]:
    """Sign-ins that are not over."""
    statement = select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > now,
    )
    return list(session.scalars(statement))
