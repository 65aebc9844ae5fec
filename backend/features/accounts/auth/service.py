"""Use cases of accounts: register, sign in, rotate, sign out, own profile."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.crypto import Keyring
from backend.core.db import Actor, Database, SessionEnded, acting_for
from backend.core.events import News
from backend.core.ids import new_id
from backend.core.name_folding import fold_login
from backend.core.networks import origin_of
from backend.core.rate_limits import LimitClaim
from backend.features.accounts.auth import app_preferences, passwords, queries
from backend.features.accounts.auth.errors import (
    LoginTaken,
    PasswordsBusy,
    RefreshInvalid,
    TooManyLogins,
    TooManyRegistrations,
    WrongCredentials,
)
from backend.features.accounts.auth.events import SessionsRevoked
from backend.features.accounts.auth.known_devices import DeviceTokens
from backend.features.accounts.auth.login_attempts import Attempts, is_known
from backend.features.accounts.auth.models import RefreshToken, User, UserSession
from backend.features.accounts.auth.ports import TokenIssuer
from backend.features.accounts.auth.queries import Trader
from backend.features.accounts.auth.refresh_rotation import Successors, digest_of
from backend.features.accounts.auth.schemas import Login, Register, UpdateMe
from backend.features.accounts.auth.security_log import Device, FailureTrail, record


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long tokens live, and how long a spent refresh token is still taken."""

    access: timedelta
    refresh: timedelta
    grace: timedelta


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user with fresh tokens; `refresh_token` is null once a cookie has it."""

    user: User
    access_token: str
    refresh_token: str | None
    device_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105  the type's name, not a secret


class UserAccounts:
    """What signing in needs: where it is kept, who signs, how long it lasts, who counts attempts."""

    def __init__(
        self,
        database: Database,
        tokens: TokenIssuer,
        lifetimes: Lifetimes,
        attempts: Attempts,
        keyring: Keyring,
    ) -> None:
        self.database = database
        self.tokens = tokens
        self.lifetimes = lifetimes
        self.attempts = attempts
        self.devices = DeviceTokens(keyring)
        self.successors = Successors(keyring)
        self.hash_password = passwords.hash_password
        self._failures = FailureTrail(database)

    def register(
        self,
        body: Register,
        device: Device,
        *,
        is_demo: bool = False,
        now: datetime,
    ) -> SignIn:
        """Open an account and sign in; `is_demo` is said of the demo account alone, by who makes it.

        Raises:
            WeakPassword, LoginTaken, TooManyRegistrations, PasswordsBusy
        """
        passwords.refuse_weak(body.password)
        claim = self.attempts.register(origin_of(device.address))
        if claim.wait is not None:
            raise TooManyRegistrations(retry_after=claim.wait)
        with _given_back_when_busy(claim):
            password_hash = self.hash_password(body.password)
        user = User(
            id=new_id(),
            email=body.email,
            username=body.username,
            password_hash=password_hash,
            timezone=body.timezone,
            is_demo=is_demo,
            created_at=now,
            updated_at=now,
        )
        try:
            with self.database.transaction(acting_for(user.id)) as session:
                session.add(user)
                session.flush()
                record(session, user.id, "registered", device, now=now)
                return self._sign_in(session, user, device, now=now)
        except IntegrityError as error:
            raise LoginTaken from error

    def login(self, body: Login, device: Device, *, now: datetime) -> SignIn:
        """Sign in by email or username.

        An account that there is, one that there is not and one that has been tried too often are answered alike and
        take as long: what is written about a failure is written after the answer.

        Raises:
            WrongCredentials, TooManyLogins, PasswordsBusy
        """
        origin = origin_of(device.address)
        with self.database.reading() as session:
            known = queries.find_credentials(session, body.login, origin.network)
        token = self.devices.read(body.device_token)
        claim = self.attempts.sign_in(fold_login(body.login), known, token, origin)
        if claim.wait is not None:
            raise TooManyLogins(retry_after=claim.wait)
        with _given_back_when_busy(claim):
            password_hash = known.password_hash if known else None
            checked = passwords.check(body.password, password_hash, is_known=is_known(known, token))
        if known is None or not checked.is_right:
            if known is not None:
                self._failures.write(known.user_id, device, now=now)
            raise WrongCredentials
        claim.give_back()
        with self.database.transaction(acting_for(known.user_id)) as session:
            user = queries.user_of(session, known.user_id)
            if checked.new_hash is not None:
                user.password_hash = checked.new_hash
            record(session, user.id, "signed_in", device, now=now)
            return self._sign_in(session, user, device, now=now)

    def enter(self, user_id: UUID, device: Device, *, now: datetime) -> SignIn:
        """Sign in without a password: for the door of the demo account alone."""
        with self.database.transaction(acting_for(user_id)) as session:
            user = queries.user_of(session, user_id)
            record(session, user.id, "signed_in", device, now=now)
            return self._sign_in(session, user, device, now=now)

    def refresh(self, refresh_token: str, device: Device, news: News, *, now: datetime) -> SignIn:
        """Rotate: a token is spent for its one successor; one that was spent before ends the whole family.

        Raises:
            RefreshInvalid, SessionEnded
        """
        with self.database.reading() as session:
            owner = queries.find_token_owner(session, digest_of(refresh_token))
        if owner is None:
            raise RefreshInvalid
        with self.database.transaction(acting_for(owner)) as session:
            renewed = self._rotate(session, owner, refresh_token, device, news, now=now)
        if renewed is None:  # the end of the family must be committed before it is said
            raise RefreshInvalid
        return renewed

    def _rotate(
        self,
        session: Session,
        owner: UUID,
        refresh_token: str,
        device: Device,
        news: News,
        *,
        now: datetime,
    ) -> SignIn | None:
        token = queries.token_with_hash(session, owner, digest_of(refresh_token))
        if token is None:
            raise RefreshInvalid
        family = queries.lock_session(session, owner, token.session_id)
        session.refresh(token)
        if family.revoked_at is not None or family.expires_at <= now:
            raise SessionEnded
        successor = self._successor(session, token, refresh_token, now=now)
        if successor is None:
            family.revoked_at = now
            record(session, owner, "refresh_reuse", device, now=now)
            news.publish(session, SessionsRevoked(owner, (family.id,)))
            return None
        family.last_used_at = now
        return self._signed_in(queries.user_of(session, owner), family, successor)

    def _successor(
        self,
        session: Session,
        token: RefreshToken,
        refresh_token: str,
        *,
        now: datetime,
    ) -> str | None:
        """The one token that follows this one; null when it was spent and may not be used again.

        Raises:
            RefreshInvalid: it is spent, and which one followed is not known any more: its key is gone.
        """
        possible = self.successors.of(refresh_token, token.session_id)
        if token.used_at is None:
            token.used_at = now
            _keep(session, token.user_id, token.session_id, possible[0], now=now)
            return possible[0]
        by_hash = {digest_of(token): token for token in possible}
        heirs = queries.tokens_with_hashes(session, token.user_id, list(by_hash))
        heir = heirs[0] if heirs else None
        if now - token.used_at > self.lifetimes.grace or (
            heir is not None and heir.used_at is not None
        ):
            return None
        if heir is None:
            raise RefreshInvalid
        return by_hash[heir.token_sha256]

    def _sign_in(self, session: Session, user: User, device: Device, *, now: datetime) -> SignIn:
        family = UserSession(
            id=new_id(),
            user_id=user.id,
            user_agent=device.user_agent,
            address=device.address,
            network=origin_of(device.address).network,
            created_at=now,
            last_used_at=now,
            expires_at=now + self.lifetimes.refresh,
        )
        session.add(family)
        session.flush()
        secret = secrets.token_urlsafe(32)
        _keep(session, user.id, family.id, secret, now=now)
        return self._signed_in(user, family, secret)

    def _signed_in(self, user: User, family: UserSession, refresh_token: str) -> SignIn:
        return SignIn(
            user=user,
            access_token=self.tokens.issue(user.id, family.id),
            refresh_token=refresh_token,
            device_token=self.devices.issue(user.id, family.id),
            expires_in=int(self.lifetimes.access.total_seconds()),
        )


def _keep(session: Session, user_id: UUID, session_id: UUID, secret: str, *, now: datetime) -> None:
    """Keep the hash of a refresh token."""
    session.add(
        RefreshToken(
            user_id=user_id,
            session_id=session_id,
            token_sha256=digest_of(secret),
            issued_at=now,
        )
    )
    session.flush()


@contextmanager
def _given_back_when_busy(claim: LimitClaim) -> Iterator[None]:
    """What was refused without being looked at does not count."""
    try:
        yield
    except PasswordsBusy:
        claim.give_back()
        raise


def sign_out(
    session: Session,
    user_id: UUID,
    session_id: UUID,
    device: Device,
    news: News,
    *,
    now: datetime,
) -> None:
    """End this sign-in: its tokens are refused from now on and its sockets close."""
    family = queries.lock_session(session, user_id, session_id)
    family.revoked_at = now
    record(session, user_id, "signed_out", device, now=now)
    news.publish(session, SessionsRevoked(user_id, (session_id,)))


def sign_out_everywhere(
    session: Session,
    user_id: UUID,
    device: Device,
    news: News,
    *,
    now: datetime,
) -> None:
    """End every sign-in of the user."""
    ended = queries.live_sessions(session, user_id, now)
    for family in ended:
        family.revoked_at = now
    record(session, user_id, "signed_out_everywhere", device, now=now)
    news.publish(session, SessionsRevoked(user_id, tuple(family.id for family in ended)))


def update_me(session: Session, user_id: UUID, body: UpdateMe, *, now: datetime) -> User:
    """Change fields of the own profile; an explicit null clears a field that may be empty."""
    user = queries.user_of(session, user_id)
    if body.preferences is not None:
        user.preferences = app_preferences.changed(user.preferences, body.preferences)
    for name in body.model_fields_set - {"preferences"}:
        value = getattr(body, name)
        if value is not None or name in {"account_size", "risk_per_trade_percent", "avatar_url"}:
            setattr(user, name, value)
    user.updated_at = now
    changed(session, user_id, Resource.SETTINGS)
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
