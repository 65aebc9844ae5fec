"""Use cases of accounts: register, sign in, rotate, sign out, own profile."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import Actor, Database, SessionEnded, acting_for
from backend.core.events import News
from backend.core.ids import new_id
from backend.features.auth import passwords, queries
from backend.features.auth.errors import (
    LoginTaken,
    RefreshInvalid,
    TooManyLogins,
    TooManyRegistrations,
    WrongCredentials,
)
from backend.features.auth.events import SessionsRevoked
from backend.features.auth.models import RefreshToken, SecurityEvent, User, UserSession
from backend.features.auth.ports import Throttle, TokenIssuer
from backend.features.auth.queries import Trader
from backend.features.auth.schemas import Login, Register, UpdateMe


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long tokens live, and how long a spent refresh token is still taken."""

    access: timedelta
    refresh: timedelta
    grace: timedelta


@dataclass(frozen=True, slots=True)
class Device:
    """Where a sign-in comes from."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user with fresh tokens."""

    user: User
    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105  the type's name, not a secret


class Accounts:
    """What signing in needs: where it is kept, who signs, how long it lasts, who counts attempts."""

    def __init__(self, database: Database, tokens: TokenIssuer, lifetimes: Lifetimes, throttle: Throttle) -> None:
        self.database = database
        self.tokens = tokens
        self.lifetimes = lifetimes
        self.throttle = throttle

    def register(self, body: Register, device: Device, *, now: datetime) -> SignIn:
        """Open an account and sign in.

        Raises:
            WeakPassword, LoginTaken, TooManyRegistrations
        """
        passwords.refuse_weak(body.password)
        wait = self.throttle.take("registrations", device.address)
        if wait is not None:
            raise TooManyRegistrations(retry_after=wait)
        user = User(
            id=new_id(),
            email=body.email,
            username=body.username,
            password_hash=passwords.hash_password(body.password),
            timezone=body.timezone,
            created_at=now,
            updated_at=now,
        )
        try:
            with self.database.transaction(acting_for(user.id)) as session:
                session.add(user)
                session.flush()
                _record(session, user.id, "registered", device, now=now)
                return self._sign_in(session, user, device, now=now)
        except IntegrityError as error:
            raise LoginTaken from error

    def login(self, body: Login, device: Device, *, now: datetime) -> SignIn:
        """Sign in by email or username.

        Raises:
            WrongCredentials, TooManyLogins
        """
        key = f"{body.login.lower()}|{device.address}"
        wait = self.throttle.take("logins", key)
        if wait is not None:
            raise TooManyLogins(retry_after=wait)
        with self.database.reading() as session:
            known = queries.find_credentials(session, body.login)
        if not passwords.is_right(body.password, known.password_hash if known else None) or known is None:
            if known:
                self._record_failure(known.user_id, device, now=now)
            raise WrongCredentials
        self.throttle.forget("logins", key)
        with self.database.transaction(acting_for(known.user_id)) as session:
            user = queries.user_of(session, known.user_id)
            if passwords.needs_rehash(known.password_hash):
                user.password_hash = passwords.hash_password(body.password)
            _record(session, user.id, "signed_in", device, now=now)
            return self._sign_in(session, user, device, now=now)

    def refresh(self, refresh_token: str, device: Device, news: News, *, now: datetime) -> SignIn:
        """Rotate: a spent token gets a fresh pair; one that was spent before ends the whole family.

        Raises:
            RefreshInvalid, SessionEnded
        """
        digest = hashlib.sha256(refresh_token.encode()).digest()
        with self.database.reading() as session:
            owner = queries.find_token_owner(session, digest)
        if owner is None:
            raise RefreshInvalid
        with self.database.transaction(acting_for(owner)) as session:
            renewed = self._rotate(session, owner, digest, device, news, now=now)
        if renewed is None:  # the end of the family must be committed before it is said
            raise RefreshInvalid
        return renewed

    def _rotate(
        self, session: Session, owner: UUID, digest: bytes, device: Device, news: News, *, now: datetime
    ) -> SignIn | None:
        token = queries.token_with_hash(session, owner, digest)
        if token is None:
            raise RefreshInvalid
        family = queries.lock_session(session, owner, token.session_id)
        session.refresh(token)
        if family.revoked_at is not None or family.expires_at <= now:
            raise SessionEnded
        if token.used_at is not None and now - token.used_at > self.lifetimes.grace:
            family.revoked_at = now
            _record(session, owner, "refresh_reuse", device, now=now)
            news.publish(session, SessionsRevoked(owner, (family.id,)))
            return None
        token.used_at = token.used_at or now
        family.last_used_at = now
        return self._tokens_for(session, queries.user_of(session, owner), family, now=now)

    def _record_failure(self, user_id: UUID, device: Device, *, now: datetime) -> None:
        with self.database.transaction(acting_for(user_id)) as session:
            _record(session, user_id, "wrong_password", device, now=now)

    def _sign_in(self, session: Session, user: User, device: Device, *, now: datetime) -> SignIn:
        family = UserSession(
            id=new_id(),
            user_id=user.id,
            user_agent=device.user_agent,
            address=device.address,
            created_at=now,
            last_used_at=now,
            expires_at=now + self.lifetimes.refresh,
        )
        session.add(family)
        session.flush()
        return self._tokens_for(session, user, family, now=now)

    def _tokens_for(self, session: Session, user: User, family: UserSession, *, now: datetime) -> SignIn:
        secret = secrets.token_urlsafe(32)
        session.add(
            RefreshToken(
                user_id=user.id,
                session_id=family.id,
                token_sha256=hashlib.sha256(secret.encode()).digest(),
                issued_at=now,
            )
        )
        session.flush()
        return SignIn(
            user=user,
            access_token=self.tokens.issue(user.id, family.id),
            refresh_token=secret,
            expires_in=int(self.lifetimes.access.total_seconds()),
        )


