"""Tables of accounts: users, their sign-ins, refresh tokens and the trail of security events."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from backend.core.db import Base
from backend.core.ids import new_id
from backend.core.name_folding import fold_login


class Role(StrEnum):
    """What a user may operate."""

    USER = "user"
    ADMIN = "admin"


class Tier(StrEnum):
    """What a user may spend."""

    FOUNDER = "founder"
    BETA = "beta"
    FREE = "free"


class User(Base):
    """A trader."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    username: Mapped[str]
    email_folded: Mapped[str] = mapped_column(unique=True)
    username_folded: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str] = mapped_column(
        deferred=True,
        deferred_raiseload=True,
    )  # `find_credentials` alone reads
    avatar_url: Mapped[str | None]
    timezone: Mapped[str] = mapped_column(default="UTC")
    base_currency: Mapped[str] = mapped_column(default="USD")
    account_size: Mapped[Decimal | None]
    risk_per_trade_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    role: Mapped[str] = mapped_column(
        server_default=Role.USER
    )  # the web may read both and write neither
    tier: Mapped[str] = mapped_column(server_default=Tier.FREE)
    is_demo: Mapped[bool] = mapped_column(server_default=false())  # said once, when it is made
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @validates("email", "username")
    def _fold(self, field: str, name: str) -> str:
        """What is compared is written whenever the name is, by the same hand."""
        setattr(self, f"{field}_folded", fold_login(name))
        return name


class UserSession(Base):
    """One sign-in on one device: the family of its refresh tokens. Its network is one that the user is known by."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index("ix_user_sessions_network", "user_id", "network"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    user_agent: Mapped[str]
    address: Mapped[str]
    network: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base):
    """A refresh token, by its hash; spent once, then kept so that a second use is noticed."""

    __tablename__ = "refresh_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_sessions.id", ondelete="CASCADE"),
        index=True,
    )
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecurityEvent(Base):
    """Something that matters to the safety of an account; rows are only ever added."""

    __tablename__ = "security_events"
    __table_args__ = (CheckConstraint("length(kind) > 0", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    address: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