def sign_out(session: Session, user_id: UUID, session_id: UUID, device: Device, news: News, *, now: datetime) -> None:
    """End this sign-in: its tokens are refused from now on and its sockets close."""
    family = queries.lock_session(session, user_id, session_id)
    family.revoked_at = now
    _record(session, user_id, "signed_out", device, now=now)
    news.publish(session, SessionsRevoked(user_id, (session_id,)))


def sign_out_everywhere(session: Session, user_id: UUID, device: Device, news: News, *, now: datetime) -> None:
    """End every sign-in of the user."""
    ended = queries.live_sessions(session, user_id, now)
    for family in ended:
        family.revoked_at = now
    _record(session, user_id, "signed_out_everywhere", device, now=now)
    news.publish(session, SessionsRevoked(user_id, tuple(family.id for family in ended)))


def update_me(session: Session, user_id: UUID, body: UpdateMe, *, now: datetime) -> User:
    """Change fields of the own profile; an explicit null clears a field that may be empty."""
    user = queries.user_of(session, user_id)
    for name in body.model_fields_set:
        value = getattr(body, name)
        if value is not None or name in {"account_size", "risk_per_trade_percent", "avatar_url"}:
            setattr(user, name, value)
    user.updated_at = now
    return user


def who_is(session: Session, user_id: UUID) -> User:
    """The user, for the features above."""
    return queries.user_of(session, user_id)


def trader(session: Session, user_id: UUID) -> Trader:
    """Account and time zone of a user, for whoever answers: quicker than the whole user."""
    return queries.trader_of(session, user_id)


def is_alive(database: Database, user_id: UUID, session_id: UUID) -> bool:
    """Whether a sign-in still holds: asked again and again by open sockets."""
    try:
        with database.reading(Actor((user_id,), session_id)):
            pass
    except SessionEnded:
        return False
    return True


def _record(session: Session, user_id: UUID, kind: str, device: Device, *, now: datetime) -> None:
    session.add(
        SecurityEvent(
            id=new_id(),
            user_id=user_id,
            kind=kind,
            address=device.address,
            user_agent=device.user_agent,
            created_at=now,
        )
    )
